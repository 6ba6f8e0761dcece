# SPDX-License-Identifier: Apache-2.0
"""Education: training centres, private schools, kindergartens, fees, admission."""

from liuhen.simulate.bureau import Bureau, Habits, Licence, Matter

XIGANG_EDUCATION = Bureau(
    pack="xigang-education",
    name="大连市西岗区教育局",
    code="西教",
    district="西岗区",
    government="大连市西岗区人民政府",
    court="大连市西岗区人民法院",
    certificate="21020340",
    section="校外教育培训监管科",
    officers=("张文娟", "高子涵", "孙宇", "韩淑萍", "董佳琳"),
    section_head="梁庆云",
    legal_reviewer="沈思宁",
    deputy_head="何玉玲",
    bureau_head="谭振国",
    organizations=(
        "西岗区启帆教育培训学校",
        "大连知未教育咨询有限公司",
        "西岗区小橡果托管中心",
        "西岗区艺心艺术培训中心",
        "大连博迈体育文化有限公司",
        "西岗区晨星幼儿园",
        "西岗区乐童幼儿园",
        "西岗区长江外语培训学校",
    ),
    streets=("长春路", "黄河路", "北岗街", "胜利路", "唐山街", "东关街", "香洲路", "八一路"),
    matters=(
        Matter(
            "擅自举办校外培训机构",
            "《中华人民共和国民办教育促进法》第六十四条",
            "未取得办学许可，租用场地招收小学生二十六人开展学科类培训",
            "课程表、收费收据、教材、学员名册",
        ),
        Matter(
            "超出办学许可范围开展培训",
            "《中华人民共和国民办教育促进法》第六十二条",
            "核准项目为艺术培训，实际开设数学、英语班",
            "排课表、教案、家长缴费截图",
        ),
        Matter(
            "违反规定向受教育者收取费用",
            "《中华人民共和国教育法》第七十八条",
            "一次性收取超过三个月的培训费用",
            "收费票据31张、银行流水",
        ),
        Matter(
            "发布虚假招生简章",
            "《中华人民共和国民办教育促进法》第六十二条",
            "招生简章所列师资与实际不符",
            "招生简章、宣传展板、网页截图",
        ),
        Matter(
            "使用不具备资格的人员从事保育教学",
            "《中华人民共和国教师法》第十条",
            "两名任课人员不能提供教师资格证书",
            "教师花名册、劳动合同",
            sample="教师资格证书真伪",
        ),
        Matter(
            "未履行学生安全管理义务",
            "《中华人民共和国未成年人保护法》第三十五条",
            "教室安全出口被堵塞，消防器材已过有效期",
            "现场照片、灭火器3具",
        ),
    ),
    licences=(
        Licence("民办学校办学许可", "《中华人民共和国民办教育促进法》第十二条、第十四条"),
        Licence("校外培训机构设立审批", "《中华人民共和国民办教育促进法》第十二条"),
        Licence("教师资格认定", "《中华人民共和国教师法》第十三条"),
        Licence("民办学校变更举办者核准", "《中华人民共和国民办教育促进法》第五十四条"),
    ),
    habits=Habits(store="week", segment_minutes=(30, 60)),
    stories={
        "inspection": 45,
        "penalty": 16,
        "simple": 8,
        "licensing": 20,
        "complaint": 9,
        "coercion": 2,
    },
)
