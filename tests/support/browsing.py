# SPDX-License-Identifier: Apache-2.0
"""What every browser test does: sign in as somebody, and ask whether a page fits its window."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "three-boats-at-anchor"


def sign_in(page: "Page", address: str, username: str, to: str = "/") -> None:
    """Ask for a page as nobody, and come to it by signing in."""
    page.goto(address + to)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(address + to)


def fits(page: "Page") -> bool:
    """Nothing of the page reaches beyond the window's right side.

    A page that was just asked for has no root element until its first bytes have come.
    """
    page.wait_for_load_state()
    fitting: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return fitting
