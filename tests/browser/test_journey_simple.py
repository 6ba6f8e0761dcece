# SPDX-License-Identifier: Apache-2.0
"""A penalty on the spot, on two phones, from the first tap to the closed file (002 art. 10).

The officers fine an internet café in its own rooms: told, decided, signed by a finger, handed over
there and then; the fine is paid two days later, and the file is closed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from support.browsing import fits

if TYPE_CHECKING:
    from support.journey import Journey

FACTS = "营业场所入口处未悬挂未成年人禁入标志，现场拍摄照片两张。"
BASIS = "《互联网上网服务营业场所管理条例》第二十一条；违法事实确凿、有法定依据，罚款未超过三千元"


@pytest.fixture
def journey(
    many_writers: None, clock: Any, address: str, window: Callable[..., Page], tmp_path: Path
) -> "Journey":
    from support.journey import begin

    made = begin(clock, address, window, tmp_path, pack="qilin-culture-tourism")
    for name in ("officer", "colleague"):
        made.takes(name, window(390, 844, touch=True))
    return made


def draws(page: Page, pad: Locator) -> None:
    """A finger signs: down, along and up again."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *place: tuple[float, float]) -> None:
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in place
        ]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.1, 0.8))
    for place in ((0.25, 0.2), (0.4, 0.8), (0.6, 0.2), (0.9, 0.7)):
        touch("touchMove", place)
    touch("touchEnd")
    hand.detach()


def test_a_penalty_on_the_spot_is_told_decided_signed_and_paid(journey: "Journey") -> None:
    from support.journey import archives, ends

    phone = journey.on("2026-03-02 09:00").comes("officer", "/cases/start/")
    _registers(phone)
    expect(phone.get_by_text("不需要批准启动")).to_be_visible()
    journey.knows(phone)
    _arrives(phone)
    _notes(phone)
    _decides(phone)
    _signs(journey, phone)
    _hands_over(journey, phone)
    _is_fined(phone)
    _is_on_file(journey)
    journey.nothing_overdue("officer")

    _pays(journey.on("2026-03-04 10:00").comes("officer"))
    ends(phone, "决定已履行完毕", "罚款已缴清。")
    archives(journey.on("2026-03-05 15:00").comes("custodian"))

    journey.nothing_overdue("officer")
    report = journey.agrees("officer")
    assert {one["obligation"]: one["status"] for one in report["findings"]} == dict.fromkeys(
        ("archive.file", "officers.record", "performance.record", "rights.told", "service.proof"),
        "met",
    )


def _registers(phone: Page) -> None:
    phone.get_by_role("link", name="依职权").tap()
    phone.get_by_label("案件名称").fill("未悬挂未成年人禁入标志案")
    phone.get_by_label("当事人（已知的）").fill("麒麟网吧")
    phone.get_by_label("当事人类型").select_option("单位")
    phone.get_by_text("执法种类、程序、科室、承办人").tap()
    phone.get_by_label("程序").select_option("简易程序")
    phone.get_by_label("李强").check()
    assert fits(phone)
    phone.get_by_role("button", name="登记", exact=True).tap()


def _arrives(phone: Page) -> None:
    """Nobody asks for an approval of the start: the page leads to the penalty itself."""
    expect(phone.get_by_role("link", name="先请求审批")).to_have_count(0)
    phone.get_by_role("link", name="现在当场处罚").tap()
    phone.get_by_label("地点").fill("麒麟路1号")
    phone.get_by_label("李强").check()
    assert fits(phone)
    phone.get_by_role("button", name="到达，现在开始").tap()


def _notes(phone: Page) -> None:
    expect(phone.get_by_text("进行中")).to_be_visible()
    phone.get_by_role("group", name="出示证件").get_by_label("已出示").check()
    phone.get_by_role("group", name="告知事由").get_by_label("已告知").check()
    phone.get_by_label("在场人员").fill("店主周某")
    phone.get_by_label("现场记事").fill(FACTS)
    assert fits(phone)
    phone.get_by_role("button", name="保存", exact=True).tap()
    phone.get_by_role("link", name="告知权利").tap()
    for told in ("陈述", "申辩", "申请回避", "行政复议", "行政诉讼", "口头"):
        phone.get_by_label(told, exact=True).check()
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.get_by_text("已记录告知权利")).to_be_visible()


def _decides(phone: Page) -> None:
    """What was noted on the spot stands in the paper already."""
    phone.get_by_role("link", name="起草文书").tap()
    phone.get_by_role("button", name="当场行政处罚决定书").first.tap()
    expect(phone.get_by_label("违法行为和证据")).to_have_value(FACTS)
    phone.get_by_label("住所（住址）").fill("麒麟路1号")
    phone.get_by_label("处罚依据和适用简易程序的条件").fill(BASIS)
    phone.get_by_label("罚款", exact=True).check()
    phone.get_by_label("罚款数额（元）").fill("200")
    phone.get_by_label("当事人陈述申辩").fill("当事人放弃陈述、申辩。")
    phone.get_by_label("复核和采纳情况").fill("无须复核。")
    phone.get_by_label("履行方式和期限").fill("十五日内到指定银行缴纳。")
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.locator("#paper-lacks li")).to_have_count(0)
    assert fits(phone)
    phone.get_by_role("button", name="制发").tap()
    expect(phone.get_by_text("已制发")).to_be_visible()


def _signs(journey: "Journey", phone: Page) -> None:
    """The party with a finger, each officer as who is signed in, on their own phones."""
    paper = phone.url.removeprefix(journey.address)
    phone.get_by_role("link", name="屏幕签名").tap()
    phone.get_by_label("当事人", exact=True).check()
    phone.get_by_label("姓名").fill("周某")
    assert fits(phone)
    draws(phone, phone.locator("canvas"))
    phone.get_by_role("button", name="确认签名").click()  # a tap at once would end the stroke
    expect(phone.get_by_text("屏幕手写")).to_be_visible()
    for page in (phone, journey.comes("colleague", paper)):
        page.get_by_role("link", name="签署", exact=True).tap()
        page.get_by_role("button", name="现在签署").tap()
        expect(page.get_by_text("您已签署")).to_be_visible()
        assert fits(page)


def _hands_over(journey: "Journey", phone: Page) -> None:
    """The paper was handed over there and then, as the party's signature says; then they leave."""
    journey.later(minutes=20)
    assert fits(phone)
    phone.get_by_role("button", name="登记为已送达，并作为送达人签名").tap()
    expect(phone.get_by_text("已送达，送达时间")).to_be_visible()
    journey.comes("officer", "/onsite/")
    phone.get_by_role("button", name="现在离开").tap()
    expect(phone.get_by_text("已离开")).to_be_visible()


def _is_fined(phone: Page) -> None:
    """What the paper says is ordered is there already."""
    phone.get_by_role("link", name="示例罚").tap()
    phone.get_by_role("link", name="执行与履行").last.tap()
    phone.get_by_role("link", name="登记决定内容").tap()
    expect(phone.get_by_label("罚款（元）")).to_have_value("200")
    assert fits(phone)
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.get_by_text("等待当事人履行")).to_be_visible()


def _is_on_file(journey: "Journey") -> None:
    """The bureau has it the same day, in its register of papers (行政处罚法第五十二条第三款)."""
    desk = journey.comes("section_head", "/papers/numbers/")
    expect(desk.get_by_role("row").filter(has_text="示例〔2026〕当罚第1号")).to_have_count(1)


def _pays(phone: Page) -> None:
    phone.get_by_role("link", name="执行与履行").last.tap()
    phone.get_by_role("link", name="登记缴款").tap()
    expect(phone.get_by_label("缴纳金额（元）")).to_have_value("200")
    phone.get_by_label("票据号码").fill("BS-2026-001")
    phone.get_by_role("button", name="保存", exact=True).tap()
    expect(phone.get_by_text("已全部履行，可以结案")).to_be_visible()
