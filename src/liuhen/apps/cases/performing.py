# SPDX-License-Identifier: Apache-2.0
"""What a decision orders, how far the party has done it, and what comes next.

What this module promises:

- what is ordered is a row of its own with its last day; a fine that waits for the service of its
  decision gets that day when it is served (`serving.count_from_service`);
- every payment is a row with its receipt number, and an activity of the case with its record;
- the surcharge is computed from the rows: by the day, never more than the statute allows, and not
  while reconsideration or litigation goes on;
- later or in parts only with an approval that stands in the case;
- periods and rates are data with law and article (`packs/shared/statutory.yaml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, current, supersede
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    Case,
    Document,
    Due,
    FactOrigin,
    Instalment,
)
from liuhen.apps.cases.serving import (
    Counting,
    Served,
    counting_of,
    ends_of,
    service_time,
    services_from,
)
from liuhen.apps.evidence.queries import scan_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import Term, terms

Kind = Due.Kind
#: Decisions that order something.
ORDERING = ("decision", "simple_procedure_record", "correction_order", "no_penalty_decision")
MONEY = (Kind.FINE, Kind.SURCHARGE)
_HUNDRED = 100
_MOST_FEN = 10**15


# ---------------------------------------------------------------- how it stands


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

    `state`: done, waits (its day is not known before the service), pending or overdue.
    """

    row: Due
    parts: tuple[Instalment, ...]
    state: str
    due: datetime | None
    paid_fen: int = 0
    surcharge: Surcharge | None = None

    @property
    def left_fen(self) -> int:
        """What is still to be paid of a sum."""
        return max((self.row.amount_fen or 0) - self.paid_fen, 0)

    @property
    def is_money(self) -> bool:
        """Whether it is paid."""
        return self.row.kind in MONEY


class Next(NamedTuple):
    """A step that comes next. `due`: by when; `since`: from when on. `term`: which law says so."""

    word: str
    due: datetime | None = None
    since: datetime | None = None
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the party of a case owes, and what comes next."""

    owed: tuple[Owed, ...]
    steps: tuple[Next, ...]
    remedies: tuple[tuple[datetime, datetime | None], ...] = ()

    @property
    def open(self) -> list[Owed]:
        """What is not done yet."""
        return [one for one in self.owed if one.state != "done"]


@dataclass(frozen=True, slots=True)
class Course:
    """What happened after the decision, read once: so that a list needs no query a case."""

    activities: Sequence[Activity]
    documents: Sequence[Document]
    services: Sequence[Served]
    counting: Counting

    def first(self, kind: str, after: datetime | None = None) -> Activity | None:
        """Return the newest activity of a kind, if it is not older than `after`."""
        rows = [row for row in self.activities if row.kind == kind]
        rows = [row for row in rows if after is None or row.start >= after]
        return max(rows, key=lambda row: row.start, default=None)

    def remedies(self) -> list[tuple[datetime, datetime | None]]:
        """Return from when to when reconsideration or litigation went on; open ones without end."""
        sought = sorted(row.start for row in self.activities if row.kind == "remedy_sought")
        ended = sorted(row.start for row in self.activities if row.kind == "remedy_ended")
        return [(start, next((end for end in ended if end >= start), None)) for start in sought]

    def served(self, kinds: Sequence[str]) -> datetime | None:
        """Return when the first paper of these kinds was served or will be deemed so."""
        refs = {row.ref for row in self.documents if row.type in kinds}
        times = [
            one.at or one.expected
            for one in self.services
            if one.row.attrs.get("of") in refs and not one.returned
        ]
        return min((at for at in times if at is not None), default=None)


_READ = (
    "service", "remedy_sought", "remedy_ended", "demand", "court_application", "court_result",
)  # fmt: skip


def course_of(case: Case) -> Course:
    """Read the course of one case."""
    activities = [row for row in known_rows(Activity, case) if row.kind in _READ]
    return _course(activities, known_rows(Document, case), counting_of(case.bureau, _now()))


def courses_of(cases: Iterable[Case]) -> dict[UUID, Course]:
    """Read the course of several cases of one bureau, with as many queries as of one."""
    known = {case.pk: case for case in cases}
    if not known:
        return {}
    bureau = next(iter(known.values())).bureau
    counting, within = counting_of(bureau, _now()), bureau.pk
    counts = {"case_id__in": list(known), "superseded_at": None, "withdrawn": False}
    activities: dict[UUID, list[Activity]] = {key: [] for key in known}
    documents: dict[UUID, list[Document]] = {key: [] for key in known}
    for row in Activity.objects.within(within).filter(kind__in=_READ, **counts).order_by("id"):
        if row.case_id:
            activities[row.case_id].append(row)
    papers = (*ORDERING, "demand_notice", "proof_of_service", "delivery_confirmation")
    for paper in Document.objects.within(within).filter(type__in=papers, **counts).order_by("id"):
        if paper.case_id:
            documents[paper.case_id].append(paper)
    return {key: _course(activities[key], documents[key], counting) for key in known}


def _course(activities: list[Activity], documents: list[Document], counting: Counting) -> Course:
    services = services_from(activities, documents, counting)
    return Course(activities, documents, services, counting)


def _now() -> datetime:
    return timezone.now()


def standing_of(viewer: Viewer, case: Case) -> Standing:
    """Return what the party of the case owes now, and what comes next."""
    rows = list(dues_seen(viewer).filter(case=case).order_by("recorded_at", "id"))
    course = course_of(case)
    owed = owed_of(rows, {case.pk: course}, viewer.at)
    steps = next_steps(case, owed, course, viewer.at)
    return Standing(tuple(owed), tuple(steps), tuple(course.remedies()))


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
    return [_owed(row, parts[row.pk], courses[row.case_id], at) for row in rows]


def _owed(row: Due, parts: list[Instalment], course: Course, at: datetime) -> Owed:
    paid = sum(part.amount_fen for part in parts if part.paid_at is not None)
    waiting = [part.due for part in parts if part.paid_at is None]
    due = min(waiting, default=row.due)
    if row.done_at is not None:
        state = "done"
    elif due is None:
        state = "waits"
    else:
        state = "overdue" if due < at else "pending"
    charge = surcharge_at(row, parts, course, at) if row.kind == Kind.FINE else None
    return Owed(row, tuple(parts), state, due, paid, charge)


def surcharge_at(
    row: Due, parts: Sequence[Instalment], course: Course, at: datetime
) -> Surcharge | None:
    """Return what late payment adds to a fine by `at`: so much a day of what is late, at most all.

    Days are those of the bureau, the day after the last one in time is the first. None is counted
    while a remedy goes on.
    """
    if row.due is None or row.amount_fen is None:
        return None
    term = terms()["fine.surcharge"]
    pieces = [(part.amount_fen, part.due, part.paid_at) for part in parts]
    rest = row.amount_fen - sum(part.amount_fen for part in parts)
    if rest > 0:
        pieces.append((rest, row.due, row.done_at))
    fen = days = paused = 0
    for amount, due, paid in pieces:
        late, stood = _late_days(due, paid or at, course, at)
        fen += amount * late * (term.percent_a_day or 0) // _HUNDRED
        days, paused = max(days, late), max(paused, stood)
    most = row.amount_fen * (term.most_percent or _HUNDRED) // _HUNDRED
    if not fen:
        return None
    return Surcharge(days, min(fen, most), fen >= most, paused, term)


def _late_days(due: datetime, until: datetime, course: Course, at: datetime) -> tuple[int, int]:
    """How many days after `due` count until `until`, and how many did not."""
    day = course.counting.day
    first = day(due) + 1
    last = day(until)
    late = set(range(first, last + 1))
    paused = {
        number
        for start, end in course.remedies()
        for number in range(
            max(first, day(start)),
            min(last, day(end or at)) + 1,
        )
    }
    return len(late - paused), len(late & paused)


def next_steps(case: Case, owed: Sequence[Owed], course: Course, at: datetime) -> list[Next]:
    """Return what comes next in a case, the most pressing first."""
    known = terms()
    undone = [one for one in owed if one.state != "done"]
    if not owed:
        return []
    if not undone:
        return [] if case.concluded_at else [Next("end")]
    steps = []
    if any(one.state == "waits" and one.row.kind == Kind.FINE for one in undone):
        made = min((row.at for row in course.documents if row.type in ORDERING), default=None)
        term = known["service.decision"]
        steps.append(Next("serve", made and course.counting.ends(term, made), terms=(term,)))
    late = [one for one in undone if one.state == "overdue" and one.row.kind != Kind.RECTIFICATION]
    steps += [
        Next("check" if one.row.kind == Kind.RECTIFICATION else "await", one.due)
        for one in undone
        if one.state != "waits" and one not in late
    ]
    if late:
        steps.append(_enforcing(late, course, at))
    return sorted(steps, key=lambda one: one.due or one.since or at)


def _enforcing(late: Sequence[Owed], course: Course, at: datetime) -> Next:
    """What comes next where the party did not do it in time (行政强制法 art. 53, 54)."""
    known = terms()
    if any(end is None for _start, end in course.remedies()):
        return Next("remedy", terms=(known["fine.surcharge-pause"],))
    if course.first("court_application") is not None:
        return Next("result" if course.first("court_result") else "court_waits")
    since = min(one.due for one in late if one.due is not None)
    return _asking_the_court(since, course, at)


def _asking_the_court(since: datetime, course: Course, at: datetime) -> Next:
    """What has to be done before the court is asked, or until when it may be."""
    known = terms()
    ends = remedies_end(course)
    window = ends and course.counting.ends(known["court.apply"], ends)
    court = (known["court.apply"], known["demand.wait"])
    demand = course.first("demand", since)
    if demand is None:
        return Next("demand", window, since, court)
    served = course.served(("demand_notice",))
    if served is None:
        return Next("serve_demand", window, demand.start, court)
    wait = course.counting.ends(known["demand.wait"], served)
    free = max(wait, ends) if ends else wait
    return Next("wait" if at <= free else "court", window, free, court)


def remedies_end(course: Course) -> datetime | None:
    """Return when nothing can be sought against the decision any more; unknown before service."""
    known = terms()
    served = course.served(ORDERING)
    if served is None:
        return None
    ends = [
        course.counting.ends(known[term], served)
        for term in ("remedy.reconsideration", "remedy.litigation")
    ]
    after = [
        course.counting.ends(known["remedy.litigation-after"], end)
        for _start, end in course.remedies()
        if end is not None
    ]
    return max(after) if after else max(ends)


# ---------------------------------------------------------------- acts


@dataclass(frozen=True, slots=True)
class Ordered:
    """One thing that a decision orders. Money in fen; without `due` the day that the law gives."""

    kind: str
    text: str = ""
    amount_fen: int | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The paper beside a step: its number and scan, or (`ref`) one that stands in the case."""

    number: str = ""
    scan_digest: str = ""
    ref: str = ""


def order(*, by: Viewer, case: Case, document: str, items: Iterable[Ordered]) -> list[Due]:
    """Enter what the paper of the reference `document` orders.

    Raises:
        BadFactError: nothing, or a sum, a day or a paper that cannot be.
    """
    with case_act("cases.order", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        ref = put.document(document, "document")
        rows = [_ordered(doing, ref, one) for one in items]
        if not rows:
            raise BadFactError(_("What does the decision order?"))
        return rows


def _ordered(doing: CaseAct, ref: str, one: Ordered) -> Due:
    kind = checks.word(one.kind, Kind.values, "kind")
    amount, due = one.amount_fen, one.due
    if kind in MONEY:
        amount = _money(amount)
    elif not one.text.strip() and kind != Kind.RECTIFICATION:
        raise BadFactError(_("What has to be done?"), "text")
    if kind == Kind.FINE and due is None and ref:
        served = service_time(doing.case, ref)
        due = served and ends_of(terms()["fine.pay"], served, doing.case)
    if kind == Kind.RECTIFICATION:
        due = _rectify_by(doing, ref, due)
    return doing.record.create(
        Due(
            bureau=doing.case.bureau,
            case=doing.case,
            kind=kind,
            text=checks.text(one.text, "text", 300),
            document_ref=ref,
            amount_fen=amount,
            due=due and due.replace(microsecond=0),
            recorded_at=doing.record.at,
            recorded_by=doing.by.person,
        )
    )


def _money(fen: int | None) -> int:
    if fen is None or not 0 < fen < _MOST_FEN:
        raise BadFactError(_("How much is it? Enter an amount of more than nothing."), "amount")
    return fen


def _rectify_by(doing: CaseAct, ref: str, due: datetime | None) -> datetime | None:
    """The day of a correction, in the row and in the decision alike: the check hangs on it."""
    made = _decision_of(doing, ref)
    there = made.attrs.get("rectify_by") if made else None
    if due is None:
        if there is None:
            raise BadFactError(_("By when is it to be corrected?"), "due")
        return datetime.fromisoformat(there)
    if made is not None and there is None:
        attrs = {**made.attrs, "rectify_by": timezone.localtime(due).isoformat(timespec="seconds")}
        supersede(
            doing.record, current(doing.by, made), doing.by, entered=True,
            attrs=checks.attributes(made.kind, attrs),
        )  # fmt: skip
    return due


def _decision_of(doing: CaseAct, ref: str) -> Activity | None:
    rows = known_rows(Activity, doing.case)
    papers = [row for row in known_rows(Document, doing.case) if row.ref == ref]
    named = {event for paper in papers for event in paper.event_refs}
    found = [row for row in rows if row.kind == "decision_made"]
    return next((row for row in found if row.ref in named), found[0] if len(found) == 1 else None)


def pay(
    *,
    by: Viewer,
    due: Due,
    amount_fen: int,
    at: datetime,
    receipt: str,
    scan_digest: str = "",
) -> Due:
    """Enter a payment with the number of its receipt; the last one fulfils the due.

    Raises:
        BadFactError: more than is owed, or no receipt number.
    """
    with _on(due, by, "cases.pay") as doing:
        row = _open_due(doing, due)
        amount, when = _money(amount_fen), checks.time(at, doing.record.at, "at")
        number = checks.filled(receipt, "receipt", 60)
        parts = _parts(row)
        left = (row.amount_fen or 0) - sum(one.amount_fen for one in parts if one.paid_at)
        if row.kind not in MONEY or amount > left:
            raise BadFactError(_("That is more than is owed."), "amount")
        _pay_parts(doing, row, amount, when, number)
        step = _step(
            doing, "performance", when, None, "performance_record",
            fields={"document_number": number, "process": _paid_said(row, amount)},
            shown=Shown(scan_digest=scan_digest),
        )  # fmt: skip
        if amount == left:
            doing.record.update(row, done_at=when, event_ref=step.ref, outcome=number)
        return row


def _paid_said(row: Due, fen: int) -> str:
    what = "加处罚款" if row.kind == Kind.SURCHARGE else "罚款"
    return f"缴纳{what}{fen // _HUNDRED}.{fen % _HUNDRED:02}元"


def _parts(row: Due) -> list[Instalment]:
    rows = Instalment.objects.within(row.bureau_id).select_for_update().filter(of=row)
    return list(rows.order_by("order"))


def _pay_parts(doing: CaseAct, row: Due, amount: int, at: datetime, receipt: str) -> None:
    """Put a payment on the earliest unpaid parts; a part paid short leaves a part for the rest."""
    parts = _parts(row)
    last = max((one.order for one in parts), default=0)
    for part in [one for one in parts if one.paid_at is None]:
        if amount <= 0:
            return
        rest = part.amount_fen - amount
        taken = min(amount, part.amount_fen)
        doing.record.update(part, amount_fen=taken, paid_at=at, receipt=receipt)
        amount -= taken
        if rest > 0:
            last += 1
            _put_part(doing, row, last, rest, part.due)
    if amount > 0:
        made = _put_part(doing, row, last + 1, amount, row.due or at)
        doing.record.update(made, paid_at=at, receipt=receipt)


def _put_part(doing: CaseAct, row: Due, order_: int, fen: int, due: datetime) -> Instalment:
    return doing.record.create(
        Instalment(
            bureau=row.bureau, case=doing.case, of=row, order=order_, amount_fen=fen, due=due
        )
    )


def put_in_parts(*, by: Viewer, due: Due, parts: Sequence[tuple[int, datetime]]) -> Due:
    """Let a sum be paid later or in parts, as was approved; a later plan takes the place of it.

    `parts`: amounts in fen and last days, which together are what is left.

    Raises:
        BadFactError: nothing was approved, or the parts are not what is left.
    """
    with _on(due, by, "cases.put_in_parts") as doing:
        row = _open_due(doing, due)
        if not instalments_approved(doing.case):
            raise BadFactError(
                _("A head approves it first: ask for approval, or enter the paper that grants it.")
            )
        there = _parts(row)
        left = (row.amount_fen or 0) - sum(one.amount_fen for one in there if one.paid_at)
        if row.kind not in MONEY or sum(_money(fen) for fen, _day in parts) != left:
            raise BadFactError(_("The parts together are not what is left to pay."), "parts")
        waiting = [one for one in there if one.paid_at is None]
        if len(parts) < len(waiting):
            raise BadFactError(
                _("There are %(n)d parts already; divide the rest into as many or more.")
                % {"n": len(waiting)},
                "parts",
            )
        wanted = sorted(parts, key=lambda one: one[1])
        last = max((one.order for one in there), default=0)
        for number, (fen, day) in enumerate(wanted):
            if number < len(waiting):
                doing.record.update(waiting[number], amount_fen=fen, due=day)
            else:
                last += 1
                _put_part(doing, row, last, fen, day)
        doing.record.update(row, due=wanted[-1][1])
        return row


def instalments_approved(case: Case) -> bool:
    """Whether paying later or in parts was approved: in the system, or by a paper of the case."""
    asked = Approval.objects.within(case.bureau_id).filter(
        case=case, matter="instalment", state=ApprovalState.AGREED
    )
    papers = Document.objects.within(case.bureau_id).filter(
        case=case, type="instalment_approval", superseded_at=None, withdrawn=False
    )
    return asked.exists() or papers.exists()


def charge(*, by: Viewer, due: Due) -> Due:
    """Order the surcharge that has grown so far; what comes later is ordered anew.

    Raises:
        BadFactError: the fine is not late, or all of it was ordered.
    """
    with _on(due, by, "cases.charge") as doing:
        row = Due.objects.within(doing.case.bureau_id).get(pk=due.pk)
        found = surcharge_at(row, _parts(row), course_of(doing.case), doing.record.at)
        had = Due.objects.within(doing.case.bureau_id).filter(
            case=doing.case, kind=Kind.SURCHARGE, document_ref=row.document_ref
        )
        ordered = sum(one.amount_fen or 0 for one in had)
        if row.kind != Kind.FINE or found is None or found.fen <= ordered:
            raise BadFactError(_("No surcharge has grown that was not ordered already."))
        return doing.record.create(
            Due(
                bureau=row.bureau,
                case=doing.case,
                kind=Kind.SURCHARGE,
                text=found.term.says.zh,
                document_ref=row.document_ref,
                amount_fen=found.fen - ordered,
                due=doing.record.at.replace(microsecond=0),
                recorded_at=doing.record.at,
                recorded_by=doing.by.person,
            )
        )


def check_correction(
    *,
    by: Viewer,
    due: Due,
    start: datetime,
    text: str,
    good: bool,
    end: datetime | None = None,
    officers: Iterable[Mapping[str, Any]] = (),
    scan_digest: str = "",
) -> Due:
    """Enter that a correction was checked, with its record; what is good is done."""
    with _on(due, by, "cases.check_correction") as doing:
        row = _open_due(doing, due)
        found = checks.filled(text, "text", 300)
        step = _step(
            doing, "rectification_check", start, end, "rectification_record",
            fields={"facts": found}, officers=officers, shown=Shown(scan_digest=scan_digest),
        )  # fmt: skip
        if good:
            doing.record.update(row, done_at=step.start, event_ref=step.ref, outcome=found)
        else:
            doing.record.update(row, outcome=found)
        return row


def carry_out(*, by: Viewer, due: Due, at: datetime, text: str, scan_digest: str = "") -> Due:
    """Enter that something other than a payment was done: things given up, disposed of."""
    with _on(due, by, "cases.carry_out") as doing:
        row = _open_due(doing, due)
        said = checks.filled(text, "text", 300)
        taken = row.kind == Kind.CONFISCATION
        step = _step(
            doing,
            "confiscated_property_disposal" if taken else "performance",
            at,
            None,
            "property_disposal_record" if taken else "performance_record",
            fields={"process": said},
            shown=Shown(scan_digest=scan_digest),
        )
        return doing.record.update(row, done_at=step.start, event_ref=step.ref, outcome=said)


def drop(*, by: Viewer, due: Due, reason: str) -> Due:
    """Let a due end without having been done: the decision was revoked, the party is no more."""
    with _on(due, by, "cases.drop_due") as doing:
        row = _open_due(doing, due)
        why = checks.filled(reason, "reason", 300)
        return doing.record.update(
            row, done_at=doing.record.at.replace(microsecond=0), outcome=why, event_ref=""
        )


#: Steps against a party that does not perform: the activity and the paper of each.
STEPS = {
    "demand": ("demand", "demand_notice"),
    "court": ("court_application", "court_application"),
    "result": ("court_result", "court_result_record"),
}


def take_step(
    *,
    by: Viewer,
    case: Case,
    step: str,
    at: datetime,
    text: str = "",
    shown: Shown | None = None,
    finished: bool = False,
) -> Activity:
    """Enter a demand, an application to the court, or what came of it, with its paper.

    `finished`: the court has enforced everything; what was open is done.
    """
    if step not in STEPS:
        raise UnknownRowError(_("There is no such step."))
    event, paper = STEPS[step]
    with case_act("cases.take_step", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        said = checks.text(text, "text", 300)
        fields = {"facts": said} if said else {}
        made = _step(doing, event, at, None, paper, fields=fields, shown=shown or Shown())
        if finished:
            rows = Due.objects.within(doing.case.bureau_id).filter(case=doing.case, done_at=None)
            for row in rows:
                doing.record.update(
                    row, done_at=made.start, event_ref=made.ref, outcome=said or made.ref
                )
        return made


# ---------------------------------------------------------------- inside


def _on(due: Due, by: Viewer, name: str) -> AbstractContextManager[CaseAct]:
    return case_act(name, by=by, case=due.case, permission=Permission.CASE_ENTER)


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


def _open_due(doing: CaseAct, due: Due) -> Due:
    rows = Due.objects.within(doing.case.bureau_id).select_for_update()
    row = rows.filter(pk=due.pk, case=doing.case).first()
    if row is None:
        raise UnknownRowError(_("There is no such entry in the case."))
    if row.done_at is not None:
        raise BadFactError(_("That is done already."))
    return row


def _step(
    doing: CaseAct,
    kind: str,
    start: datetime,
    end: datetime | None,
    paper: str,
    *,
    fields: Mapping[str, str],
    shown: Shown,
    officers: Iterable[Mapping[str, Any]] = (),
) -> Activity:
    """Enter an activity and the paper that shows it."""
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    begun = put.time(start, "at")
    row = put.put(
        Activity(
            kind=kind,
            start=begun,
            end=put.end(begun, end) or begun,
            officers=checks.officers(officers),
            details=details_of({"note": next(iter(fields.values()), "")}),
        )
    )
    if shown.ref:
        _name_in(put, shown.ref, row.ref)
        return row
    told = dict(fields) | ({"document_number": shown.number} if shown.number else {})
    document = Document(
        type=paper,
        at=begun,
        event_refs=[row.ref],
        fields=checks.fields_of(told),
        scan_digest=shown.scan_digest and scan_of(doing.by, shown.scan_digest).digest,
    )
    put.put(document, FactOrigin.SCAN if document.scan_digest else FactOrigin.TYPED)
    return row


def _name_in(put: Entry, ref: str, event: str) -> None:
    """Let a paper of the case that was made before name the step."""
    rows = Document.objects.within(put.by.bureau_id or UUID(int=0)).filter(superseded_at=None)
    row = rows.filter(case=put.case, ref=put.document(ref)).first()
    if row is not None and event not in row.event_refs:
        refs = [*row.event_refs, event]
        supersede(put.record, row, put.by, entered=False, event_refs=refs)


# ---------------------------------------------------------------- lists


#: The lists of a section, and which dues stand in each.
LISTS: dict[str, Q] = {
    "unpaid": Q(kind__in=MONEY),
    "check": Q(kind=Kind.RECTIFICATION),
    "other": Q(kind__in=(Kind.CONFISCATION, Kind.OTHER)),
}


def open_dues(viewer: Viewer, which: str = "") -> QuerySet[Due]:
    """Return the open dues of cases that the viewer sees, by their last day; `late`: those past it.

    `which`: a word of `LISTS`, or "late" for money past its day, of which the court may be asked.
    """
    rows = dues_seen(viewer).filter(done_at=None, case__archived_at=None)
    if which == "late":
        rows = rows.filter(due__lt=viewer.at).exclude(kind=Kind.RECTIFICATION)
    elif which in LISTS:
        rows = rows.filter(LISTS[which])
    return rows.select_related("case", "case__bureau", "case__section").order_by(
        "due", "recorded_at", "id"
    )
