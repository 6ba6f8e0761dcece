# SPDX-License-Identifier: Apache-2.0
"""Payments: at once, later, in parts, and the surcharge on what is late.

What this module promises:

- every payment is a row with its receipt number, and an activity of the case with its record;
- later or in parts only as a head granted it, and each plan by a grant of its own (`granting`); one
  that goes beyond what was granted says why;
- a surcharge is ordered by a paper that tells the party of it, once a head ordered it; each step of
  it by a paper of its own.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Document, Due, Instalment
from liuhen.apps.cases.performing.course import course_of
from liuhen.apps.cases.performing.entering import Shown, money, on_due, open_due, put_step
from liuhen.apps.cases.performing.granting import (
    Grant,
    charging_papers,
    goes_beyond,
    grant_for_parts,
    is_charged,
)
from liuhen.apps.cases.performing.standing import MONEY, Kind, surcharge_at
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.times import day_said
from liuhen.apps.people.viewer import Viewer

_HUNDRED = 100


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
        BadFactError: more than is owed; before the decision; no receipt number, or one that is
            entered already.
    """
    with on_due(due, by, "cases.pay") as doing:
        row = open_due(doing, due)
        amount, when = money(amount_fen), checks.time(at, doing.record.at, "at")
        refuse_before_decision(row, when)
        number = checks.filled(receipt, "receipt", 60)
        parts = _parts(row)
        left = (row.amount_fen or 0) - sum(one.amount_fen for one in parts if one.paid_at)
        if row.kind not in MONEY or amount > left:
            raise BadFactError(_("That is more than is owed."), "amount")
        if any(one.receipt == number for one in parts if one.paid_at):
            raise BadFactError(
                _("The payment of receipt %(number)s is entered already.") % {"number": number},
                "receipt",
            )
        _pay_parts(doing, row, amount, when, number)
        step = put_step(
            doing, "performance", when, None, "performance_record",
            fields={"document_number": number, "process": _paid_said(row, amount)},
            shown=Shown(scan_digest=scan_digest),
        )  # fmt: skip
        if amount == left:
            doing.record.update(row, done_at=when, event_ref=step.ref, outcome=number)
        return row


def refuse_before_decision(row: Due, at: datetime) -> None:
    """Refuse what is said to be done on a day before that of the paper that orders it.

    Raises:
        BadFactError: the sentence names the day of the paper.
    """
    papers = Document.objects.within(row.bureau_id).filter(
        case=row.case_id, ref=row.document_ref, superseded_at=None, withdrawn=False
    )
    paper = papers.first() if row.document_ref else None
    if paper is None:
        return
    ordered = timezone.localtime(paper.at).date()
    if timezone.localtime(at).date() < ordered:
        raise BadFactError(
            _("That is before the decision of %(day)s; look at the receipt again.")
            % {"day": day_said(paper.at)},
            "at",
        )


def _paid_said(row: Due, fen: int) -> str:
    what = "加处罚款" if row.kind == Kind.SURCHARGE else "罚款"
    return f"缴纳{what}{yuan_said(fen)}元"


def yuan_said(fen: int) -> str:
    """Write fen as yuan.

    >>> yuan_said(123450)
    '1234.50'
    """
    return f"{fen // _HUNDRED}.{fen % _HUNDRED:02}"


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


def put_in_parts(
    *, by: Viewer, due: Due, parts: Sequence[tuple[int, datetime]], why: str = ""
) -> Due:
    """Let a sum be paid later or in parts, as was approved; a later plan takes the place of it.

    `parts`: amounts in fen and last days, which together are what is left. `why`: for what reason
    it goes beyond what was granted.

    Raises:
        BadFactError: no head granted it, the parts are not what is left, or they go beyond what was
            granted and nobody says why.
    """
    with on_due(due, by, "cases.put_in_parts") as doing:
        row = open_due(doing, due)
        row.case = doing.case
        if not (grant := grant_for_parts(row, doing.record.at)):
            raise BadFactError(
                _(
                    "A head grants each plan first: ask for approval, or enter the paper that "
                    "grants it with its scan."
                )
            )
        there = _parts(row)
        left = (row.amount_fen or 0) - sum(one.amount_fen for one in there if one.paid_at)
        if row.kind not in MONEY or sum(money(fen) for fen, _day in parts) != left:
            raise BadFactError(_("The parts together are not what is left to pay."), "parts")
        waiting = [one for one in there if one.paid_at is None]
        if len(parts) < len(waiting):
            raise BadFactError(
                _("There are %(n)d parts already; divide the rest into as many or more.")
                % {"n": len(waiting)},
                "parts",
            )
        plan = _plan(row, there, grant, doing.record.at)
        if grant.parts and goes_beyond(parts, grant.parts):
            plan["why"] = _why(why, grant)
        wanted = sorted(parts, key=lambda one: one[1])
        last = max((one.order for one in there), default=0)
        for number, (fen, day) in enumerate(wanted):
            if number < len(waiting):
                doing.record.update(waiting[number], amount_fen=fen, due=day)
            else:
                last += 1
                _put_part(doing, row, last, fen, day)
        return doing.record.update(row, due=wanted[-1][1], plans=[*row.plans, plan])


def _plan(
    row: Due, there: Sequence[Instalment], grant: Grant, at: datetime
) -> dict[str, str | list[list[int | str]]]:
    """What is kept of a plan: by the first of a grant also what was to be paid until then."""
    made: dict[str, str | list[list[int | str]]] = {"by": grant.by, "at": at.isoformat()}
    if any(one["by"] == grant.by for one in row.plans):
        return made
    waiting = [(one.amount_fen, one.due) for one in there if one.paid_at is None]
    rest = (row.amount_fen or 0) - sum(one.amount_fen for one in there)
    if rest > 0 and row.due is not None:
        waiting.append((rest, row.due))
    before: list[list[int | str]] = [[fen, day.isoformat()] for fen, day in waiting]
    return made | {"granted": grant.at.isoformat(), "before": before}


def _why(why: str, grant: Grant) -> str:
    said = checks.text(why, "why", 300)
    if not said:
        parts = (f"{yuan_said(fen)} {_('yuan')} {day_said(day)}" for fen, day in grant.parts)
        raise BadFactError(
            _("This goes beyond what was granted (%(plan)s): say why.")
            % {"plan": _(", ").join(parts)},
            "why",
        )
    return said


def charge(*, by: Viewer, due: Due, document: str, pay_by: datetime) -> Due:
    """Order the surcharge that has grown so far; what comes later is ordered anew.

    `document`: the paper of the case that tells the party of it, `pay_by`: until when it says.

    Raises:
        BadFactError: the fine is not late, or all of it was ordered; or no paper orders it, or no
            head did.
    """
    with on_due(due, by, "cases.charge") as doing:
        row = Due.objects.within(doing.case.bureau_id).get(pk=due.pk)
        row.case = doing.case
        if resting(row.bureau_id).filter(pk=row.pk).exists():
            raise BadFactError(_("The decision was revoked or decided anew: nothing grows by it."))
        found = surcharge_at(row, _parts(row), course_of(doing.case), doing.record.at)
        had = Due.objects.within(doing.case.bureau_id).filter(
            case=doing.case, kind=Kind.SURCHARGE, document_ref=row.document_ref
        )
        ordered = sum(one.amount_fen or 0 for one in had)
        if row.kind != Kind.FINE or found is None or found.fen <= ordered:
            raise BadFactError(_("No surcharge has grown that was not ordered already."))
        paper = _charging(row, document, [one.by_ref for one in had])
        if pay_by < paper.at:
            raise BadFactError(_("That is before the day of the paper."), "pay_by")
        return doing.record.create(
            Due(
                bureau=row.bureau,
                case=doing.case,
                kind=Kind.SURCHARGE,
                text=found.term.says.zh,
                document_ref=row.document_ref,
                by_ref=paper.ref,
                amount_fen=found.fen - ordered,
                due=pay_by.replace(microsecond=0),
                recorded_at=doing.record.at,
                recorded_by=doing.by.person,
            )
        )


def _charging(row: Due, document: str, used: Sequence[str]) -> Document:
    """The paper that orders a surcharge.

    Raises:
        BadFactError: it is none, or no head ordered it.
    """
    papers = (one for one in charging_papers(row) if one.ref == document)
    if (paper := next(papers, None)) is None:
        raise BadFactError(
            _("Choose the paper by which the party is told of the surcharge."), "document"
        )
    if paper.ref in used:
        raise BadFactError(_("A surcharge is ordered by this paper already."), "document")
    if not is_charged(row, paper):
        raise BadFactError(
            _("No head has ordered this: ask for approval, or bring the paper with its signature."),
            "document",
        )
    return paper
