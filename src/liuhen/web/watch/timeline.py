# SPDX-License-Identifier: Apache-2.0
"""The time line under a player: what is recorded and where it breaks, activities, marks.

All places are per mille of the original's length, so that the picture stretches with the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.models import Mark, Original
from liuhen.web.moments import clock_said, length_said
from liuhen.web.subjects import fact_said
from liuhen.web.words import label

WIDTH = 1000.0
_LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch: where it lies, what it is (`footage`, `gap`, `link`), and what it says."""

    left: float
    width: float
    look: str
    said: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark."""

    x: float
    at_ms: int
    word: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """The whole time line of an original of `length_ms` milliseconds."""

    length_ms: int
    footage: tuple[Bar, ...]
    links: tuple[Bar, ...]
    ticks: tuple[Tick, ...]

    @property
    def gaps(self) -> list[Bar]:
        """Where nothing is recorded inside the file."""
        return [bar for bar in self.footage if bar.look == "gap"]


def line_of(
    original: Original,
    links: Iterable[tuple[Recording, Activity | None]],
    marks: Iterable[Mark],
) -> Line:
    """Return the time line; nothing but marks where the length is not known yet."""
    length = length_ms(original)
    scale = WIDTH / length if length else 0.0
    return Line(
        length_ms=length,
        footage=tuple(_footage(original, length, scale)),
        links=tuple(_link(row, activity, scale) for row, activity in links),
        ticks=tuple(
            Tick(mark.at_ms * scale, mark.at_ms, mark.word, mark_said(mark)) for mark in marks
        ),
    )


def length_ms(original: Original) -> int:
    """Return how long the original is, 0 where nobody knows."""
    if original.duration_ms is not None:
        return original.duration_ms
    if original.start is not None and original.end is not None:
        return (original.end - original.start) // timedelta(milliseconds=1)
    return 0


def clock_at(original: Original, at_ms: int) -> datetime | None:
    """Return the corrected time of a moment of the original."""
    return None if original.start is None else original.start + timedelta(milliseconds=at_ms)


def code_said(at_ms: int) -> str:
    """Write a time code: 1:02:03.

    >>> code_said(3_723_400)
    '1:02:03'
    """
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def mark_said(mark: Mark) -> str:
    """Name a mark with what goes with it."""
    held = mark.details
    extra = [
        " ".join(str(held[name]) for name in ("name", "number") if held.get(name)),
        f"{held['lat']}, {held['lon']}" if "lat" in held else "",
        label("interruption", held["reason"]) if "reason" in held else "",
        mark.text,
    ]
    return " · ".join(part for part in (label("mark", mark.word), *extra) if part)


def _footage(original: Original, length: int, scale: float) -> Iterable[Bar]:
    segments: Sequence[Sequence[int]] = original.segments or ([[0, length]] if length else [])
    for start, end in segments:
        yield _bar(start, end, scale, "footage", _span_said(original, start, end))
    for before, after in pairwise(segments):
        said = _("not recorded for %(length)s") % {
            "length": length_said(timedelta(milliseconds=after[0] - before[1]))
        }
        where = _span_said(original, before[1], after[0])
        yield _bar(before[1], after[0], scale, "gap", f"{said} {where}")


def _link(row: Recording, activity: Activity | None, scale: float) -> Bar:
    name = label("event", activity.kind) if activity else fact_said(row)
    if row.case:
        name = f"{name} · {row.case.number}"
    return _bar(row.from_ms or 0, row.to_ms or 0, scale, "link", name)


def _bar(start: int, end: int, scale: float, look: str, said: str) -> Bar:
    return Bar(start * scale, max((end - start) * scale, _LEAST), look, said, start)


def _span_said(original: Original, start: int, end: int) -> str:
    first, last = clock_at(original, start), clock_at(original, end)
    if first is None or last is None:
        return f"{code_said(start)}–{code_said(end)}"
    return f"{clock_said(first)}–{clock_said(last)}"
