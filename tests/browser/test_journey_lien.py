# SPDX-License-Identifier: Apache-2.0
"""A penalty against somebody who signs nothing (004 arts. 7, 10, 17, 18), by mouse.

The inquiry is filmed, its record is not signed, the decision is left at the door before a witness;
after a demand the fine is paid. The footage is handed over in the last week of its month.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from support.browsing import fits, sign_in

if TYPE_CHECKING:
    from support.journey import Journey

TITLE = "未经许可经营劳务派遣案"
DECISION = {
    "住所（住址）": "西岗区某路2号",
    "陈述申辩（听证）及采纳情况": "当事人在期限内未陈述、申辩。",
}
REPORT = {
    "案件来源": "日常巡查",
    "调查过程": "2026年3月3日在当事人办公室询问。",
    "查明的事实": "未取得劳务派遣许可，派遣劳动者三人。",
    "证据及证明事项": "询问笔录一份、录像一段。",
    "处罚依据": "《中华人民共和国劳动合同法》第九十二条",
    "定性说理": "构成未经许可经营劳务派遣业务。",
    "裁量因素和适用的裁量基准": "初次违法，从轻处罚。",
    "处理意见": "罚款五千元。",
}


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from liuhen.apps.evidence.models import Device, DeviceKind
    from liuhen.apps.trace.journal import act
    from support.house import SYSTEM
    from support.journey import begin

    made = begin(clock, address, window, tmp_path, pack="xigang-hrss")
    house = made.house
    with act("test.device", by=SYSTEM) as record:
        record.create(
            Device(
                bureau=house.bureau, section=house.section, code="DSJ-01", serial="S1",
                kind=DeviceKind.RECORDER, registered_at=record.at,
            )
        )  # fmt: skip
    return made


def test_nobody_signs_and_the_decision_is_left_before_a_witness(journey: "Journey") -> None:
    from support.journey import archives, ends

    _starts(journey.on("2026-03-02 09:00"))
    _asks(journey)
    _is_refused(journey)
    _is_told(journey)
    _is_decided(journey)
    _is_left(journey)
    _hands_footage_over(journey)
    journey.nothing_overdue("officer")

    _demands(journey)
    _is_paid(journey)
    journey.lets_end(journey.comes("officer", f"{journey.case}end/performed/"))
    ends(journey.comes("officer", f"{journey.case}dues/"), "决定已履行完毕", "罚款已缴清。")
    archives(journey.on("2026-04-09 09:00").comes("custodian"))

    journey.nothing_overdue("officer")
    found = {one["obligation"]: one["status"] for one in journey.agrees("officer")["findings"]}
    assert found == dict.fromkeys(
        (
            "identity.shown", "investigation.recording", "playback.inquiry",
            "recording.handed-over", "recording.informed", "recording.stored",
        ),
        "met",
    )  # fmt: skip


def _starts(journey: "Journey") -> None:
    """Registered, approved by the head, started."""
    desk = journey.comes("officer", "/cases/start/own_motion/")
    desk.get_by_label("案件名称").fill(TITLE)
    desk.get_by_label("案由").fill("未经许可经营劳务派遣业务")
    desk.get_by_label("当事人（已知的）").fill("某某劳务有限公司")
    desk.get_by_label("当事人类型").select_option("单位")
    desk.get_by_text("执法种类、程序、科室、承办人").click()
    desk.get_by_label("李强").check()
    desk.get_by_role("button", name="登记", exact=True).click()
    desk.get_by_role("link", name="先请求审批").click()
    journey.knows(desk)
    _is_approved(journey, "立案（启动程序）", "日常巡查发现，请批准立案。")
    desk = journey.comes("officer", f"{journey.case}start/")
    desk.get_by_role("button", name="启动程序").click()
    expect(desk.get_by_text("程序已启动")).to_be_visible()


def _is_approved(journey: "Journey", matter: str, text: str) -> None:
    """The officer, who has the form open, asks; the head agrees."""
    desk = journey.windows["officer"]
    desk.get_by_label("报批说明").fill(text)
    desk.get_by_role("button", name="提交报批").click()
    expect(desk.get_by_text("已报批")).to_be_visible()
    head = journey.comes("bureau_head", "/approvals/")
    head.get_by_role("link", name=matter).first.click()
    head.get_by_label("同意。", exact=True).check()
    head.get_by_role("button", name="同意", exact=True).click()
    expect(head.get_by_text("已同意").first).to_be_visible()


def _asks(journey: "Journey") -> None:
    """An inquiry with both handlers, filmed from the beginning; its film comes in the same day."""
    key = journey.case.split("/")[2]
    desk = journey.on("2026-03-03 09:00").comes("officer", f"/onsite/?case={key}")
    desk.get_by_role("link", name="询问").first.click()
    expect(desk.get_by_label("李强")).to_be_checked()  # who handles the case is along
    desk.get_by_label("地点").fill("当事人办公室")
    desk.get_by_role("button", name="到达，现在开始").click()
    desk.get_by_role("group", name="出示证件").get_by_label("已出示").check()
    desk.get_by_role("group", name="告知全程记录").get_by_label("已告知").check()
    desk.get_by_label("在场人员").fill("经理孙某")
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.get_by_role("link", name="告知权利").click()
    for told in ("陈述", "申辩", "申请回避", "口头"):
        desk.get_by_label(told, exact=True).check()
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已记录告知权利")).to_be_visible()
    visit = desk.url.removeprefix(journey.address).split("/")[2]
    journey.later(minutes=50).comes("officer", f"/onsite/{visit}/")
    desk.get_by_role("button", name="现在离开").click()
    expect(desk.get_by_text("已离开")).to_be_visible()
    film = _brings(journey, visit, "DSJ-01_officer_20260303090500.mp4", _film(30))
    film.get_by_role("button", name="告知正在记录").click()
    expect(film.get_by_text("0:00:00").first).to_be_visible()


def _film(seconds: int) -> bytes:
    """A film; two of one length would be one file."""
    from support.films import film

    made: bytes = film(seconds)
    return made


def _photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(made, "JPEG")
    return made.getvalue()


def _brings(journey: "Journey", activity: str, name: str, content: bytes) -> Page:
    """Bring a file in by the plain form; then the worker reads it and links it."""
    desk: Page = journey.window(scripts=False)
    to = f"/recordings/upload/?activity={activity}"
    sign_in(desk, journey.address, journey.house.people["officer"].username, to)
    kind = "image/jpeg" if name.endswith("jpg") else "video/mp4"
    file: Any = {"name": name, "mimeType": kind, "buffer": content}
    desk.locator("input[name=chosen]").set_input_files(file)
    desk.get_by_role("button", name="导入").click()
    desk.wait_for_url("**/recordings/*-*/")
    journey.work()
    desk.reload()
    expect(desk.get_by_role("link", name="示例罚").first).to_be_visible()
    return desk


def _is_refused(journey: "Journey") -> None:
    """The party has watched the film and signs nothing: reason and witness are noted."""
    desk = journey.later(minutes=20).comes("officer")
    desk.get_by_role("link", name="补全这一条").first.click()
    desk.get_by_role("group", name="当事人看过").get_by_label("是").check()
    desk.get_by_label("更正原因").fill("当事人已当场查阅。")
    desk.get_by_role("button", name="保存").last.click()
    expect(desk.get_by_text("当事人已当场查阅").first).to_be_visible()

    _writes(journey, "询问笔录", {
        "被询问人": "孙某",
        "身份证件号码": "210203198001010011",
        "住址": "西岗区某路2号",
        "是否申请回避": "不申请回避",
        "问": "是否取得劳务派遣许可？",
        "答": "没有。",
    }, {"身份": "委托代理人"})  # fmt: skip
    paper = desk.url.removeprefix(journey.address)
    for page in (desk, journey.comes("colleague", paper)):
        page.get_by_role("link", name="签署", exact=True).click()
        page.get_by_label("询问人").check()
        page.get_by_role("button", name="现在签署").click()
        expect(page.get_by_text("您已签署")).to_be_visible()
    journey.comes("officer", paper)
    desk.locator("details.more summary").click()
    desk.get_by_role("link", name="有人拒绝签名").click()
    expect(desk.get_by_label("询问人", exact=True)).to_have_count(0)  # officers do not refuse
    desk.get_by_label("被询问人").check()
    desk.get_by_label("姓名").fill("孙某")
    desk.get_by_label("原因").fill("认为处罚过重，拒绝签名。")
    desk.get_by_role("textbox", name="见证人", exact=True).fill("社区工作人员赵某")
    desk.get_by_role("button", name="记录拒绝签名").click()
    expect(desk.get_by_text("已记录拒绝签名")).to_be_visible()
    assert fits(desk)


def _writes(
    journey: "Journey", form: str, fields: dict[str, str], choose: dict[str, str] | None = None
) -> None:
    """Write a paper, and press each button at once: what is being saved is waited for."""
    desk = journey.comes("officer", f"{journey.case}papers/")
    desk.get_by_role("button", name=form, exact=True).last.click()
    desk.wait_for_url("**/drafts/**")
    for label, text in fields.items():
        desk.get_by_label(label, exact=True).fill(text)
    for group, word in (choose or {}).items():
        desk.get_by_role("group", name=group).get_by_label(word, exact=True).check()
    desk.get_by_role("button", name="制发").click()
    expect(desk.get_by_text("已制发")).to_be_visible()


def _is_told(journey: "Journey") -> None:
    """What is found, and what is intended: this paper is received."""
    journey.on("2026-03-04 09:00")
    _writes(journey, "案件调查终结报告", REPORT)
    told = {
        "住所（住址）": "西岗区某路2号",
        "处罚理由": "违法事实清楚。",
        "罚款数额（元）": "5000",
    }
    _writes(journey, "行政处罚事先告知书", told, {"是否享有要求听证的权利": "否"})
    desk = journey.windows["officer"]
    desk.get_by_role("link", name="送达该文书").click()
    desk.get_by_role("link", name="直接送达").first.click()
    desk.get_by_label("受送达人签名").fill("孙某")
    desk.get_by_label("送达人签名", exact=True).fill("王敏")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已送达，送达时间")).to_be_visible()


def _is_decided(journey: "Journey") -> None:
    """The head agrees to what the form of approval says, and the decision says the same."""
    desk = journey.on("2026-03-12 09:00").comes("officer", f"{journey.case}papers/")
    desk.get_by_role("button", name="行政处罚（处理）决定审批表", exact=True).last.click()
    desk.wait_for_url("**/drafts/**")
    draft = desk.url.removeprefix(journey.address)
    desk.get_by_role("group", name="是否较告知的处罚加重").get_by_label("否", exact=True).check()
    desk.get_by_label("承办人意见", exact=True).fill("建议处罚。")
    desk.get_by_role("button", name="报请审批").click()
    desk.wait_for_url("**/ask/decision/**")
    _is_approved(journey, "作出行政处罚决定", "请审批处罚决定。")
    desk = journey.comes("officer", draft)
    desk.get_by_role("button", name="制发").click()
    expect(desk.get_by_text("已制发")).to_be_visible()
    desk = journey.later(hours=1).comes(
        "officer", f"{journey.case}add/activity/?kind=decision_made"
    )
    desk.get_by_role("button", name="保存", exact=True).last.click()
    expect(desk.get_by_text("作出决定").first).to_be_visible()
    _writes(journey, "行政处罚决定书", DECISION)


def _is_left(journey: "Journey") -> None:
    """The manager does not take it: witness, reason, day, film and photo."""
    paper = journey.windows["officer"].url.removeprefix(journey.address)
    desk = journey.on("2026-03-16 09:00").comes("officer", paper)
    desk.get_by_role("link", name="送达该文书").click()
    desk.get_by_role("link", name="留置送达").first.click()
    desk.get_by_label("开始", exact=True).fill("2026-03-16T08:30")
    desk.get_by_label("结束", exact=True).fill("2026-03-16T08:50")
    desk.get_by_label("送达地址").fill("西岗区某路2号")
    desk.get_by_label("见证人签名").fill("社区工作人员赵某")
    desk.get_by_label("拒收事由").fill("经理孙某拒绝签收。")
    assert fits(desk)
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已送达，送达时间：3月16日 08:30")).to_be_visible()
    address = desk.get_by_role("link", name="导入音像").get_attribute("href") or ""
    service = address.rsplit("=", 1)[-1]
    film = _brings(journey, service, "DSJ-01_officer_20260316083500.mp4", _film(20))
    film.get_by_role("button", name="告知正在记录").click()
    expect(film.get_by_text("0:00:00").first).to_be_visible()
    _brings(journey, service, "DSJ-01_officer_20260316084000.jpg", _photo())
    desk = journey.comes("officer", f"{journey.case}dues/order/")
    desk.get_by_label("罚款（元）").fill("5000")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("等待当事人履行")).to_be_visible()


def _hands_footage_over(journey: "Journey") -> None:
    desk = journey.on("2026-03-27 09:00").comes("officer", "/recordings/hand-over/")
    expect(desk.get_by_text("3 份音像资料")).to_be_visible()
    desk.get_by_role("link", name="移交：一科").click()
    expect(desk.get_by_role("checkbox")).to_have_count(3)
    desk.get_by_role("button", name="提交所选，移交保管").first.click()
    keeper = journey.later(hours=1).comes("custodian", "/recordings/hand-over/")
    keeper.get_by_role("link", name="2026-1").click()
    keeper.get_by_role("button", name="接收所选").click()
    expect(keeper.get_by_text("已接收 3 份音像资料")).to_be_visible()


def _demands(journey: "Journey") -> None:
    """The fine is not paid by the last day: a demand, which is received."""
    desk = journey.on("2026-04-01 09:00").comes("officer", f"{journey.case}dues/")
    desk.get_by_role("link", name="登记催告").click()
    desk.locator("[name=number]").fill("金普海〔2026〕催第1号")
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.wait_for_url("**/serve/")
    desk.get_by_role("link", name="送达该文书").click()
    desk.get_by_role("link", name="直接送达").first.click()
    desk.get_by_label("受送达人签名").fill("孙某")
    desk.get_by_label("送达人签名", exact=True).fill("王敏")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已送达，送达时间：4月1日")).to_be_visible()


def _is_paid(journey: "Journey") -> None:
    desk = journey.on("2026-04-08 09:00").comes("officer", f"{journey.case}dues/")
    desk.get_by_role("link", name="登记缴款").first.click()
    expect(desk.get_by_label("缴纳金额（元）")).to_have_value("5000")
    desk.get_by_label("票据号码").fill("XG-2026-031")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text("已全部履行，可以结案")).to_be_visible()
