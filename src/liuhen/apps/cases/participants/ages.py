# SPDX-License-Identifier: Apache-2.0
"""How old somebody was, on the day of the act that the case is about, as far as that is known."""

from datetime import date

from django.utils import timezone

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.routes import pack_now
from liuhen.law.routes import gates_of


def day_of_the_act(case: Case) -> date:
    """Return the day by which age counts: that of the act, or else when the bureau met with it."""
    if case.happened_on is not None:
        return case.happened_on
    first = min((row.start for row in known_rows(Activity, case)), default=None)
    return timezone.localtime(first or case.opened_at).date()


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on `day`.

    >>> age_on(date(2012, 3, 2), date(2026, 3, 1)), age_on(date(2012, 3, 2), date(2026, 3, 2))
    (13, 14)
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def minority(case: Case, age: int) -> str:
    """Return what the age asks for: "none" (no penalty), "lighter", or nothing (处罚法 art. 30)."""
    pack = pack_now(case.bureau, timezone.now()).id
    limits = next((gate.limits for gate in gates_of(pack) if gate.condition == "minor"), {})
    if age < limits.get("none-under", 0):
        return "none"
    return "lighter" if age < limits.get("lighter-under", 0) else ""
