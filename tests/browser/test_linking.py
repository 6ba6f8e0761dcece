# SPDX-License-Identifier: Apache-2.0
"""Linking in a real browser: it fits, has no serious fault, and needs no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in

PAGES = {
    "officer": [
        "/recordings/unlinked/",
        "/recordings/unlinked/aside/",
        "/recordings/unexplained/",
        "/recordings/unexplained/{holed}/",
        "/recordings/{waiting}/link/",
        "/recordings/{undated}/link/",
        "/recordings/links/{link}/",
        "/cases/{case}/",
        "/cases/{case}/activity/{shop}/",
        "/cases/{case}/recording/{link}/",
    ],
    "section_head": ["/recordings/report/?from=2026-03-01&to=2026-03-31"],
}


@pytest.fixture
def shops(many_writers: None, clock: Any, address: str) -> Any:
    """An officer's day: a shop with its footage, one with a hole, one that waits, one undated."""
    from liuhen.apps.cases import acts
    from liuhen.apps.cases.linking.acts import link_original
    from liuhen.apps.cases.sorting import set_aside
    from support.footage import Footage
    from support.house import House, beijing

    clock.set("2026-03-02 18:00")
    house = House(clock)
    footage = Footage(house)
    case = house.case(title="示例案")

    def shop(start: str, end: str) -> Any:
        return acts.add_activity(
            by=house.officer,
            kind="site_inspection",
            start=beijing(f"2026-03-02 {start}"),
            end=beijing(f"2026-03-02 {end}"),
            place="一号码头",
            case=case,
            officers=[{"name": "officer"}],
        )

    holed, later = shop("09:00", "10:00"), shop("11:00", "11:40")
    link = link_original(
        by=house.officer,
        original=footage.original("2026-03-02 09:00", hole=(20, 30)),
        activity=holed,
    )
    waiting = footage.original("2026-03-02 11:00", device="DSJ-02", hole=(10, 15))
    undated = footage.original(None, device="DSJ-03")
    for number in range(6):
        footage.original(
            f"2026-03-02 1{number}:00", minutes=20, officer="colleague", device="DSJ-4"
        )
    private = footage.original("2026-03-01 20:00", device="DSJ-05")
    set_aside(by=house.officer, originals=[private.pk], reason="误触开机")
    for name in PAGES:
        person = house.people[name]
        person.set_password(PASSWORD)
        person.save()
    house.names = {
        "case": case.pk,
        "holed": holed.item,
        "shop": later.item,
        "link": link.item,
        "waiting": waiting.pk,
        "undated": undated.pk,
    }
    return house


@pytest.mark.parametrize("name", list(PAGES))
def test_pages_fit_and_have_no_serious_fault(
    shops: Any,
    window: Callable[..., Page],
    address: str,
    name: str,
    serious_faults: Callable[[Page], list[str]],
) -> None:
    faults = []
    for width, height in ((1366, 768), (390, 844)):
        page = window(width, height)
        sign_in(page, address, f"bureau.{name}")
        for route in PAGES[name]:
            page.goto(address + route.format(**shops.names))
            assert page.locator("main h1").count() == 1, route
            faults += [f"{route} {width}: {one}" for one in serious_faults(page)]
            if not fits(page):
                faults.append(f"{route}: wider than {width}")
    assert faults == [], "\n".join(faults)


def test_linking_needs_no_scripts(shops: Any, window: Callable[..., Page], address: str) -> None:
    page = window(scripts=False)
    sign_in(page, address, "bureau.officer")
    page.goto(f"{address}/recordings/unlinked/")
    expect(page.locator("input[name=link]:checked")).to_have_count(1)

    page.get_by_role("button", name="关联所勾选的").click()

    expect(page.get_by_text("已关联 1 条。")).to_be_visible()
    page.get_by_role("button", name="撤销").first.click()
    expect(page.get_by_text("关联已解除，音像照常保存。")).to_be_visible()


def test_the_report_prints_without_navigation(shops: Any, page: Page, address: str) -> None:
    sign_in(page, address, "bureau.section_head")
    page.goto(f"{address}/recordings/report/?from=2026-03-01&to=2026-03-31")
    page.emulate_media(media="print")
    expect(page.locator(".site-head")).to_be_hidden()
    expect(page.locator(".report-asking")).to_be_hidden()
    expect(page.locator(".report-numbers")).to_be_visible()


def test_no_date_or_name_of_the_printed_report_is_broken(
    shops: Any, page: Page, address: str
) -> None:
    """Where files have names as long as recorders give them."""
    import pypdfium2 as pdfium

    from liuhen.apps.evidence.models import Original

    waiting = Original.objects.within(shops.bureau.pk)
    waiting.update(file_name="LH260004_21021330004_20261121154300_0001_A.mp4")
    sign_in(page, address, "bureau.section_head")
    page.goto(f"{address}/recordings/report/?from=2026-03-01&to=2026-03-31")
    cells = page.locator("tbody td:not(.report-free, .report-articles)").all_inner_texts()
    document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    printed = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    document.close()
    assert len(cells) > 3
    assert [one for one in cells if one not in printed] == []
