# SPDX-License-Identifier: Apache-2.0
"""Ethnic and religious affairs: places of worship, gatherings, registers and accounts."""

from liuhen.simulate.bureau import Bureau, Habits, Licence, Matter

JINPU_ETHNIC_RELIGIOUS = Bureau(
    pack="jinpu-ethnic-religious",
    name="大连市金普新区民族和宗教事务局",
    code="金普民宗",
    district="金普新区",
    government="大连金普新区管理委员会",
    court="大连经济技术开发区人民法院",
    certificate="21021350",
    section="民族宗教执法科",
    officers=("马晓云", "王国强", "金玉华", "罗俊峰", "冯雪"),
    section_head="关永德",
    legal_reviewer="吕静",
    deputy_head="佟建平",
    bureau_head="傅海成",
    organizations=(
        "金普新区青云观",
        "金普新区慈音寺",
        "金普新区望海庵",
        "金普新区和平路基督教堂",
        "金普新区北山清真寺",
        "大连慈缘文化传播有限公司",
        "金普新区福源香烛店",
    ),
    streets=("响水路", "和平路", "朝阳寺村", "北山街", "向应街道土门村", "复州路"),
    matters=(
        Matter(
            "擅自设立宗教活动场所",
            "《宗教事务条例》第二十一条、第六十九条",
            "未经批准在租用房屋内设立固定的宗教活动场所",
            "功德箱1个、活动日程表、跪垫40个",
            parties=("大连慈缘文化传播有限公司",),
        ),
        Matter(
            "非宗教活动场所组织举行宗教活动",
            "《宗教事务条例》第四十一条、第六十九条",
            "在公司会议室内组织三十余人举行宗教活动",
            "签到簿、宣传折页、音响1套",
            parties=("大连慈缘文化传播有限公司", "金普新区福源香烛店"),
        ),
        Matter(
            "未依法办理登记变更手续",
            "《宗教事务条例》第六十五条",
            "负责人变更后三个月内未办理变更登记",
            "登记证、管理组织会议记录",
            parties=("金普新区青云观", "金普新区望海庵", "金普新区和平路基督教堂"),
        ),
        Matter(
            "财务会计制度不健全",
            "《宗教事务条例》第五十八条、第六十五条",
            "全年收支未按规定设账并公布",
            "收支流水、捐赠收据存根",
            sample="收支账目",
            parties=("金普新区慈音寺", "金普新区北山清真寺", "金普新区青云观"),
        ),
        Matter(
            "假冒宗教教职人员进行活动",
            "《宗教事务条例》第七十四条",
            "未取得教职人员身份而主持活动并收取财物",
            "法器6件、收款二维码",
        ),
    ),
    licences=(
        Licence("宗教活动场所登记", "《宗教事务条例》第二十二条"),
        Licence("宗教活动场所内改建建筑物审批", "《宗教事务条例》第三十三条"),
        Licence("大型宗教活动审批", "《宗教事务条例》第四十二条"),
        Licence("宗教临时活动地点指定", "《宗教事务条例》第三十五条"),
    ),
    habits=Habits(store="week", segment_minutes=(30,)),
    stories={
        "inspection": 48,
        "penalty": 14,
        "simple": 6,
        "licensing": 20,
        "complaint": 9,
        "coercion": 3,
    },
)
