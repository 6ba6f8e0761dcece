# SPDX-License-Identifier: Apache-2.0
"""Devices: one hand at a time, faults that stop the issue, clocks with their history."""

from datetime import timedelta

import pytest

from liuhen.apps.evidence.cameras import hangs_in, overwritten_at
from liuhen.apps.evidence.device_issue import issue_device, take_back
from liuhen.apps.evidence.device_register import (
    DeviceValue,
    change_device,
    register_device,
    retire_device,
)
from liuhen.apps.evidence.device_upkeep import note_upkeep, read_clock, send_to_repair
from liuhen.apps.evidence.devices import clock_at, device_of, holder_at
from liuhen.apps.evidence.errors import BadDeviceError, NotPermittedError
from liuhen.apps.evidence.models import Device
from support.house import House, beijing


@pytest.fixture
def recorder(house: House) -> Device:
    return made(house)


def made(house: House, code: str = "DSJ-01", **values: object) -> Device:
    plain = {"kind": "recorder", "serial": "T86001", "section": house.section}
    return register_device(by=house.custodian, value=DeviceValue(code, **{**plain, **values}))


def test_a_device_is_found_by_its_number_or_its_serial(house: House, recorder: Device) -> None:
    bureau = house.bureau.pk
    assert device_of(bureau, " dsj-01 ") == recorder
    assert device_of(bureau, "T86001") == recorder
    made(house, "DSJ-02")  # the same serial twice tells nothing
    assert device_of(bureau, "T86001") is None
    assert device_of(bureau, "") is None


def test_a_number_is_taken_once(house: House, recorder: Device) -> None:
    with pytest.raises(BadDeviceError, match="dsj-01") as caught:
        made(house, "dsj-01")
    assert caught.value.field == "code"
    other = made(house, "DSJ-02")
    with pytest.raises(BadDeviceError):
        change_device(by=house.custodian, device=other, value=DeviceValue("DSJ-01", "recorder"))
    change_device(by=house.custodian, device=recorder, value=DeviceValue("Dsj-01", "camera"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": " "}, "code"),
        ({"kind": "drone"}, "kind"),
        ({"kind": "fixed"}, "place"),
        ({"kind": "fixed", "place": "大厅"}, "keeps_days"),
        ({"kind": "fixed", "place": "大厅", "keeps_days": 0}, "keeps_days"),
        ({"name_pattern": "x" * 201}, "name_pattern"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    house: House, values: dict[str, object], field: str
) -> None:
    plain = {"code": "A", "kind": "recorder"}
    with pytest.raises(BadDeviceError) as caught:
        register_device(by=house.custodian, value=DeviceValue(**{**plain, **values}))
    assert caught.value.field == field


def test_only_who_manages_devices_registers_issues_and_takes_back(
    house: House, recorder: Device
) -> None:
    issue = issue_device(
        by=house.viewer("device_manager"), device=recorder, person=house.people["officer"]
    )
    for name in ("officer", "section_head", "bureau_head", "supervisor"):
        viewer = house.viewer(name)
        with pytest.raises(NotPermittedError):
            register_device(by=viewer, value=DeviceValue("X", "recorder"))
        with pytest.raises(NotPermittedError):
            issue_device(by=viewer, device=recorder, person=house.people["colleague"])
        with pytest.raises(NotPermittedError):
            take_back(by=viewer, issues=[issue.pk])
        with pytest.raises(NotPermittedError):
            retire_device(by=viewer, device=recorder, note="旧")


def test_a_device_is_in_one_hand_and_the_holder_at_a_time_is_known(
    house: House, recorder: Device
) -> None:
    officer, colleague = house.people["officer"], house.people["colleague"]
    issue = issue_device(by=house.custodian, device=recorder, person=officer)
    with pytest.raises(BadDeviceError, match="officer"):
        issue_device(by=house.custodian, device=recorder, person=colleague)
    house.clock.set("2026-03-02 17:00")
    take_back(by=house.custodian, issues=[issue.pk])
    with pytest.raises(BadDeviceError):
        take_back(by=house.custodian, issues=[issue.pk])
    house.clock.set("2026-03-03 08:00")
    issue_device(by=house.custodian, device=recorder, person=colleague)
    assert holder_at(recorder, beijing("2026-03-02 07:59")) is None
    assert holder_at(recorder, beijing("2026-03-02 08:00")) == officer
    assert holder_at(recorder, beijing("2026-03-02 17:00")) is None
    assert holder_at(recorder, beijing("2026-03-09 12:00")) == colleague


def test_nobody_outside_the_bureau_is_given_a_device(house: House, recorder: Device) -> None:
    other = House(house.clock, code="other")
    with pytest.raises(BadDeviceError):
        issue_device(by=house.custodian, device=recorder, person=other.people["officer"])


def test_a_faulty_device_is_not_issued_before_its_repair(house: House, recorder: Device) -> None:
    """004 art. 20: stop using it, report, have it repaired."""
    officer = house.people["officer"]
    with pytest.raises(BadDeviceError):
        send_to_repair(by=house.custodian, device=recorder)
    with pytest.raises(BadDeviceError) as caught:
        note_upkeep(by=house.officer, device=recorder, kind="fault")
    assert caught.value.field == "note"
    note_upkeep(by=house.officer, device=recorder, kind="fault", note="不能开机")
    with pytest.raises(BadDeviceError):
        issue_device(by=house.custodian, device=recorder, person=officer)
    send_to_repair(by=house.custodian, device=recorder)
    with pytest.raises(BadDeviceError):
        issue_device(by=house.custodian, device=recorder, person=officer)
    with pytest.raises(NotPermittedError):
        note_upkeep(by=house.officer, device=recorder, kind="repair")
    note_upkeep(by=house.custodian, device=recorder, kind="repair", note="换电池")
    assert issue_device(by=house.custodian, device=recorder, person=officer)


def test_a_stranger_to_the_device_notes_nothing_unless_it_is_in_hand(
    house: House, recorder: Device
) -> None:
    stranger = house.viewer("stranger")
    with pytest.raises(NotPermittedError):
        note_upkeep(by=stranger, device=recorder, kind="check")
    with pytest.raises(NotPermittedError):
        read_clock(by=stranger, device=recorder, shown=stranger.at)
    issue_device(by=house.custodian, device=recorder, person=stranger.person)
    assert note_upkeep(by=stranger, device=recorder, kind="check")


def test_a_retired_device_stays_in_the_register_and_does_nothing_more(
    house: House, recorder: Device
) -> None:
    custodian = house.custodian
    issue = issue_device(by=custodian, device=recorder, person=house.people["officer"])
    with pytest.raises(BadDeviceError):
        retire_device(by=custodian, device=recorder, note="旧")
    take_back(by=custodian, issues=[issue.pk])
    with pytest.raises(BadDeviceError):
        retire_device(by=custodian, device=recorder, note=" ")
    retire_device(by=custodian, device=recorder, note="超过年限")
    for refused in (
        lambda: retire_device(by=custodian, device=recorder, note="旧"),
        lambda: note_upkeep(by=custodian, device=recorder, kind="check"),
        lambda: read_clock(by=custodian, device=recorder, shown=custodian.at),
        lambda: issue_device(by=custodian, device=recorder, person=house.people["officer"]),
    ):
        with pytest.raises(BadDeviceError):
            refused()
    assert device_of(house.bureau.pk, "DSJ-01") == recorder


def test_the_clock_that_counts_is_the_last_one_read_before(house: House, recorder: Device) -> None:
    clock = house.clock
    issue_device(by=house.custodian, device=recorder, person=house.people["officer"])
    first = read_clock(by=house.officer, device=recorder, shown=clock.time + timedelta(minutes=3))
    assert first.offset_ms == -180_000  # it runs three minutes ahead
    clock.later(days=1)
    second = read_clock(by=house.officer, device=recorder, shown=clock.time)
    assert clock_at(recorder, first.at - timedelta(seconds=1)) is None
    assert clock_at(recorder, second.at - timedelta(seconds=1)) == first
    assert clock_at(recorder, second.at) == second
    with pytest.raises(BadDeviceError):
        read_clock(by=house.officer, device=recorder, shown=beijing("1980-01-01 00:00"))


def test_a_camera_overwrites_after_its_days_and_hangs_where_the_place_says(house: House) -> None:
    camera = made(house, "CAM-1", kind="fixed", place="询问室", keeps_days=30)
    ended = beijing("2026-03-02 10:00")
    assert overwritten_at(camera, ended) == beijing("2026-04-01 10:00")
    assert hangs_in(camera, "二楼 询问室")
    assert not hangs_in(camera, "接待大厅")
    assert not hangs_in(camera, "")
