# SPDX-License-Identifier: Apache-2.0
"""The whole picture: lanes one below the other over a ground of days and times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.named import day_said
from liuhen.web.cases.axis import things
from liuhen.web.cases.axis.heap import heap
from liuhen.web.cases.axis.items import LaneItems
from liuhen.web.cases.axis.packing import Box, rows_for
from liuhen.web.cases.axis.scale import BREAK, Scale, Stretch, scale_of
from liuhen.web.cases.axis.shapes import Drawn, Shape, width_of, words
from liuhen.web.words import label

WIDTH = 770.0
_TOP = 6.0
_FOOT = 38.0
_EMPTY = 34.0
_AIR = 9.0
_INDENT = 8.0
#: One by one, a thing of a lane wants about this much of a stretch's width; a few always fit.
_ROOM = 22.0
_FEW = 5
_BETWEEN = 4.0  # two times never read as one
_BOLD = 1.1  # days are set in bold letters


@dataclass(frozen=True, slots=True)
class LaneBox:
    """One lane: where it lies."""

    stage: str
    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def line(self) -> float:
        """Where its name stands."""
        return self.top + 22


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn. `foot` is where the lanes end and days and times begin."""

    width: float
    foot: float
    lanes: tuple[LaneBox, ...]
    shapes: tuple[Shape, ...]
    scale: Scale

    @property
    def names(self) -> float:
        """The room for the names of the lanes, a picture of its own that stays in sight."""
        widest = max((width_of(label("stage", lane.stage)) for lane in self.lanes), default=0.0)
        return widest + _INDENT

    @property
    def height(self) -> float:
        """The height with days and times."""
        return self.foot + _FOOT

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of footage that are drawn and need a line of their own in the legend."""
        looks = {word for shape in self.shapes for word in shape.look.split()}
        return frozenset(kind for kind in ("audio", "surveillance") if f"footage-{kind}" in looks)


def draw(
    lanes: Sequence[LaneItems], as_of: datetime, *, whole: bool = True, over: bool = False
) -> Picture:
    """Return the picture of a case as of an instant.

    `whole`: not just some days of it; `over`: nothing can be entered any more.
    """
    scale = scale_of((one for lane in lanes for one in lane.intervals), WIDTH)
    top, boxes, shapes = _TOP, [], []
    said = _("nothing on these days")
    if whole:
        said = _("no entry") if over else _("nothing yet")
    for lane in lanes:
        drawn, height = _lane(lane, scale, top, said)
        boxes.append(LaneBox(lane.stage, top, height))
        shapes += drawn
        top += height
    below = list(ground(scale, top))
    everything = (*below, *shapes, *_now(scale, as_of, top))
    return Picture(scale.width, top, tuple(boxes), everything, scale)


def _lane(lane: LaneItems, scale: Scale, top: float, empty: str) -> tuple[list[Shape], float]:
    drawn = list(_things(lane, scale))
    if not drawn:
        return [words("faint", _INDENT, top + 22, empty)], _EMPTY
    tops = rows_for([Box(one.left, one.right, one.height) for one in drawn])
    placed = list(zip(drawn, tops, strict=True))
    shapes = [shape.moved(top + _AIR + at) for one, at in placed for shape in one.shapes]
    return shapes, max(at + one.height for one, at in placed) + 2 * _AIR


def _things(lane: LaneItems, scale: Scale) -> Iterator[Drawn]:
    """Activities first, so that they lie highest; much in little room becomes one heap."""
    whole = len(scale.stretches) <= 1 or scale.one_day
    for index, stretch in enumerate(scale.stretches):
        here = lane.within(scale, index)
        if here.count > max(_FEW, stretch.room / _ROOM) and not whole:
            yield heap(here, stretch, scale)
            continue
        yield from (things.activity(one, scale) for one in here.activities)
        yield from (things.recording(one, scale) for one in here.recordings)
        yield from (things.document(one, scale) for one in here.documents)
        yield from (things.incident(one, scale) for one in here.incidents)


# ---------------------------------------------------------------- ground


def ground(scale: Scale, foot: float) -> Iterator[Shape]:
    """Stretches as light fields, round times as lines, days and times below."""
    for stretch in scale.stretches:
        yield Shape("rect", "stretch", stretch.left, 0, stretch.right - stretch.left, foot)
    yield from _times(scale, foot)
    for index, stretch in enumerate(scale.stretches):
        before = scale.stretches[index - 1] if index else None
        said = _days_below(stretch, before)
        yield words("day", stretch.left + 2, foot + 32, said)
        if index:
            yield Shape("text", "break", stretch.left - BREAK / 2, 9, words="⋯")


def _days_below(stretch: Stretch, before: Stretch | None) -> str:
    """The days of a stretch as far as there is room; the year where it is new."""
    first, last = stretch.first_day, stretch.last_day
    year = timezone.localtime().year if before is None else before.last_day.year
    ways = (days_said(first, last, year), day_said(first, year), day_said(first, first.year))
    room = stretch.right - stretch.left + BREAK - 4
    return next((said for said in ways if _BOLD * width_of(said) <= room), ways[-1])


def _times(scale: Scale, foot: float) -> Iterator[Shape]:
    """Round times as lines, each named where its words touch neither their neighbours nor the edge.

    What was said last counts across breaks too: a stretch may be narrower than a day's name.
    """
    reached = float("-inf")
    for stretch in scale.stretches:
        for at in stretch.ticks():
            if at < stretch.start:
                continue
            x = stretch.x(at)
            said = _tick_said(at)
            half = width_of(said) / 2
            middle = min(max(x, half), scale.width - half)
            if middle - half > reached:
                yield Shape("line", "tick", x, 0, 0, foot)
                yield Shape("text", "time", middle, foot + 15, words=said)
                reached = middle + half + _BETWEEN


def _tick_said(at: datetime) -> str:
    """The time of day; at midnight the day that begins."""
    local = timezone.localtime(at)
    if local.hour == local.minute == 0:
        return day_said(local.date(), local.year)
    return f"{local:%H:%M}"


def stretch_said(stretch: Stretch) -> str:
    """Name the days of a stretch: 3月2日, or 3月2日–5日."""
    return days_said(stretch.first_day, stretch.last_day, timezone.localtime().year)


def days_said(first: date, last: date, year: int) -> str:
    """Name one day or several; a year other than `year` is said."""
    said = day_said(first, year)
    if first == last:
        return said
    if (first.year, first.month) == (last.year, last.month) and get_language() != "en":
        return f"{said}–{last.day}日"
    return f"{said}–{day_said(last, first.year)}"


def _now(scale: Scale, as_of: datetime, foot: float) -> Iterator[Shape]:
    """The instant that is looked at, where it lies within what is drawn."""
    if any(one.start <= as_of <= one.end for one in scale.stretches):
        yield Shape("line", "now", scale.x(as_of), 0, 0, foot)
