# SPDX-License-Identifier: Apache-2.0
"""One fact of a case: what it says, what it said before, and what may be done with it."""

from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import (
    add_signature,
    confirm_report,
    mark_returned,
    open_scan,
    outing_of,
    sign_document,
    withdraw_fact,
)
from liuhen.apps.cases.deeds import fact_deeds
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.lateness import entered_long_after
from liuhen.apps.cases.models import Document, Fact, Interruption, Recording
from liuhen.apps.cases.papers.reading import paper_behind
from liuhen.apps.cases.queries import fact_kind, get_case, versions
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.document_form import SignatureForm, signature_value
from liuhen.web.entering.forms import WORDS, kind_of
from liuhen.web.entering.reading import lines_of, supplements_of, versions_read
from liuhen.web.entering.scans import attached
from liuhen.web.entering.step_forms import MomentForm, ReasonForm, SignForm
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.views.filling import correct_in
from liuhen.web.entering.where import Where, beside, fact_address, fact_of
from liuhen.web.pages import page
from liuhen.web.seen import require_seen, seen_of
from liuhen.web.subjects import fact_said

F = TypeVar("F", bound=Fact)
CORRECTORS = (Permission.CASE_ENTER, Permission.CASE_CORRECT, Permission.CASE_STORE)
WITHDRAWERS = (Permission.CASE_ENTER, Permission.CASE_CORRECT)


@page(Permission.CASE_VIEW)
def fact(request: HttpRequest, key: UUID, fact: str, item: UUID) -> HttpResponse:
    """Show one fact of a case with all its versions."""
    viewer = viewer_of(request)
    return show(request, viewer, fact_of(viewer, fact, item, get_case(viewer, key)))


def show(request: HttpRequest, viewer: Viewer, row: Fact) -> HttpResponse:
    """Show one fact with all its versions."""
    names = beside(viewer, row).names
    context = about(row) | {
        "deeds": fact_deeds(viewer, row),
        "lines": [*lines_of(row, names), *supplements_of(row)],
        "versions": versions_read(versions(viewer, row), names),
        "late": entered_long_after(row),
    }
    return render(request, "entering/fact.html", context)


def about(row: Fact) -> dict[str, Any]:
    """What every page of a fact shows of it."""
    fact = fact_kind(row)
    return {
        "row": row,
        "case": row.case,
        "fact": fact,
        "table": WORDS.get(fact, ""),
        "kind": kind_of(row),
        "seen": seen_of(row.pk),
    }


@page(*CORRECTORS)
def correct(request: HttpRequest, key: UUID, fact: str, item: UUID) -> HttpResponse:
    """Correct a fact of a case."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    return correct_in(request, Where(viewer, case), fact, fact_of(viewer, fact, item, case))


@page(*WITHDRAWERS)
def withdraw(request: HttpRequest, key: UUID, fact: str, item: UUID) -> HttpResponse:
    """Withdraw a fact of a case."""
    viewer = viewer_of(request)
    return withdraw_row(request, viewer, fact_of(viewer, fact, item, get_case(viewer, key)))


def withdraw_row(request: HttpRequest, viewer: Viewer, row: Fact) -> HttpResponse:
    """Ask for the reason; the fact stays readable and counts no longer."""
    form = ReasonForm(request.POST or None)

    def do() -> str:
        require_seen(request, seen_of(row.pk))
        withdraw_fact(by=viewer, fact=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn: %(what)s") % {"what": fact_said(row)})
        return fact_address(row)

    return answer(request, "entering/withdraw.html", form, do, **about(row))


@page(Permission.CASE_VIEW)
def scan(request: HttpRequest, key: UUID, item: UUID) -> FileResponse:
    """Hand out the scan of a paper to whoever may see the paper."""
    viewer = viewer_of(request)
    row = _of_kind(fact_of(viewer, "document", item, get_case(viewer, key)), Document)
    return attached(*open_scan(by=viewer, document=row))


@page(Permission.CASE_SIGN)
def sign(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Sign a paper as head or reviewer, with the server's time."""
    viewer = viewer_of(request)
    row = _of_kind(fact_of(viewer, "document", item, get_case(viewer, key)), Document)
    if (paper := paper_behind(row)) is not None:
        return redirect(f"{reverse('papers:sign', args=[paper.pk])}?beside=1")
    roles = fact_deeds(viewer, row).sign
    form = SignForm(request.POST or None, roles=roles)

    def do() -> str:
        require_seen(request, seen_of(row.pk))
        typed = form.cleaned_data
        sign_document(by=viewer, document=row, role=typed["role"], opinion=typed["opinion"])
        messages.success(request, _("Signed: %(what)s") % {"what": fact_said(row)})
        return fact_address(row)

    context = about(row) | {"lines": lines_of(row, beside(viewer, row).names), "roles": roles}
    return answer(request, "entering/sign.html", form, do, **context)


@page(Permission.CASE_ENTER)
def signature(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """Note that somebody signed the paper later, or refused to."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    row = _of_kind(fact_of(viewer, "document", item, case), Document)
    form = SignatureForm(request.POST or None, where=Where(viewer, case))
    form.fields["role"].required = form.fields["state"].required = True

    def do() -> str:
        require_seen(request, seen_of(row.pk))
        add_signature(by=viewer, document=row, **signature_value(form.cleaned_data))
        messages.success(request, _("Signature noted: %(what)s") % {"what": fact_said(row)})
        return fact_address(row)

    return answer(request, "entering/signature.html", form, do, **about(row))


@page(Permission.CASE_SIGN)
def report(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """The head confirms when a break was reported."""
    viewer = viewer_of(request)
    row = _of_kind(fact_of(viewer, "interruption", item, get_case(viewer, key)), Interruption)
    label = _("When the break was reported to you")
    form = MomentForm(request.POST or None, label=label, initial={"at": row.reported_to_head_at})

    def do() -> str:
        require_seen(request, seen_of(row.pk))
        confirm_report(by=viewer, interruption=row, at=form.cleaned_data["at"])
        messages.success(request, _("The report is confirmed."))
        return fact_address(row)

    context = about(row) | {"heading": _("Confirm the report of a break")}
    return answer(request, "entering/moment.html", form, do, **context)


@page(Permission.CASE_STORE, Permission.CASE_CORRECT)
def returned(request: HttpRequest, key: UUID, item: UUID) -> HttpResponse:
    """A head or the custodian takes the return of the officers from their outing."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    row = _of_kind(fact_of(viewer, "recording", item, case), Recording)
    form = Form(request.POST or None)

    def do() -> str:
        require_seen(request, seen_of(row.pk))
        mark_returned(by=viewer, case=case, recordings=[row])
        messages.success(request, _("The return is confirmed; storing is counted from there."))
        return fact_address(row)

    context = about(row) | {"outing": outing_of(row)}
    return answer(request, "entering/returned.html", form, do, **context)


def _of_kind(row: Fact, kind: type[F]) -> F:
    if not isinstance(row, kind):
        raise UnknownRowError(_("There is no such entry."))
    return row
