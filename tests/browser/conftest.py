# SPDX-License-Identifier: Apache-2.0
"""A real browser: Debian's Chromium, driven by Playwright, against Django's live server.

    def test_an_officer_signs_in(page, address):
        page.goto(f"{address}/account/sign-in/")
        ...
        assert serious_faults(page) == []

`page` is a desk's window of 1366x768; `phone` is one of 390x844.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from support.fixtures import clock, leaves_stay, many_writers

__all__ = ["clock", "leaves_stay", "many_writers"]

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
#: The shell draws no window at all, and takes half the processor time of the whole browser.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_PATIENCE = 30_000  # milliseconds: other work may share the machine

expect.set_options(timeout=_PATIENCE)

# Playwright's loop runs in this thread, so Django takes every call here for an asynchronous one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(autouse=True)
def _passwords_soon_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody signs in, by a quarter of a second of the processor for each hash.

    How passwords are kept is asked by the tests of people and accounts.
    """
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name, cost in (("time_cost", 1), ("memory_cost", 1024), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: as long as it is there a loop runs in this thread, so that a test
    of another file, which seals a paper by one of its own, would fail."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "no Chromium found; scripts/browser installs it"
    arguments = ["--disable-dev-shm-usage", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=arguments)
        yield running
        running.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open windows; `scripts=False` gives one without JavaScript, `touch=True` one for fingers."""
    opened: list[BrowserContext] = []

    def open_one(
        width: int = 1366, height: int = 768, *, scripts: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            has_touch=touch,
            is_mobile=touch,
        )
        context.set_default_timeout(_PATIENCE)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(window: Callable[..., Page]) -> Page:
    return window()


@pytest.fixture
def phone(window: Callable[..., Page]) -> Page:
    return window(390, 844)


@pytest.fixture
def address(live_server: object) -> str:
    return str(live_server)


@pytest.fixture(scope="session")
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def serious_faults(browser: Browser, axe: str) -> Iterator[Callable[[Page], list[str]]]:
    """Return what axe calls serious or critical on a page, one line each.

    Axe is brought in beside the page's own scripts, which its policy does not forbid.
    """
    # Where scripts are off, cookies and address go to a window that has them. It stays open,
    # because what it has loaded need not come again.
    context = browser.new_context(locale="zh-CN")
    copies: list[Page] = []

    def scripted(page: Page) -> Page:
        if page.evaluate("Boolean(window.htmx)"):
            return page
        copy = copies[0] if copies else context.new_page()
        copies[:] = [copy]
        if page.viewport_size:
            copy.set_viewport_size(page.viewport_size)
        context.clear_cookies()
        context.add_cookies(page.context.cookies())
        copy.goto(page.url)
        return copy

    def faults(page: Page) -> list[str]:
        page = scripted(page)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
        return [
            f"{violation['id']}: {node['html'][:120]}"
            for violation in found["violations"]
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

    yield faults
    context.close()
