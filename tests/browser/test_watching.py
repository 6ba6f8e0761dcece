# SPDX-License-Identifier: Apache-2.0
"""The player in a real browser: seeking, keys, marks at the moment shown, the trace of watching."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits

SIZES = pytest.mark.parametrize("size", [(1366, 768), (390, 844)])


@pytest.fixture
def told(many_writers: None, clock: Any, address: str) -> dict[str, Any]:
    """A film of half a minute with a hole, brought in by an officer."""
    from liuhen.apps.evidence.models import Original, StoredObject
    from liuhen.apps.evidence.vault import vault
    from support.films import film
    from support.footage import Footage
    from support.house import House

    house = House(clock)
    clock.set("2026-03-02 11:00")
    raw = film(30)
    row = Footage(house).original(
        "2026-03-02 09:00", minutes=0.5, hole=(0.25, 0.3), media_type="video/mp4",
        probe={"browser_playable": True, "codecs": ["h264"]},
        findings=[{"word": "hole"}, {"word": "unsigned_at_source"}],
    )  # fmt: skip
    stored = vault().put(str(house.bureau.pk), [raw], most_bytes=len(raw))
    StoredObject.everywhere.filter(pk=row.object_id).update(
        digest=stored.digest, size_bytes=stored.size_bytes
    )
    officer = house.people["officer"]
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    return {
        "user": officer.username,
        "original": Original.objects.within(house.bureau.pk).get(pk=row.pk),
        "address": f"/recordings/{row.pk}/",
    }


def _open(page: Page, address: str, told: dict[str, Any]) -> None:
    page.goto(address + told["address"])
    page.get_by_label("用户名").fill(told["user"])
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(address + told["address"])


def _at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def _until(page: Page, true: str) -> None:
    """Wait; the page's own policy forbids Playwright to poll inside it."""
    for _time in range(100):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {true}")


def _ready(page: Page) -> None:
    _until(page, "document.querySelector('video').readyState >= 2")


@SIZES
def test_the_page_fits_and_has_no_serious_fault(
    window: Callable[..., Page],
    address: str,
    told: dict[str, Any],
    size: tuple[int, int],
    serious_faults: Callable[[Page], list[str]],
) -> None:
    page = window(*size)
    _open(page, address, told)
    assert fits(page)
    assert serious_faults(page) == []


def test_keys_and_the_time_line_move_the_player(
    page: Page, address: str, told: dict[str, Any]
) -> None:
    _open(page, address, told)
    _ready(page)
    page.locator("h1").click()
    page.keyboard.press("l")
    _until(page, "document.querySelector('video').currentTime >= 9.9")
    page.keyboard.press("j")
    _until(page, "document.querySelector('video').currentTime < 1")
    for key, rate in (("]", 2), ("[", 1), ("[", 0.5), ("[", 0.5), ("]", 1)):
        page.keyboard.press(key)
        _until(page, f"document.querySelector('video').playbackRate === {rate}")
    line = page.locator("[data-line]").bounding_box()
    assert line is not None
    page.mouse.click(line["x"] + line["width"] / 2, line["y"] + 10)
    _until(page, "Math.abs(document.querySelector('video').currentTime - 15) < 0.5")
    expect(page.locator("[data-clock]")).to_contain_text("0:00:15 / 0:00:30")
    expect(page.locator("[data-clock]")).to_contain_text("09:00:15")


def test_a_mark_stands_at_the_moment_that_is_shown_and_the_film_stays(
    page: Page, address: str, told: dict[str, Any]
) -> None:
    from liuhen.apps.evidence.marks import marks_of

    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
    _open(page, address, told)
    _ready(page)
    # whoever draws the note's field larger leaves a style on it
    page.evaluate("document.querySelector('[name=text]').style.height = '6rem'")
    page.evaluate("document.querySelector('video').currentTime = 12")
    expect(page.get_by_label("时刻")).to_have_value("0:00:12")
    page.get_by_role("button", name="告知正在记录").click()
    expect(page.locator(".mark-list")).to_contain_text("0:00:12")
    assert _at(page) == pytest.approx(12, abs=0.2)  # the page was not loaded anew
    assert [(one.at_ms, one.word) for one in marks_of(told["original"])] == [(12_000, "told")]
    page.evaluate("document.querySelector('video').currentTime = 1")
    page.locator(".mark-code").click()
    _until(page, "Math.abs(document.querySelector('video').currentTime - 12) < 0.2")
    assert refused == [], "what the page's own policy refuses"


#: Chromium 86 sends parameters from a page that is left as plain text.
_OLD_BEACON = """
const send = navigator.sendBeacon.bind(navigator);
navigator.sendBeacon = (to, what) =>
  send(to, what instanceof URLSearchParams ? String(what) : what);
"""


@pytest.mark.parametrize("browser_of", ["today", "Chromium 86"])
def test_what_was_played_reaches_the_journal_when_the_page_is_left(
    page: Page, address: str, told: dict[str, Any], browser_of: str
) -> None:
    from liuhen.apps.evidence.models import Sitting
    from liuhen.apps.trace.models import Leaf

    if browser_of != "today":
        page.add_init_script(_OLD_BEACON)
    _open(page, address, told)
    _ready(page)
    page.evaluate("document.querySelector('video').muted = true")
    page.locator("[data-do=play]").click()
    _until(page, "document.querySelector('video').currentTime > 2")
    page.goto(address + "/account/password/")
    for _time in range(100):
        if Leaf.objects.filter(act="evidence.watched").exists():
            break
        page.wait_for_timeout(100)
    original = told["original"]
    sitting = Sitting.objects.within(original.bureau_id).get(original=original)
    assert sitting.ranges
    first, last = sitting.ranges[0]
    assert first < 1000
    assert 1000 < last < 10_000
    assert Leaf.objects.filter(act="evidence.watched").count() == 1


def test_the_watermark_names_the_viewer_and_moves(
    page: Page, address: str, told: dict[str, Any]
) -> None:
    _open(page, address, told)
    mark = page.locator("[data-watermark]")
    expect(mark).to_contain_text("officer")
    before = mark.get_attribute("style")
    assert before
    expect(mark).not_to_have_attribute("style", before, timeout=20_000)


def test_without_scripts_a_mark_is_set_by_its_time_code(
    window: Callable[..., Page], address: str, told: dict[str, Any]
) -> None:
    from liuhen.apps.evidence.marks import marks_of

    page = window(scripts=False)
    _open(page, address, told)
    page.get_by_label("时刻").fill("0:07")
    page.get_by_role("button", name="现场环境").click()
    expect(page.locator(".mark-list")).to_contain_text("0:00:07")
    assert marks_of(told["original"]).get().at_ms == 7000
