# SPDX-License-Identifier: Apache-2.0
"""What is known of a file as it comes in, and that nothing formal turns it away."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.claims import Claims, claims_from
from liuhen.apps.evidence.errors import BadFileError, NotPermittedError, SecretError
from liuhen.apps.evidence.intake import Kept, keep_file, keep_original
from liuhen.apps.evidence.models import (
    ClockReading,
    Device,
    DeviceIssue,
    Original,
    StoredObject,
    TimeSource,
)
from liuhen.apps.people.models import Certificate
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.vault.store import Stored
from support.house import BEIJING, SYSTEM, House, beijing


@pytest.fixture(autouse=True)
def _own_vault(settings: Any, tmp_path: Path) -> None:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()


def device(house: House, code: str = "D0042", **values: Any) -> Device:
    with act("test.add", by=SYSTEM) as record:
        return record.create(
            Device(
                bureau=house.bureau,
                code=code,
                registered_at=record.at,
                **{"kind": "recorder", **values},
            )
        )


def kept(house: House, file_name: str = "a.mp4", **claims: Any) -> Original:
    """A file of its own bytes, brought in by the custodian."""
    number = Original._base_manager.count()
    stored = Stored(f"sha256:{hashlib.sha256(str(number).encode()).hexdigest()}", 1)
    by = house.custodian
    return keep_original(
        by=by, stored=stored, file_name=file_name, claims=Claims(**claims)
    ).original


def words(original: Original) -> set[str]:
    return {one["word"] for one in original.findings}


def test_the_name_tells_device_officer_and_time(house: House) -> None:
    one = device(house)

    original = kept(house, "D0042_bureau.officer_20260302073000.mp4")

    assert original.device == one
    assert original.officer == house.people["officer"]
    assert original.section == house.section
    assert original.raw_start == original.start == beijing("2026-03-02 07:30")
    assert original.time_source == TimeSource.NAME
    assert original.kind == "video"
    assert original.findings == []


def test_a_device_reads_names_by_its_own_pattern(house: House) -> None:
    device(house, "K7", serial="000777", name_pattern="K{serial}-{time:%Y%m%d%H%M%S}-{officer}")

    original = kept(house, "K000777-20260302073000-bureau.stranger.mp4")

    assert original.device_code == "K7"
    assert original.officer == house.people["stranger"]
    assert original.section == house.other_section


@pytest.mark.parametrize("said", ["officer", "bureau.officer", "BUREAU.OFFICER", "浙A-001"])
def test_an_officer_is_found_by_name_user_name_or_certificate(house: House, said: str) -> None:
    with act("test.add", by=SYSTEM) as record:
        record.create(Certificate(person=house.people["officer"], number="浙A-001"))

    assert kept(house, officer=said).officer == house.people["officer"]


def test_of_two_with_one_name_nobody_is_taken(house: House) -> None:
    for person in (house.people["officer"], house.people["stranger"]):
        person.name = "王伟"
        person.save()

    original = kept(house, officer="王伟")

    assert original.officer is None
    assert original.officer_name == "王伟"
    assert "officer_unknown" in words(original)


def test_else_it_is_who_held_the_device_at_that_time(house: House) -> None:
    one = device(house)
    for name, issued, returned in (
        ("officer", "2026-03-01 08:00", "2026-03-01 18:00"),
        ("stranger", "2026-03-01 19:00", None),
    ):
        with act("test.issue", by=SYSTEM) as record:
            record.create(
                DeviceIssue(
                    bureau=house.bureau,
                    device=one,
                    person=house.people[name],
                    issued_at=beijing(issued),
                    returned_at=beijing(returned) if returned else None,
                )
            )

    assert kept(house, "D0042_20260301090000.mp4").officer == house.people["officer"]
    assert kept(house, "D0042_20260302070000.mp4").officer == house.people["stranger"]


def test_what_is_unknown_is_kept_and_said(house: House) -> None:
    original = kept(house, "X9_nobody_20260302073000.mp4")

    assert (original.device_code, original.officer_name) == ("X9", "nobody")
    assert words(original) == {"device_unknown", "officer_unknown"}
    assert original.section == house.section  # of whoever brought it


def test_devices_and_people_of_another_bureau_are_unknown(house: House) -> None:
    other = House(house.clock, pack="xigang-hrss", code="other")
    device(other)

    original = kept(house, "D0042_other.officer_20260302073000.mp4")

    assert original.device is None
    assert original.officer is None


def test_a_clock_that_is_off_moves_the_time_and_is_kept_beside(house: House) -> None:
    one = device(house)
    raw = beijing("2026-03-02 07:20")

    original = kept(house, device="D0042", raw_start=raw, offset_ms=600_000, time_source="media")

    assert original.raw_start == raw
    assert original.start == raw + timedelta(minutes=10)
    assert words(original) == {"clock_off"}
    reading = ClockReading.objects.within(house.bureau.pk).get()
    assert (reading.device, reading.offset_ms) == (one, 600_000)
    assert reading.device_at == reading.at - timedelta(minutes=10)
    kept(house, device="D0042", raw_start=raw, offset_ms=600_400)
    assert ClockReading.objects.within(house.bureau.pk).count() == 1  # one docking, one reading
    assert kept(house, device="D0042", raw_start=raw).offset_ms == 600_000


def test_two_clocks_side_by_side_are_an_offset(house: House) -> None:
    device(house)
    now = house.clock.now()

    original = kept(
        house,
        device="D0042",
        raw_start=beijing("2026-03-02 07:00"),
        device_clock=now - timedelta(seconds=90),
        measured_at=now,
    )

    assert original.offset_ms == 90_000
    assert original.start == beijing("2026-03-02 07:01:30")


def test_a_time_that_has_not_come_is_said(house: House) -> None:
    original = kept(house, raw_start=beijing("2027-01-01 00:00"))

    assert words(original) == {"time_ahead"}


def test_times_without_an_offset_are_those_of_the_bureau() -> None:
    claims = claims_from(
        {"recorded": "2026-03-02T07:30:00", "ended": "2026-03-01T23:40:00Z"}, BEIJING
    )

    assert claims.raw_start == beijing("2026-03-02 07:30")
    assert claims.raw_end == beijing("2026-03-02 07:40")


def test_a_fixed_camera_makes_surveillance(house: House) -> None:
    device(house, "C1", kind="fixed", section=house.other_section)

    original = kept(house, "x.dav", camera="C1")

    assert original.kind == "surveillance"
    assert original.section == house.other_section


def test_a_form_brings_a_small_file(house: House) -> None:
    by = house.officer
    first = keep_file(by=by, file_name="照片.jpg", chunks=[b"\xff\xd8", b"x"])
    before = Leaf.objects.count()
    again = keep_file(by=by, file_name="again.jpg", chunks=[b"\xff\xd8x"])

    assert first.original.kind == "photo"
    assert first.original.came_by == "form"
    assert again == Kept(first.original, already_there=True)
    assert Leaf.objects.count() == before
    with pytest.raises(BadFileError):
        keep_file(by=by, file_name="b.jpg", chunks=[b"123"], most_bytes=2)


def test_a_state_secret_is_refused_at_every_door(house: House) -> None:
    secret = Claims(secrecy="state_secret")
    with pytest.raises(SecretError):
        keep_file(by=house.officer, file_name="a", chunks=[b"x"], claims=secret)
    with pytest.raises(SecretError):
        kept(house, secrecy="state_secret")
    assert not StoredObject.everywhere.exists()


def test_who_brings_nothing_in_is_refused_before_a_byte(house: House) -> None:
    with pytest.raises(NotPermittedError):
        keep_file(by=house.head, file_name="a.jpg", chunks=[b"x"])
    assert not StoredObject.everywhere.exists()
