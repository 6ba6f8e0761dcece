# SPDX-License-Identifier: Apache-2.0
"""Who was qualified to take part in what was done: marked, never refused.

What this module promises:

- an officer was qualified who held a certificate that was valid on the day, and is on the
  establishment (行政处罚法第四十二条, 行政强制法第十七条): pages and gates ask the same;
- a coercive measure takes two of them (行政强制法第十八条第二项): one of fewer is marked as it
  begins, and stays on the page of its case until somebody says why it goes on;
- a review in the office, and what others than officers do, asks for no certificate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.measure_approvals import MEASURE
from liuhen.apps.cases.models import Activity, Case, GateOverride
from liuhen.apps.cases.separation import INVESTIGATING

#: What is done with a certificate of enforcement.
_CERTIFIED = frozenset(
    {*INVESTIGATING, "coercive_execution", "forced_demolition", "rectification_check"}
)
#: So many take part in a measure, and the gate at which somebody says why it goes on with fewer.
_TWO = 2
_TWO_OFFICERS = "two-officers"


@dataclass(frozen=True, slots=True)
class Flag:
    """What is to be said of an officer: `missing`, `expired` (after `until`), `not_established`.

    `nobody`: on the spot no officer was named at all; `few`: for a measure there are too few.
    """

    name: str
    word: str
    until: date | None = None


def flags_of(row: Activity) -> list[Flag]:
    """Return what is to be said of the officers of an activity, by the day on which it began."""
    few = [Flag("", "few")] if is_short_handed(row) else []
    if not row.officers and "arrived" in row.details:
        return [Flag("", "nobody"), *few]
    day = timezone.localtime(row.start).date()
    return [*(flag for one in row.officers for flag in _flags(one, day)), *few]


def is_marked(row: Activity, flag: Flag) -> bool:
    """Whether the page of a case says `flag` of `row`."""
    return row.kind in _CERTIFIED or flag.word == "nobody"


def qualified(row: Activity) -> int:
    """How many of the officers of an activity were qualified on the day on which it began."""
    day = timezone.localtime(row.start).date()
    return sum(not any(_flags(one, day)) for one in row.officers)


def is_short_handed(row: Activity) -> bool:
    """Whether it is a coercive measure that fewer than two qualified officers took."""
    return row.kind == MEASURE and qualified(row) < _TWO


def short_handed_in(case: Case) -> list[Activity]:
    """Return the measures of too few officers, until somebody says why it goes on all the same."""
    found = [row for row in known_rows(Activity, case) if is_short_handed(row)]
    if not found or case.concluded_at is not None:
        return []
    said = GateOverride.objects.within(case.bureau_id).filter(case=case, gate=_TWO_OFFICERS)
    return [] if said.exists() else found


def _flags(officer: Mapping[str, Any], day: date) -> Iterator[Flag]:
    name = str(officer.get("name", ""))
    until = date.fromisoformat(str(officer.get("valid_until") or date.max))
    if not officer.get("certificate"):
        yield Flag(name, "missing")
    if until < day:
        yield Flag(name, "expired", until)
    if officer.get("established") is False:
        yield Flag(name, "not_established")
