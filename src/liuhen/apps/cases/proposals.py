# SPDX-License-Identifier: Apache-2.0
"""Which activity a recording probably shows, and why: proposals for somebody to confirm.

A proposal rests on what is recorded anyway: who recorded (or held the device then), with what, when
and where. It says its reasons, and links nothing by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from uuid import UUID

from django.db.models import Q

from liuhen.apps.cases.linking.reading import linked_originals, unlinked
from liuhen.apps.cases.links import FOOTAGE, end_of, usual_range
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.cameras import hangs_in
from liuhen.apps.evidence.devices import holder_at
from liuhen.apps.evidence.models import DeviceKind, Original, Upload
from liuhen.apps.people.viewer import Viewer

#: What each reason is worth.
WORTH = {"claimed": 100, "officer": 40, "holder": 30, "camera": 40, "device": 15, "near": 15}
#: The share of the activity that the recording covers, in full.
_COVERED = 30
#: From here on a proposal is as good as certain, and is ticked beforehand.
CERTAIN = 60
#: A recording that ends so shortly before an activity, or begins so shortly after, may be its.
_BESIDE = timedelta(minutes=10)
_LONGEST = timedelta(days=2)
_NEAR_METRES = 300
_EARTH_METRES = 6_371_000
_MOST = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: `word` is a key of `WORTH`, or "covers" (whole minutes in common) or "beside"."""

    word: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """That an original shows an activity from `start` to `end`; the higher the score the surer."""

    original: Original
    activity: Activity
    start: datetime
    end: datetime
    score: int
    reasons: tuple[Reason, ...]

    @property
    def certain(self) -> bool:
        """Whether somebody may confirm it without a second look."""
        return self.score >= CERTAIN and self.plain

    @property
    def plain(self) -> bool:
        """Whether it is linked as it stands, and nobody need type times or what the file is."""
        overlaps = any(one.word == "covers" for one in self.reasons)
        return overlaps and self.original.start is not None and self.original.kind in FOOTAGE


def proposals_for(viewer: Viewer, original: Original) -> list[Proposal]:
    """Return the activities that an original probably shows, the likeliest first."""
    return proposals_of(viewer, [original])[original.pk]


def proposals_of(viewer: Viewer, originals: Sequence[Original]) -> dict[UUID, list[Proposal]]:
    """Return the proposals for many originals at once, by the original's key."""
    found: dict[UUID, list[Proposal]] = {one.pk: [] for one in originals}
    claims = _claims(viewer, originals)
    activities = _activities(viewer, originals, claims.values())
    signs = _signs(viewer, activities)
    for original in originals:
        named = claims.get(original.pk, "")
        made = (_proposal(original, one, named, signs) for one in activities)
        likely = [one for one in made if one is not None]
        likely.sort(key=lambda one: (-one.score, one.activity.start))
        found[original.pk] = likely[:_MOST]
    return found


def originals_for(viewer: Viewer, activity: Activity) -> list[Proposal]:
    """Return the unlinked originals that probably show an activity, the likeliest first."""
    end = activity.end or viewer.at
    rows = unlinked(viewer).filter(start__lte=end + _BESIDE, start__gte=activity.start - _LONGEST)
    rows = rows.filter(Q(end=None) | Q(end__gte=activity.start - _BESIDE)).order_by("start")[:100]
    originals = list(rows)
    claims, signs = _claims(viewer, originals), _signs(viewer, [activity])
    made = [_proposal(one, activity, claims.get(one.pk, ""), signs) for one in originals]
    likely = [one for one in made if one is not None]
    return sorted(likely, key=lambda one: (-one.score, one.start))[: 2 * _MOST]


def unfilmed(viewer: Viewer, activities: Iterable[Activity]) -> list[Activity]:
    """Return those of `activities` that no recording names."""
    rows = list(activities)
    keys = {row.case_id for row in rows}
    named = Recording.objects.seen_by(viewer).filter(superseded_at=None, withdrawn=False)
    named = named.filter(Q(case_id__in=keys) | Q(case=None))
    refs = {
        (case, ref) for case, refs in named.values_list("case_id", "event_refs") for ref in refs
    }
    return [row for row in rows if (row.case_id, row.ref) not in refs]


# ---------------------------------------------------------------- inside


@dataclass(frozen=True, slots=True)
class _Signs:
    """What footage that is linked already says of activities: its devices, its positions."""

    devices: Mapping[UUID, set[str]]
    positions: Mapping[UUID, list[Mapping[str, float]]]
    holders: dict[UUID, str] = field(default_factory=dict)

    def holder_of(self, original: Original) -> str:
        """Return who had the device when the original began; asked once for each original."""
        if original.pk not in self.holders:
            person = None
            if original.device is not None and original.start is not None:
                person = holder_at(original.device, original.start)
            self.holders[original.pk] = person.name if person else ""
        return self.holders[original.pk]


def _claims(viewer: Viewer, originals: Sequence[Original]) -> dict[UUID, str]:
    """The activity that was named when an original was brought in."""
    rows = Upload.objects.seen_by(viewer).filter(original__in=[one.pk for one in originals])
    return {
        key: str(said["activity"])
        for key, said in rows.values_list("original_id", "claims")
        if said.get("activity")
    }


def _activities(
    viewer: Viewer, originals: Sequence[Original], claimed: Iterable[str]
) -> list[Activity]:
    """The activities that were going on while any of the originals was recorded."""
    times = [(one.start, end_of(one) or one.start) for one in originals if one.start]
    rows = Activity.objects.seen_by(viewer).filter(superseded_at=None, withdrawn=False)
    rows = rows.filter(Q(case=None) | Q(case__archived_at=None))
    wanted = Q(item__in=[key for key in map(_uuid, claimed) if key])
    if times:
        first = min(start for start, _end in times) - _BESIDE
        last = max(end for _start, end in times) + _BESIDE
        wanted |= Q(start__lte=last, start__gte=first - _LONGEST)
    return list(rows.filter(wanted).select_related("case", "section").order_by("start")[:2000])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _signs(viewer: Viewer, activities: Sequence[Activity]) -> _Signs:
    devices: dict[UUID, set[str]] = defaultdict(set)
    positions: dict[UUID, list[Mapping[str, float]]] = defaultdict(list)
    by_ref = {(one.case_id, one.ref): one.item for one in activities}
    if viewer.bureau_id is not None and by_ref:
        cases = {case for case, _ref in by_ref if case}
        rows = linked_originals(viewer.bureau_id).filter(Q(case_id__in=cases) | Q(case=None))
        for case, refs, device, position in rows.values_list(
            "case_id", "event_refs", "device", "position"
        ):
            for ref in refs:
                if item := by_ref.get((case, ref)):
                    devices[item] |= {device} if device else set()
                    positions[item] += [position] if position else []
    return _Signs(devices, positions)


def _proposal(
    original: Original, activity: Activity, claimed: str, signs: _Signs
) -> Proposal | None:
    """One activity for one original, or nothing where time and claim both say no."""
    reasons: list[Reason] = []
    named = claimed in (str(activity.item), str(activity.pk))
    span = usual_range(original, activity)
    score = 0
    if named:
        reasons.append(Reason("claimed"))
        score += WORTH["claimed"]
    if span is not None and (common := _common(original, activity)) >= timedelta(0):
        reasons.append(Reason("covers", str(max(1, common // timedelta(minutes=1)))))
        score += _share(original, activity, common)
    elif (span := _beside(original, activity)) is not None:
        reasons.append(Reason("beside"))
    elif named and original.start is not None:
        span = original.start, end_of(original) or original.start
    elif named:
        span = activity.start, activity.end or activity.start
    else:
        return None
    for reason in _likeness(original, activity, signs):
        reasons.append(reason)
        score += WORTH[reason.word]
    if [one.word for one in reasons] == ["beside"]:
        return None  # the time alone, and not even that
    return Proposal(original, activity, *span, score, tuple(reasons))


def _common(original: Original, activity: Activity) -> timedelta:
    """How long the original was recorded during the activity; less than nothing: not at all."""
    start = original.start or activity.start
    last = end_of(original) or start
    until = last if activity.end is None else min(last, activity.end)
    return until - max(start, activity.start)


def _share(original: Original, activity: Activity, common: timedelta) -> int:
    """What the common time is worth: all where it is the whole activity or the whole original."""
    lengths = [activity.end - activity.start] if activity.end else []
    if original.start and (last := end_of(original)):
        lengths.append(last - original.start)
    shortest = min(lengths, default=timedelta(0))
    if shortest <= timedelta(0):
        return _COVERED
    return round(_COVERED * min(1.0, common / shortest))


def _beside(original: Original, activity: Activity) -> tuple[datetime, datetime] | None:
    """The whole original, where it lies close to the activity."""
    if original.start is None:
        return None
    last = end_of(original) or original.start
    before = timedelta(0) <= activity.start - last <= _BESIDE
    after = activity.end is not None and timedelta(0) <= original.start - activity.end <= _BESIDE
    return (original.start, last) if before or after else None


def _likeness(original: Original, activity: Activity, signs: _Signs) -> Iterable[Reason]:
    names = {str(one.get("name", "")) for one in activity.officers}
    officer = original.officer.name if original.officer else original.officer_name
    if officer and officer in names:
        yield Reason("officer", officer)
    elif (holder := signs.holder_of(original)) and holder in names:
        yield Reason("holder", holder)
    fixed = original.device is not None and original.device.kind == DeviceKind.FIXED
    if original.device is not None and fixed and hangs_in(original.device, activity.place):
        yield Reason("camera", original.device.place)
    device = original.device.code if original.device else original.device_code
    if device and not fixed and device in signs.devices.get(activity.item, ()):
        yield Reason("device", device)
    here = original.position
    if here and any(
        _metres(here, there) <= _NEAR_METRES for there in signs.positions.get(activity.item, ())
    ):
        yield Reason("near")


def _metres(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two positions lie apart (haversine)."""
    lat1, lon1, lat2, lon2 = (
        radians(float(number)) for number in (one["lat"], one["lon"], other["lat"], other["lon"])
    )
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_METRES * asin(sqrt(half))
