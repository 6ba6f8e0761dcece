# SPDX-License-Identifier: Apache-2.0
"""A linked recording cut at its holes: the engine sees one recording for each unbroken stretch.

A file with a hole gives `r1` and `r1-2`. A piece names an activity only where it overlaps it (a
link reaches a little beyond its activity), unless none does; so a hole never makes a piece look as
if it had been recorded afterwards.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from liuhen.apps.cases.models import Activity, Recording

#: As the packs have it: so much may lie between a recording and the activity that it names.
_SPARE = timedelta(seconds=60)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Piece:
    """One unbroken stretch: its id, its times (no end: as in the row), what activities it names."""

    ref: str
    start: datetime
    end: datetime | None
    events: list[str]


def is_unread(row: Recording) -> bool:
    """Whether nothing is known of what a linked file holds: not read yet, or by nobody.

    A file of one byte may bear any name. What no reader can read waits for the custodian, who has
    the maker's player.
    """
    return row.original_id is not None and row.stretches is None


def spans_of(row: Recording) -> list[Span]:
    """Return the stretches of a recording that are really recorded; of a typed one, the whole."""
    if row.stretches is None or row.from_ms is None or row.end is None:
        return [(row.start, row.end or row.start)]
    begins = row.start - timedelta(milliseconds=row.from_ms)
    found = [
        (begins + timedelta(milliseconds=a), begins + timedelta(milliseconds=b))
        for a, b in row.stretches
    ]
    return found or [(row.start, row.start)]


def holes_of(row: Recording) -> list[Span]:
    """Return what is not recorded inside a link's range."""
    if row.end is None or row.stretches is None:
        return []
    holes, reached = [], row.start
    for start, end in spans_of(row):
        if start > reached:
            holes.append((reached, start))
        reached = max(reached, end)
    return [*holes, (reached, row.end)] if reached < row.end else holes


def pieces_of(
    row: Recording, activities: Iterable[Activity], taken: Collection[str]
) -> list[Piece]:
    """Return a recording cut at its holes; ids are none of `taken`."""
    if row.stretches is None or row.end is None:
        return [Piece(row.ref, row.start, row.end, row.event_refs)]
    spans = spans_of(row)
    shown = {
        one.ref: [span for span in spans if _overlap(span, one)]
        for one in activities
        if one.ref in row.event_refs
    }
    return [
        Piece(
            row.ref if number == 1 else piece_name(row.ref, number, taken),
            *span,
            [ref for ref in row.event_refs if not shown.get(ref) or span in shown[ref]],
        )
        for number, span in enumerate(spans, start=1)
    ]


def _overlap(span: Span, activity: Activity) -> bool:
    begins = activity.end is None or span[0] <= activity.end + _SPARE
    return begins and span[1] >= activity.start - _SPARE


def piece_name(ref: str, number: int, taken: Collection[str] = ()) -> str:
    """Return the id of a piece.

    >>> piece_name("r1", 2), piece_name("r1", 2, {"r1-2"})
    ('r1-2', 'r1-2-2')
    """
    name = f"{ref}-{number}"
    while name in taken:
        name = f"{name}-{number}"
    return name


def link_of_piece(rows: Iterable[Recording], taken: Collection[str]) -> dict[str, str]:
    """Return for the id of every further piece the reference of its recording."""
    return {
        piece.ref: row.ref
        for row in rows
        for piece in pieces_of(row, (), taken)
        if piece.ref != row.ref
    }
