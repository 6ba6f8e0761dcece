# SPDX-License-Identifier: Apache-2.0
"""Whose word on a device's clock moves times: the holder's, the manager's, and nobody else's."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.clock_readings import confirm_reading, waiting_readings
from liuhen.apps.evidence.device_issue import issue_device, take_back
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.device_upkeep import read_clock
from liuhen.apps.evidence.devices import clock_at, last_readings
from liuhen.apps.evidence.errors import NotPermittedError, UnknownFileError
from liuhen.apps.evidence.intake import keep_original
from liuhen.apps.evidence.models import ClockReading, Device, Original
from liuhen.vault.store import Stored
from support.house import House, beijing

RAW = beijing("2026-03-02 07:20")
TEN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()


@pytest.fixture
def recorder(house: House) -> Device:
    value = DeviceValue("DSJ-01", "recorder", section=house.section)
    made = register_device(by=house.custodian, value=value)
    issue_device(by=house.custodian, device=made, person=house.people["officer"])
    return made


def brought(house: House, by: str, offset_ms: int | None = 600_000, **said: Any) -> Original:
    digest = hashlib.sha256(f"{by}{offset_ms}{said}{house.clock.time}".encode()).hexdigest()
    claims = {"device": "DSJ-01", "raw_start": RAW, "offset_ms": offset_ms, **said}
    stored = Stored(f"sha256:{digest}", 1)
    viewer = house.viewer(by)
    return keep_original(
        by=viewer, stored=stored, file_name="a.mp4", claims=Claims(**claims)
    ).original


def words(original: Original) -> set[str]:
    return {one["word"] for one in original.findings}


@pytest.mark.parametrize("by", ["officer", "custodian"])
def test_the_holder_and_the_custodian_are_believed(house: House, recorder: Device, by: str) -> None:
    film = brought(house, by)

    assert film.start == RAW + TEN
    assert words(film) == {"clock_off"}
    reading = clock_at(recorder, house.clock.now())
    assert reading is not None
    assert reading.offset_ms == 600_000


@pytest.mark.parametrize("came_by", ["dock", "form", "api"])
def test_anybody_else_is_kept_and_moves_nothing(
    house: House, recorder: Device, came_by: str
) -> None:
    """Whatever the client calls itself; evidence is taken in all the same (wall 10)."""
    film = brought(house, "colleague", came_by=came_by)

    assert (film.raw_start, film.start, film.offset_ms) == (RAW, RAW, 0)
    assert words(film) == {"clock_unconfirmed"}
    reading = ClockReading.objects.within(house.bureau.pk).get()
    assert (reading.offset_ms, reading.confirmed_at) == (600_000, None)
    assert reading.taken_by == house.people["colleague"]
    assert clock_at(recorder, house.clock.now()) is None
    assert last_readings(house.custodian, [recorder]) == {}
    house.clock.later(hours=2)
    assert brought(house, "officer", None).start == RAW, "nor what comes later"


def test_who_had_the_device_once_says_nothing_of_it_now(house: House, recorder: Device) -> None:
    then = house.clock.now()
    house.clock.later(hours=5)
    issue = house.custodian
    take_back(by=issue, issues=[one.pk for one in _issues(house)])
    issue_device(by=house.custodian, device=recorder, person=house.people["colleague"])

    film = brought(house, "officer", measured_at=then)

    assert film.offset_ms == 0
    assert clock_at(recorder, house.clock.now()) is None


def test_what_a_stranger_says_of_a_device_that_nobody_knows_moves_nothing(house: House) -> None:
    film = brought(house, "officer", device="X-99")
    assert film.start == RAW
    assert "clock_unconfirmed" in words(film)
    assert not ClockReading.objects.within(house.bureau.pk).exists()


def test_a_claim_that_the_confirmed_reading_bears_out_is_no_other_reading(
    house: House, recorder: Device
) -> None:
    shown = house.custodian.at - TEN
    read_clock(by=house.custodian, device=recorder, shown=shown)
    film = brought(house, "colleague", 600_400)
    assert film.start == RAW + TEN
    assert words(film) == {"clock_off"}


def test_a_confirmation_moves_what_came_with_the_reading(house: House, recorder: Device) -> None:
    film = brought(house, "colleague")
    house.clock.later(days=2)
    other = brought(house, "colleague", -90_000)
    (_newer, reading) = waiting_readings(house.custodian)

    for name in ("officer", "colleague", "section_head"):
        with pytest.raises(NotPermittedError):
            confirm_reading(by=house.viewer(name), device=recorder, key=reading.pk)
    confirm_reading(by=house.custodian, device=recorder, key=reading.pk)

    film.refresh_from_db()
    other.refresh_from_db()
    assert (film.raw_start, film.start, film.offset_ms) == (RAW, RAW + TEN, 600_000)
    assert words(film) == {"clock_off"}
    assert other.start == RAW
    assert clock_at(recorder, house.clock.now()) == reading
    assert [one.offset_ms for one in waiting_readings(house.custodian)] == [-90_000]
    again = confirm_reading(by=house.custodian, device=recorder, key=reading.pk)
    assert again.confirmed_by == house.people["custodian"]


def test_a_newer_reading_that_counts_answers_those_that_wait(
    house: House, recorder: Device
) -> None:
    brought(house, "colleague")
    house.clock.later(minutes=5)
    assert waiting_readings(house.custodian).count() == 1
    read_clock(by=house.officer, device=recorder, shown=house.officer.at)
    assert not waiting_readings(house.custodian).exists()


def test_a_reading_of_another_device_is_none_of_this_one(house: House, recorder: Device) -> None:
    brought(house, "colleague")
    other = register_device(by=house.custodian, value=DeviceValue("DSJ-02", "recorder"))
    key = ClockReading.objects.within(house.bureau.pk).get().pk
    with pytest.raises(UnknownFileError):
        confirm_reading(by=house.custodian, device=other, key=key)


def _issues(house: House) -> Any:
    from liuhen.apps.evidence.models import DeviceIssue

    return DeviceIssue.objects.within(house.bureau.pk).filter(returned_at=None)
