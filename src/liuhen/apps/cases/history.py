# SPDX-License-Identifier: Apache-2.0
"""What was done in a case, by whom and when: read from the journal, newest first.

The journal's payload of an act may have been removed by a lawful disposal; then the step stands
without its things.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from liuhen.apps.cases.models import Approval, Case, Paper
from liuhen.apps.cases.of_case import rows_in, sees_case
from liuhen.apps.cases.participants.masks import masked, masks_of
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.models import Leaf, LeafPayload
from liuhen.apps.trace.values import object_reference

_FACTS = ("activity", "document", "recording", "interruption", "incident")


@dataclass(frozen=True, slots=True)
class Thing:
    """An entry that an act made or changed. `word`: its type or kind, in the contract's words."""

    fact: str
    word: str
    ref: str
    item: UUID


@dataclass(frozen=True, slots=True)
class Step:
    """One act. `act` is its name without the app; `who` is empty where the system acted."""

    index: int
    at: datetime
    who: str
    act: str
    things: tuple[Thing, ...]
    reason: str


def history(viewer: Viewer, case: Case, most: int = 100) -> list[Step]:
    """Return the newest steps of a case, none where it is not for this viewer."""
    if not sees_case(viewer, case):
        return []
    leaves = list(
        Leaf.objects.filter(object__in=[object_reference(case), *_around(case)])
        .select_related("payload")
        .order_by("-index")[:most]
    )
    names, masks = _names(leaf.actor for leaf in leaves), masks_of(case)
    return [_step(leaf, names, masks) for leaf in leaves]


def _around(case: Case) -> list[str]:
    """The papers and requests of the case, which have leaves of their own."""
    return [object_reference(row) for row in (*rows_in(Paper, case), *rows_in(Approval, case))]


def _names(actors: Iterable[str]) -> dict[str, str]:
    keys = {actor.partition(":")[2] for actor in actors if actor.startswith("person:")}
    found = Person.objects.filter(pk__in=keys).values_list("pk", "name")
    return {f"person:{key}": name for key, name in found}


def _step(leaf: Leaf, names: dict[str, str], masks: Mapping[str, str]) -> Step:
    payload = _payload(leaf)
    things = {thing.ref: thing for thing in _things(payload)}
    return Step(
        index=leaf.index,
        at=leaf.at,
        who=names.get(leaf.actor, ""),
        act=leaf.act.partition(".")[2],
        things=tuple(things.values()),
        reason=masked(str(payload.get("notes", {}).get("reason") or ""), masks),
    )


def _payload(leaf: Leaf) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(leaf.payload.payload)
    except LeafPayload.DoesNotExist:
        return {}
    return read


def _things(payload: dict[str, Any]) -> Iterator[Thing]:
    for change in payload.get("changes", []):
        fact = change["object"].partition(":")[0].partition(".")[2]
        after = change["after"]
        if fact in _FACTS and after is not None:
            word = after.get("kind") or after.get("type") or ""
            yield Thing(fact, word, after["ref"], UUID(after["item"]))
