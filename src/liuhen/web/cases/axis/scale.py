# SPDX-License-Identifier: Apache-2.0
"""Where an instant lies on the axis: stretches in which something happened, with breaks between.

A case has a morning with twelve acts and then nothing for weeks. So the axis is broken where
nothing happened for long; each stretch gets room by how much there is in it, and within a stretch
time runs evenly. At most `MOST` stretches: the shortest silences are not cut out then.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

MOST = 9
BREAK = 14.0
INNER = 8.0
OUTER = 14.0  # behind the last instant, for a mark
NARROWEST = 52.0
#: A silence that is cut out: longer than this, by how long everything lasted.
_HALF_A_DAY = timedelta(hours=12)
_SILENCE_IN_A_DAY = timedelta(hours=2, minutes=30)
_SILENCE = timedelta(hours=8)
#: What lasts longer than this is not kept in one piece.
_LONG = timedelta(hours=24)
_TICK_ROOM = 50.0
#: What happens at one instant needs little room, however much it is.
_INSTANT = 0.3
_STEPS = (
    *(timedelta(minutes=n) for n in (5, 10, 15, 30)),
    *(timedelta(hours=n) for n in (1, 2, 3, 6, 12)),
    *(timedelta(days=n) for n in (1, 2, 7, 14, 31)),
)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, and between which x it is drawn. `count`: how many things lie in it."""

    start: datetime
    end: datetime
    left: float
    right: float
    count: int

    def x(self, at: datetime) -> float:
        """Where `at` lies; outside the stretch, its nearer edge."""
        length = (self.end - self.start).total_seconds()
        passed = (at - self.start).total_seconds()
        share = min(max(passed / length, 0.0), 1.0) if length else 0.0
        return self.left + INNER + share * self.room

    @property
    def room(self) -> float:
        """The width in which time runs."""
        return self.right - self.left - INNER - OUTER

    @property
    def first_day(self) -> date:
        """The local day on which it begins."""
        return timezone.localtime(self.start).date()

    @property
    def last_day(self) -> date:
        """The local day on which it ends."""
        return timezone.localtime(self.end).date()

    def ticks(self) -> Iterator[datetime]:
        """Yield round times, as many as there is room for."""
        length = (self.end - self.start).total_seconds()
        if length <= 0:
            yield self.start
            return
        for step in _STEPS:
            if self.room * step.total_seconds() / length >= _TICK_ROOM:
                yield from _round_times(self.start, self.end, step)
                return


@dataclass(frozen=True, slots=True)
class Scale:
    """The whole axis."""

    stretches: tuple[Stretch, ...]
    width: float

    def x(self, at: datetime) -> float:
        """Where `at` lies; in a break, at the nearer stretch's edge."""
        for stretch in self.stretches:
            if at <= stretch.end:
                return stretch.x(at)
        return self.stretches[-1].x(at) if self.stretches else 0.0

    def index(self, at: datetime) -> int:
        """Which stretch `at` lies in, or the next one."""
        for index, stretch in enumerate(self.stretches):
            if at <= stretch.end:
                return index
        return len(self.stretches) - 1

    @property
    def one_day(self) -> bool:
        """Whether everything lies on one day, so that labels carry the time of day."""
        days = {day for one in self.stretches for day in (one.first_day, one.last_day)}
        return len(days) <= 1


def scale_of(intervals: Iterable[Interval], width: float) -> Scale:
    """Return the axis for things that happened in `intervals` (an instant has two equal ends)."""
    spans = sorted(_pieces(intervals))
    if not spans:
        return Scale((), width)
    runs = _runs(spans)
    counts = [sum(a <= start <= b for start, _end in spans) for a, b in runs]
    return _laid_out(runs, counts, width)


def _pieces(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """The intervals; a very long one by its ends alone, so that its inside can be cut out."""
    for start, end in intervals:
        if end - start > _LONG:
            yield from ((start, start), (end, end))
        else:
            yield start, end


def _runs(spans: Sequence[Interval]) -> list[Interval]:
    """Join what lies close together."""
    merged = [spans[0]]
    for start, end in spans[1:]:
        last = merged[-1]
        if start <= last[1]:
            merged[-1] = (last[0], max(last[1], end))
        else:
            merged.append((start, end))
    lasted = merged[-1][1] - merged[0][0]
    least = _SILENCE_IN_A_DAY if lasted <= _HALF_A_DAY else _SILENCE
    silences = sorted(
        (merged[i + 1][0] - merged[i][1] for i in range(len(merged) - 1)), reverse=True
    )
    if len(silences) >= MOST:
        least = max(least, silences[MOST - 2])
    runs = [merged[0]]
    for start, end in merged[1:]:
        if start - runs[-1][1] >= least and len(runs) < MOST:
            runs.append((start, end))
        else:
            runs[-1] = (runs[-1][0], end)
    return runs


def _laid_out(runs: Sequence[Interval], counts: Sequence[int], width: float) -> Scale:
    """Give every run its least room, and share the rest by how much happens in it."""
    least = NARROWEST * len(runs) + BREAK * (len(runs) - 1)
    width = max(width, least)
    shares = [
        count if end > start else _INSTANT * count
        for (start, end), count in zip(runs, counts, strict=True)
    ]
    rest, total = width - least, sum(shares) or 1
    left, made = 0.0, []
    for (start, end), share, count in zip(runs, shares, counts, strict=True):
        room = NARROWEST + rest * share / total
        made.append(Stretch(start, end, left, left + room, count))
        left += room + BREAK
    return Scale(tuple(made), width)


def _round_times(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    local = timezone.localtime(start)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + step * -((midnight - local) // step)
    while at <= end:
        yield at
        at += step
