# SPDX-License-Identifier: Apache-2.0
"""Culture and tourism: net cafés, karaoke, shows, travel agencies, publications."""

from liuhen.simulate.bureau import Bureau, Habits, Licence, Matter

QILIN_CULTURE_TOURISM = Bureau(
    pack="qilin-culture-tourism",
    name="曲靖市麒麟区文化和旅游局",
    code="麒文旅",
    district="麒麟区",
    government="曲靖市麒麟区人民政府",
    court="曲靖市麒麟区人民法院",
    certificate="53030210",
    section="文化市场综合行政执法大队",
    officers=("李建军", "赵雪琳", "陈志刚", "杨敏", "朱晓波", "段永辉"),
    section_head="孔德成",
    legal_reviewer="丁雅静",
    deputy_head="唐永平",
    bureau_head="郭立华",
    organizations=(
        "麒麟区星澜网络会所",
        "麒麟区飞屿上网服务部",
        "麒麟区金麦娱乐会所",
        "麒麟区云上歌城",
        "曲靖远晴旅行社有限公司",
        "曲靖珠江源假日旅行社门市部",
        "麒麟区书语文化用品店",
        "麒麟区彩云图文社",
        "曲靖南城演艺有限公司",
        "麒麟区古韵民宿客栈",
    ),
    streets=("麒麟南路", "寥廓北路", "珠江源大道", "文昌街", "紫云路", "翠峰东路", "交通路"),
    matters=(
        Matter(
            "接纳未成年人进入营业场所",
            "《互联网上网服务营业场所管理条例》第二十一条、第三十一条",
            "营业时段内有两名未成年人在机位上网，未核对登记有效证件",
            "上网登记记录、收银小票、主机2台",
        ),
        Matter(
            "在禁止时间内营业",
            "《娱乐场所管理条例》第二十八条",
            "凌晨二时后仍有三个包房在经营",
            "消费清单、点歌系统记录、音响设备3套",
        ),
        Matter(
            "未经许可经营旅行社业务",
            "《中华人民共和国旅游法》第二十八条、第九十五条",
            "未取得经营许可招徕游客组团出游并收取团款",
            "旅游合同12份、收款凭证、宣传单",
        ),
        Matter(
            "未取得导游证从事导游活动",
            "《中华人民共和国旅游法》第一百零二条",
            "在景区为旅游团队提供讲解服务，现场不能出示导游证",
            "行程单、讲解器1套",
        ),
        Matter(
            "擅自举办营业性演出",
            "《营业性演出管理条例》第十三条、第四十三条",
            "未经批准举办营业性演出两场并公开售票",
            "演出票根、海报、调音台1台",
        ),
        Matter(
            "未经批准从事出版物零售业务",
            "《出版管理条例》第六十一条",
            "未取得出版物经营许可证陈列销售图书",
            "图书146册、进货单",
            sample="涉案图书",
        ),
    ),
    licences=(
        Licence("互联网上网服务经营许可", "《互联网上网服务营业场所管理条例》第十条、第十一条"),
        Licence("营业性演出许可", "《营业性演出管理条例》第十三条"),
        Licence("娱乐经营许可", "《娱乐场所管理条例》第九条"),
        Licence("出版物零售经营许可", "《出版管理条例》第三十五条"),
    ),
    habits=Habits(
        store="week",
        works_evenings=True,
        segment_minutes=(15, 30),
        preservation_paper="preservation_decision_record",
    ),
    stories={
        "inspection": 42,
        "penalty": 24,
        "simple": 10,
        "licensing": 12,
        "complaint": 7,
        "coercion": 5,
    },
)
