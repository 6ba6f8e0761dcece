# SPDX-License-Identifier: Apache-2.0
"""The rows of one case, read once while a page is made, however many parts of the page ask.

What this module promises:

- rows of a kind are read whole, those too that count no more; who asks picks out of them;
- whether a viewer sees the rows of a case is asked of the case, once, and not of each row;
- acts read anew (`trace.once`).
"""

from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from liuhen.apps.cases.models import Approval, Case, Draft, Handler, Paper, Recusal, Thing
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.once import once

Row = TypeVar("Row", bound=Model)

#: What is read with rows of a kind, because somebody shows it.
_WITH: dict[type[Model], tuple[str, ...]] = {
    Approval: ("asked_by", "paper", "draft"),
    Draft: ("saved_by", "replaces"),
    Paper: ("issued_by",),
    Recusal: ("person", "decided_by"),
    Thing: ("bureau", "photo"),
}


class Handling(NamedTuple):
    """That somebody handles a case, or did once."""

    person: UUID
    name: str
    now: bool


def handlings(case: Case) -> list[Handling]:
    """Return who handles the case and who did once, by name."""
    return once((handlings, case.pk), lambda: _handlings(case))


def _handlings(case: Case) -> list[Handling]:
    rows = Handler.ever.filter(case=case).order_by("person__name")
    found = rows.values_list("person_id", "person__name", "until")
    return [Handling(person, name, until is None) for person, name, until in found]


def sees_case(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer sees the case, and with it what is no secret of it."""
    if case.bureau_id != viewer.bureau_id or not viewer.may(Permission.CASE_VIEW):
        return False
    handled = (one.now and one.person == viewer.person_id for one in handlings(case))
    return viewer.reaches(Permission.CASE_VIEW, case.section_id) or any(handled)


def rows_in(kind: type[Row], case: Case) -> list[Row]:
    """Return every row of that kind in the case, in no order; who may see it, the caller asks."""
    return list(once((kind, rows_in, case.pk), lambda: list(_rows(kind, case))))


def seen_in(kind: type[Row], viewer: Viewer, case: Case) -> list[Row]:
    """Return every row of that kind in the case if the viewer sees the case, in no order."""
    return rows_in(kind, case) if sees_case(viewer, case) else []


def standing_papers(case: Case) -> list[Paper]:
    """Return the papers of the case that no other one replaces, in no order."""
    every = rows_in(Paper, case)
    replaced = {row.replaces_id for row in every}
    return [row for row in every if row.pk not in replaced]


def seen_rows(kind: type[Row], viewer: Viewer, case: Case) -> QuerySet[Row]:
    """Return the same to be narrowed further: as `seen_by`, which asks it of each row."""
    manager: Any = kind._default_manager  # documented by Django
    rows: QuerySet[Row] = manager.within(case.bureau_id).filter(case=case)
    return rows if sees_case(viewer, case) else rows.none()


def _rows(kind: type[Row], case: Case) -> QuerySet[Row]:
    manager: Any = kind._default_manager  # documented by Django
    rows: QuerySet[Row] = manager.within(case.bureau_id).filter(case=case)
    return rows.select_related(*_WITH[kind])
