# SPDX-License-Identifier: Apache-2.0
"""The lines of the list of cases: the newest of those that are wanted.

However many cases there are, the keys of the first thousand are looked for, once; nobody turns that
many pages, and of more the page says so. Then the cases of one page are read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.models import CaseTally
from liuhen.apps.compliance.queries import (
    CaseFilter,
    Passing,
    cases_of,
    list_cases,
    passing_of,
    tallies_of,
)
from liuhen.apps.people.viewer import Viewer
from liuhen.law.findings import Status

LINES = 25
MOST = 1000
STATUSES = get_args(Status)
_NOTHING = Passing()

if TYPE_CHECKING:
    _Pages = Paginator[UUID]
else:
    _Pages = Paginator


@dataclass(frozen=True, slots=True)
class Line:
    """A case with its numbers, by the clock: what fell due since it was judged is overdue.

    Footage that did not come in while it could is not to be cured.
    """

    case: Case
    tally: CaseTally | None
    overdue: int = 0
    breached: int = 0
    pending: int = 0
    next_due: datetime | None = None

    @property
    def none(self) -> bool:
        """Whether no duty has arisen yet."""
        return self.tally is not None and not any(getattr(self.tally, one) for one in STATUSES)


class Newest(_Pages):
    """Pages of the keys of the newest cases. `is_cut`: there are more than it has."""

    def __init__(self, rows: QuerySet[Case]) -> None:
        """Look for the keys."""
        keys = list(rows.values_list("pk", flat=True)[: MOST + 1])
        super().__init__(keys[:MOST], LINES)
        self.is_cut = len(keys) > MOST


def page_of(viewer: Viewer, narrowed: CaseFilter, number: str) -> tuple[Page[UUID], list[Line]]:
    """Return one page of cases, and its lines."""
    page = Newest(list_cases(viewer, narrowed)).get_page(number)
    keys = list(page.object_list)
    cases = cases_of(keys)
    tallies, passing = tallies_of(cases), passing_of(cases, viewer.at)
    lines = [_line(case, tallies.get(case.pk), passing.get(case.pk, _NOTHING)) for case in cases]
    return page, lines


def _line(case: Case, tally: CaseTally | None, since: Passing) -> Line:
    if tally is None:
        return Line(case, None)
    pending = max(tally.pending - since.overdue - since.missed, 0)
    overdue, breached = tally.overdue + since.overdue, tally.breached + since.missed
    return Line(case, tally, overdue, breached, pending, since.next_due)
