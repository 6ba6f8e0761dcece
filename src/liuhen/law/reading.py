# SPDX-License-Identifier: Apache-2.0
"""Facts from JSON bytes, consistent in themselves.

An id stands for one item across all kinds; a reference leads to an item of the right kind; nothing
ends before it starts; attributes belong to their event type. Each refusal is one sentence with the
file, the JSON path, what was found and what is allowed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from liuhen.law.attrs import TIME_ATTRS
from liuhen.law.decoding import convert, decode
from liuhen.law.errors import BadInput, quoted
from liuhen.law.facts import ATTRS, Event, Facts, NoAttrs

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def load_facts(raw: bytes, name: str) -> Facts:
    """Read facts from JSON bytes; `name` is what a message calls the file.

    Raises:
        BadInput: one sentence with the file, the JSON path, what was found and what is allowed.
    """
    return checked(decode(raw, Facts, name), name)


def checked(facts: Facts, name: str, path: str = "") -> Facts:
    """Return `facts` if it is consistent in itself; `path` stands before every path in a message.

    Raises:
        BadInput: an id twice, a reference to nothing, an end before its start, a wrong attribute,
            a time in no sensible year.
    """
    where = f"{name}: {path}"
    _check_ids(facts, where)
    events = {event.id for event in facts.events}
    documents = {document.id for document in facts.documents}
    for i, event in enumerate(facts.events):
        if event.attrs:
            _check_attrs(event, name, f"{path}events[{i}].attrs")
    for at, reference, kind in _references(facts):
        if reference not in (documents if kind == "document" else events):
            raise BadInput(
                f"{where}{_path(at)}: there is no {kind} with the id {quoted(reference)}"
            )
    for at, start, end in _spans(facts):
        if end < start:
            raise BadInput(
                f"{where}{_path(at)}: {end.isoformat()} is before the start {start.isoformat()}"
            )
    for at, time in _times(facts):
        if not _FIRST_YEAR <= time.year <= _LAST_YEAR:
            years = f"{_FIRST_YEAR} and {_LAST_YEAR}"
            raise BadInput(f"{where}{_path(at)}: the year {time.year} is not between {years}")
    return facts


def _check_attrs(event: Event, name: str, path: str) -> None:
    """Refuse attributes of another event type; give the times among them their type."""
    shape = ATTRS.get(event.type, NoAttrs)
    attrs = convert(event.attrs, shape, name, path, f"of {event.type}")
    for key in TIME_ATTRS.intersection(event.attrs):
        event.attrs[key] = getattr(attrs, key)


Place = tuple[str, int, str]
"""Where a value stands: the list, its index, the key below it."""


def _path(place: Place) -> str:
    items, index, key = place
    return f"{items}[{index}].{key}" if key else f"{items}[{index}]"


def _check_ids(facts: Facts, where: str) -> None:
    seen: set[str] = set()
    for name in ("events", "documents", "recordings", "interruptions", "incidents"):
        for i, item in enumerate(getattr(facts, name)):
            if item.id in seen:
                raise BadInput(f"{where}{name}[{i}].id: {quoted(item.id)} stands there twice")
            seen.add(item.id)


def _references(facts: Facts) -> Iterator[tuple[Place, str, str]]:
    """Every reference: where it stands, what it names, the kind of item it must lead to."""
    yield from _references_of_events(facts)
    for i, document in enumerate(facts.documents):
        for j, reference in enumerate(document.events):
            yield ("documents", i, f"events[{j}]"), reference, "event"
    yield from _references_of_recordings(facts)
    for i, interruption in enumerate(facts.interruptions):
        if interruption.event:
            yield ("interruptions", i, "event"), interruption.event, "event"
        if interruption.document:
            yield ("interruptions", i, "document"), interruption.document, "document"
    for i, incident in enumerate(facts.incidents):
        if incident.event:
            yield ("incidents", i, "event"), incident.event, "event"


def _references_of_recordings(facts: Facts) -> Iterator[tuple[Place, str, str]]:
    for i, recording in enumerate(facts.recordings):
        for j, reference in enumerate(recording.events):
            yield ("recordings", i, f"events[{j}]"), reference, "event"
        if recording.statement:
            yield ("recordings", i, "statement"), recording.statement, "document"


def _references_of_events(facts: Facts) -> Iterator[tuple[Place, str, str]]:
    for i, event in enumerate(facts.events):
        if event.no_recording and event.no_recording.document:
            yield ("events", i, "no_recording.document"), event.no_recording.document, "document"
        if event.type == "service" and "of" in event.attrs:
            yield ("events", i, "attrs.of"), event.attrs["of"], "document"


def _spans(facts: Facts) -> Iterator[tuple[Place, datetime, datetime]]:
    for name in ("events", "recordings"):
        for i, item in enumerate(getattr(facts, name)):
            if item.end:
                yield (name, i, "end"), item.start, item.end
    for i, interruption in enumerate(facts.interruptions):
        if interruption.to:
            yield ("interruptions", i, "to"), interruption.from_, interruption.to


_TIMES: dict[str, Sequence[tuple[str, str]]] = {
    "events": (("start", "start"), ("end", "end")),
    "documents": (("at", "at"),),
    "recordings": tuple(
        (key, key) for key in ("start", "end", "stored_at", "returned_at", "handed_over_at")
    ),
    "interruptions": (("from", "from_"), ("to", "to"), ("reported_to_head_at",) * 2),
    "incidents": (("at", "at"),),
}


def _times(facts: Facts) -> Iterator[tuple[Place, datetime]]:
    for name, keys in _TIMES.items():
        for i, item in enumerate(getattr(facts, name)):
            for key, attribute in keys:
                time = getattr(item, attribute)
                if time:
                    yield (name, i, key), time
    for i, document in enumerate(facts.documents):
        for j, signature in enumerate(document.signatures):
            if signature.at:
                yield ("documents", i, f"signatures[{j}].at"), signature.at
