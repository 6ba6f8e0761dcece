# SPDX-License-Identifier: Apache-2.0
"""The parties of a case, whether they were entered or stand in the case as a name alone.

What this module promises:

- a case that came from outside may name its party without anybody having entered it: whoever is
  entered as a party under another name comes beside it, or is it where somebody says so;
- all parties are named, the first one first, each once.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from liuhen.apps.cases.models import Case, Participant
from liuhen.apps.cases.participants.masks import mask_of
from liuhen.apps.cases.party_names import Parties
from liuhen.apps.trace.once import once


def named_alone(case: Case) -> str:
    """Return the party that the case names and nobody entered, or nothing."""
    rows = Participant.objects.within(case.bureau_id).filter(
        case=case, role=Participant.Role.PARTY, ended_at=None
    )
    return case.party_name if case.party_name and not rows.exists() else ""


def is_named(known: str, name: Any) -> bool:
    """Whether `known`, which may be the mask of a minor, is the name of somebody.

    >>> is_named("某 渔业公司", "某渔业公司"), is_named("程成", "张二船")
    (True, False)
    """
    said, there = (_plain(one) for one in (name, known))
    return there in {said, _plain(mask_of(said)) if said else said}


def parties_of(case: Case) -> list[str]:
    """Return the names of all parties of a case, masked as everybody reads them."""
    return list(once((parties_of, case.pk), lambda: parties_of_cases([case])[case.pk]))


def told_apart(case: Case) -> Parties:
    """Return the same, to tell whom of them a paper is about."""
    return Parties(tuple(parties_of(case)))


def parties_of_cases(cases: Iterable[Case]) -> dict[UUID, list[str]]:
    """Return the names of all parties of cases of one bureau, with one query."""
    known = {case.pk: case for case in cases}
    names: dict[UUID, list[str]] = {key: [] for key in known}
    if not known:
        return names
    rows = Participant.objects.within(next(iter(known.values())).bureau_id).filter(
        case__in=list(known), role=Participant.Role.PARTY, ended_at=None
    )
    for row in rows.order_by("recorded_at", "id").values("case_id", "name"):
        names[row["case_id"]].append(row["name"])
    return {
        key: list(dict.fromkeys(name for name in (case.party_name, *names[key]) if name))
        for key, case in known.items()
    }


def _plain(name: Any) -> str:
    return "".join(str(name or "").split())
