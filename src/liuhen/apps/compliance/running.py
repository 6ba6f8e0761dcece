# SPDX-License-Identifier: Apache-2.0
"""What runs out in a case without being a duty: a time that nobody may cut short or overrun.

Calendars and desks tell of it. It follows from the facts of the case, so the projection keeps it
(`CaseTerm`) and lists look it up by its day; a kind is named as the calendar names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.plea_times import plea_end
from liuhen.apps.cases.preservations import preserved_until

PLEA, CUSTODY = "plea", "custody"


@dataclass(frozen=True, slots=True)
class Running:
    """One such time, its last moment, and the fact that it is about where there is one."""

    kind: str
    ends_at: datetime
    about: str = ""


def running_in(rows: Rows, now: datetime) -> Iterator[Running]:
    """Yield what runs in a case by the facts in `rows`, as the bureau counts at `now`."""
    if rows.case.archived_at is not None:
        return
    if (until := plea_end(rows, now)) is not None:
        yield Running(PLEA, until)
    for ref, ends_at in preserved_until(rows, now):
        yield Running(CUSTODY, ends_at, ref)
