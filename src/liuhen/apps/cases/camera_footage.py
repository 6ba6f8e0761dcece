# SPDX-License-Identifier: Apache-2.0
"""Footage of fixed cameras that nobody has fetched yet, and when the camera overwrites it.

Which activities need it is told by the regulation: those that it wants recorded by a camera and
nothing less (reception of applications and complaints, 000/001 arts. 5 and 6; "may" in 003 art. 9),
and besides every activity at a place where a camera hangs (an inquiry in the interview room).

It is fetched once the activity has footage of a camera or a video that overlaps it; brought in but
not linked yet, it needs only its link.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from liuhen.apps.cases.linking.reading import unlinked
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.cameras import cameras_of, hangs_in, overwritten_at
from liuhen.apps.evidence.devices import last_readings
from liuhen.apps.evidence.models import ClockReading, Device, Original, Upload
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.packs import pack_of
from liuhen.law.pack import Obligation

#: What no person carries into a room with a camera.
_BY_CAMERA = frozenset({"surveillance", "video"})
#: So long after it was overwritten, footage is still shown as lost.
LOST_FOR = timedelta(days=30)
#: Recorders are asked for a little more than the activity.
MARGIN = timedelta(minutes=1)
#: No recorder writes a file that is longer.
_LONGEST_FILE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Why an activity needs the footage of a camera: the articles, and whether they bind."""

    articles: tuple[str, ...]
    binding: bool


@dataclass(frozen=True, slots=True)
class Unfetched:
    """An activity whose camera footage is not there.

    `cameras` are those that hang where it happened; all of them where the place tells nothing.
    `brought_in`: a camera's files that overlap it and are linked to nothing it knows of, and files
    that were brought in for it and tell no time.
    """

    activity: Activity
    wanted: Wanted
    cameras: list[Device]
    overwritten_at: datetime | None
    brought_in: list[Original] = field(default_factory=list)
    clocks: dict[UUID, ClockReading] = field(default_factory=dict)

    def lost(self, now: datetime) -> bool:
        """Whether the camera has overwritten it."""
        return self.overwritten_at is not None and self.overwritten_at <= now

    def shown_by(self, camera: Device) -> tuple[datetime, datetime]:
        """Return from when to when to export, by the clock that the camera itself shows."""
        reading = self.clocks.get(camera.pk)
        off = timedelta(milliseconds=reading.offset_ms if reading else 0)
        end = self.activity.end or self.activity.start
        return self.activity.start - MARGIN - off, end + MARGIN - off


def unfetched(viewer: Viewer) -> list[Unfetched]:
    """Return what is to be fetched within what the viewer sees, the first to be lost first."""
    if viewer.bureau is None or not viewer.may(Permission.CASE_VIEW):
        return []
    cameras = cameras_of(viewer.bureau.pk)
    if not cameras:
        return []
    wanted = _wanted_kinds(viewer.bureau, viewer.at)
    longest = timedelta(days=max(one.keeps_days or 0 for one in cameras))
    rows = (
        Activity.objects.seen_by(viewer)
        .filter(superseded_at=None, withdrawn=False, no_recording__isnull=True)
        .filter(end__gte=viewer.at - longest - LOST_FOR, end__lte=viewer.at)
        .select_related("case", "section")
        .order_by("end")
    )
    found = [made for row in rows if (made := _of(row, cameras, wanted)) is not None]
    return _still_open(viewer, found, cameras)


def camera_kinds(duties: Iterable[Obligation]) -> dict[str, Wanted]:
    """Return the kinds of activity that the duties want recorded by a camera, and nothing less."""
    found: dict[str, Wanted] = {}
    for duty in duties:
        asked = [part.recorded for part in duty.require if part.recorded is not None]
        if not asked or not all(set(one.kinds) <= _BY_CAMERA for one in asked):
            continue
        articles = (duty.article,) if isinstance(duty.article, str) else tuple(duty.article)
        for kind in duty.when.event if duty.when.event != "any" else ():
            before = found.get(kind, Wanted((), binding=False))
            named = dict.fromkeys((*before.articles, *articles))
            found[kind] = Wanted(tuple(named), before.binding or not duty.may)
    return found


def _wanted_kinds(bureau: Organisation, at: datetime) -> dict[str, Wanted]:
    try:
        return camera_kinds(pack_of(bureau, at.date()).obligations)
    except NoPackError:
        return {}


def _of(row: Activity, cameras: list[Device], wanted: dict[str, Wanted]) -> Unfetched | None:
    """The activity as one to fetch for, where the text or the place asks for it."""
    here = [one for one in cameras if hangs_in(one, row.place)]
    asked = wanted.get(row.kind)
    if asked is None and not here:
        return None
    candidates = here or cameras
    ends = (overwritten_at(one, row.end or row.start) for one in candidates)
    known = [one for one in ends if one is not None]
    last = min(known, default=None)
    return Unfetched(row, asked or Wanted((), binding=False), candidates, last)


def _still_open(viewer: Viewer, found: list[Unfetched], cameras: list[Device]) -> list[Unfetched]:
    """Leave out what has footage; note what was brought in without a link, and the clocks."""
    footage = _footage(viewer, [one.activity for one in found])
    opened = [one for one in found if not _covered(one.activity, footage)]
    files = _files(viewer, opened, cameras)
    claimed = _claimed(viewer, opened)
    clocks = last_readings(viewer, cameras)
    return sorted(
        (
            Unfetched(
                one.activity,
                one.wanted,
                one.cameras,
                one.overwritten_at,
                [file for file in files if _overlaps(one, file)]
                + claimed.get(str(one.activity.item), []),
                clocks,
            )
            for one in opened
        ),
        key=lambda one: (one.overwritten_at is None, one.overwritten_at, one.activity.start),
    )


def _footage(
    viewer: Viewer, activities: Collection[Activity]
) -> dict[UUID | None, list[Recording]]:
    """The footage by camera or video beside these activities, by case."""
    by_case: dict[UUID | None, list[Recording]] = defaultdict(list)
    if not activities or viewer.bureau_id is None:
        return by_case
    cases = {row.case_id for row in activities if row.case_id is not None}
    since = min(row.start for row in activities) - _LONGEST_FILE
    rows = Recording.objects.within(viewer.bureau_id).filter(Q(case__in=cases) | Q(case=None))
    rows = rows.filter(superseded_at=None, withdrawn=False, kind__in=_BY_CAMERA, start__gte=since)
    for row in rows:
        by_case[row.case_id].append(row)
    return by_case


def _covered(activity: Activity, footage: dict[UUID | None, list[Recording]]) -> bool:
    end = activity.end or activity.start
    for row in footage.get(activity.case_id, ()):
        anywhere = row.kind == "surveillance" and not row.event_refs and row.case_id is not None
        if (activity.ref in row.event_refs or anywhere) and (
            row.start <= end and (row.end is None or row.end >= activity.start)
        ):
            return True
    return False


def _files(
    viewer: Viewer, opened: Collection[Unfetched], cameras: Collection[Device]
) -> list[Original]:
    if not opened:
        return []
    rows = Original.objects.seen_by(viewer).filter(device__in=cameras, start__isnull=False)
    first = min(one.activity.start for one in opened)
    return list(rows.filter(start__gte=first - _LONGEST_FILE).order_by("start"))


def _claimed(viewer: Viewer, opened: Collection[Unfetched]) -> dict[str, list[Original]]:
    """What was brought in for an activity and tells no time, so that nothing links it by itself."""
    found: dict[str, list[Original]] = defaultdict(list)
    items = [str(one.activity.item) for one in opened]
    if not items:
        return found
    waiting = {one.pk: one for one in unlinked(viewer).filter(start=None)}
    rows = Upload.objects.within(viewer.bureau_id) if viewer.bureau_id else Upload.objects.none()
    rows = rows.filter(original__in=waiting, claims__activity__in=items).order_by("created_at")
    for key, item in rows.values_list("original_id", "claims__activity"):
        if waiting[key] not in found[item]:
            found[item].append(waiting[key])
    return found


def _overlaps(one: Unfetched, file: Original) -> bool:
    if file.device_id not in {camera.pk for camera in one.cameras} or file.start is None:
        return False
    end = one.activity.end or one.activity.start
    return file.start <= end and (file.end or file.start) >= one.activity.start
