# SPDX-License-Identifier: Apache-2.0
"""Labour inspection: wages, contracts, working hours, agencies."""

from liuhen.simulate.bureau import Bureau, Habits, Licence, Matter

XIGANG_HRSS = Bureau(
    pack="xigang-hrss",
    name="大连市西岗区人力资源和社会保障局",
    code="西人社",
    district="西岗区",
    government="大连市西岗区人民政府",
    court="大连市西岗区人民法院",
    certificate="21020360",
    section="劳动保障监察大队",
    officers=("周立军", "蒋秀娟", "谢浩", "许芳", "彭子杰", "卢宁"),
    section_head="曹志宁",
    legal_reviewer="薛雅敏",
    deputy_head="贾文波",
    bureau_head="程永红",
    organizations=(
        "大连鼎垣建筑劳务有限公司",
        "西岗区老码头海鲜酒楼",
        "大连捷途物流有限公司",
        "大连安与家政服务有限公司",
        "西岗区俏颜美容美发店",
        "大连聚才人力资源有限公司",
        "大连百川劳务派遣有限公司",
        "西岗区三和制衣厂",
        "大连优速配送服务有限公司",
    ),
    streets=("五四路", "新开路", "长江路", "石道街", "沈阳路", "大同街", "市场街", "不老街"),
    matters=(
        Matter(
            "克扣或者无故拖欠劳动者工资",
            "《劳动保障监察条例》第二十六条",
            "拖欠十二名劳动者两个月工资",
            "工资表、考勤记录、劳动合同",
            parties=("大连鼎垣建筑劳务有限公司", "西岗区三和制衣厂"),
        ),
        Matter(
            "不依法订立书面劳动合同",
            "《劳动保障监察条例》第二十四条",
            "与八名员工建立劳动关系超过一个月未订立书面劳动合同",
            "员工名册、招工登记表",
            parties=("西岗区老码头海鲜酒楼", "西岗区俏颜美容美发店"),
        ),
        Matter(
            "违法延长劳动者工作时间",
            "《劳动保障监察条例》第二十五条",
            "连续三个月每月安排加班超过三十六小时",
            "考勤打卡记录、排班表",
            parties=("大连捷途物流有限公司", "大连优速配送服务有限公司"),
        ),
        Matter(
            "未经许可经营劳务派遣业务",
            "《中华人民共和国劳动合同法》第五十七条、第九十二条",
            "未取得劳务派遣经营许可向三家单位派遣人员",
            "派遣协议5份、结算单",
            parties=("大连百川劳务派遣有限公司",),
        ),
        Matter(
            "未经许可从事职业中介活动",
            "《中华人民共和国就业促进法》第六十四条",
            "未取得人力资源服务许可而收取中介费用",
            "求职登记簿、收款收据",
            parties=("大连聚才人力资源有限公司", "大连安与家政服务有限公司"),
        ),
        Matter(
            "不按要求报送书面材料",
            "《劳动保障监察条例》第三十条",
            "收到询问通知书后逾期不报送工资支付材料",
            "询问通知书、送达回证",
        ),
    ),
    licences=(
        Licence("人力资源服务许可", "《人力资源市场暂行条例》第十八条"),
        Licence("劳务派遣经营许可", "《中华人民共和国劳动合同法》第五十七条"),
        Licence("特殊工时工作制审批", "《中华人民共和国劳动法》第三十九条"),
        Licence("民办职业培训学校设立审批", "《中华人民共和国民办教育促进法》第十二条"),
    ),
    habits=Habits(
        store="same_day", hands_over_monthly=True, plays_back=True, segment_minutes=(15, 30, 60)
    ),
    stories={
        "inspection": 40,
        "penalty": 24,
        "simple": 4,
        "licensing": 14,
        "complaint": 15,
        "coercion": 3,
    },
)
