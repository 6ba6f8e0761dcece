# SPDX-License-Identifier: Apache-2.0
"""What of the footage that the regulation asks for is not there, and nobody has explained.

Open duties say which activity lacks what; here each hole gets its times, so that a page can offer
it ready-made. Nothing is judged for a list: many cases take as many queries as one. Only what
somebody is about to explain is judged as it stands now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from liuhen.apps.cases.facts import rows_of_case, standing_in
from liuhen.apps.cases.models import Activity, Case, Fact, Interruption, Recording
from liuhen.apps.cases.pieces import spans_of
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.queries import status_at
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.rules.packs import packs_of
from liuhen.law.findings import Finding
from liuhen.law.intervals import gaps
from liuhen.law.pack import Pack, parts_of

#: So many cases a work list looks into.
_MOST_CASES = 200
#: What nobody can cure any more by going on, though footage may still come in.
_LACKING = ("breached", "overdue", AWAITED)
#: What of a recording says when something was filmed.
_SPAN = ("case", "ref", "event_refs", "kind", "start", "end", "stored_at", "stretches", "from_ms")

#: A case, and in it an activity by its reference.
Subject = tuple[UUID | None, str]
Kind = TypeVar("Kind", bound=Fact)


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A hole in the footage of an activity; without times the whole activity lacks footage.

    `spoken`: a mark says that the reason of a break is spoken into this footage.
    """

    case: Case
    activity: Activity
    articles: tuple[str, ...]
    start: datetime | None = None
    end: datetime | None = None
    went_on: bool = False
    spoken: bool = False

    @property
    def missing(self) -> bool:
        """Whether there is no footage at all."""
        return self.start is None


@dataclass(frozen=True, slots=True)
class Holes:
    """What is unexplained, and in how many cases nobody looked because there were too many."""

    found: list[Unexplained]
    looked: int
    left: int


def unexplained(viewer: Viewer, section: UUID | None = None) -> list[Unexplained]:
    """Return what is unexplained in the cases that the viewer may see, the newest case first."""
    return holes_seen(viewer, section).found


def holes_seen(viewer: Viewer, section: UUID | None = None) -> Holes:
    """Return the same, with how many cases were looked into and how many were left."""
    if viewer.bureau is None:
        return Holes([], 0, 0)
    names = {name for pack in packs_of(viewer.bureau) for name in about_footage(pack)}
    every = OpenDuty.objects.seen_by(viewer).filter(generation=current_generation())
    every = every.filter(obligation__in=names)
    if section is not None:
        every = every.filter(section_id=section)
    lacking = every.filter(status__in=_LACKING)
    opened = dict(lacking.values_list("case_id", "case__opened_at"))
    newest = sorted(opened, key=lambda key: (opened[key], key), reverse=True)[:_MOST_CASES]
    rows = Case._base_manager.filter(pk__in=newest)  # whose duties the viewer sees, sees them
    by_key = {row.pk: row for row in rows.select_related("bureau")}
    cases = {key: by_key[key] for key in newest if key in by_key}
    asked = _asked(cases, every.filter(case__in=newest), viewer.at)
    found = _holes_in(viewer.bureau.pk, cases, asked, viewer.at)
    return Holes(found, len(newest), len(opened) - len(newest))


def _asked(
    cases: Mapping[UUID, Case], duties: Iterable[OpenDuty], as_of: datetime
) -> dict[Subject, list[str]]:
    """Which activities lack footage, each with the articles that ask for it."""
    asked: dict[Subject, list[str]] = defaultdict(list)
    for duty in sorted(duties, key=lambda one: one.obligation):
        if (case := cases.get(duty.case_id)) is None:
            continue
        pack = pack_of_case(case)
        if duty.obligation in about_footage(pack) and _lacks_footage(duty, as_of):
            asked[duty.case_id, duty.subject] += _asking(duty, pack)
    return asked


def _asking(duty: OpenDuty, pack: Pack) -> Iterator[str]:
    """The articles that ask for footage; where it is awaited, a duty names others as well."""
    asks = next(one for one in pack.obligations if one.id == duty.obligation)
    own = {*asks.articles, asks.article_if_interrupted}
    own |= {need.article for part in parts_of(asks.require) for need in part.content}
    return (name for name in duty.articles if name in own)


def _holes_in(
    bureau: UUID,
    cases: Mapping[UUID, Case],
    asked: Mapping[Subject, Sequence[str]],
    as_of: datetime,
) -> list[Unexplained]:
    """What is unexplained of these activities, by case in the order of `cases`, then by time."""
    activities = _by_case(_activities(bureau, asked))
    recordings = _by_case(standing_in(Recording, bureau, cases).only(*_SPAN, "seen"))
    interruptions = _by_case(standing_in(Interruption, bureau, cases))
    return [
        hole
        for key, case in cases.items()
        for activity in activities[key]
        for hole in _Filmed(case, recordings[key], interruptions[key]).holes(
            activity, asked[key, activity.ref], as_of
        )
    ]


def _activities(bureau: UUID, asked: Collection[Subject]) -> list[Activity]:
    """The activities that are asked for, by time; of each name nearly every case has one."""
    named = standing_in(Activity, bureau, {case for case, _ref in asked if case is not None})
    named = named.filter(ref__in={ref for _case, ref in asked})
    subjects = named.values_list("pk", "case_id", "ref")
    keys = [key for key, case, ref in subjects if (case, ref) in asked]
    return sorted(Activity._base_manager.filter(pk__in=keys), key=lambda row: row.start)


def _by_case(rows: Iterable[Kind]) -> Mapping[UUID | None, list[Kind]]:
    found: dict[UUID | None, list[Kind]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def holes_of_activity(case: Case, activity: Activity, as_of: datetime) -> list[Unexplained]:
    """Return every hole in the footage of one activity that no entry covers, asked for or not.

    That there is no footage at all is a hole only where the regulation asks for some.
    """
    rows, pack = rows_of_case(case), pack_of_case(case)
    report = judge_rows(rows, pack, calendar_today(), as_of)
    about = (one for one in report.findings if one.subject == activity.ref)
    lacking = [
        one for one in about if one.obligation in about_footage(pack) and _lacks_footage(one, as_of)
    ]
    articles = [name for one in lacking for name in one.articles]
    found = list(
        _Filmed(case, rows.recordings, rows.interruptions).holes(activity, articles, as_of)
    )
    return found if lacking else [one for one in found if not one.missing]


@lru_cache(maxsize=64)
def about_footage(pack: Pack) -> frozenset[str]:
    """Return the duties that footage fulfils or whose lack of it may be explained."""
    return frozenset(
        one.id
        for one in pack.obligations
        for part in parts_of(one.require)
        if part.recorded or part.covered or part.unbroken or part.interruptions
    )


def _lacks_footage(one: OpenDuty | Finding, as_of: datetime) -> bool:
    """What is still going on (`pending`) is no hole yet, unless its statement is missing."""
    status = status_at(one, as_of)
    if status == "pending":
        return "document:interruption_statement" in one.missing
    return status in _LACKING


@dataclass(frozen=True, slots=True)
class _Filmed:
    """What was filmed in a case, and which breaks somebody entered."""

    case: Case
    recordings: Sequence[Recording]
    interruptions: Sequence[Interruption]

    def holes(
        self, activity: Activity, articles: Iterable[str], as_of: datetime
    ) -> Iterator[Unexplained]:
        """The holes of one activity that no entry covers, or the whole of it."""
        asking = tuple(dict.fromkeys(articles))
        footage = [row for row in self.recordings if activity.ref in row.event_refs]
        moving = [row for row in footage if row.kind in ("video", "surveillance")]
        spoken = any("interruption_reason" in row.seen for row in moving)
        if not moving:
            if not activity.no_recording:
                yield Unexplained(self.case, activity, asking)
            return
        spans = sorted(_seconds(span) for row in moving for span in _spans(row, as_of))
        until = min(activity.end or as_of, as_of)
        allowed = pack_of_case(self.case).manifest.recording
        whole = (int(activity.start.timestamp()), int(until.timestamp()))
        for a, b in gaps(spans, *whole, allowed.seam_seconds, allowed.edge_seconds):
            start, end = datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)
            if _entered(self.interruptions, activity, start, end) is None:
                went_on = any(first >= b for first, _last in spans)
                yield Unexplained(
                    self.case, activity, asking, start, end, went_on=went_on, spoken=spoken
                )


def _spans(row: Recording, as_of: datetime) -> list[tuple[datetime, datetime]]:
    if row.end is None:
        return [(row.start, row.stored_at or as_of)]
    return spans_of(row)


def _seconds(span: tuple[datetime, datetime]) -> tuple[int, int]:
    return int(span[0].timestamp()), int(span[1].timestamp())


def _entered(
    entries: Iterable[Interruption], activity: Activity, start: datetime, end: datetime
) -> Interruption | None:
    """The entry that speaks of this hole."""
    for one in entries:
        named = one.event_ref in ("", activity.ref)
        if named and one.start <= end and (one.end is None or one.end >= start):
            return one
    return None
