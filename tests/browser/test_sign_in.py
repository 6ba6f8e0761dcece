# SPDX-License-Identifier: Apache-2.0
"""The first page anyone sees."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import fits


@pytest.fixture(autouse=True)
def somebody(many_writers: None, clock: Any) -> None:
    """A bureau: before the first one, the set-up page stands here."""
    from support.house import House

    House(clock)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_the_sign_in_page_fits_and_has_no_serious_fault(
    window: Callable[..., Page],
    address: str,
    serious_faults: Callable[[Page], list[str]],
    width: int,
    height: int,
) -> None:
    page = window(width, height)
    page.goto(address + "/")
    assert "/account/sign-in/" in page.url
    assert fits(page)
    assert serious_faults(page) == []


def test_the_sign_in_page_works_without_scripts_and_by_keyboard(
    window: Callable[..., Page], address: str
) -> None:
    page = window(scripts=False)
    page.goto(address + "/")
    page.locator("input[name=username]").fill("nobody")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert "/account/sign-in/" in page.url


def test_nothing_is_fetched_from_elsewhere(page: Page, address: str) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(address + "/")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert [text for text in faults if "Refused" in text or "Failed" in text] == []
