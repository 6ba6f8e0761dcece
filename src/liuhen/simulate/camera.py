# SPDX-License-Identifier: Apache-2.0
"""Footage: files as recorders cut them, counter cameras, photos, and how it is looked after."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import (
    Content,
    Event,
    EventType,
    Interruption,
    InterruptionReason,
    Position,
    Recording,
    Vessel,
)
from liuhen.simulate.draft import Draft
from liuhen.simulate.keeping import kept

_SHOWS: dict[str, list[Content]] = {
    "evidence_collection": ["items"],
    "sampling": ["items"],
    "advance_preservation": ["items", "measures"],
    "coercive_measure": ["items", "measures", "documents"],
    "confiscated_property_disposal": ["items"],
    "service": ["documents"],
}


#: Where a case plays at sea, these do.
ON_BOARD: frozenset[EventType] = frozenset(
    (
        "routine_patrol", "site_inspection", "evidence_collection", "sampling",
        "advance_preservation", "coercive_measure",
    )
)  # fmt: skip


def film(
    draft: Draft, event: Event, *, evidence: bool = False, broken: InterruptionReason | None = None
) -> list[Recording]:
    """Record `event` from beginning to end on a body camera, in as many files as it takes.

    `broken` interrupts it once for that reason, explained aloud as it goes on.
    """
    dice = draft.dice
    start = event.start - timedelta(seconds=dice.randint(3, 45))
    end = _end(event) + timedelta(seconds=dice.randint(4, 50))
    spans = [(start, end)]
    if broken:
        spans = _broken(draft, event, start, end, broken)
    files = [piece for span in spans for piece in _files(draft, *span)]
    common = _common(draft, event)
    docked = kept(draft, event, end)
    made = [
        Recording(
            id=draft.new_id("r"), kind="video", start=a, end=b, informed=True, evidence=evidence,
            **common, **_moved(docked, 40 * place),
        )
        for place, (a, b) in enumerate(files)
    ]  # fmt: skip
    if evidence:
        made = _as_evidence(draft, event, made)
    draft.recordings += made
    return made


def photograph(draft: Draft, event: Event) -> Recording:
    """Take one photo in the middle of `event`."""
    at = event.start + (_end(event) - event.start) / 2
    photo = Recording(
        id=draft.new_id("r"), kind="photo", start=at.replace(microsecond=0), informed=True,
        **_common(draft, event), **kept(draft, event, at),
    )  # fmt: skip
    draft.recordings.append(photo)
    return photo


def watch(draft: Draft, event: Event) -> Recording:
    """The fixed camera over the counter while `event` goes on, one file an hour."""
    start = event.start.replace(minute=0, second=0)
    end = _end(event).replace(minute=0, second=0) + timedelta(hours=1)
    file = Recording(
        id=draft.new_id("r"), kind="surveillance", start=start, end=end, events=[event.id],
        device=f"{draft.bureau.code}-窗口{draft.dice.randint(1, 4)}",
        stored_at=end + timedelta(seconds=draft.dice.randint(5, 90)),
        content=["scene", "people"],
    )  # fmt: skip
    draft.recordings.append(file)
    return file


def _end(event: Event) -> datetime:
    return event.end if isinstance(event.end, datetime) else event.start


def _common(draft: Draft, event: Event) -> dict[str, Any]:
    officer = draft.dice.choice(draft.officers)
    words: list[Content] = ["scene", "people", *_SHOWS.get(event.type, [])]
    on_board = draft.at_sea and event.type in ON_BOARD
    if not on_board:
        words.append("place_sign")
    return {
        "events": [event.id],
        "device": f"DSJ-{int(officer.certificate[-3:]):02d}",
        "officer": officer.name,
        "content": words,
        "reviewed_by_party": draft.bureau.habits.plays_back,
        "position": _position(draft) if draft.bureau.habits.notes_position else UNSET,
        "vessel": _vessel(draft) if on_board else UNSET,
    }


def _moved(times: dict[str, Any], seconds: int) -> dict[str, Any]:
    """The times of the next file of one docking; a hand-over takes all of them at once."""
    later = timedelta(seconds=seconds)
    return {name: at + later if name == "stored_at" else at for name, at in times.items()}


def _position(draft: Draft) -> Position:
    return Position(
        lat=round(38.95 + draft.dice.random() / 5, 5),
        lon=round(121.75 + draft.dice.random() / 3, 5),
    )


def _vessel(draft: Draft) -> Any:
    if draft.on.vessel is None:
        return UNSET
    name, number = draft.on.vessel
    return Vessel(name=name, number=number, spoken=True)


def _files(draft: Draft, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """One stretch of filming as files; between two of them a second or two is lost."""
    length = timedelta(minutes=draft.dice.choice(draft.bureau.habits.segment_minutes))
    while end - start > length + timedelta(seconds=30):
        yield start, start + length
        start += length + timedelta(seconds=draft.dice.randint(0, 3))
    yield start, end


def _broken(
    draft: Draft, event: Event, start: datetime, end: datetime, reason: InterruptionReason
) -> list[tuple[datetime, datetime]]:
    middle = start + (end - start) * draft.dice.uniform(0.3, 0.6)
    middle = middle.replace(microsecond=0)
    resumed = middle + timedelta(seconds=draft.dice.randint(70, 400))
    if resumed >= end:
        return [(start, end)]
    draft.interruptions.append(
        Interruption(
            id=draft.new_id("i"), from_=middle, to=resumed, event=event.id, reason=reason,
            explained_by="voice",
        )
    )  # fmt: skip
    return [(start, middle), (resumed, end)]


def _as_evidence(draft: Draft, event: Event, files: list[Recording]) -> list[Recording]:
    """Copy the files to a disc and write the note that goes with them into the file."""
    stored = max(file.stored_at for file in files if isinstance(file.stored_at, datetime))
    note = draft.write("av_evidence_statement", event, at=stored + timedelta(minutes=20))
    disc = f"{draft.case.id}-GP{len(draft.recordings) + 1:02d}"
    return [replace(file, statement=note.id, disc=disc) for file in files]
