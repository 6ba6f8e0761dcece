# SPDX-License-Identifier: Apache-2.0
"""The facts that rows of a case are, as `facts.json` must hold them.

The same is said of rows in a database by `apps.cases.facts` and `apps.cases.reported`; here it is
said of what leaves of the journal tell, without a database.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from liuhen.law import facts as law
from liuhen.law.attrs import TIME_ATTRS
from liuhen.law.words import IS_ALSO

#: A row as a leaf tells it: canonical values by column.
Values = Mapping[str, Any]
Item = law.Event | law.Document | law.Recording | law.Interruption | law.Incident

V = TypeVar("V")

#: So much may lie between a recording and the activity that it names.
_SPARE = timedelta(seconds=60)


def facts_of(
    rows: list[tuple[str, Values, int]], unshown: Mapping[str, int]
) -> Iterable[tuple[str, tuple[Item, int]]]:
    """Yield what facts.json must hold, by id, with the leaf that tells of it.

    `rows`: kind, values and leaf of those that count. `unshown`: references that are taken besides.
    As `apps.cases.facts.claimed` has it.

    Raises:
        TypeError, KeyError, ValueError, msgspec.ValidationError: rows of a form that is not ours.
    """
    taken = {str(values["ref"]) for _kind, values, _leaf in rows} | unshown.keys()
    events = {
        str(values["ref"]): values for kind, values, _leaf in rows if kind == "cases.activity"
    }
    shown = {
        ref
        for kind, values, _leaf in rows
        if kind == "cases.recording" and "certificate_shown" in values.get("seen", ())
        for ref in values["event_refs"]
    }
    made = [(values, leaf, MAKERS[kind](values)) for kind, values, leaf in rows]
    yield from _second_kinds(made)
    told = {
        ref for ref, row in events.items() if (row.get("details") or {}).get("filming_told") is True
    }
    for values, leaf, item in made:
        if isinstance(item, law.Recording):
            for piece in _pieces(item, values, events, taken):
                yield piece.id, (_informed(piece, values, told), leaf)
        elif isinstance(item, law.Event) and item.id in shown:
            known = item.identity_shown is not msgspec.UNSET
            yield item.id, (item if known else replace(item, identity_shown=True), leaf)
        else:
            yield item.id, (item, leaf)


def case_of(row: Values) -> law.Case:
    """Return the case that a row of it is; raises as `facts_of`."""
    party = {"name": row["party_name"], "kind": row["party_kind"]}
    return _made(
        law.Case,
        id=row["number"],
        act=row["act"],
        procedure=row["procedure"],
        origin=row["origin"],
        title="" if row["title"] == row["number"] else row["title"],
        party={key: value for key, value in party.items() if value or key == "name"}
        if any(party.values())
        else None,
        secrecy=row["secrecy"],
    )


def _second_kinds(
    made: Iterable[tuple[Values, int, Item]],
) -> Iterable[tuple[str, tuple[Item, int]]]:
    """Papers that are of a second kind as well: see `apps.cases.reported`."""
    papers = [(leaf, item) for _row, leaf, item in made if isinstance(item, law.Document)]
    taken = {item.id for _leaf, item in papers}
    for leaf, item in papers:
        kind = IS_ALSO.get(item.type)
        ref = f"{item.id}.{kind}"
        if kind is None or ref in taken:
            continue
        others = (other for _leaf, other in papers if other.type == kind)
        if not any(_meet(item, other) for other in others):
            yield ref, (replace(item, id=ref, type=kind), leaf)


def _meet(one: law.Document, other: law.Document) -> bool:
    """Whether two papers are about the same activity, or one of them about the whole case."""
    return not one.events or not other.events or bool(set(one.events) & set(other.events))


def _informed(item: law.Recording, row: Values, told: Collection[str]) -> law.Recording:
    """Footage of activities at which people were told of the recording says so too."""
    if row["informed"] is not None or not item.events or not set(item.events) <= set(told):
        return item
    return replace(item, informed=True)


def _pieces(
    item: law.Recording, row: Values, events: Mapping[str, Values], taken: Collection[str]
) -> Iterable[law.Recording]:
    """A linked recording cut at its holes, one for each unbroken stretch."""
    stretches, from_ms = row.get("stretches"), row.get("from_ms")
    if stretches is None or not isinstance(item.end, datetime):
        yield item
        return
    begins = item.start - timedelta(milliseconds=from_ms or 0)
    spans = [
        (begins + timedelta(milliseconds=a), begins + timedelta(milliseconds=b))
        for a, b in stretches
    ]
    if from_ms is None:
        spans = [(item.start, item.end)]
    spans = spans or [(item.start, item.start)]
    for number, span in enumerate(spans, start=1):
        name = item.id if number == 1 else f"{item.id}-{number}"
        while number > 1 and name in taken:
            name = f"{name}-{number}"
        named = [ref for ref in item.events if _names(span, ref, spans, events)]
        yield replace(item, id=name, start=span[0], end=span[1], events=named)


def _names(
    span: tuple[datetime, datetime],
    ref: str,
    spans: list[tuple[datetime, datetime]],
    events: Mapping[str, Values],
) -> bool:
    """Whether a piece names an activity: where it overlaps it, or where none of the pieces does."""
    if ref not in events:
        return True
    start = datetime.fromisoformat(events[ref]["start"])
    end = events[ref]["end"]
    until = None if end is None else datetime.fromisoformat(end)

    def overlaps(one: tuple[datetime, datetime]) -> bool:
        return (until is None or one[0] <= until + _SPARE) and one[1] >= start - _SPARE

    return overlaps(span) or not any(map(overlaps, spans))


def _event(row: Values) -> law.Event:
    lost = row["no_recording"]
    attrs = dict(row["attrs"])
    for name in TIME_ATTRS.intersection(attrs):
        attrs[name] = datetime.fromisoformat(attrs[name])
    made = _made(
        law.Event,
        id=row["ref"],
        type=row["kind"],
        start=row["start"],
        end=row["end"],
        officers=[_officer(one) for one in row["officers"]],
        identity_shown=row["identity_shown"],
        no_recording=lost,
    )
    return replace(made, attrs=attrs)


def _officer(value: Values) -> dict[str, Any]:
    """An officer without the account that the system keeps beside the name."""
    names = law.Officer.__struct_fields__
    return {key: one for key, one in value.items() if key in names and one not in (None, "")}


def _document(row: Values) -> law.Document:
    return _made(
        law.Document,
        id=row["ref"],
        type=row["type"],
        at=row["at"],
        events=row["event_refs"],
        fields=row["fields"],
        signatures=[_signature(one) for one in row["signatures"]],
    )


def _signature(value: Values) -> dict[str, Any]:
    """A signature without what the system keeps beside it."""
    names = ("role", "name", "at", "refused", "reason")
    return {name: value[name] for name in names if value.get(name)}


def _recording(row: Values) -> law.Recording:
    return _made(
        law.Recording,
        id=row["ref"],
        events=row["event_refs"],
        informed=bool(row["informed"]),
        reviewed_by_party=bool(row["reviewed_by_party"]),
        **{
            name: row[name]
            for name in ("kind", "start", "end", "device", "officer", "stored_at", "returned_at")
        },
        **{
            name: row[name]
            for name in ("handed_over_at", "evidence", "statement", "disc", "content")
        },
        position=row["position"],
        vessel=row["vessel"],
    )


def _interruption(row: Values) -> law.Interruption:
    return _made(
        law.Interruption,
        **{"from": row["start"]},
        id=row["ref"],
        event=row["event_ref"],
        to=row["end"],
        reason=row["cause"],
        explained_by=row["explained_by"],
        document=row["document"],
        reported_to_head_at=row["reported_to_head_at"],
    )


def _incident(row: Values) -> law.Incident:
    return _made(
        law.Incident, id=row["ref"], type=row["type"], at=row["at"], event=row["event_ref"]
    )


#: By the kind of a row, what makes a fact of it.
MAKERS: dict[str, Callable[[Values], Item]] = {
    "cases.activity": _event,
    "cases.document": _document,
    "cases.recording": _recording,
    "cases.interruption": _interruption,
    "cases.incident": _incident,
}


def _made(kind: type[V], /, **values: Any) -> V:
    """Make a fact; what a row leaves empty a fact leaves out."""
    return msgspec.convert(
        {name: value for name, value in values.items() if value is not None and value != ""}, kind
    )
