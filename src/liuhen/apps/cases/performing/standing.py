# SPDX-License-Identifier: Apache-2.0
"""What the party owes, and how far it is done at a moment.

What this module promises:

- the surcharge is computed from the rows: by the day, never more than the statute allows, and not
  while reconsideration or litigation of that party goes on. What had grown before a sum was allowed
  to be paid later or in parts stays (处罚法 arts. 66, 72; 强制法 art. 45); of a fine that was let
  go, or that rests since its decision was undone (`undone`), there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case, Due, Instalment
from liuhen.apps.cases.performing.course import Course
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import Term, terms

_HUNDRED = 100
Kind = Due.Kind
MONEY = (Kind.FINE, Kind.SURCHARGE)


@dataclass(frozen=True, slots=True)
class Surcharge:
    """What is added to a late fine: for how many days, how much, and whether it is at its most."""

    days: int
    fen: int
    capped: bool
    paused_days: int
    term: Term


@dataclass(frozen=True, slots=True)
class Owed:
    """A thing that the party has to do, as it stands at a moment.

    `state`: done, dropped (a head let it go), rests (its decision was revoked or decided anew),
    waits (its day is not known before the service), pending or overdue. `estimated`: the working
    days of the year of its day are not published yet. `party`: whom the decision names.
    """

    row: Due
    parts: tuple[Instalment, ...]
    state: str
    due: datetime | None
    paid_fen: int = 0
    surcharge: Surcharge | None = None
    estimated: bool = False
    party: str = ""

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.state not in ("done", "dropped", "rests")

    @property
    def left_fen(self) -> int:
        """What is still to be paid of a sum."""
        return max((self.row.amount_fen or 0) - self.paid_fen, 0)

    @property
    def is_money(self) -> bool:
        """Whether it is paid."""
        return self.row.kind in MONEY


def dues_seen(viewer: Viewer) -> QuerySet[Due]:
    """Return the dues that the viewer may see."""
    return Due.objects.seen_by(viewer)


def owed_of(rows: Sequence[Due], courses: Mapping[UUID, Course], at: datetime) -> list[Owed]:
    """Return how dues stand at `at`, with one query for their parts."""
    parts: dict[UUID, list[Instalment]] = {row.pk: [] for row in rows}
    if rows:
        found = Instalment.objects.within(rows[0].bureau_id).filter(of__in=list(parts))
        for part in found.order_by("order"):
            parts[part.of_id].append(part)
    still = [row for row in rows if row.done_at is None]
    undone = set()
    if still:
        found_resting = resting(still[0].bureau_id).filter(pk__in=[row.pk for row in still])
        undone = set(found_resting.values_list("pk", flat=True))
    return [
        _owed(row, parts[row.pk], courses[row.case_id], at, rests=row.pk in undone) for row in rows
    ]


def _owed(row: Due, parts: list[Instalment], course: Course, at: datetime, *, rests: bool) -> Owed:
    paid = sum(part.amount_fen for part in parts if part.paid_at is not None)
    waiting = [part.due for part in parts if part.paid_at is None]
    due = min(waiting, default=row.due)
    if row.done_at is not None:
        state = "dropped" if row.let_go else "done"
    elif rests:
        state = "rests"
    elif due is None:
        state = "waits"
    else:
        state = "overdue" if due < at else "pending"
    grows = row.kind == Kind.FINE and state != "rests"
    charge = surcharge_at(row, parts, course, at) if grows else None
    party = course.party_in(row.document_ref)
    return Owed(row, tuple(parts), state, due, paid, charge, _is_estimated(row, course), party)


def _is_estimated(row: Due, course: Course) -> bool:
    """Whether its day was counted from the service, into a year that has no calendar yet."""
    if row.kind != Kind.FINE or row.due is None or row.done_at is not None or row.plans:
        return False
    term = terms()["fine.pay"]
    served = (
        one.at or one.expected
        for one in course.services
        if one.row.attrs.get("of") == row.document_ref and not one.returned
    )
    return any(
        course.counting.ends(term, at) == row.due and course.counting.estimates(term, at)
        for at in served
        if at is not None
    )


def surcharge_at(
    row: Due, parts: Sequence[Instalment], course: Course, at: datetime
) -> Surcharge | None:
    """Return what late payment adds to a fine by `at`: so much a day of what is late, at most all.

    Days are those of the bureau, the day after the last one in time is the first. None is counted
    while a remedy of the party goes on, nor from a grant to pay later until the day that it gives.
    """
    if row.due is None or row.amount_fen is None or row.let_go:
        return None
    term = terms()["fine.surcharge"]
    before = _before_plans(row, at)
    pieces = [(part.amount_fen, part.due, part.paid_at or at) for part in parts]
    rest = row.amount_fen - sum(part.amount_fen for part in parts)
    if rest > 0:
        pieces.append((rest, row.due, row.done_at or at))
    remedies = [(start, end or at) for start, end in course.remedies(row.document_ref)]
    found = [_grown(one, term, course, remedies, at) for one in (*before, pieces)]
    fen = sum(one.fen for one in found)
    most = row.amount_fen * (term.most_percent or _HUNDRED) // _HUNDRED
    if not fen:
        return None
    late: set[int] = set().union(*(one.late for one in found))
    paused: set[int] = set().union(*(one.paused for one in found))
    return Surcharge(len(late), min(fen, most), fen >= most, len(paused), term)


Piece = tuple[int, datetime, datetime]
Span = tuple[datetime, datetime]


class _Grown(NamedTuple):
    """What grew, on which days, and which did not count."""

    fen: int
    late: frozenset[int]
    paused: frozenset[int]


def _before_plans(row: Due, at: datetime) -> list[list[Piece]]:
    """What was to be paid before each plan, and when the head granted that it be paid later."""
    found = []
    for plan in row.plans:
        granted = min(datetime.fromisoformat(plan["granted"]), at) if "granted" in plan else None
        if granted is not None:
            pieces = [(fen, datetime.fromisoformat(day)) for fen, day in plan["before"]]
            found.append([(fen, day, granted) for fen, day in pieces])
    return found


def _grown(
    pieces: Sequence[Piece], term: Term, course: Course, remedies: Sequence[Span], at: datetime
) -> _Grown:
    fen, days, paused = 0, frozenset[int](), frozenset[int]()
    for amount, due, until in pieces:
        late, stood = _late_days(due, min(until, at), course, remedies)
        fen += amount * len(late) * (term.percent_a_day or 0) // _HUNDRED
        days, paused = days | late, paused | stood
    return _Grown(fen, days, paused)


def _late_days(
    due: datetime, until: datetime, course: Course, remedies: Sequence[Span]
) -> tuple[frozenset[int], frozenset[int]]:
    """Which days after `due` count until `until`, and which do not."""
    day = course.counting.day
    first = day(due) + 1
    last = day(until)
    late = frozenset(range(first, last + 1))
    paused = frozenset(
        number
        for start, end in remedies
        for number in range(max(first, day(start)), min(last, day(end)) + 1)
    )
    return late - paused, late & paused


def get_due(viewer: Viewer, case: Case, key: UUID) -> Due:
    """Return a due of the case.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    row = dues_seen(viewer).filter(case=case, pk=key).first()
    if row is None:
        raise UnknownRowError(_("There is no such entry in the case."))
    row.case = case
    return row


#: The lists of a section, and which dues stand in each.
LISTS: dict[str, Q] = {
    "unpaid": Q(kind__in=MONEY),
    "check": Q(kind=Kind.RECTIFICATION),
    "other": Q(kind__in=(Kind.CONFISCATION, Kind.OTHER)),
}


def open_dues(viewer: Viewer, which: str = "") -> QuerySet[Due]:
    """Return the open dues of cases that the viewer sees, by their last day; none that rests.

    `which`: a word of `LISTS`, or "late" for money past its day, of which the court may be asked.
    """
    rows = dues_seen(viewer).filter(done_at=None, case__archived_at=None)
    if viewer.bureau_id is not None:
        rows = rows.exclude(pk__in=resting(viewer.bureau_id).values("pk"))
    if which == "late":
        rows = rows.filter(due__lt=viewer.at).exclude(kind=Kind.RECTIFICATION)
    elif which in LISTS:
        rows = rows.filter(LISTS[which])
    return rows.select_related("case", "case__bureau", "case__section").order_by(
        "due", "recorded_at", "id"
    )


def dues_to_take_out(viewer: Viewer) -> QuerySet[Due]:
    """Return the open dues of the cases whose facts the viewer may take out, by their last day."""
    rows = open_dues(viewer)
    if viewer.reaches_bureau(Permission.CASE_EXPORT):
        return rows
    if not viewer.may(Permission.CASE_EXPORT):
        return rows.none()
    own = Q(case__section_id__in=viewer.sections(Permission.CASE_EXPORT))
    return rows.filter(own | Q(case_id__in=handled_by(viewer.person_id)))
