# SPDX-License-Identifier: Apache-2.0
"""What is to be drawn of a case: activities with their footage, loose footage, papers, incidents.

Only what lies at or before the instant that is looked at, and, zoomed in, within the days wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from liuhen.apps.cases.models import Activity, Document, Incident, Recording
from liuhen.apps.cases.words import STAGES
from liuhen.apps.compliance.awaited import AWAITED
from liuhen.apps.compliance.queries import CaseDetail, Lane
from liuhen.web.cases.axis.scale import Interval, Scale
from liuhen.web.cases.coverage import Coverage, coverage_of, end_of

#: Statuses in which something that is missing can still hurt.
_WANTING = frozenset({"pending", "overdue", "breached", AWAITED})


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are looked at; without them, all."""

    first: date | None = None
    last: date | None = None

    def inside(self, other: "Days") -> bool:
        """Whether these are some of the other days."""
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return False
        return other.first <= self.first and self.last <= other.last

    def show(self, start: datetime, end: datetime) -> bool:
        """Whether something of [start, end] lies within."""
        if self.first is None or self.last is None:
            return True
        return (
            timezone.localtime(start).date() <= self.last
            and timezone.localtime(end).date() >= self.first
        )


@dataclass(frozen=True, slots=True)
class ActivityItem:
    """An activity, its footage, and whether a duty misses footage that is not there at all."""

    row: Activity
    end: datetime
    coverage: Coverage
    unfilmed: bool


@dataclass(frozen=True, slots=True)
class RecordingItem:
    """Footage that no activity shows. `apart`: it names one and does not overlap it."""

    row: Recording
    end: datetime
    apart: bool


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """A paper. `state`: complete, lacking, or plain where no duty speaks of it."""

    row: Document
    state: str


@dataclass(frozen=True, slots=True)
class LaneItems:
    """What is drawn in one lane."""

    stage: str
    activities: Sequence[ActivityItem]
    recordings: Sequence[RecordingItem]
    documents: Sequence[DocumentItem]
    incidents: Sequence[Incident]

    @property
    def intervals(self) -> Iterator[Interval]:
        """Yield when each thing was."""
        for activity in self.activities:
            yield activity.row.start, activity.end
            for recording in activity.coverage.recordings:
                yield recording.start, max(recording.start, recording.end or recording.start)
        yield from ((one.row.start, one.end) for one in self.recordings)
        yield from ((one.row.at, one.row.at) for one in self.documents)
        yield from ((one.at, one.at) for one in self.incidents)

    def within(self, scale: Scale, index: int) -> "LaneItems":
        """Return the things that began in one stretch of the axis."""

        def here(at: datetime) -> bool:
            return scale.index(at) == index

        return LaneItems(
            self.stage,
            [one for one in self.activities if here(one.row.start)],
            [one for one in self.recordings if here(one.row.start)],
            [one for one in self.documents if here(one.row.at)],
            [one for one in self.incidents if here(one.at)],
        )

    @property
    def count(self) -> int:
        """How many things there are."""
        rows = (self.activities, self.recordings, self.documents, self.incidents)
        return sum(len(one) for one in rows)

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.count


def items_of(detail: CaseDetail, days: Days) -> list[LaneItems]:
    """Return what is to be drawn in each lane, in the order of the stages."""
    unfilmed, states = _unfilmed(detail), _paper_states(detail)
    shown: dict[str, list[Incident]] = {stage: [] for stage in STAGES}
    stages = {row.ref: lane.stage for lane in detail.lanes for row in lane.activities}
    for incident in detail.incidents:
        if incident.at <= detail.as_of and days.show(incident.at, incident.at):
            shown[stages.get(incident.event_ref, "investigation")].append(incident)
    everything = [row for lane in detail.lanes for row in lane.recordings]
    drawn: set[str] = set()
    lanes = []
    for lane in detail.lanes:
        activities = list(_activities(detail, lane, everything, unfilmed, days))
        drawn |= {one.ref for item in activities for one in item.coverage.recordings}
        lanes.append((lane, activities))
    return [
        LaneItems(
            lane.stage,
            activities,
            list(_loose(detail, lane, drawn, days)),
            [
                DocumentItem(row, states.get(row.ref, "plain"))
                for row in lane.documents
                if row.at <= detail.as_of and days.show(row.at, row.at)
            ],
            shown[lane.stage],
        )
        for lane, activities in lanes
    ]


def _activities(
    detail: CaseDetail,
    lane: Lane,
    recordings: Sequence[Recording],
    unfilmed: set[str],
    days: Days,
) -> Iterator[ActivityItem]:
    breaks = [row for other in detail.lanes for row in other.interruptions]
    allowance = detail.pack.manifest.recording
    for row in lane.activities:
        if row.start > detail.as_of:
            continue
        cover = coverage_of(row, recordings, breaks, allowance, detail.as_of)
        end = min(row.end, detail.as_of) if row.end else _last(row, cover, detail.as_of)
        if days.show(row.start, end):
            yield ActivityItem(row, end, cover, row.ref in unfilmed)


def _last(row: Activity, cover: Coverage, as_of: datetime) -> datetime:
    """Until when an activity without an end is drawn: as far as its footage reaches."""
    return max([row.start, *(end_of(one, as_of) for one in cover.recordings)])


def _loose(detail: CaseDetail, lane: Lane, drawn: set[str], days: Days) -> Iterator[RecordingItem]:
    for row in lane.recordings:
        end = end_of(row, detail.as_of)
        if row.ref not in drawn and row.start <= detail.as_of and days.show(row.start, end):
            yield RecordingItem(row, end, bool(row.event_refs))


def _unfilmed(detail: CaseDetail) -> set[str]:
    """The activities of which a duty asks for footage that is not there."""
    return {
        duty.finding.subject
        for duty in detail.duties
        if duty.status in _WANTING
        and any(token.startswith("recording:") for token in duty.finding.missing)
    }


def _paper_states(detail: CaseDetail) -> dict[str, str]:
    states: dict[str, str] = {}
    for duty in detail.duties:
        lacking = bool(duty.finding.missing) and duty.status in _WANTING
        for ref in duty.finding.evidence:
            if lacking or states.get(ref) != "lacking":
                states[ref] = "lacking" if lacking else "complete"
    return states
