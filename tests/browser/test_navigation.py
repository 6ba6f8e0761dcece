# SPDX-License-Identifier: Apache-2.0
"""The head of every page: one line for whoever has the most entries, groups that open and close."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in


@pytest.fixture
def section_head(many_writers: None, clock: Any) -> str:
    """Somebody with every entry of the line, in a bureau with a long name."""
    from liuhen.web.navigation import entries_for
    from support.house import House

    house = House(clock)
    house.bureau.name = "大连市金普新区农业农村和海洋渔业综合行政执法局"
    house.bureau.save(update_fields=["name"])
    most = max(house.people, key=lambda name: len(list(entries_for(house.viewer(name)))))
    person = house.people[most]
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return str(person.username)


def rows_of(page: Page) -> int:
    """On how many lines the brand, the entries, the search and the person stand."""
    middles = page.evaluate(
        "[...document.querySelectorAll('.navbar-brand, .site-nav .nav-item, .site-find,"
        " .site-person > *')].map(one => { const box = one.getBoundingClientRect();"
        " return (box.top + box.bottom) / 2 })"
    )
    return 1 if max(middles) - min(middles) < 12 else len(set(middles))


def test_the_line_fits_in_both_languages(page: Page, address: str, section_head: str) -> None:
    sign_in(page, address, section_head)
    assert fits(page)
    assert rows_of(page) == 1
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_visible()
    assert fits(page)
    assert rows_of(page) == 1


def test_a_group_opens_by_keyboard_closes_by_escape_and_leads_on(
    page: Page, address: str, section_head: str
) -> None:
    sign_in(page, address, section_head)
    group = page.get_by_role("navigation", name="主导航").get_by_text("更多")
    group.focus()
    page.keyboard.press("Enter")
    entry = page.get_by_role("link", name="执法活动", exact=True)
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(entry).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(address + "/activities/")
    expect(group).to_have_class("nav-link active")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_group_opens_on_a_phone(
    window: Callable[..., Page], address: str, section_head: str, *, scripts: bool
) -> None:
    page = window(390, 844, scripts=scripts)
    sign_in(page, address, section_head)
    page.get_by_role("navigation", name="主导航").get_by_text("制度与人员").click()
    page.get_by_role("link", name="工作日历", exact=True).click()
    page.wait_for_url(address + "/calendar/")
