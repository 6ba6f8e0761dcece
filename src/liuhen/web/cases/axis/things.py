# SPDX-License-Identifier: Apache-2.0
"""How each thing is drawn: a bar with its footage below, a bar of loose footage, a mark."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Incident, Recording
from liuhen.apps.compliance.timeline import is_unproven
from liuhen.web.cases.axis.items import ActivityItem, DocumentItem, RecordingItem
from liuhen.web.cases.axis.scale import Scale
from liuhen.web.cases.axis.shapes import Drawn, Shape, beside, rectangle, together, width_of, words
from liuhen.web.cases.coverage import Gap, stretches_of
from liuhen.web.moments import clock_said, length_said, moment_said, span_said
from liuhen.web.words import label

BAR = 20.0
FILM = 10.0
LINE = 15.0
MARK = 18.0
_LEAST = 4.0
_INSIDE = 8.0
_BASE = 14.0


def activity(item: ActivityItem, scale: Scale) -> Drawn:
    """A bar with its name; under it the footage, its holes, and what is said about them."""
    left = scale.x(item.row.start)
    right = max(scale.x(item.end), left + _LEAST)
    look = "activity going-on" if item.row.end is None else "activity"
    title = f"{label('event', item.row.kind)} {_when(item)}"
    bar = rectangle(look, left, right, 0, BAR, title=title)
    film = list(_film(item, scale, left, right))
    said = _name(item, bar, scale)
    below = max((shape.y + (shape.height or 3) for shape in film), default=BAR)
    return together([bar, said, *film], below + 4)


def _name(item: ActivityItem, bar: Shape, scale: Scale) -> Shape:
    """The activity's name: in its bar, with the time where there is room, else beside it."""
    name = label("event", item.row.kind)
    timed = f"{name} {_clocks(item)}"
    for said in (timed, name):
        if width_of(said) + _INSIDE <= bar.width:
            return words("activity-name", bar.x + _INSIDE / 2, _BASE, said)
    return beside(bar, "activity-name", timed if scale.one_day else name, _BASE, scale.width)


def _clocks(item: ActivityItem) -> str:
    start, end = item.row.start, item.row.end
    if end == start:
        return clock_said(start)
    return f"{clock_said(start)}–{'' if end is None else clock_said(end)}"


def _when(item: ActivityItem) -> str:
    return span_said(item.row.start, item.row.end)


# ---------------------------------------------------------------- footage under an activity


def _film(item: ActivityItem, scale: Scale, left: float, right: float) -> Iterator[Shape]:
    top = BAR + 4
    cover = item.coverage
    if not cover.recordings:
        if item.unfilmed:
            yield rectangle("gap", left, max(right, left + 12), top, FILM, title=_("not recorded"))
            yield words("bad-words", left, top + FILM + LINE - 3, _("no recording"))
        return
    for row in cover.recordings:
        yield from footage(row, scale, top)
    for gap in cover.gaps:
        yield _hole(gap, scale, top)
    if cover.gaps:
        look = "bad-words" if any(gap.entry is None for gap in cover.gaps) else "soon-words"
        said = gaps_said(cover.gaps)
        x = min(scale.x(cover.gaps[0].start), scale.width - width_of(said))
        yield words(look, max(x, 0.0), top + FILM + LINE - 1, said)


def footage(row: Recording, scale: Scale, top: float) -> list[Shape]:
    """A recording, a bar for each unbroken stretch; a photo is a mark.

    What no custodian has confirmed looks open.
    """
    left = scale.x(row.start)
    waits = not row.stored_at or is_unproven(row)
    look = f"footage footage-{row.kind}" + (" not-stored" if waits else "")
    end = row.start if row.kind == "photo" else row.end  # a photo is an instant
    title = f"{footage_said(row)} {span_said(row.start, end)}"
    if row.kind == "photo":
        return [rectangle(look, left - 2, left + 3, top - 2, FILM + 4, title=title)]
    spans = stretches_of(row, row.end or row.stored_at or row.start)
    return [
        rectangle(look, scale.x(a), max(scale.x(b), scale.x(a) + _LEAST), top, FILM, title=title)
        for a, b in spans
    ]


def footage_said(row: Recording) -> str:
    """Name a recording: its kind and its device."""
    return " ".join(part for part in (label("recording", row.kind), row.device) if part)


def _hole(gap: Gap, scale: Scale, top: float) -> Shape:
    look = "gap" if gap.entry is None else "gap explained"
    left = scale.x(gap.start)
    right = max(scale.x(gap.end), left + _LEAST)
    title = f"{gaps_said([gap])} {span_said(gap.start, gap.end)}"
    return rectangle(look, left, right, top - 2, FILM + 4, title=title)


def gaps_said(gaps: "tuple[Gap, ...] | list[Gap]") -> str:
    """Say how much was not recorded, and why as far as it was entered."""
    total = length_said(sum((gap.length for gap in gaps), timedelta()))
    values = {"length": total, "count": len(gaps), "why": _why(gaps)}
    if len(gaps) == 1:
        return _("not recorded for %(length)s, %(why)s") % values
    return _("not recorded for %(length)s in %(count)d gaps, %(why)s") % values


def _why(gaps: "tuple[Gap, ...] | list[Gap]") -> str:
    if any(gap.entry is None for gap in gaps):
        return _("reason not entered")
    causes = {gap.entry.cause for gap in gaps if gap.entry is not None}
    between = _(", ")
    named = between.join(label("interruption", one) for one in sorted(causes) if one)
    return named or _("reason not named")


# ---------------------------------------------------------------- loose footage, papers, incidents


def recording(item: RecordingItem, scale: Scale) -> Drawn:
    """Footage that belongs under no activity that is drawn."""
    bars = footage(item.row, scale, 3)
    said = footage_said(item.row)
    look = "thing-name"
    if item.apart:
        said = _("%(what)s, not at the time of its activity") % {"what": said}
        look = "bad-words"
    name = beside(bars[-1], look, said, 12, scale.width)
    return together([*bars, name], MARK)


def document(item: DocumentItem, scale: Scale) -> Drawn:
    """A sheet with the paper's name."""
    name = label("document", item.row.type)
    if item.state == "lacking":
        name = _("%(paper)s (incomplete)") % {"paper": name}
    return _mark("sheet sheet-" + item.state, f"paper-name-{item.state}", name, item.row.at, scale)


def incident(row: Incident, scale: Scale) -> Drawn:
    """A mark with the incident's name."""
    return _mark("incident", "bad-words", label("incident", row.type), row.at, scale)


def _mark(look: str, name_look: str, said: str, at: datetime, scale: Scale) -> Drawn:
    x = scale.x(at)
    mark = rectangle(look, x, x + 10, 2, 13, title=f"{said} {moment_said(at)}")
    return together([mark, beside(mark, name_look, said, 13, scale.width)], MARK)
