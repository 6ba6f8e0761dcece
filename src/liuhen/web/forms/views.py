# SPDX-License-Identifier: Apache-2.0
"""The bureau's forms: read, print with made-up values, propose a change, adopt or refuse one."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.rules.errors import BadFormError, NoFormError
from liuhen.apps.rules.form_changes import (
    adopt_form,
    checked_form,
    form_before,
    proposals_of,
    propose_form,
    refuse_form,
)
from liuhen.apps.rules.form_faults import unprinted_said
from liuhen.apps.rules.forms import form_of, form_of_version, forms_of, series_of
from liuhen.apps.rules.models import FormAdoption
from liuhen.errors import UserError
from liuhen.paper.form import Form
from liuhen.paper.form_text import text_of
from liuhen.paper.press import press
from liuhen.paper.sample import sample_values
from liuhen.paper.sheets import PressError, Sheet
from liuhen.web.file_names import named
from liuhen.web.forms.inputs import AdoptForm, ChangeForm, RefuseForm
from liuhen.web.forms.shown import KINDS, MANNERS, STAGES, around, difference, stages_of
from liuhen.web.pages import page

#: Papers are Chinese, whatever the reader's language.
_SAMPLE = "样张"


def _bureau(viewer: Viewer) -> Organisation:
    if viewer.bureau is None:
        raise Http404
    return viewer.bureau


def _today(viewer: Viewer) -> date:
    return timezone.localtime(viewer.at).date()


def _form(viewer: Viewer, name: str) -> Form:
    try:
        return form_of(_bureau(viewer), name, _today(viewer))
    except NoFormError as error:
        raise Http404(str(error)) from error


@page(Permission.REGULATION_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """List the forms that the bureau may use today, by stage."""
    viewer = viewer_of(request)
    forms = forms_of(_bureau(viewer), _today(viewer)).values()
    rows = list(proposals_of(viewer))
    values = {
        "stages": stages_of(forms, rows, _today(viewer)),
        "count": len(forms),
        "waiting": [row for row in rows if not row.adopted_at and not row.refused_at],
    }
    return render(request, "forms/list.html", values)


@page(Permission.REGULATION_VIEW)
def show(request: HttpRequest, form: str) -> HttpResponse:
    """Show what a form asks for, who signs, and the versions that it had."""
    viewer = viewer_of(request)
    found = _form(viewer, form)
    series = series_of(_bureau(viewer), _today(viewer)).get(found.numbering or "")
    values = {
        "form": found,
        "stage": STAGES[found.stage],
        "fields": [(field, KINDS[field.kind]) for field in found.fields],
        "signers": [(one, [MANNERS[manner] for manner in one.manner]) for one in found.signatures],
        "series": series,
        "rows": proposals_of(viewer, form),
        "today": _today(viewer),
    }
    return render(request, "forms/form.html", values)


@page(Permission.REGULATION_VIEW)
def print_form(request: HttpRequest, form: str) -> HttpResponse:
    """Print a form with made-up values."""
    viewer = viewer_of(request)
    return _printed(viewer, _form(viewer, form))


@page(Permission.FORM_MANAGE)
def change(request: HttpRequest, form: str) -> HttpResponse:
    """Change the words or the layout: look at the result, then propose it to somebody else."""
    viewer = viewer_of(request)
    found = _form(viewer, form)
    start = {"text": text_of(found), "from_date": _today(viewer)}
    typed = ChangeForm(request.POST or None, request.FILES or None, initial=start)
    values: dict[str, Any] = {"form": found, "typed": typed}
    if request.method != "POST":
        return render(request, "forms/change.html", values)
    if typed.is_valid():
        text = typed.cleaned_data["text"]
        try:
            return _asked(request, viewer, found, typed.cleaned_data, values)
        except UserError as error:
            said = unprinted_said(error) if isinstance(error, PressError) else str(error)
            shown = request.POST.copy()
            shown["text"] = text  # that of a file, where one was handed in
            values["typed"] = typed = ChangeForm(shown)
            typed.add_error(None, said)
            values["around"] = around(text, getattr(error, "line", 0))
    return render(request, "forms/change.html", values, status=422)


def _asked(
    request: HttpRequest, viewer: Viewer, found: Form, typed: dict[str, Any], values: dict[str, Any]
) -> HttpResponse:
    """Do what the button says: look at it, print it, or propose it."""
    text = typed["text"]
    made = checked_form(_bureau(viewer), found.id, text, _today(viewer))
    if "print" in request.POST:
        return _printed(viewer, made)
    if "propose" in request.POST:
        row = propose_form(
            by=viewer,
            form=found.id,
            text=text,
            from_date=typed["from_date"] or _today(viewer),
            reason=typed["reason"],
        )
        messages.success(request, _("Proposed. It is used once somebody else has adopted it."))
        return redirect("forms:proposal", row.pk)
    _printed(viewer, made)
    values["checked"] = made
    values["difference"] = difference(text_of(found), text_of(made))
    values["typed"] = ChangeForm(initial={**typed, "text": text})
    return render(request, "forms/change.html", values)


@page(Permission.REGULATION_VIEW)
def proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Show what a change makes different; adopt, refuse or take it back."""
    viewer = viewer_of(request)
    row = _row(viewer, proposal)
    adopting = AdoptForm(initial={"from_date": max(row.from_date, _today(viewer))})
    refusing = _refusing(viewer, row)
    refused = ""
    if request.method == "POST":
        adopts = "adopt" in request.POST
        adopting = AdoptForm(request.POST) if adopts else adopting
        refusing = refusing if adopts else _refusing(viewer, row, request.POST)
        sent = adopting if adopts else refusing
        if sent.is_valid():
            try:
                return _answer(request, viewer, row, sent.cleaned_data)
            except BadFormError as error:
                refused = str(error)
    form = form_of_version(row.version)
    before = form_before(row)
    is_own = row.proposed_by_id == viewer.person.pk
    values = {
        "row": row,
        "form": form,
        "difference": difference(text_of(before), text_of(form)),
        "adopting": adopting,
        "refusing": refusing,
        "refused": refused,
        "is_open": not row.adopted_at and not row.refused_at,
        "is_own": is_own,
        "adopts": viewer.may(Permission.FORM_ADOPT) and not is_own,
    }
    failed = bool(refused or adopting.errors or refusing.errors)
    return render(request, "forms/proposal.html", values, status=422 if failed else 200)


def _refusing(viewer: Viewer, row: FormAdoption, sent: QueryDict | None = None) -> RefuseForm:
    """Ask why the form stays as it is; who proposed takes the change back."""
    form = RefuseForm(sent)
    if row.proposed_by_id == viewer.person.pk:
        form.fields["answer"].label = _("Why you take it back")
    return form


def _answer(
    request: HttpRequest, viewer: Viewer, row: FormAdoption, typed: dict[str, Any]
) -> HttpResponse:
    if "adopt" in request.POST:
        adopt_form(by=viewer, proposal=row.pk, from_date=typed["from_date"])
        messages.success(request, _("Adopted. Papers that were issued stay as they are."))
    else:
        refuse_form(by=viewer, proposal=row.pk, answer=typed["answer"])
        messages.success(request, _("The form stays as it is."))
    return redirect("forms:form", row.form)


@page(Permission.REGULATION_VIEW)
def print_proposal(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """Print the version of a proposal with made-up values."""
    viewer = viewer_of(request)
    return _printed(viewer, form_of_version(_row(viewer, proposal).version))


def _row(viewer: Viewer, proposal: UUID) -> FormAdoption:
    _bureau(viewer)
    row = proposals_of(viewer).filter(pk=proposal).first()
    if row is None:
        raise Http404
    return row


def _printed(viewer: Viewer, form: Form) -> HttpResponse:
    """The form on paper, with values that are nobody's.

    Raises:
        PressError: a text that is none, a character that no font has.
    """
    bureau = _bureau(viewer)
    sheet = Sheet(
        form=form,
        values=sample_values(form),
        bureau=bureau.name,
        short_name=bureau.short_name,
        number=_SAMPLE if form.numbering else "",
        case_number=_SAMPLE,
        issued_on=_today(viewer).isoformat(),
        draft=_SAMPLE,
    )
    pdf = press(sheet, fonts=Path(settings.LIUHEN_HOME) / "fonts").pdf
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": named(f"{form.title.zh}.pdf", attached=False)},
    )
