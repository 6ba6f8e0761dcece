# SPDX-License-Identifier: Apache-2.0
"""Which facts are somebody's work: those that count, of the open cases that he or she handles.

Of some hundred cases that a person handles over the years few are open. These are looked up first,
once for all who ask, and their facts by them alone: a database that is told of a case as well may
go through all cases or through the facts of all.
"""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q

from liuhen.apps.cases.models import Case, Fact
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.once import once

F = TypeVar("F", bound=Fact)


class InHand:
    """The open cases that a person handles, as far as a viewer sees them."""

    def __init__(self, viewer: Viewer, *, person: UUID, section: UUID | None = None) -> None:
        """Look them up; with `section` those of it alone."""
        found = once((InHand, viewer.reference, person), lambda: _open_cases(viewer, person))
        self.cases = {one.pk: one for one in found if section in (None, one.section_id)}

    def facts(self, kind: type[F], such: Q, *, order: str, most: int) -> list[F]:
        """Return the facts of that kind in these cases, each with its case, at most so many."""
        if not self.cases:
            return []
        rows = kind._base_manager.filter(
            such, superseded_at=None, withdrawn=False, case__in=list(self.cases)
        )
        found = list(rows.order_by(order)[:most])
        for row in found:
            if row.case_id is not None:
                row.case = self.cases[row.case_id]
        return found


def _open_cases(viewer: Viewer, person: UUID) -> list[Case]:
    rows: Any = Case.objects.handled(viewer)
    if person != viewer.person_id:
        rows = Case.objects.seen_by(viewer).filter(pk__in=handled_by(person))
    return list(rows.filter(concluded_at=None, archived_at=None).select_related("bureau"))
