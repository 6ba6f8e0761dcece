# SPDX-License-Identifier: Apache-2.0
"""On the spot with a phone in a real browser: a visit, and a draft while there is no network."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in


@pytest.fixture
def house(many_writers: None, clock: Any, address: str) -> Any:
    from support.house import House

    made = House(clock)
    for name in ("officer", "colleague", "petition_desk"):
        person = made.people[name]
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    clock.set("2026-03-02 12:00")
    return made


@pytest.fixture
def officer(phone: Page, address: str, house: Any) -> Page:
    sign_in(phone, address, "bureau.officer")
    return phone


def _patrols(house: Any) -> list[Any]:
    from liuhen.apps.cases.models import Activity

    rows = Activity.objects.within(house.bureau.pk).filter(superseded_at=None)
    return list(rows.order_by("recorded_at"))


def test_a_visit_is_two_taps(
    officer: Page, address: str, house: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    officer.goto(f"{address}/onsite/")
    assert fits(officer)
    assert serious_faults(officer) == []
    officer.get_by_role("link", name="日常巡查").first.click()
    assert fits(officer)
    officer.get_by_label("地点").fill("一号码头")
    assert serious_faults(officer) == []
    officer.get_by_role("button", name="到达，现在开始").click()
    expect(officer.get_by_text("进行中")).to_be_visible()
    assert fits(officer)
    assert serious_faults(officer) == []
    officer.locator("[name=note]").fill("冷库门未上锁")
    picture = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff picture"}
    officer.locator("[data-send]").set_input_files(picture)  # one tap: it is sent at once
    expect(officer.get_by_text("IMG_1.jpg")).to_be_visible()
    expect(officer.locator("[name=note]")).to_have_value("冷库门未上锁")
    assert fits(officer)
    assert serious_faults(officer) == []
    officer.locator("[name=present]").fill("店长王某")
    officer.get_by_role("button", name="现在离开").click()
    expect(officer.get_by_role("alert").or_(officer.get_by_role("status")).first).to_be_visible()
    officer.goto(f"{address}/onsite/")
    expect(officer.locator("[data-drafts]")).to_be_hidden()

    (row,) = _patrols(house)
    assert (row.place, row.end) == ("一号码头", house.clock.time)
    assert (row.details["note"], row.details["present"]) == ("冷库门未上锁", "店长王某")


def test_what_is_typed_without_a_network_is_kept_and_sent_later(
    officer: Page, address: str, house: Any
) -> None:
    officer.goto(f"{address}/onsite/new/?kind=routine_patrol")
    officer.get_by_label("地点").fill("无信号的海岛")
    officer.context.set_offline(True)
    officer.get_by_role("button", name="到达，现在开始").click()
    expect(officer.get_by_text("没有网络")).to_be_visible()
    assert _patrols(house) == []

    officer.context.set_offline(False)
    expect(officer.get_by_text("没有网络")).to_be_hidden()
    expect(officer.get_by_text("尚未发送")).to_be_visible()
    officer.goto(f"{address}/onsite/")
    officer.locator("[data-draft-list] a").click()
    expect(officer.get_by_text("尚未发送")).to_be_visible()
    expect(officer.get_by_label("地点")).to_have_value("无信号的海岛")
    claimed = officer.locator("[name=claimed]").input_value()
    assert claimed
    officer.locator("[name=claimed]").evaluate("one => { one.value = '2026-03-02T09:15' }")
    officer.get_by_role("button", name="立即发送").click()
    expect(officer.get_by_text("进行中")).to_be_visible()
    (row,) = _patrols(house)
    assert (row.place, f"{row.start:%H:%M}") == ("无信号的海岛", "01:15")

    officer.locator("[name=note]").fill("无异常")
    officer.context.set_offline(True)
    officer.get_by_role("button", name="现在离开").click()
    expect(officer.get_by_text("没有网络")).to_be_visible()
    officer.context.set_offline(False)
    assert officer.locator("[name=claimed]").input_value(), "the time of the tap"
    officer.locator("[name=claimed]").evaluate("one => { one.value = '2026-03-02T10:30:15' }")
    officer.get_by_role("button", name="立即发送").click()
    expect(officer.get_by_text("进行中")).to_be_hidden()
    (row,) = _patrols(house)
    assert (row.details["note"], f"{row.end:%H:%M:%S}") == ("无异常", "02:30:15")

    officer.goto(f"{address}/onsite/")
    expect(officer.locator("[data-drafts]")).to_be_hidden()


def test_a_draft_is_its_owners_alone_and_leaves_a_shared_phone_with_him(
    officer: Page, address: str
) -> None:
    officer.goto(f"{address}/onsite/new/?kind=routine_patrol")
    officer.get_by_label("地点").fill("无信号的海岛")
    own = officer.locator("form[data-account]").get_attribute("data-account")
    officer.evaluate(  # as if another account had left its own
        """own => {
            const name = Object.keys(localStorage).find((one) => one.includes(own));
            localStorage.setItem(name.replace(own, "another"), localStorage.getItem(name));
        }""",
        own,
    )
    officer.goto(f"{address}/onsite/")
    expect(officer.locator("[data-draft-list] li")).to_have_count(1)

    officer.once("dialog", lambda asked: asked.dismiss())
    officer.locator("form[data-account]").evaluate("form => form.requestSubmit()")
    officer.reload()
    expect(officer.locator("[data-draft-list] li")).to_have_count(1)
    officer.once("dialog", lambda asked: asked.accept())
    with officer.expect_navigation():
        officer.locator("form[data-account]").evaluate("form => form.requestSubmit()")

    sign_in(officer, address, "bureau.colleague", "/onsite/new/?kind=routine_patrol")
    expect(officer.get_by_label("地点")).to_have_value("")
    names = "Object.keys(localStorage).filter((one) => one.startsWith('liuhen.onsite.'))"
    assert [one.split(".")[2] for one in officer.evaluate(names)] == ["another"]


def test_the_petition_desk_notes_an_incident_on_a_phone(
    phone: Page, address: str, house: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    case = house.case()
    sign_in(phone, address, "bureau.petition_desk")
    phone.goto(f"{address}/incidents/")
    assert fits(phone)
    assert serious_faults(phone) == []
    phone.locator("[name=number]").fill(case.number)
    phone.get_by_label("投诉、上访").check()
    phone.get_by_label("发生了什么").fill("来访投诉")
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_text("承办人可在案件中看到")).to_be_visible()
