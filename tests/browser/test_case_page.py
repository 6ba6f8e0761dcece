# SPDX-License-Identifier: Apache-2.0
"""Desk, list and case in a real browser: they fit, have no serious fault, and need no scripts."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in

SIZES = pytest.mark.parametrize("size", [(1366, 768), (390, 844)])


@pytest.fixture
def told(many_writers: None, clock: Any, address: str) -> dict[str, str]:
    """A bureau with a visit that has a hole in its footage, and a crowded case from outside."""
    from liuhen.apps.cases import acts
    from liuhen.simulate import cases
    from support.house import House, beijing

    house = House(clock)
    clock.set("2026-03-02 11:00")
    case = house.case(title="禁渔期出海捕捞案", party_name="赵某")
    event = acts.add_activity(
        by=house.officer, kind="site_inspection", start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 10:42"), case=case,
    )  # fmt: skip
    for start, end in (("09:00", "09:42"), ("09:52", "10:42")):
        acts.add_recording(
            by=house.officer, kind="video", start=beijing(f"2026-03-02 {start}"),
            end=beijing(f"2026-03-02 {end}"), events=[event.ref], informed=True, case=case,
        )  # fmt: skip
    facts = max(cases("jinpu-ocean", 12, 3, clock.now()), key=lambda one: len(one.events))
    crowded = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=msgspec.json.encode(facts)
    )
    empty = house.case(title="一起刚刚立案、尚未开展任何工作的涉嫌违法经营海上旅游观光活动的案件")
    officer = house.people["officer"]
    officer.set_password(PASSWORD)
    officer.save(update_fields=["password"])
    clock.set("2026-03-03 08:44")
    return {
        "user": officer.username,
        "desk": "/?whose=all",
        "list": "/cases/",
        "case": f"/cases/{case.pk}/",
        "crowded": f"/cases/{crowded.pk}/",
        "empty": f"/cases/{empty.pk}/",
    }


@SIZES
def test_desk_list_and_case_fit_and_have_no_serious_fault(
    window: Callable[..., Page],
    address: str,
    told: dict[str, str],
    serious_faults: Callable[[Page], list[str]],
    size: tuple[int, int],
) -> None:
    page = window(*size)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    sign_in(page, address, told["user"])
    for name in ("desk", "list", "case", "crowded", "empty"):
        page.goto(address + told[name])
        assert fits(page), name
        assert serious_faults(page) == [], name
    assert refused == []


def test_whoever_wanted_a_case_comes_to_it_after_signing_in(
    page: Page, address: str, told: dict[str, str]
) -> None:
    sign_in(page, address, told["user"], told["case"])
    expect(page.get_by_role("heading", level=1)).to_have_text("禁渔期出海捕捞案")


def test_from_the_desk_to_the_duty_by_keyboard_and_without_scripts(
    window: Callable[..., Page], address: str, told: dict[str, str]
) -> None:
    page = window(scripts=False)
    sign_in(page, address, told["user"])
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    link = page.get_by_role("link", name="执法活动结束后24小时内导出保存").first
    link.focus()
    page.keyboard.press("Enter")
    duty = page.locator(".duty:target")
    expect(duty).to_contain_text("还有 1 小时 58 分")
    duty.locator(".duty-more > summary").focus()
    page.keyboard.press("Enter")
    expect(duty).to_contain_text("自3月2日 10:42起算：24小时")
    page.get_by_text("以表格查看经过").click()
    expect(page.get_by_role("cell", name="3月2日 09:42–09:52")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_state_of_an_earlier_time_with_and_without_scripts(
    window: Callable[..., Page], address: str, told: dict[str, str], *, scripts: bool
) -> None:
    page = window(scripts=scripts)
    sign_in(page, address, told["user"], told["case"])
    page.get_by_label("看哪一时刻的状态").fill("2026-03-02T10:00")
    page.get_by_label("只看当时已知").check()
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("3月2日 10:00 的状态，只按当时已知的情况")
    page.wait_for_url(re.compile(r"as_of=2026-03-02T10%3A00&known=1"))
    page.get_by_role("link", name="回到现在").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("禁渔期出海捕捞案")
    expect(page.get_by_text("断录 10 分，原因未登记").first).to_be_attached()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_desk_is_narrowed_and_the_list_searched(
    window: Callable[..., Page], address: str, told: dict[str, str], *, scripts: bool
) -> None:
    page = window(scripts=scripts)
    sign_in(page, address, told["user"])
    page.get_by_role("link", name="全部案件").click()
    page.wait_for_url(re.compile("whose=all"))
    expect(page.get_by_role("link", name="全部案件")).to_have_attribute("aria-current", "true")
    page.goto(address + told["list"])
    page.get_by_label("案号、案件名称或者当事人").fill("禁渔期")
    page.locator("main").get_by_role("button", name="查找").click()
    page.wait_for_url(re.compile("禁渔期|%E7%A6%81"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="禁渔期出海捕捞案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("禁渔期出海捕捞案")


def test_the_language_is_switched_on_the_same_page(
    page: Page, address: str, told: dict[str, str]
) -> None:
    sign_in(page, address, told["user"], told["case"])
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="What the regulation asks")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="制度要求")).to_be_visible()


def test_the_axis_of_a_crowded_case_can_be_looked_at_day_by_day(
    page: Page, address: str, told: dict[str, str]
) -> None:
    sign_in(page, address, told["user"], told["crowded"])
    days = page.get_by_role("navigation", name="按日期查看").get_by_role("link")
    assert days.count() > 2
    days.nth(1).click()
    page.wait_for_url(re.compile("first="))
    expect(days.nth(1)).to_have_attribute("aria-current", "true")
    words = page.locator(".axis-picture text").all_text_contents()
    assert "这几天没有" in words
