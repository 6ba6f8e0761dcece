# SPDX-License-Identifier: Apache-2.0
"""Rows of a case as the journal tells them, and the facts that they are.

The payload of a leaf carries each row that an act changed, before and after. Played from the first
leaf to the last they give the rows as they stood at the export; from these the facts follow
(`row_facts`), and `facts.json` must say the same. A row whose last leaf shows no payload (because
it also speaks of other cases) cannot be compared; it is named as such.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from liuhen.archive.row_facts import MAKERS, Item, Values, case_of, facts_of
from liuhen.law import facts as law

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
        found += _unlike("", facts.case, case_of(row), told.leaves[case])
    wanted = dict(facts_of(_current(told, case.partition(":")[2], unshown), unshown))
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
        if kind not in MAKERS or values["case_id"] != case_key or values["ref"] in unshown:
            continue
        if values["superseded_at"] is None and not values["withdrawn"]:
            found.append((kind, values, told.leaves[reference]))
    return found


def _unlike(ref: str, found: Any, expected: Any, leaf: int) -> Iterable[Difference]:
    if type(found) is not type(expected):
        yield Difference(ref, f"is of another kind than leaf {leaf} says")
        return
    for name in type(found).__struct_fields__:
        if getattr(found, name) != getattr(expected, name):
            shown = name.rstrip("_")
            yield Difference(ref, f"{shown} is not what leaf {leaf} says")
