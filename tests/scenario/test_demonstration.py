# SPDX-License-Identifier: Apache-2.0
"""A demonstration has something to show on every page about recordings, in all five bureaus."""

from datetime import timedelta

import pytest
from django.utils import timezone

from liuhen.apps.archives.checking.cases import check_case
from liuhen.apps.cases.camera_footage import unfetched
from liuhen.apps.cases.demonstration import _lively, begin, build
from liuhen.apps.cases.demonstration_equipment import officers_of, viewer_in, viewer_of
from liuhen.apps.cases.demonstration_footage import present_of, shooting
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.linking.reading import links_of, unlinked
from liuhen.apps.cases.models import Case, Document, Interruption, Recording
from liuhen.apps.cases.proposals import proposals_of
from liuhen.apps.cases.sorting import aside
from liuhen.apps.compliance.section_report import Wanted, section_report
from liuhen.apps.compliance.unexplained import unexplained
from liuhen.apps.evidence.device_upkeep import CLOCK_IS_OFF
from liuhen.apps.evidence.devices import all_devices, holder_at, last_readings
from liuhen.apps.evidence.handing_over import hand_overs, lines_of
from liuhen.apps.evidence.models import DeviceKind, Original, Outing, Upkeep
from liuhen.apps.evidence.outings import away
from liuhen.apps.evidence.probing import PROXY
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.audit import audit
from support.house import beijing

CASES = 6  # of each bureau: enough for some that are still being investigated

#: Whose texts say within which time footage is stored.
STORES_IN_TIME = ("jinpu-ocean", "qilin-culture-tourism", "xigang-hrss")


def originals(staffed: Staffed) -> list[Original]:
    rows = Original.objects.within(staffed.bureau.pk).select_related("device", "officer", "object")
    return list(rows.order_by("start"))


def words(staffed: Staffed) -> set[str]:
    return {finding["word"] for one in originals(staffed) for finding in one.findings}


def link(staffed: Staffed, ref: str) -> Recording:
    rows = Recording.objects.within(staffed.bureau.pk).select_related("original", "case")
    return rows.get(event_refs=[ref], superseded_at=None)


def check_devices(staffed: Staffed, viewer: Viewer) -> None:
    devices = list(all_devices(viewer))
    assert {one.state for one in devices} == {"in_service", "faulty", "in_repair"}
    assert {"recorder", "camera", "audio", "fixed"} == {one.kind for one in devices}
    assert Upkeep.objects.within(staffed.bureau.pk).filter(kind="check").exists()
    readings = last_readings(viewer, devices)
    off = {one.code: readings[one.pk].offset_ms for one in devices if one.pk in readings}
    fast = off[f"DSJ-{4:02d}"]
    assert round(fast / 60_000) == -3
    assert abs(off["DSJ-01"]) < CLOCK_IS_OFF / timedelta(milliseconds=1)
    for file in originals(staffed):
        if file.device is not None and file.device.kind != DeviceKind.FIXED:
            assert file.file_name.startswith(f"{file.device.serial}_"), file.file_name
            assert file.start is not None
            assert holder_at(file.device, file.start) == file.officer, file.file_name


def check_cameras(viewer: Viewer) -> None:
    found = unfetched(viewer)
    assert any(one.brought_in for one in found), "brought in and waiting for its link"
    missing = [one for one in found if not one.brought_in and not one.lost(viewer.at)]
    assert missing, "not fetched yet, and still to be had"
    assert all(one.overwritten_at for one in missing)
    counter = Original.objects.seen_by(viewer).get(kind="surveillance", findings__0__isnull=False,
                                                   device__code="SXT-01")  # fmt: skip
    # it was shot a moment before, and a machine may be slow
    assert counter.offset_ms == pytest.approx(440_000, abs=2_000)


def check_outings(staffed: Staffed, viewer: Viewer) -> None:
    assert len(away(viewer)) == 1
    ended = Outing.objects.within(staffed.bureau.pk).exclude(returned_at=None).get()
    remote = link(staffed, "e-remote1")
    assert ended.returned_at is not None
    assert remote.returned_at == ended.returned_at.replace(microsecond=0)
    assert remote.handed_over_at is not None


def check_hand_over(staffed: Staffed) -> None:
    waiting, closed = hand_overs(viewer_in(staffed, Role.CUSTODIAN))
    assert closed.closed_at is not None
    assert waiting.closed_at is None
    assert {one.state for one in lines_of(closed)} == {"accepted", "returned"}
    assert {one.state for one in lines_of(waiting)} == {"offered"}


def check_footage(staffed: Staffed, viewer: Viewer) -> None:
    kinds = {one.kind for one in originals(staffed)}
    assert {"video", "audio", "photo", "surveillance"} == kinds
    assert {"hole", "cut_short", "clock_off", "device_unknown"} <= words(staffed)
    photo = next(one for one in originals(staffed) if one.kind == "photo")
    assert photo.position
    queued = {
        job.arguments["original_id"] for job in Job.objects.filter(name=PROXY, state="queued")
    }
    coded = [one for one in originals(staffed) if "hevc" in (one.probe or {})["codecs"]]
    assert {str(one.pk) for one in coded} <= queued
    assert coded
    for one in originals(staffed):
        assert vault().size(str(staffed.bureau.pk), one.object.digest) == one.object.size_bytes
    told = link(staffed, "e-inspection1")
    assert told.informed
    assert {"scene", "people"} <= set(told.content)
    assert told.seen == ["certificate_shown", "rights_told"]
    assert told.original is not None
    assert len(links_of(told.original)) == 2, "one file, two activities"
    assert len(aside(viewer)) == 1


def check_holes(staffed: Staffed) -> None:
    broken = Interruption.objects.within(staffed.bureau.pk)
    hole, gap = link(staffed, "e-hole1"), link(staffed, "e-gap1")
    assert len(hole.stretches or []) == len(gap.stretches or []) == 2
    explained = broken.get(event_ref="e-hole1")
    assert Document.objects.within(staffed.bureau.pk).filter(ref=explained.document).exists()
    assert not broken.filter(event_ref="e-gap1").exists()


def check_work_list(staffed: Staffed, viewer: Viewer) -> None:
    waiting = list(unlinked(viewer))
    found = proposals_of(viewer, waiting)
    certain = {one.pk for one in waiting if any(made.certain for made in found[one.pk])}
    by_word = {"hevc": False, "camera": False}
    for one in waiting:
        by_word["hevc"] |= one.pk in certain and "hevc" in (one.probe or {})["codecs"]
        reasons = {reason.word for made in found[one.pk] for reason in made.reasons}
        by_word["camera"] |= "camera" in reasons
    assert by_word == {"hevc": True, "camera": True}


def check_report(staffed: Staffed) -> None:
    head = viewer_in(staffed, Role.SECTION_HEAD)
    today = timezone.localdate()
    wanted = Wanted(today - timedelta(days=30), today, staffed.section)
    report = section_report(head, wanted)
    late = officers_of(staffed)[1].name
    asks = staffed.bureau.pack_id in STORES_IN_TIME
    assert (late in dict(report.late_by_officer)) == asks, "the patrol of a fortnight ago"
    assert report.unlinked
    assert report.clocks


def check_integrity(staffed: Staffed) -> None:
    filmed = Recording.objects.within(staffed.bureau.pk).exclude(original=None)
    for case in Case.objects.within(staffed.bureau.pk).filter(pk__in=filmed.values("case")):
        assert check_case(case).findings == [], case.number


def test_every_page_about_recordings_has_something_to_show(db: None) -> None:
    built = begin()
    with shooting(timezone.now()) as films:
        assert len(list(build(built, CASES, 1))) == 5
        assert len(list(films.bring_in(built.staffed))) == 13

    for staffed in built.staffed.values():
        viewer = viewer_of(staffed, officers_of(staffed)[0])
        check_devices(staffed, viewer)
        check_cameras(viewer)
        check_outings(staffed, viewer)
        check_hand_over(staffed)
        check_footage(staffed, viewer)
        check_holes(staffed)
        check_work_list(staffed, viewer)
        check_report(staffed)
        check_integrity(staffed)
    in_cases = [
        one
        for staffed in built.staffed.values()
        if link(staffed, "e-gap1").case is not None
        for one in unexplained(viewer_in(staffed, Role.SECTION_HEAD))
        if one.activity.ref == "e-gap1"
    ]
    assert in_cases, "the hole that nobody explained"
    assert audit().findings == []


@pytest.mark.parametrize(
    ("now", "present"),
    [
        ("2026-03-04 14:10", "2026-03-04 14:10"),
        ("2026-03-04 08:00", "2026-03-03 18:00"),
        ("2026-03-04 22:30", "2026-03-04 18:00"),
    ],
)
def test_nobody_inspects_at_night(now: str, present: str) -> None:
    assert present_of(beijing(now)) == beijing(present)


def test_a_demonstration_that_is_made_at_night_has_no_case_of_the_coming_morning() -> None:
    """The writers of cases begin some of them today, at an hour that is still to come."""
    told = _lively("jinpu-ocean", 38, 1, beijing("2026-11-23 00:50"))
    assert len(told) == 38
    assert all(facts.events for facts in told)
