# SPDX-License-Identifier: Apache-2.0
"""How far the footage of a case covers its activities, for the eye; findings judge it.

A recording counts here as it does for the engine: one that names the activity and overlaps it, or
surveillance that names none and overlaps it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from liuhen.apps.cases.models import Activity, Interruption, Recording
from liuhen.apps.cases.pieces import Span, spans_of
from liuhen.law.intervals import gaps
from liuhen.law.pack import RecordingAllowance


@dataclass(frozen=True, slots=True)
class Gap:
    """A hole in the footage of an activity. `entry`: the interruption that was entered for it."""

    start: datetime
    end: datetime
    entry: Interruption | None

    @property
    def length(self) -> timedelta:
        """How long nothing was recorded."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Coverage:
    """The footage of one activity, and what it leaves open."""

    recordings: tuple[Recording, ...]
    gaps: tuple[Gap, ...]


def end_of(recording: Recording, as_of: datetime) -> datetime:
    """Return the last instant of a recording; one that goes on ends where we look."""
    if recording.kind == "photo":
        return recording.start
    end = recording.end or recording.stored_at or as_of
    return max(recording.start, min(end, as_of))


def stretches_of(recording: Recording, as_of: datetime) -> list[Span]:
    """Return what is really recorded as of an instant: a file with a hole has two stretches."""
    if recording.stretches is None:
        return [(recording.start, end_of(recording, as_of))]
    spans = ((start, min(end, as_of)) for start, end in spans_of(recording))
    return [(start, max(start, end)) for start, end in spans if start <= as_of]


def coverage_of(
    activity: Activity,
    recordings: Iterable[Recording],
    interruptions: Sequence[Interruption],
    allowance: RecordingAllowance,
    as_of: datetime,
) -> Coverage:
    """Return the footage of `activity` as of an instant; without moving footage no gaps."""
    counted = tuple(
        one for one in recordings if counts_for(one, activity, allowance.overlap_seconds, as_of)
    )
    until = min(activity.end or as_of, as_of)
    spans = sorted(
        (_seconds(start), _seconds(end))
        for one in counted
        if one.kind != "photo"
        for start, end in stretches_of(one, as_of)
    )
    if not spans or until <= activity.start:
        return Coverage(counted, ())
    holes = gaps(
        spans,
        _seconds(activity.start),
        _seconds(until),
        allowance.seam_seconds,
        allowance.edge_seconds,
    )
    return Coverage(counted, tuple(_gap(a, b, activity, interruptions) for a, b in holes))


def counts_for(recording: Recording, activity: Activity, spare: int, as_of: datetime) -> bool:
    """Whether a recording counts for an activity."""
    named = activity.ref in recording.event_refs
    anywhere = not recording.event_refs and recording.kind == "surveillance"
    slack = timedelta(seconds=spare)
    begins = recording.start <= (activity.end or as_of) + slack
    return (named or anywhere) and begins and end_of(recording, as_of) >= activity.start - slack


def _gap(a: int, b: int, activity: Activity, entries: Iterable[Interruption]) -> Gap:
    start, end = datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)
    entry = next(
        (
            one
            for one in entries
            if one.event_ref in ("", activity.ref)
            and one.start <= end
            and (one.end is None or one.end >= start)
        ),
        None,
    )
    return Gap(start, end, entry)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
