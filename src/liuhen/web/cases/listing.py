# SPDX-License-Identifier: Apache-2.0
"""The lines of the list of cases."""

from dataclasses import dataclass
from typing import get_args

from django.core.paginator import Page, Paginator

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.models import CaseTally
from liuhen.apps.compliance.queries import CaseFilter, list_cases, tallies_of
from liuhen.apps.people.viewer import Viewer
from liuhen.law.findings import Status

LINES = 25
STATUSES = get_args(Status)


@dataclass(frozen=True, slots=True)
class Line:
    """A case with its numbers. `overdue` also counts what fell due since the case was judged."""

    case: Case
    tally: CaseTally | None
    overdue: int

    @property
    def none(self) -> bool:
        """Whether no duty has arisen yet."""
        return self.tally is not None and not any(getattr(self.tally, one) for one in STATUSES)


def page_of(viewer: Viewer, narrowed: CaseFilter, number: str) -> tuple[Page[Case], list[Line]]:
    """Return one page of cases, and its lines."""
    page = Paginator(list_cases(viewer, narrowed), LINES).get_page(number)
    cases = list(page.object_list)
    tallies = tallies_of(viewer, cases)
    return page, [_line(viewer, case, tallies.get(case.pk)) for case in cases]


def _line(viewer: Viewer, case: Case, tally: CaseTally | None) -> Line:
    if tally is None:
        return Line(case, None, 0)
    passed = tally.next_due_at is not None and tally.next_due_at < viewer.at
    return Line(case, tally, tally.overdue + passed)
