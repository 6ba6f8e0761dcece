# SPDX-License-Identifier: Apache-2.0
"""Rows of a case as the journal tells them, and the facts that they are.

The payload of a leaf carries each row that an act changed, before and after. Played from the first
leaf to the last they give the rows as they stood at the export; from these the facts follow, and
`facts.json` must say the same. A row whose last leaf shows no payload (because it also speaks of
other cases) cannot be compared; it is named as such.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from liuhen.law import facts as law
from liuhen.law.attrs import TIME_ATTRS
from liuhen.law.words import IS_ALSO

Values = Mapping[str, Any]
Item = law.Event | law.Document | law.Recording | law.Interruption | law.Incident

V = TypeVar("V")

#: So much may lie between a recording and the activity that it names.
_SPARE = timedelta(seconds=60)

_ITEMS = ("events", "documents", "recordings", "interruptions", "incidents")


@dataclass(slots=True)
class Told:
    """What the disclosed payloads tell: the last values of each row, and the leaf that wrote it."""

    values: dict[str, Values] = field(default_factory=dict)
    leaves: dict[str, int] = field(default_factory=dict)

    def play(self, index: int, payload: Values) -> None:
        """Take in the payload of leaf `index`; leaves come in their order.

        Raises:
            TypeError, KeyError: it has not the form of a payload.
        """
        for change in payload["changes"]:
            reference = str(change["object"])
            after = change["after"]
            if after is None:
                self.values.pop(reference, None)
            else:
                self.values[reference] = dict(after)
            self.leaves[reference] = index


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that is not what the journal says. `ref` is empty for the case itself."""

    ref: str
    says: str


def compare(
    told: Told, case: str, facts: law.Facts, unshown: Mapping[str, int]
) -> list[Difference]:
    """Hold `facts` against what the journal tells of `case` (a reference such as `cases.case:…`).

    `unshown`: references of facts whose last leaf shows no payload, with that leaf.

    Raises:
        TypeError, KeyError, ValueError, msgspec.ValidationError: rows of a form that is not ours.
    """
    found: list[Difference] = []
    row = told.values.get(case)
    if row is not None and "" not in unshown:
        found += _unlike("", facts.case, _case(row), told.leaves[case])
    wanted = dict(_wanted(_current(told, case.partition(":")[2], unshown), unshown))
    given = _signed(wanted)
    for item in _items(facts):
        base = _base(item.id, wanted, unshown)
        if base in unshown:
            continue
        if base not in wanted:
            found.append(Difference(item.id, "no leaf of the journal tells of it"))
            continue
        expected, leaf = wanted.pop(base)
        if isinstance(expected, law.Document) and isinstance(item, law.Document):
            expected = _with_reported(expected, item, given)
        found += _unlike(item.id, item, expected, leaf)
    found += [
        Difference(ref, f"is missing; leaf {leaf} tells of it")
        for ref, (_expected, leaf) in wanted.items()
    ]
    return found


def _signed(wanted: Mapping[str, tuple[Item, int]]) -> list[law.Signature]:
    """Every signature that the journal tells of, on whatever paper of the case."""
    papers = (item for item, _leaf in wanted.values() if isinstance(item, law.Document))
    return [one for paper in papers for one in paper.signatures]


def _with_reported(
    expected: law.Document, shown: law.Document, given: list[law.Signature]
) -> law.Document:
    """A decision bears the signatures under its form of approval too, behind its own."""
    own = expected.signatures
    more = shown.signatures[len(own) :]
    if not more or shown.signatures[: len(own)] != own or not all(one in given for one in more):
        return expected
    return replace(expected, signatures=[*own, *more])


def _items(facts: law.Facts) -> Iterable[Item]:
    for name in _ITEMS:
        yield from getattr(facts, name)


def _base(ref: str, wanted: Mapping[str, Any], unshown: Mapping[str, int]) -> str:
    """The reference of the row; a further piece of a recording has a number behind it."""
    base = ref
    while base not in wanted and base not in unshown and "-" in base:
        base = base.rpartition("-")[0]
    second = ref.rpartition(".")[0]  # of a paper that is of two kinds
    if second in unshown and ref not in wanted:
        return second
    return base if base in unshown else ref


def _current(
    told: Told, case_key: str, unshown: Mapping[str, int]
) -> list[tuple[str, Values, int]]:
    """The rows of the case that counted at the export: kind, values, leaf."""
    found = []
    for reference, values in told.values.items():
        kind = reference.partition(":")[0]
        if kind not in _MAKERS or values["case_id"] != case_key or values["ref"] in unshown:
            continue
        if values["superseded_at"] is None and not values["withdrawn"]:
            found.append((kind, values, told.leaves[reference]))
    return found


def _wanted(
    rows: list[tuple[str, Values, int]], unshown: Mapping[str, int]
) -> Iterable[tuple[str, tuple[Item, int]]]:
    """What facts.json must hold, by id: see `apps.cases.facts.claimed`."""
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
    made = [(values, leaf, _MAKERS[kind](values)) for kind, values, leaf in rows]
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


def _unlike(ref: str, found: Any, expected: Any, leaf: int) -> Iterable[Difference]:
    if type(found) is not type(expected):
        yield Difference(ref, f"is of another kind than leaf {leaf} says")
        return
    for name in type(found).__struct_fields__:
        if getattr(found, name) != getattr(expected, name):
            shown = name.rstrip("_")
            yield Difference(ref, f"{shown} is not what leaf {leaf} says")


# ---------------------------------------------------------------- a row as a fact


def _case(row: Values) -> law.Case:
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


_MAKERS: dict[str, Callable[[Values], Item]] = {
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
