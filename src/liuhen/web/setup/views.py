# SPDX-License-Identifier: Apache-2.0
"""Setting up a bureau: first run, a further bureau, and what is changed later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.bureau_changes import (
    may_move_first_day,
    next_numbers,
    set_first_day,
    set_numbers,
)
from liuhen.apps.evidence.outings import set_outing_days
from liuhen.apps.people.access import Permission
from liuhen.apps.people.acts import add_section, rename_section
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.queries import first_run, tree
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.actors import SystemActor
from liuhen.errors import UserError
from liuhen.web.pages import Open, page
from liuhen.web.setup.forms import (
    BureauForm,
    FirstDayForm,
    NumbersForm,
    OutingDaysForm,
    SectionForm,
    midnight,
)
from liuhen.web.setup.founding import FIRST_RUN, found
from liuhen.web.setup.steps import steps_of


@page(Open.EVERYONE)
def first(request: HttpRequest) -> HttpResponse:
    """Set up the first bureau of a new installation; closed as soon as anybody is there."""
    if not first_run():
        return redirect("/")
    return _founded(request, FIRST_RUN)


@page(Permission.BUREAU_CREATE)
def new(request: HttpRequest) -> HttpResponse:
    """Set up a further bureau."""
    return _founded(request, viewer_of(request))


def _founded(request: HttpRequest, by: Viewer | SystemActor) -> HttpResponse:
    form = BureauForm(request.POST or None)
    if form.is_valid():
        try:
            bureau, made = found(form, by)
        except UserError as error:
            _blame(form, error, {"code": None, "short_name": "short_name"})
        else:
            return render(request, "setup/ready.html", {"new": bureau, "made": made})
    values = {"form": form, "first": isinstance(by, SystemActor)}
    return render(request, "setup/new.html", values, status=422 if form.is_bound else 200)


@page(Permission.BUREAU_SETUP)
def bureau(request: HttpRequest) -> HttpResponse:
    """Show what is left to do, and change sections, numbers and the first day."""
    viewer = viewer_of(request)
    if viewer.bureau is None:
        raise Http404
    forms = _forms(viewer, viewer.bureau)
    chosen = request.POST.get("what", "")
    if request.method == "POST" and chosen in forms:
        form = forms[chosen] = type(forms[chosen])(request.POST)
        if form.is_valid() and _changed(viewer, chosen, form):
            messages.success(request, _("Saved."))
            return redirect("setup:bureau")
    values = {
        "forms": forms,
        "nodes": tree(viewer),
        "steps": steps_of(viewer),
        "movable": may_move_first_day(viewer),
        "viewer": viewer,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "setup/bureau.html", values, status=status)


@page(Permission.BUREAU_SETUP)
@require_POST
def section(request: HttpRequest, section: UUID) -> HttpResponse:
    """Give a section another name."""
    viewer = viewer_of(request)
    below = {node.organisation.pk: node.organisation for node in tree(viewer) if node.depth}
    if section not in below:
        raise Http404
    rename_section(by=viewer, section=below[section], name=request.POST.get("name", ""))
    messages.success(request, _("Saved."))
    return redirect("setup:bureau")


def _forms(viewer: Viewer, bureau: Organisation) -> dict[str, Any]:
    numbers = {f"number_{kind}": number for kind, number in next_numbers(viewer).items()}
    start = bureau.go_live_at and timezone.localtime(bureau.go_live_at).date()
    return {
        "section": SectionForm(),
        "numbers": NumbersForm(initial=numbers),
        "first_day": FirstDayForm(initial={"go_live": start}),
        "outings": OutingDaysForm(initial={"days": bureau.outing_days}),
    }


def _changed(viewer: Viewer, what: str, form: Any) -> bool:
    """Do what the form asks; `False` where it was refused, with the sentence in the form."""
    try:
        if what == "section" and viewer.bureau is not None:
            add_section(by=viewer, parent=viewer.bureau, name=form.cleaned_data["name"])
        elif what == "numbers":
            set_numbers(by=viewer, numbers=form.numbers)
        elif what == "outings":
            set_outing_days(by=viewer, days=form.cleaned_data["days"])
        else:
            set_first_day(by=viewer, go_live_at=midnight(form.cleaned_data["go_live"]))
    except UserError as error:
        _blame(form, error, {})
        return False
    return True


def _blame(form: Any, error: UserError, names: dict[str, str | None]) -> None:
    """Put the sentence beside the field that it is about."""
    named = getattr(error, "field", "")
    field = names.get(named, named)
    form.add_error(field if field in form.fields else None, str(error))
