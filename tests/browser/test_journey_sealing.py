# SPDX-License-Identifier: Apache-2.0
"""A penalty with sealing, by mouse, from the inspection to the closed file.

大连市金普新区民族和宗教事务局: a printer that prints without leave is inspected and filmed, its
press is sealed, and it is fined; the seals come off with the decision. Nothing is typed that the
pages know already, and every paper is issued, signed and served where it arises.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from support.by_mouse import (
    all_sign,
    arrives,
    asks,
    begins,
    fills,
    issues,
    leaves,
    notes,
    opens_draft,
    serves,
    signs,
)
from support.films import film

if TYPE_CHECKING:
    from support.journey import Journey

TITLE = "某印务有限公司擅自编印宗教内部资料案"
FOUND = "仓库内存放未经批准印刷的宗教内部资料约三千册。"
BASIS = "《宗教事务条例》第六十六条"


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from liuhen.apps.evidence.device_issue import issue_device
    from liuhen.apps.evidence.device_register import DeviceValue, register_device
    from support.journey import begin

    made = begin(clock, address, window, tmp_path, pack="jinpu-ethnic-religious")
    house = made.on("2026-03-02 08:00").house
    device = register_device(by=house.custodian, value=DeviceValue("DSJ-01", "recorder"))
    issue_device(by=house.custodian, device=device, person=house.people["officer"])
    return made


def test_a_press_is_sealed_and_released_with_the_decision(journey: "Journey") -> None:
    _is_inspected(journey)
    _is_filmed(journey)
    _is_registered(journey)
    _is_started(journey)
    _is_recorded(journey)
    _is_kept(journey)
    _is_approved_to_be_sealed(journey)
    _is_sealed(journey)
    _is_asked(journey)
    _is_reported(journey)
    _is_told_beforehand(journey)
    _pleads(journey)
    _is_decided(journey)
    journey.nothing_overdue("officer")
    _is_served_and_released(journey)
    _pays(journey)
    _ends(journey)

    journey.nothing_overdue("officer")
    report = journey.agrees("officer")
    said = {(one["obligation"], one["status"]) for one in report["findings"]}
    assert said == {
        ("initiation.approval", "met"),
        ("inspection.record", "met"),
        ("inquiry.record", "met"),
        ("investigation.recording", "met"),
        ("investigation.recording", "advised"),  # of the inquiry: may be recorded
        ("investigation.report", "met"),
        ("decision.approval", "met"),
        ("decision.content", "met"),
        ("service.direct", "met"),
        ("performance.record", "met"),
        ("archive.file", "met"),
    }


def _is_inspected(journey: "Journey") -> None:
    spot = arrives(journey.on("2026-03-02 09:00"), "现场检查")
    notes(journey.windows["officer"], FOUND)
    leaves(journey, spot, minutes=90)


def _is_filmed(journey: "Journey") -> None:
    """The film is safe once the worker has read it again."""
    file = journey.folder / "DSJ-01_20260302091000.mp4"
    file.write_bytes(film(30))
    officer = journey.on("2026-03-02 11:00").comes("officer", "/recordings/upload/")
    officer.get_by_label("设备", exact=True).select_option(index=1)
    officer.get_by_text("时间、时钟、说明").click()
    officer.get_by_label("录制时间").fill("2026-03-02T09:10:00")
    officer.locator("input.bring-input").first.set_input_files(file)
    expect(officer.get_by_text("服务器正在复核")).to_be_visible()
    journey.work()
    expect(officer.locator("section[data-state=all_safe]")).to_be_visible()


def _is_registered(journey: "Journey") -> None:
    """The page of the inspection proposes its film, and makes it a case."""
    officer = journey.on("2026-03-02 14:00").comes("officer", "/activities/")
    officer.get_by_role("link", name="现场检查").click()
    box = officer.get_by_role("checkbox", name="DSJ-01_20260302091000.mp4")
    box.check()
    officer.get_by_role("button", name="关联所勾选的").click()
    expect(officer.get_by_role("link", name=re.compile("^录像"))).to_be_visible()
    officer.get_by_role("link", name="登记为案件").click()
    officer.get_by_label("案件名称").fill(TITLE)
    officer.get_by_label("反映或者发现的情况").fill(FOUND)
    officer.get_by_label("当事人（已知的）").fill("某印务有限公司")
    officer.get_by_label("当事人类型").select_option("单位")
    officer.get_by_text("执法种类、程序、科室、承办人").click()
    officer.get_by_label("李强").check()
    officer.get_by_role("button", name="登记", exact=True).click()
    expect(officer.get_by_role("heading", name="是否启动程序？")).to_be_visible()
    journey.knows(officer)


def _is_started(journey: "Journey") -> None:
    """Art. 7: approved first. The page for asking offers the form on which it is asked for."""
    officer = journey.windows["officer"]
    officer.get_by_role("link", name="先请求审批").click()
    officer.get_by_role("button", name="程序启动审批表").click()
    fills(
        officer,
        {
            "案件来源": "监督检查发现",
            "启动原因": "涉嫌违反《宗教事务条例》第四十五条。",
            "承办人意见": "建议立案调查。",
        },
    )
    asks(journey, "依职权启动执法程序")
    journey.approves("bureau_head", "依职权启动执法程序", "同意，依法办理。")
    officer = opens_draft(journey.later(minutes=10), "程序启动审批表")
    issues(officer)
    signs(officer)
    officer = journey.later(minutes=10).comes("officer", f"{journey.case}start/")
    officer.get_by_role("button", name="启动程序").click()
    expect(officer.get_by_text("程序已启动")).to_be_visible()


def _is_recorded(journey: "Journey") -> None:
    """Art. 8(3). What was noted on the spot stands in the record already."""
    officer = journey.comes("officer")
    officer.get_by_role("link", name="补记：现场检查（勘验）笔录").first.click()
    officer.get_by_role("button", name="现场检查（勘验）笔录").first.click()
    expect(officer.get_by_label("现场情况")).to_have_value(FOUND)
    fills(officer, {"已告知权利义务": ("是",), "是否申请回避": "不申请回避"})
    paper = issues(officer)
    all_sign(journey, paper, "检查（勘验）人员", "被检查人（在场人）", both=True)


def _is_kept(journey: "Journey") -> None:
    """The custodian confirms that the film is kept."""
    custodian = journey.on("2026-03-03 08:10").comes("custodian", f"{journey.case}store/")
    custodian.get_by_role("checkbox").first.check()
    custodian.get_by_role("button", name="现在确认入库").click()
    expect(custodian.get_by_text("已确认入库")).to_be_visible()


def _is_approved_to_be_sealed(journey: "Journey") -> None:
    """行政强制法第十八条第一项."""
    officer = journey.on("2026-03-03 08:30").comes("officer")
    begins(officer, "查封（扣押）决定书")
    fills(
        officer,
        {
            "住所（住址）": "友谊路18号",
            "措施": ("查封",),
            "采取措施的理由": "防止继续印刷、转移设备。",
            "法律依据": BASIS,
            "场所、设施或者财物": "印刷机一台",
        },
    )
    asks(journey, "实施行政强制措施", "已核对：只限涉案物品", paper="查封（扣押）决定书")
    journey.approves("bureau_head", "实施行政强制措施", "同意，依法办理。")
    issues(opens_draft(journey, "查封（扣押）决定书"))


def _is_sealed(journey: "Journey") -> None:
    """Told, listed, recorded, signed and served on the spot (行政强制法第十八条、第二十四条)."""
    decision = journey.windows["officer"].url.removeprefix(journey.address)
    spot = arrives(journey.on("2026-03-03 10:00"), "行政强制措施")
    officer = journey.windows["officer"]
    notes(officer, "清点后加贴封条。")
    officer.get_by_role("link", name="告知权利").click()
    officer.get_by_label("行政复议").check()
    officer.get_by_label("行政诉讼").check()
    officer.get_by_label("口头", exact=True).check()
    officer.get_by_role("button", name="保存", exact=True).click()
    officer.get_by_role("link", name="收取物品").click()
    officer.get_by_label("物品名称").fill("印刷机")
    officer.get_by_label("数量").fill("1台")
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_role("link", name="印刷机")).to_be_visible()
    begins(journey.comes("officer", spot), "场所、设施、财物清单")
    expect(officer.get_by_label("名称").first).to_have_value("印刷机")
    all_sign(journey, issues(officer), "执法人员", "当事人")
    begins(journey.later(minutes=30).comes("officer", spot), "行政强制措施现场笔录")
    fills(
        officer,
        {
            "结束时间": "2026-03-03T10:30",
            "当事人陈述申辩": "无异议。",
            "实施过程": "出示证件，告知理由、依据和权利，清点后加贴封条。",
        },
    )
    all_sign(journey, issues(officer), "执法人员", "当事人", both=True)
    serves(journey.comes("officer", decision))
    expect(officer.get_by_text("未送达")).to_have_count(0)
    leaves(journey, spot, minutes=10)


def _is_asked(journey: "Journey") -> None:
    spot = arrives(journey.on("2026-03-04 09:00"), "询问")
    officer = journey.windows["officer"]
    officer.get_by_role("group", name="出示证件").get_by_label("已出示").check()
    officer.get_by_role("button", name="保存", exact=True).click()
    begins(journey.later(minutes=50).comes("officer", spot), "询问笔录")
    fills(
        officer,
        {
            "结束时间": "2026-03-04T09:50",
            "被询问人": "马某",
            "身份": ("法定代表人（负责人）",),
            "身份证件号码": "210213198001010011",
            "住址": "友谊路18号",
            "已告知权利义务": ("是",),
            "是否申请回避": "不申请回避",
            "问": "资料从何而来？",
            "答": "受人委托印刷，没有取得准印证。",
        },
    )
    paper = issues(officer)
    all_sign(journey, paper, "询问人", "被询问人")
    leaves(journey, spot, minutes=5)


def _is_reported(journey: "Journey") -> None:
    """Art. 10. The report names those who handle the case."""
    officer = journey.on("2026-03-06 09:00").comes("officer", f"{journey.case}add/")
    officer.goto(f"{journey.address}{journey.case}add/activity/?kind=investigation_concluded")
    officer.get_by_role("button", name="保存", exact=True).last.click()
    expect(officer.get_by_text("已记入")).to_be_visible()
    officer.get_by_role("link", name="补记：调查终结报告").first.click()
    officer.get_by_role("button", name="案件调查终结报告").first.click()
    expect(
        officer.get_by_role("group", name="执法人员").get_by_label("姓名").nth(1)
    ).not_to_have_value("")
    fills(
        officer,
        {
            "案件来源": "监督检查发现",
            "调查过程": "检查、查封、询问。",
            "查明的事实": "擅自编印宗教内部资料三千册。",
            "证据及证明事项": "现场笔录、询问笔录。",
            "处罚依据": BASIS,
            "裁量因素和适用的裁量基准": "首次违法，未散发。",
            "处理意见": "拟罚款五千元。",
        },
    )
    issues(officer)
    signs(officer)


def _is_told_beforehand(journey: "Journey") -> None:
    """行政处罚法第四十四条."""
    officer = journey.comes("officer")
    begins(officer, "行政处罚事先告知书")
    fills(
        officer,
        {
            "违法事实": "擅自编印宗教内部资料三千册。",
            "处罚理由": "未经批准。",
            "处罚依据": BASIS,
            "拟作出的处罚内容": "罚款五千元。",
            "罚款数额（元）": "5000",
            "是否享有要求听证的权利": ("否",),
        },
    )
    issues(officer)
    serves(officer)


def _pleads(journey: "Journey") -> None:
    """行政处罚法第四十五条: heard, and looked into."""
    spot = arrives(journey.on("2026-03-09 09:00"), "陈述申辩")
    officer = journey.windows["officer"]
    begins(officer, "陈述申辩笔录")
    fills(officer, {"已告知权利义务": ("是",), "陈述申辩内容": "已停止编印，请求从轻。"})
    paper = issues(officer)
    all_sign(journey, paper, "执法人员", "陈述申辩人")
    leaves(journey, spot, minutes=30)
    begins(journey.comes("officer"), "陈述申辩复核意见书")
    expect(officer.get_by_label("陈述申辩要点")).to_have_value("已停止编印，请求从轻。")
    fills(
        officer,
        {
            "复核情况": "经核实，已停止编印。",
            "是否采纳": ("采纳",),
            "理由": "情节较轻。",
            "承办人意见": "建议从轻。",
        },
    )
    issues(officer)


def _is_decided(journey: "Journey") -> None:
    """Art. 11: reviewed by the legal reviewer, signed by the head of the bureau."""
    officer = journey.on("2026-03-10 09:00").comes("officer")
    begins(officer, "行政处罚（处理）决定审批表")
    fills(
        officer,
        {
            "违法事实": "擅自编印宗教内部资料三千册。",
            "主要证据": "现场笔录、询问笔录。",
            "处罚（处理）依据": BASIS,
            "拟作出的决定": "罚款五千元。",
            "是否较告知的处罚加重": ("否",),
            "承办人意见": "建议处罚。",
        },
    )
    asks(journey, "作出行政执法决定", "法律、法规规定应当法制审核")
    journey.approves("legal_reviewer", "作出行政执法决定", "审核通过。")
    journey.approves("bureau_head", "作出行政执法决定", "同意，依法办理。")
    issues(opens_draft(journey.on("2026-03-11 09:00"), "行政处罚（处理）决定审批表"))
    officer.goto(f"{journey.address}{journey.case}add/activity/?kind=decision_made")
    officer.get_by_role("button", name="保存", exact=True).last.click()
    expect(officer.get_by_text("已记入")).to_be_visible()
    officer.get_by_role("link", name="补记：行政执法决定书").first.click()
    officer.get_by_role("button", name="行政处罚决定书", exact=True).first.click()
    fills(
        officer,
        {
            "住所（住址）": "友谊路18号",
            "违法事实": "擅自编印宗教内部资料三千册。",
            "证据": "现场笔录、询问笔录。",
            "陈述申辩（听证）及采纳情况": "请求从轻，予以采纳。",
            "定性和说理": "未经批准编印，应予处罚。",
            "裁量因素": "首次违法，未散发。",
            "处罚依据": BASIS,
            "处罚种类和内容": "罚款五千元。",
        },
    )
    issues(officer)


def _is_served_and_released(journey: "Journey") -> None:
    """The seals come off within the thirty days (行政强制法第二十五条、第二十八条)."""
    officer = journey.windows["officer"]
    serves(officer)
    begins(journey.comes("officer"), "解除查封（扣押）决定书")
    fills(officer, {"解除理由": ("已作出处理决定，不再需要",)})
    asks(journey, "解除查封、扣押")
    journey.approves("bureau_head", "解除查封、扣押", "同意，依法办理。")
    officer = opens_draft(journey, "解除查封（扣押）决定书")
    issues(officer)
    serves(officer)
    officer = journey.comes("officer", f"{journey.case}things/")
    officer.get_by_role("link", name="印刷机").click()
    officer.get_by_role("link", name="处理结果").click()
    officer.get_by_label("处理结果").select_option("解除措施")
    officer.get_by_label("领取人").fill("马某")
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_text("解除措施").first).to_be_visible()


def _pays(journey: "Journey") -> None:
    officer = journey.on("2026-03-18 10:00").comes("officer", f"{journey.case}dues/")
    officer.get_by_role("link", name="登记决定内容").click()
    expect(officer.get_by_label("罚款（元）")).to_have_value("5000")
    officer.get_by_role("button", name="保存", exact=True).click()
    officer.get_by_role("link", name="登记缴款").click()
    officer.get_by_label("票据号码").fill("BS-2026-001")
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_text("已全部履行，可以结案")).to_be_visible()


def _ends(journey: "Journey") -> None:
    officer = journey.on("2026-03-19 09:00").comes("officer")
    officer.get_by_role("link", name="结案").first.click()
    # nothing is open any more, but that one officer alone signed what two have to
    expect(officer.locator(".alert-warning li")).to_have_count(1)
    expect(officer.locator(".alert-warning li")).to_contain_text("尚未签全且没有记明拒签的文书")
    officer.get_by_role("link", name="决定已履行完毕").click()
    journey.lets_end(officer)
    officer = journey.comes("officer", f"{journey.case}end/performed/")
    officer.get_by_label("原因").fill("罚款已缴清，查封已解除。")
    officer.get_by_role("button", name="结案").click()
    expect(officer.get_by_text("归档期限从结案起算")).to_be_visible()
    custodian = journey.on("2026-04-10 09:00").comes("custodian")
    custodian.get_by_role("link", name="归档").click()
    custodian.get_by_role("button", name="归档").click()
    custodian.wait_for_url(f"**{journey.case}")
