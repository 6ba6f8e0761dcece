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

from support.films import film

if TYPE_CHECKING:
    from support.journey import Journey

TITLE = "某印务有限公司擅自编印宗教内部资料案"
FOUND = "仓库内存放未经批准印刷的宗教内部资料约三千册。"
BASIS = "《宗教事务条例》第六十六条"
#: What is typed into a field, or which of its answers is chosen.
Filled = dict[str, str | tuple[str]]


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


# ---------------------------------------------------------------- what everybody does


def _fills(page: Page, values: Filled) -> None:
    """Fill in a draft, which is saved and checked while it is typed."""
    for label, value in values.items():
        if isinstance(value, tuple):
            group = page.get_by_role("group", name=re.compile(rf"^{re.escape(label)}\s*\*?$"))
            group.get_by_label(value[0], exact=True).check()
        else:
            named = re.compile(rf"^{re.escape(label)}\s*\*?$")
            page.get_by_role("main").get_by_label(named).first.fill(value)
    expect(page.locator("#paper-lacks")).to_contain_text("内容齐全")


def _begins(page: Page, title: str) -> None:
    page.get_by_role("link", name="起草文书").click()
    page.get_by_role("button", name=title, exact=True).first.click()
    expect(page.locator("#paper-lacks")).to_be_visible()


def _issues(page: Page) -> str:
    """Issue the draft; the path of the paper."""
    page.get_by_role("button", name="制发").click()
    expect(page.get_by_text("已制发")).to_be_visible()
    return "/papers/" + page.url.rstrip("/").rsplit("/", 1)[-1] + "/"


def _signs(page: Page, role: str = "") -> None:
    """Sign as who is signed in."""
    page.get_by_role("link", name="签署", exact=True).click()
    if role:
        page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="现在签署").click()
    expect(page.get_by_text("您已签署")).to_be_visible()


def _signs_on_screen(page: Page, role: str) -> None:
    """The party signs on the officer's screen."""
    page.get_by_role("link", name="屏幕签名").click()
    page.get_by_role("radio", name=role, exact=True).check()
    page.get_by_label("姓名").fill("马某")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    places = [(0.1, 0.8), (0.25, 0.2), (0.4, 0.8), (0.6, 0.2), (0.9, 0.7)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()
    page.get_by_role("button", name="确认签名").click()
    expect(page.get_by_text("屏幕手写")).to_be_visible()


def _all_sign(
    journey: "Journey", paper: str, officers: str, party: str, *, both: bool = False
) -> None:
    """The party signs, and the officer, or both officers."""
    for name in ("officer", "colleague") if both else ("officer",):
        _signs(journey.comes(name, paper), officers)
    _signs_on_screen(journey.comes("officer", paper), party)


def _asks(journey: "Journey", matter: str, *ticks: str, paper: str = "") -> None:
    """The officer asks for approval on the draft that the page proposes, or on another paper."""
    officer = journey.comes("officer")
    officer.get_by_role("link", name="报请审批").first.click()
    officer.get_by_role("link", name=matter).first.click()
    read = officer.get_by_label("报批文书")
    if paper:
        read.select_option(read.get_by_role("option", name=paper).get_attribute("value"))
    expect(read).not_to_have_value("")
    for tick in ticks:
        officer.get_by_label(tick).check()
    officer.get_by_role("button", name="提交报批").click()
    expect(officer.get_by_text("已报批")).to_be_visible()


def _opens_draft(journey: "Journey", title: str) -> Page:
    """Go on with a draft from the page of the case."""
    officer = journey.comes("officer")
    officer.get_by_role("link", name=title, exact=True).first.click()
    expect(officer.locator("#paper-lacks")).to_be_visible()
    return officer


def _serves(page: Page) -> None:
    """The paper that is open is handed over."""
    page.get_by_role("link", name="送达该文书").first.click()
    page.get_by_role("link", name="直接送达").first.click()
    page.get_by_label("受送达人签名").fill("马某")
    page.get_by_label("送达人签名", exact=True).fill("王敏")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已送达，送达时间")).to_be_visible()


def _arrives(journey: "Journey", kind: str) -> str:
    """Somebody begins an activity of the case on the spot; the path of its page."""
    case = journey.case.split("/")[2] if journey.case else ""
    officer = journey.comes("officer", f"/onsite/?case={case}" if case else "/onsite/")
    link = officer.get_by_role("link", name=kind, exact=True).first
    if not link.is_visible():
        officer.get_by_text("其他活动").click()
    link.click()
    if not journey.case:
        officer.get_by_label("地点").fill("友谊路18号")
    officer.get_by_label("李强").check()
    if kind == "行政强制措施":
        officer.get_by_label("强制措施种类").select_option("查封")
    officer.get_by_role("button", name="到达，现在开始").click()
    expect(officer.get_by_text("进行中")).to_be_visible()
    return officer.url.removeprefix(journey.address).partition("?")[0]


def _leaves(journey: "Journey", spot: str, **later: float) -> None:
    officer = journey.later(**later).comes("officer", spot)
    officer.get_by_role("button", name="现在离开").click()
    expect(officer.get_by_text("已离开")).to_be_visible()


def _notes(officer: Page, text: str) -> None:
    for group in ("出示证件", "告知事由", "告知全程记录"):
        officer.get_by_role("group", name=group).get_by_role("radio").first.check()
    officer.get_by_label("在场人员").fill("店主马某")
    officer.get_by_label("现场记事").fill(text)
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_text("店主马某")).to_be_visible()


# ---------------------------------------------------------------- the story


def _is_inspected(journey: "Journey") -> None:
    spot = _arrives(journey.on("2026-03-02 09:00"), "现场检查")
    _notes(journey.windows["officer"], FOUND)
    _leaves(journey, spot, minutes=90)


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
    _fills(
        officer,
        {
            "案件来源": "监督检查发现",
            "启动原因": "涉嫌违反《宗教事务条例》第四十五条。",
            "承办人意见": "建议立案调查。",
        },
    )
    _asks(journey, "依职权启动执法程序")
    journey.approves("bureau_head", "依职权启动执法程序", "同意，依法办理。")
    officer = _opens_draft(journey.later(minutes=10), "程序启动审批表")
    _issues(officer)
    _signs(officer)
    officer = journey.later(minutes=10).comes("officer", f"{journey.case}start/")
    officer.get_by_role("button", name="启动程序").click()
    expect(officer.get_by_text("程序已启动")).to_be_visible()


def _is_recorded(journey: "Journey") -> None:
    """Art. 8(3). What was noted on the spot stands in the record already."""
    officer = journey.comes("officer")
    officer.get_by_role("link", name="补记：现场检查（勘验）笔录").first.click()
    officer.get_by_role("button", name="现场检查（勘验）笔录").first.click()
    expect(officer.get_by_label("现场情况")).to_have_value(FOUND)
    _fills(officer, {"已告知权利义务": ("是",), "是否申请回避": "不申请回避"})
    paper = _issues(officer)
    _all_sign(journey, paper, "检查（勘验）人员", "被检查人（在场人）", both=True)


def _is_kept(journey: "Journey") -> None:
    """The custodian confirms that the film is kept."""
    custodian = journey.on("2026-03-03 08:10").comes("custodian", f"{journey.case}store/")
    custodian.get_by_role("checkbox").first.check()
    custodian.get_by_role("button", name="现在确认入库").click()
    expect(custodian.get_by_text("已确认入库")).to_be_visible()


def _is_approved_to_be_sealed(journey: "Journey") -> None:
    """行政强制法第十八条第一项."""
    officer = journey.on("2026-03-03 08:30").comes("officer")
    _begins(officer, "查封（扣押）决定书")
    _fills(
        officer,
        {
            "住所（住址）": "友谊路18号",
            "措施": ("查封",),
            "采取措施的理由": "防止继续印刷、转移设备。",
            "法律依据": BASIS,
            "场所、设施或者财物": "印刷机一台",
        },
    )
    _asks(journey, "实施行政强制措施", "已核对：只限涉案物品", paper="查封（扣押）决定书")
    journey.approves("bureau_head", "实施行政强制措施", "同意，依法办理。")
    _issues(_opens_draft(journey, "查封（扣押）决定书"))


def _is_sealed(journey: "Journey") -> None:
    """Told, listed, recorded, signed and served on the spot (行政强制法第十八条、第二十四条)."""
    decision = journey.windows["officer"].url.removeprefix(journey.address)
    spot = _arrives(journey.on("2026-03-03 10:00"), "行政强制措施")
    officer = journey.windows["officer"]
    _notes(officer, "清点后加贴封条。")
    officer.get_by_role("link", name="告知权利").click()
    officer.get_by_label("行政复议").check()
    officer.get_by_label("行政诉讼").check()
    officer.get_by_label("口头", exact=True).check()
    officer.get_by_role("button", name="保存", exact=True).click()
    officer.get_by_role("link", name="收取物品").click()
    officer.get_by_label("物品名称").fill("印刷机")
    officer.get_by_label("数量").fill("1台")
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_text("1 件物品尚无处理结果")).to_be_visible()
    _begins(journey.comes("officer", spot), "场所、设施、财物清单")
    expect(officer.get_by_label("名称").first).to_have_value("印刷机")
    _all_sign(journey, _issues(officer), "执法人员", "当事人")
    _begins(journey.later(minutes=30).comes("officer", spot), "行政强制措施现场笔录")
    _fills(
        officer,
        {
            "结束时间": "2026-03-03T10:30",
            "当事人陈述申辩": "无异议。",
            "实施过程": "出示证件，告知理由、依据和权利，清点后加贴封条。",
        },
    )
    _all_sign(journey, _issues(officer), "执法人员", "当事人", both=True)
    _serves(journey.comes("officer", decision))
    expect(officer.get_by_text("未送达")).to_have_count(0)
    _leaves(journey, spot, minutes=10)


def _is_asked(journey: "Journey") -> None:
    spot = _arrives(journey.on("2026-03-04 09:00"), "询问")
    officer = journey.windows["officer"]
    officer.get_by_role("group", name="出示证件").get_by_label("已出示").check()
    officer.get_by_role("button", name="保存", exact=True).click()
    _begins(journey.later(minutes=50).comes("officer", spot), "询问笔录")
    _fills(
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
    paper = _issues(officer)
    _all_sign(journey, paper, "询问人", "被询问人")
    _leaves(journey, spot, minutes=5)


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
    _fills(
        officer,
        {
            "案件来源": "监督检查发现",
            "调查过程": "检查、查封、询问。",
            "查明的事实": "擅自编印宗教内部资料三千册。",
            "证据及证明事项": "现场笔录、询问笔录。",
            "违反的规定和处罚依据": BASIS,
            "裁量因素和适用的裁量基准": "首次违法，未散发。",
            "处理意见": "拟罚款五千元。",
        },
    )
    _issues(officer)
    _signs(officer)


def _is_told_beforehand(journey: "Journey") -> None:
    """行政处罚法第四十四条."""
    officer = journey.comes("officer")
    _begins(officer, "行政处罚事先告知书")
    _fills(
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
    _issues(officer)
    _serves(officer)


def _pleads(journey: "Journey") -> None:
    """行政处罚法第四十五条: heard, and looked into."""
    spot = _arrives(journey.on("2026-03-09 09:00"), "陈述申辩")
    officer = journey.windows["officer"]
    _begins(officer, "陈述申辩笔录")
    _fills(officer, {"已告知权利义务": ("是",), "陈述申辩内容": "已停止编印，请求从轻。"})
    paper = _issues(officer)
    _all_sign(journey, paper, "执法人员", "陈述申辩人")
    _leaves(journey, spot, minutes=30)
    _begins(journey.comes("officer"), "陈述申辩复核意见书")
    expect(officer.get_by_label("陈述申辩要点")).to_have_value("已停止编印，请求从轻。")
    _fills(
        officer,
        {
            "复核情况": "经核实，已停止编印。",
            "是否采纳": ("采纳",),
            "理由": "情节较轻。",
            "承办人意见": "建议从轻。",
        },
    )
    _issues(officer)


def _is_decided(journey: "Journey") -> None:
    """Art. 11: reviewed by the legal reviewer, signed by the head of the bureau."""
    officer = journey.on("2026-03-10 09:00").comes("officer")
    _begins(officer, "行政处罚（处理）决定审批表")
    _fills(
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
    _asks(journey, "作出行政执法决定", "法律、法规规定应当法制审核")
    journey.approves("legal_reviewer", "作出行政执法决定", "审核通过。")
    journey.approves("bureau_head", "作出行政执法决定", "同意，依法办理。")
    _issues(_opens_draft(journey.on("2026-03-11 09:00"), "行政处罚（处理）决定审批表"))
    officer.goto(f"{journey.address}{journey.case}add/activity/?kind=decision_made")
    officer.get_by_role("button", name="保存", exact=True).last.click()
    expect(officer.get_by_text("已记入")).to_be_visible()
    officer.get_by_role("link", name="补记：行政执法决定书").first.click()
    officer.get_by_role("button", name="行政处罚决定书", exact=True).first.click()
    _fills(
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
    _issues(officer)


def _is_served_and_released(journey: "Journey") -> None:
    """The seals come off within the thirty days (行政强制法第二十五条、第二十八条)."""
    officer = journey.windows["officer"]
    _serves(officer)
    _begins(journey.comes("officer"), "解除查封（扣押）决定书")
    _fills(officer, {"解除理由": ("已作出处理决定，不再需要",)})
    _asks(journey, "解除查封、扣押")
    journey.approves("bureau_head", "解除查封、扣押", "同意，依法办理。")
    officer = _opens_draft(journey, "解除查封（扣押）决定书")
    _issues(officer)
    _serves(officer)
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
    expect(officer.locator(".alert-warning")).to_have_count(0)  # nothing is open any more
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
