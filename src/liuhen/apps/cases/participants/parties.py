# SPDX-License-Identifier: Apache-2.0
"""The parties of a case by name: all of them, the first one first, each once."""

from collections.abc import Iterable
from uuid import UUID

from liuhen.apps.cases.models import Case, Participant


def parties_of(case: Case) -> list[str]:
    """Return the names of all parties of a case, masked as everybody reads them."""
    return parties_of_cases([case])[case.pk]


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
