# SPDX-License-Identifier: Apache-2.0
"""What runs out in a case without being a duty of the regulation.

What this module promises:

- until when a party may plead, which no decision may come before; until when what was preserved,
  sealed or seized may be held as it is (处罚法 arts. 44, 45 and 56, 强制法 art. 25);
- it follows from the rows of the case, so the projection keeps it (`CaseTerm`), and calendars,
  desks, lists of what is late and reminders look it up by its day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.models import Thing
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.plea_times import plea_end
from liuhen.apps.cases.preservations import preserved_until

#: As the calendar names them.
PLEA, CUSTODY = "plea", "custody"
#: A measure of which nothing was entered and that began longer ago has ended by itself
#: (强制法 art. 25).
_FORGOTTEN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Running:
    """One such time and its last moment.

    `about`: the activity it follows from, where no thing was entered; `thing`: what the thing is
    called, where one was; `term`: which statutory period it is (`law.statutory.terms`).
    """

    kind: str
    ends_at: datetime
    about: str = ""
    thing: str = ""
    term: str = ""


def running_in(
    rows: Rows, now: datetime, things: Sequence[Thing] | None = None
) -> Iterator[Running]:
    """Yield what runs in a case by the facts in `rows`, as the bureau counts at `now`.

    `things`: those of the case, where they are known.
    """
    if rows.case.archived_at is not None:
        return
    if (until := plea_end(rows, now)) is not None:
        yield Running(PLEA, until)
    known = rows_in(Thing, rows.case) if things is None else things
    for one in held(thing for thing in known if thing.ended_at is None):
        if one.until is not None and one.term is not None:
            yield Running(CUSTODY, one.until, thing=one.thing.name, term=one.term.id)
    for ref, ends_at, term in preserved_until(rows, known, now):
        yield Running(CUSTODY, ends_at, ref, term=term.id)


def still_told(now: datetime) -> Q:
    """Return which kept times are told of at `now`: what is long over and was never entered not."""
    return ~Q(thing="", kind=CUSTODY) | Q(ends_at__gte=now - _FORGOTTEN)
