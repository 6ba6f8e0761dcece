# SPDX-License-Identifier: Apache-2.0
"""What people inside the house might say of footage they bring in, and what becomes of it."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.linking.acts import link_original, relink
from liuhen.apps.cases.models import Activity, Case, FactOrigin
from liuhen.apps.compliance.timeline import is_unproven
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.device_issue import issue_device
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.evidence.errors import NotPermittedError
from liuhen.apps.evidence.handing_over import decide, lines_of, offer
from liuhen.apps.evidence.intake import keep_file, keep_original
from liuhen.apps.evidence.models import Original, TimeSource
from liuhen.apps.evidence.outings import come_back, leave
from liuhen.apps.evidence.probing import probe_original
from liuhen.apps.trace.journal import act
from liuhen.vault.store import Stored
from support.footage import Footage, segments
from support.house import SYSTEM, Clock, House, beijing
from support.media_files import media


def visit(house: House, case: Case) -> Activity:
    return acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 09:30"),
        case=case,
        officers=[{"name": "officer", "certificate": "A1", "established": True}],
    )


def brought(house: House, file_name: str = "a.mp4", by: str = "officer", **said: Any) -> Original:
    """A film of an hour that the officer recorded, with what is said of it."""
    digest = hashlib.sha256(f"{file_name}{said}".encode()).hexdigest()
    kept = keep_original(
        by=house.viewer(by),
        stored=Stored(f"sha256:{digest}", 1),
        file_name=file_name,
        claims=Claims(officer="officer", **said),
    ).original
    assert kept.start is not None
    with act("test.probe", by=SYSTEM) as record:
        record.update(
            kept,
            probed_at=record.at,
            duration_ms=3_600_000,
            end=kept.start + timedelta(hours=1),
            segments=segments(3_600_000, None),
        )
    return kept


@pytest.mark.parametrize(
    "said",
    [
        {"raw_start": "2026-03-02 08:45", "time_source": "typed"},
        {"raw_start": "2026-03-02 11:45", "time_source": "name", "offset_ms": -3 * 3_600_000},
    ],
)
def test_a_time_that_was_typed_while_bringing_in_waits_for_the_custodian(
    house: House, clock: Clock, said: dict[str, Any]
) -> None:
    clock.set("2026-03-02 14:00")
    case = house.case()
    event = visit(house, case)
    value = DeviceValue(code="DSJ-09", kind="recorder")
    device = register_device(by=house.custodian, value=value)
    issue_device(by=house.custodian, device=device, person=house.people["officer"])
    said = {**said, "raw_start": beijing(said["raw_start"]), "device": "DSJ-09"}
    film = brought(house, **said)

    row = link_original(by=house.officer, original=film, activity=event)

    assert row.origin == FactOrigin.TYPED
    assert house.finding(case, "investigation.recording").status != "met"
    acts.mark_stored(by=house.custodian, case=case, recordings=[row])
    assert house.finding(case, "investigation.recording").status == "met"


def test_the_name_is_no_source_of_a_time_that_does_not_stand_in_it(
    house: House, clock: Clock
) -> None:
    clock.set("2026-03-02 14:00")
    at = beijing("2026-03-02 08:45")

    assert brought(house, "a.mp4", raw_start=at, time_source="name").time_source == TimeSource.FILE
    assert brought(house, "b.mp4", raw_start=at, time_source="media").time_source == TimeSource.FILE
    named = brought(house, "CAM7-20260302084500.mp4", raw_start=at, time_source="name")
    assert named.time_source == TimeSource.NAME


def test_whoever_typed_the_time_of_a_file_does_not_confirm_it(house: House, clock: Clock) -> None:
    clock.set("2026-03-02 14:00")
    case = house.case()
    event = visit(house, case)
    said = {"raw_start": beijing("2026-03-02 08:45"), "time_source": "typed"}
    film = brought(house, by="custodian", **said)
    row = link_original(by=house.officer, original=film, activity=event)

    with pytest.raises(NotAllowedError):
        acts.mark_stored(by=house.custodian, case=case, recordings=[row])


def test_naming_a_colleague_does_not_make_the_holder_of_the_recorder_a_checker(
    house: House, clock: Clock
) -> None:
    clock.set("2026-03-02 08:00")
    device = Footage(house).original("2026-03-01 09:00").device
    assert device is not None
    custodian = house.people["custodian"]
    issue_device(by=house.custodian, device=device, person=custodian)
    clock.set("2026-03-02 12:00")
    film = brought(house, device=device.code, raw_start=beijing("2026-03-02 09:00"))

    assert "officer_differs" in {one["word"] for one in film.findings}
    with act("test.verified", by=SYSTEM) as record:
        record.update(film.object, verified_at=record.at)
    row = offer(by=house.officer, section=house.section, originals=[film.pk])
    with pytest.raises(NotPermittedError):
        decide(
            by=house.custodian,
            hand_over=row,
            accepted=[line.pk for line in lines_of(row)],
            returned={},
        )


def test_the_outing_of_a_colleague_prolongs_nothing_for_whoever_had_the_recorder(
    house: House, clock: Clock
) -> None:
    clock.set("2026-03-02 08:00")
    device = Footage(house).original("2026-03-01 09:00").device
    assert device is not None
    issue_device(by=house.custodian, device=device, person=house.people["colleague"])
    away = leave(by=house.officer, officer=house.people["officer"], ground="remote", place="大连")
    clock.set("2026-03-02 12:00")
    case = house.case()
    event = visit(house, case)
    lent = brought(house, device=device.code, raw_start=beijing("2026-03-02 08:45"))
    own = brought(house, "b.mp4", raw_start=beijing("2026-03-02 08:45"))
    clock.set("2026-03-04 12:00")
    come_back(by=house.officer, outing=away)

    rows = [link_original(by=house.officer, original=one, activity=event) for one in (lent, own)]

    assert [row.returned_at for row in rows] == [None, clock.now()]


@pytest.mark.parametrize("ended", [None, "2026-03-02 09:40"])
def test_a_file_that_nobody_can_read_shows_nothing_by_its_name(
    house: House, clock: Clock, ended: str | None
) -> None:
    clock.set("2026-03-02 14:00")
    case = house.case()
    event = visit(house, case)
    film = keep_file(
        by=house.officer,
        file_name="D1_officer_20260302085500.mp4",
        chunks=[b"x"],
        claims=Claims(officer="officer", raw_end=ended and beijing(ended)),
    ).original
    row = link_original(by=house.officer, original=film, activity=event)
    assert house.finding(case, "investigation.recording").status != "met", "not read yet"

    probe_original(str(film.pk))

    assert house.finding(case, "investigation.recording").status != "met"
    (row,) = house.recordings(case)
    acts.mark_stored(by=house.custodian, case=case, recordings=[row])
    assert house.finding(case, "investigation.recording").status == "met", "by the maker's player"

    (row,) = house.recordings(case)
    relink(by=house.officer, recording=row, end=beijing("2026-03-02 09:30"), reason="再短一点")
    assert house.finding(case, "investigation.recording").status != "met", "that was another range"


def test_a_photo_is_one_once_it_was_read(house: House, clock: Clock, tmp_path: Path) -> None:
    clock.set("2026-03-02 14:00")
    case = house.case()
    event = visit(house, case)
    for name, raw in (("a", b"x"), ("b", media("photo.jpg", tmp_path).read_bytes())):
        kept = keep_file(
            by=house.officer,
            file_name=f"D1_officer_2026030209050{ord(name) - ord('a')}.jpg",
            chunks=[raw],
            claims=Claims(officer="officer"),
        ).original
        link_original(by=house.officer, original=kept, activity=event, kind="photo")
        probe_original(str(kept.pk))

    garbage, photo = house.recordings(case)
    assert (garbage.kind, garbage.end, is_unproven(garbage)) == ("photo", None, True)
    assert (photo.kind, photo.end, is_unproven(photo)) == ("photo", None, False)
