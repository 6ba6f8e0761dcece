# SPDX-License-Identifier: Apache-2.0
"""By when a party has to do what is still owed in a case.

What this module promises:

- what is done, let go or rests (`undone`) is asked of nobody;
- of what is paid in parts each part has its day, and the whole has none of its own.
"""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from liuhen.apps.cases.models import Case, Due, Instalment
from liuhen.apps.cases.performing.undone import resting


class DueDay(NamedTuple):
    """The last moment in time for something, or for a part of it."""

    row: Due
    at: datetime


def due_days(case: Case) -> list[DueDay]:
    """Return these of a case; nearly every case owes nothing, and is asked no more than that."""
    rows = list(Due.objects.within(case.bureau_id).filter(case=case, done_at=None))
    if not rows:
        return []
    keys = [row.pk for row in rows]
    rest = set(resting(case.bureau_id).filter(pk__in=keys).values_list("pk", flat=True))
    waiting = Instalment.objects.within(case.bureau_id).filter(of__in=keys, paid_at=None)
    parts: defaultdict[object, list[datetime]] = defaultdict(list)
    for key, at in waiting.values_list("of_id", "due"):
        parts[key].append(at)
    found = []
    for row in rows:
        whole = [] if row.due is None else [row.due]
        if row.pk not in rest:
            found += [DueDay(row, at) for at in parts[row.pk] or whole]
    return found
