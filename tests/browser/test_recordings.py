# SPDX-License-Identifier: Apache-2.0
"""Pages about recordings in a real browser: they fit, have no serious fault, need no scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from support.browsing import PASSWORD, fits, sign_in

PLACES = [
    "/recordings/",
    "/recordings/?device=nothing",
    "/recordings/devices/",
    "/recordings/devices/new/",
    "/recordings/devices/new-camera/",
    "/recordings/devices/sheet/",
    "/recordings/devices/{device}/",
    "/recordings/devices/{device}/edit/",
    "/recordings/cameras/",
    "/recordings/away/",
    "/recordings/hand-over/",
    "/recordings/hand-over/offer/{section}/",
    "/recordings/hand-over/{hand_over}/",
]


@pytest.fixture
def office(many_writers: None, clock: Any) -> Any:
    """A bureau with a recorder, two cameras, recordings, a list of hand-over, somebody away."""
    from liuhen.apps.cases import acts
    from liuhen.apps.evidence.device_issue import issue_device
    from liuhen.apps.evidence.device_register import DeviceValue, register_device
    from liuhen.apps.evidence.handing_over import offer
    from liuhen.apps.evidence.outings import leave
    from liuhen.apps.people.models import Person
    from support.footage import Footage
    from support.house import House, beijing

    house = House(clock)
    footage = Footage(house)
    films = [footage.original(f"2026-03-02 0{hour}:00") for hour in (4, 5, 6)]
    recorder = films[0].device
    issue_device(by=house.custodian, device=recorder, person=house.people["officer"])
    for code, place in (("CAM-1", "受理大厅"), ("CAM-2", "询问室")):
        value = DeviceValue(code, "fixed", place=place, keeps_days=30)
        register_device(by=house.custodian, value=value)
    acts.add_activity(
        by=house.officer, kind="application_received", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:20"), section=house.section,
    )  # fmt: skip
    leave(by=house.officer, officer=house.people["officer"], ground="remote", place="海岛")
    listed = offer(by=house.officer, section=house.section, originals=[films[0].pk, films[1].pk])
    for name in ("officer", "custodian"):
        person = Person.objects.get(pk=house.people[name].pk)
        person.must_change_password = False
        person.set_password(PASSWORD)
        person.save()
    house.places = [
        one.format(device=recorder.pk, section=house.section.pk, hand_over=listed.pk)
        for one in PLACES
    ]
    return house


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_pages_fit_and_have_no_serious_fault(
    *,
    window: Callable[..., Page],
    office: Any,
    address: str,
    serious_faults: Callable[[Page], list[str]],
    size: tuple[int, int],
) -> None:
    page = window(*size)
    sign_in(page, address, office.people["custodian"].username, "/recordings/")
    faults: list[str] = []
    for place in office.places:
        answer = page.goto(address + place)
        assert answer is not None
        if answer.status != 200:
            faults.append(f"{place}: {answer.status}")
        if not fits(page):
            faults.append(f"{place} is wider than the window")
        faults += [f"{place}: {fault}" for fault in serious_faults(page)]
    assert faults == []


def test_the_custodian_accepts_without_scripts(
    window: Callable[..., Page],
    office: Any,
    address: str,
    serious_faults: Callable[[Page], list[str]],
) -> None:
    page = window(scripts=False)
    sign_in(page, address, office.people["custodian"].username, "/recordings/hand-over/")
    page.get_by_role("link", name="2026-1").click()
    boxes = page.get_by_role("checkbox", name="接收")
    expect(boxes).to_have_count(2)
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    boxes.first.uncheck()
    page.get_by_role("button", name="接收所选").click()
    expect(page.get_by_text("已接收 1 份音像资料")).to_be_visible()
    page.get_by_role("checkbox", name="退回").check()
    page.get_by_label("退回原因").fill("时间不符")
    page.get_by_role("button", name="退回所选").click()
    expect(page.get_by_text("时间不符")).to_be_visible()
    page.get_by_role("link", name="回执").click()
    expect(page.get_by_role("button", name="打印")).to_have_count(0)  # it needs a script
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert serious_faults(page) == []
        assert fits(page)


def test_the_officer_comes_back_with_one_click(
    window: Callable[..., Page], office: Any, address: str
) -> None:
    page = window(390, 844)
    sign_in(page, address, office.people["officer"].username, "/recordings/away/")
    page.get_by_role("button", name="officer 已返回").click()
    expect(page.get_by_text("存储期限由此起算")).to_be_visible()
