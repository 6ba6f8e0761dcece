# SPDX-License-Identifier: Apache-2.0
"""What the party of one case owes, and each step that follows a decision."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.models import Case, Due
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.performing.asked_exactly import LATER, LET_GO, SURCHARGE
from liuhen.apps.cases.performing.carrying_out import (
    STEPS,
    carry_out,
    check_correction,
    gates_of_step,
    in_time_until,
    take_step,
)
from liuhen.apps.cases.performing.correcting import correct_due, may_mend, sum_written
from liuhen.apps.cases.performing.course import ORDERING
from liuhen.apps.cases.performing.entering import Shown
from liuhen.apps.cases.performing.following import Standing, standing_of
from liuhen.apps.cases.performing.granting import (
    CHARGING,
    REVOKING,
    charging_papers,
    grant_for_parts,
    is_let_go,
    revoking_papers,
)
from liuhen.apps.cases.performing.ordering import (
    drop,
    may_drop,
    may_not_drop_alone,
    order,
    written,
)
from liuhen.apps.cases.performing.paying import charge, pay, put_in_parts
from liuhen.apps.cases.performing.standing import Owed, get_due
from liuhen.apps.cases.performing.unentered import enter_nothing, enter_written, unentered_in
from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.details import RESULT_WORDS
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where
from liuhen.web.pages import page
from liuhen.web.performing.forms import (
    ChargeForm,
    CheckForm,
    CorrectForm,
    DoneForm,
    DropForm,
    OrderForm,
    PartsForm,
    PayForm,
    StepForm,
    said_at,
)
from liuhen.web.seen import first_seen, require_seen, seen_of
from liuhen.web.serving.forms import refuse_scans, with_scans
from liuhen.web.sums import end_of_day
from liuhen.web.words import label


@dataclass(frozen=True, slots=True)
class OwedDeeds:
    """What is owed, and whether the viewer lets it go or corrects it."""

    one: Owed
    drops: bool
    corrects: bool


@page(Permission.CASE_VIEW)
def case_dues(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the party owes, by when, and what comes next."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    standing = standing_of(viewer, case)
    for one in standing.owed:
        one.row.case = case
    context = {
        "case": case,
        "standing": standing,
        "parties": parties_of(case),
        "compare": RESULT_WORDS.get(standing.compare, ""),
        "lines": [_deeds(viewer, one) for one in standing.owed],
        "unentered": unentered_in(case),
        "enters": case_deeds(viewer, case).enter,
        "now": viewer.at,
    }
    return render(request, "performing/case.html", context)


@page(Permission.CASE_ENTER)
def order_dues(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter what a decision orders."""
    viewer, case = _case(request, key)
    papers = Where(viewer, case).documents(*ORDERING)
    form = OrderForm(_sent(request), papers=papers, written=written(viewer, case))

    def do() -> str:
        order(by=viewer, case=case, document=form.cleaned_data["document"], items=form.items())
        messages.success(request, _("Entered."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("What the decision orders"), no_paper=not papers
    )


@page(Permission.CASE_ENTER)
@require_POST
def written_dues(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter what a decision says it orders, or that it orders nothing."""
    viewer, case = _case(request, key)
    ref = request.POST.get("document", "")
    try:
        if request.POST.get("nothing"):
            enter_nothing(by=viewer, case=case, ref=ref)
        else:
            enter_written(by=viewer, case=case, ref=ref)
    except UserError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Entered."))
    return redirect(_back(case))


@page(Permission.CASE_ENTER)
def step_taken(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Enter a demand, an application to the court, or what came of it."""
    viewer, case = _case(request, key)
    if step not in STEPS:
        raise Http404
    event, paper = STEPS[step]
    papers = Where(viewer, case).documents(paper)
    data, refused = with_scans(request, viewer)
    gates = gates_of_step(viewer, case, step, said_at(data) or viewer.at)
    form = StepForm(data, papers=papers, step=step, gates=gates)
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        typed = form.cleaned_data
        take_step(
            by=viewer, case=case, step=step, at=typed["at"], text=typed["text"],
            shown=Shown(typed["number"], typed["paper_digest"], typed["paper"]),
            result=typed.get("result", ""), reasons=form.reasons,
        )  # fmt: skip
        messages.success(request, _("Entered."))
        return reverse("serving:papers", args=[case.pk]) if step == "demand" else _back(case)

    early = in_time_until(case, said_at(data) or viewer.at) if step == "demand" else None
    return _shown(
        request, case, form, do, heading=label("event", event), subject=paper, early=early
    )


@page(Permission.CASE_ENTER)
def pay_due(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Enter a payment."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    standing = standing_of(viewer, case)
    owed = _in(standing, row)
    data, refused = with_scans(request, viewer)
    waiting = [part.amount_fen for part in owed.parts if part.paid_at is None]
    form = PayForm(data, left=waiting[0] if waiting else owed.left_fen)
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        typed = form.cleaned_data
        pay(
            by=viewer, due=row, amount_fen=typed["amount"], at=typed["at"],
            receipt=typed["receipt"], scan_digest=typed["paper_digest"],
        )  # fmt: skip
        messages.success(request, _("The payment is entered."))
        return _back(case)

    return _shown(request, case, form, do, heading=_("Payment"), standing=standing, owed=owed)


@page(Permission.CASE_ENTER)
def parts(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Let a sum be paid later or in parts."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    grant = grant_for_parts(row, viewer.at)
    form = PartsForm(_sent(request), granted=grant.parts if grant else ())

    def do() -> str:
        typed = form.cleaned_data
        put_in_parts(by=viewer, due=row, parts=typed["plan"], why=typed.get("why", ""))
        messages.success(request, _("The plan is entered."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("Later or in parts"), **_owed(viewer, case, row),
        unapproved=LATER if grant is None else "", due=row,
    )  # fmt: skip


@page(Permission.CASE_ENTER)
def surcharge(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Order the surcharge that has grown so far."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    named = {one.ref for one in charging_papers(row)}
    papers = [one for one in Where(viewer, case).documents(*CHARGING) if one[0] in named]
    form = ChargeForm(_sent(request), papers=papers)

    def do() -> str:
        typed = form.cleaned_data
        charge(
            by=viewer, due=row, document=typed["document"], pay_by=end_of_day(typed["pay_by"])
        )  # fmt: skip
        messages.success(request, _("The surcharge is entered."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("Order the surcharge"), **_owed(viewer, case, row),
        unapproved=SURCHARGE, due=row,
    )  # fmt: skip


@page(Permission.CASE_ENTER)
def check(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Enter that a correction was checked."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    data, refused = with_scans(request, viewer)
    form = CheckForm(data, where=Where(viewer, case))
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        typed = form.cleaned_data
        check_correction(
            by=viewer, due=row, start=typed["start"], end=typed["end"], text=typed["text"],
            good=typed["good"] == "yes", officers=form.officers(),
            scan_digest=typed["paper_digest"],
        )  # fmt: skip
        messages.success(request, _("The check is entered."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("Check of the correction"),
        **_owed(viewer, case, row),
    )  # fmt: skip


@page(Permission.CASE_ENTER)
def done(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Enter that something was done."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    data, refused = with_scans(request, viewer)
    form = DoneForm(data, row=row)
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        typed = form.cleaned_data
        carry_out(
            by=viewer, due=row, at=typed["at"], text=typed["text"],
            scan_digest=typed["paper_digest"],
        )  # fmt: skip
        messages.success(request, _("Entered."))
        return _back(case)

    return _shown(request, case, form, do, heading=_("It was done"), **_owed(viewer, case, row))


@page(Permission.CASE_ENTER, Permission.CASE_SIGN)
def dropped(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Let a due end without having been done."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    needs = may_not_drop_alone(viewer, row)
    named = {one.ref for one in revoking_papers(row)} if needs else set()
    papers = [one for one in Where(viewer, case).documents(*REVOKING) if one[0] in named]
    form = DropForm(_sent(request), papers=papers)

    def do() -> str:
        typed = form.cleaned_data
        drop(by=viewer, due=row, reason=typed["reason"], document=typed.get("document", ""))
        messages.success(request, _("Entered."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("Ends without performance"),
        **_owed(viewer, case, row), due=row,
        unapproved=LET_GO if needs and not is_let_go(row, "") else "",
    )  # fmt: skip


@page(Permission.CASE_ENTER, Permission.CASE_CORRECT)
def correct(request: HttpRequest, key: UUID, due: UUID) -> HttpResponse:
    """Put right what is owed."""
    viewer, case = _case(request, key)
    row = get_due(viewer, case, due)
    form = CorrectForm(_sent(request), row=row, said=sum_written(row))
    now = seen_of(form.initial)

    def do() -> str:
        require_seen(request, now)
        typed = form.cleaned_data
        correct_due(
            by=viewer, due=row, reason=typed["reason"], amount_fen=typed.get("amount"),
            text=typed.get("text", ""), last=form.new_day,
        )  # fmt: skip
        messages.success(request, _("Corrected; the journal keeps what stood there before."))
        return _back(case)

    return _shown(
        request, case, form, do, heading=_("Correct what is owed"), **_owed(viewer, case, row),
        seen=first_seen(request, now),
    )  # fmt: skip


def _deeds(viewer: Viewer, owed: Owed) -> OwedDeeds:
    row = owed.row
    return OwedDeeds(
        owed,
        drops=(owed.open or owed.state == "rests") and may_drop(viewer, row),
        corrects=owed.open and may_mend(viewer, row, viewer.at),
    )


def _owed(viewer: Viewer, case: Case, row: Due) -> dict[str, Any]:
    """What the page of a due shows of it, with its party where the case has several."""
    standing = standing_of(viewer, case)
    return {"standing": standing, "owed": _in(standing, row)}


def _in(standing: Standing, row: Due) -> Owed:
    return next(one for one in standing.owed if one.row.pk == row.pk)


def _case(request: HttpRequest, key: UUID) -> tuple[Viewer, Case]:
    viewer = viewer_of(request)
    return viewer, get_case(viewer, key)


def _back(case: Case) -> str:
    return reverse("following:case", args=[case.pk])


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _shown(
    request: HttpRequest, case: Case, form: forms.Form, do: Callable[[], str], **around: Any
) -> HttpResponse:
    now = viewer_of(request).at
    return answer(request, "performing/form.html", form, do, case=case, now=now, **around)
