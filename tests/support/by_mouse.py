# SPDX-License-Identifier: Apache-2.0
"""What is done over the pages by mouse, in a browser: papers, requests, visits."""

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from support.journey import Journey

#: What is typed into a field, or which of its answers is chosen.
Filled = dict[str, str | tuple[str]]


def fills(page: Page, values: Filled) -> None:
    """Fill in a draft, which is saved and checked while it is typed."""
    for label, value in values.items():
        if isinstance(value, tuple):
            group = page.get_by_role("group", name=re.compile(rf"^{re.escape(label)}\s*\*?$"))
            group.get_by_label(value[0], exact=True).check()
        else:
            named = re.compile(rf"^{re.escape(label)}\s*\*?$")
            page.get_by_role("main").get_by_label(named).first.fill(value)
    expect(page.locator("#paper-lacks")).to_contain_text("内容齐全")


def begins(page: Page, title: str) -> None:
    """Begin a paper of the case that is open."""
    page.get_by_role("link", name="起草文书").click()
    page.get_by_role("button", name=title, exact=True).first.click()
    expect(page.locator("#paper-lacks")).to_be_visible()


def issues(page: Page) -> str:
    """Issue the draft; the path of the paper."""
    page.get_by_role("button", name="制发").click()
    expect(page.get_by_text("已制发")).to_be_visible()
    return "/papers/" + page.url.rstrip("/").rsplit("/", 1)[-1] + "/"


def signs(page: Page, role: str = "") -> None:
    """Sign as who is signed in."""
    page.get_by_role("link", name="签署", exact=True).click()
    if role:
        page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="现在签署").click()
    expect(page.get_by_text("您已签署")).to_be_visible()


def signs_on_screen(page: Page, role: str) -> None:
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


def all_sign(
    journey: "Journey", paper: str, officers: str, party: str, *, both: bool = False
) -> None:
    """The party signs, and the officer, or both officers."""
    for name in ("officer", "colleague") if both else ("officer",):
        signs(journey.comes(name, paper), officers)
    signs_on_screen(journey.comes("officer", paper), party)


def asks(journey: "Journey", matter: str, *ticks: str, paper: str = "") -> None:
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


def opens_draft(journey: "Journey", title: str) -> Page:
    """Go on with a draft from the page of the case."""
    officer = journey.comes("officer")
    officer.get_by_role("link", name=title, exact=True).first.click()
    expect(officer.locator("#paper-lacks")).to_be_visible()
    return officer


def serves(page: Page) -> None:
    """The paper that is open is handed over."""
    page.get_by_role("link", name="送达该文书").first.click()
    page.get_by_role("link", name="直接送达").first.click()
    page.get_by_label("受送达人签名").fill("马某")
    page.get_by_label("送达人签名", exact=True).fill("王敏")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已送达，送达时间")).to_be_visible()


def arrives(journey: "Journey", kind: str) -> str:
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


def leaves(journey: "Journey", spot: str, **later: float) -> None:
    """Leave the spot, later."""
    officer = journey.later(**later).comes("officer", spot)
    officer.get_by_role("button", name="现在离开").click()
    expect(officer.get_by_text("已离开")).to_be_visible()


def notes(officer: Page, text: str) -> None:
    """Note what was shown and told on the spot, and who was there."""
    for group in ("出示证件", "告知事由", "告知全程记录"):
        officer.get_by_role("group", name=group).get_by_role("radio").first.check()
    officer.get_by_label("在场人员").fill("店主马某")
    officer.get_by_label("现场记事").fill(text)
    officer.get_by_role("button", name="保存", exact=True).click()
    expect(officer.get_by_text("店主马某")).to_be_visible()
