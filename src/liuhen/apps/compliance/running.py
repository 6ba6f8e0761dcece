# SPDX-License-Identifier: Apache-2.0
"""What runs out in a case without being a duty of the regulation.

What this module promises:

- until when a party may plead, which no decision may come before; until when what was preserved,
  sealed or seized may be held as it is; until when a head has to approve a measure that was taken
  at once; when a public notice has run so long that the paper is deemed served; until when the
  party pays or does what is owed (处罚法 arts. 44, 45, 56 and 67, 强制法 arts. 19 and 25);
- it follows from the rows of the case, so the projection keeps it (`CaseTerm`), and calendars,
  desks, lists of what is late and reminders look it up by its day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.measure_approvals import unapproved_by
from liuhen.apps.cases.models import Thing
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.performing.due_days import due_days
from liuhen.apps.cases.plea_times import plea_end
from liuhen.apps.cases.preservations import preserved_until
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.cases.serving.served import services_from

#: As the calendar names them.
PLEA, CUSTODY, TO_APPROVE, PAYMENT, PUBLIC_NOTICE = (
    "plea", "custody", "measure", "payment", "public_notice",
)  # fmt: skip
#: A measure of which nothing was entered and that began longer ago has ended by itself
#: (强制法 art. 25).
_FORGOTTEN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Running:
    """One such time and its last moment.

    `about`: the activity or the due it follows from; `text`: what the thing is called, where one
    was entered, or what is owed; `term`: which statutory period it is (`law.statutory.terms`);
    `word`: a kind of due.
    """

    kind: str
    ends_at: datetime
    about: str = ""
    text: str = ""
    term: str = ""
    word: str = ""


def running_in(rows: Rows, now: datetime, *, new: bool = False) -> Iterator[Running]:
    """Yield what runs in a case by the facts in `rows`, as the bureau counts at `now`.

    `new`: it came in just now, and has nothing beside its facts: no things, dues or requests.
    """
    if rows.case.archived_at is not None:
        return
    if (until := plea_end(rows, now)) is not None:
        yield Running(PLEA, until)
    yield from _custody(rows, now, [] if new else rows_in(Thing, rows.case))
    for one in unapproved_by(CaseFacts.of_rows(rows), now, asked=[] if new else None):
        yield Running(TO_APPROVE, one.due, one.row.ref)
    yield from _public_notices(rows, now)
    for row, at in [] if new else due_days(rows.case):
        yield Running(PAYMENT, at, str(row.pk), row.text, word=row.kind)


def _custody(rows: Rows, now: datetime, things: Sequence[Thing]) -> Iterator[Running]:
    for one in held(thing for thing in things if thing.ended_at is None):
        if one.until is not None and one.term is not None:
            yield Running(CUSTODY, one.until, text=one.thing.name, term=one.term.id)
    for ref, ends_at, term in preserved_until(rows, things, now):
        yield Running(CUSTODY, ends_at, ref, term=term.id)


def _public_notices(rows: Rows, now: datetime) -> Iterator[Running]:
    services = [row for row in rows.activities if row.kind == "service"]
    if not services:
        return
    counting = counting_of(rows.case.bureau, now)
    for one in services_from(services, [], (), counting, {}):
        if one.expected is not None:
            yield Running(PUBLIC_NOTICE, one.expected, one.row.ref)


def still_told(now: datetime) -> Q:
    """Return which kept times are told of at `now`: what is long over and was never entered not."""
    forgotten = Q(kind=CUSTODY, text="") | Q(kind=TO_APPROVE)
    return ~forgotten | Q(ends_at__gte=now - _FORGOTTEN)
