# SPDX-License-Identifier: Apache-2.0
"""What of the footage that the regulation asks for is not there, and nobody has explained.

Findings say which activity lacks what; here each hole gets its times, so that a page can offer it
ready-made. Nothing is judged here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from liuhen.apps.cases.facts import Rows, rows_of_case
from liuhen.apps.cases.models import Activity, Case, Interruption, Recording
from liuhen.apps.cases.pieces import spans_of
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.findings import Finding
from liuhen.law.intervals import gaps
from liuhen.law.pack import Pack, parts_of

#: So many cases a work list looks into.
_MOST_CASES = 200
_OPEN = frozenset({"breached", "overdue", "pending"})


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
    duties = OpenDuty.objects.seen_by(viewer).filter(generation=current_generation())
    duties = duties.filter(status__in=("breached", "overdue", AWAITED))
    if section is not None:
        duties = duties.filter(section_id=section)
    keys = set(duties.values_list("case_id", "obligation"))
    found: list[Unexplained] = []
    cases = Case.objects.seen_by(viewer).filter(pk__in={key for key, _name in keys})
    rows = cases.select_related("bureau", "section").order_by("-opened_at")
    asked: dict[Pack, frozenset[str]] = {}
    looked = left = 0
    for case in rows:
        pack = pack_of_case(case)
        names = asked.setdefault(pack, about_footage(pack))
        if not any((case.pk, name) in keys for name in names):
            continue
        if looked < _MOST_CASES:
            looked += 1
            found += unexplained_in(case, viewer.at)
        else:
            left += 1
    return Holes(found, looked, left)


def unexplained_in(case: Case, as_of: datetime) -> list[Unexplained]:
    """Return what is unexplained in one case, by time."""
    rows, pack = rows_of_case(case), pack_of_case(case)
    report = judge_rows(rows, pack, calendar_today(), as_of)
    names = about_footage(pack)
    by_activity: dict[str, list[Finding]] = {}
    for one in report.findings:
        if one.obligation in names and one.status in _OPEN and _lacks_footage(one):
            by_activity.setdefault(one.subject, []).append(one)
    activities = sorted(rows.activities, key=lambda row: row.start)
    return [
        hole
        for row in activities
        if row.ref in by_activity
        for hole in _holes(rows, row, by_activity[row.ref], pack, as_of)
    ]


def holes_of_activity(case: Case, activity: Activity, as_of: datetime) -> list[Unexplained]:
    """Return every hole in the footage of one activity that no entry covers, asked for or not.

    That there is no footage at all is a hole only where the regulation asks for some.
    """
    asked = [one for one in unexplained_in(case, as_of) if one.activity.item == activity.item]
    if asked:
        return asked
    found = _holes(rows_of_case(case), activity, (), pack_of_case(case), as_of)
    return [one for one in found if not one.missing]


def about_footage(pack: Pack) -> frozenset[str]:
    """Return the duties that footage fulfils or whose lack of it may be explained."""
    return frozenset(
        one.id
        for one in pack.obligations
        for part in parts_of(one.require)
        if part.recorded or part.covered or part.unbroken or part.interruptions
    )


def _lacks_footage(finding: Finding) -> bool:
    """What is still going on (`pending`) is no hole yet, unless its statement is missing."""
    if finding.status == "pending":
        return "document:interruption_statement" in finding.missing
    return True


def _holes(
    rows: Rows, activity: Activity, findings: Sequence[Finding], pack: Pack, as_of: datetime
) -> Iterator[Unexplained]:
    """The holes of one activity that no entry covers, or the whole of it."""
    articles = tuple(dict.fromkeys(name for one in findings for name in one.articles))
    footage = [row for row in rows.recordings if activity.ref in row.event_refs]
    moving = [row for row in footage if row.kind in ("video", "surveillance")]
    spoken = any("interruption_reason" in row.seen for row in moving)
    if not footage or not moving:
        if not activity.no_recording:
            yield Unexplained(rows.case, activity, articles)
        return
    spans = sorted(_seconds(span) for row in moving for span in _spans(row, as_of))
    until = min(activity.end or as_of, as_of)
    allowed = pack.manifest.recording
    whole = (int(activity.start.timestamp()), int(until.timestamp()))
    for a, b in gaps(spans, *whole, allowed.seam_seconds, allowed.edge_seconds):
        start, end = datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)
        if _entered(rows.interruptions, activity, start, end) is None:
            went_on = any(first >= b for first, _last in spans)
            yield Unexplained(
                rows.case, activity, articles, start, end, went_on=went_on, spoken=spoken
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
