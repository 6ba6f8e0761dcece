# SPDX-License-Identifier: Apache-2.0
"""The cases of the whole installation, for its operator: their names, and how far each came."""

from typing import TypedDict

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.models import CaseTally
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.people.errors import BadPersonError
from liuhen.apps.people.models import Kind, Organisation


class CaseRow(TypedDict):
    """One case."""

    number: str
    bureau: str
    title: str
    stage: str


def all_cases(code: str | None = None) -> list[CaseRow]:
    """Return all cases, or those of the bureau with that code, by bureau and time.

    Raises:
        BadPersonError: there is no such bureau.
    """
    bureaus = Organisation.objects.filter(kind=Kind.BUREAU).order_by("code")
    if code is not None:
        bureaus = bureaus.filter(code=code)
        if not bureaus:
            raise BadPersonError(f"--bureau: there is no bureau with the code {code!r}", "bureau")
    return [row for bureau in bureaus for row in _of_bureau(bureau)]


def _of_bureau(bureau: Organisation) -> list[CaseRow]:
    tallies = CaseTally.objects.within(bureau.pk).filter(generation=current_generation())
    stages = dict(tallies.values_list("case_id", "stage"))
    cases = Case.objects.within(bureau.pk).order_by("opened_at", "id")
    return [
        CaseRow(
            number=case.number,
            bureau=bureau.code,
            title=case.title,
            stage=stages.get(case.pk, "initiation"),
        )
        for case in cases
    ]
