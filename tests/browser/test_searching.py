# SPDX-License-Identifier: Apache-2.0
"""Finding by keyboard alone: two characters in the middle of a sentence, and the result opens."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in


@pytest.fixture
def house(many_writers: None, clock: Any) -> Any:
    """A record with a sentence in it, of the first section."""
    from liuhen.apps.cases import acts
    from support.house import House, beijing

    made = House(clock)
    acts.add_document(
        by=made.officer, kind="inquiry_record", at=beijing("2026-03-02 07:30"), case=made.case(),
        fields={"content": "当事人在渔港码头非法出售中华鲟幼鱼，共二十尾。"},
    )  # fmt: skip
    for name in ("officer", "stranger"):
        person = made.people[name]
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return made


def ask(page: Page, words: str) -> None:
    """Go to the box at the head with the keyboard, type, and send."""
    box = page.get_by_role("searchbox", name="词语或编号")
    for _step in range(30):
        if box.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.insert_text(words)
    page.keyboard.press("Enter")


def test_two_characters_out_of_a_sentence_by_keyboard_alone(
    page: Page, address: str, house: Any
) -> None:
    sign_in(page, address, house.people["officer"].username)
    ask(page, "鲟幼")
    hit = page.get_by_role("list", name="查找结果，从新到旧").get_by_role("link").first
    expect(page.locator("mark")).to_have_text("鲟幼")
    assert fits(page)
    for _step in range(40):
        if hit.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{address}/cases/"))
    expect(page.get_by_text("非法出售中华鲟幼鱼").first).to_be_visible()


def test_who_may_not_see_the_case_finds_nothing_of_it(page: Page, address: str, house: Any) -> None:
    sign_in(page, address, house.people["stranger"].username)
    ask(page, "鲟幼")
    expect(page.get_by_text("没有找到").first).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
