# SPDX-License-Identifier: Apache-2.0
"""Somebody signs on the screen; what was drawn outlives a page that asks for something else."""

from typing import Any

from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, sign_in

#: How many pixels of the pad somebody drew on.
_DRAWN = """pad => pad.getContext("2d").getImageData(0, 0, pad.width, pad.height).data
    .filter((value, at) => at % 4 === 3 && value).length"""


def test_a_name_that_is_doubted_costs_nobody_the_drawing(
    many_writers: None, clock: Any, page: Page, address: str
) -> None:
    from support.house import House
    from support.paperwork import started

    house = House(clock)
    officer = house.people["officer"]
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    draft = started(house, case=house.case(party_name="王某", party_kind="person"))
    sign_in(page, address, officer.username, f"/papers/drafts/{draft.pk}/")
    page.get_by_role("button", name="制发").click()
    page.get_by_role("link", name="屏幕签名").click()

    page.get_by_label("被检查人").check()
    page.get_by_label("姓名").fill("李某")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=4)
    page.mouse.up()
    drawn = pad.evaluate(_DRAWN)
    assert drawn
    page.get_by_role("button", name="确认签名").click()

    expect(page.get_by_text("与案件中当事人的姓名不一致")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("李某")
    assert pad.evaluate(_DRAWN) == drawn
    page.locator("[name=capacity]").select_option("family")
    page.get_by_role("button", name="确认签名").click()
    expect(page.get_by_text("屏幕手写")).to_be_visible()
