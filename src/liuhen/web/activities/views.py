# SPDX-License-Identifier: Apache-2.0
"""Activities without a case: the list, a new one, what stands beside one, giving it a case."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import attach_activity
from liuhen.apps.cases.deeds import fact_deeds
from liuhen.apps.cases.details import INSPECTIONS
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.lateness import entered_long_after
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.queries import get_fact, loose_activities, versions
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.case_forms import AttachForm
from liuhen.web.entering.reading import lines_of, versions_read
from liuhen.web.entering.views import facts
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.views.filling import add_to, correct_in
from liuhen.web.entering.where import Where, beside, fact_address, fact_of
from liuhen.web.pages import page

_ON_A_PAGE = 50


@page(Permission.CASE_VIEW)
def activities(request: HttpRequest) -> HttpResponse:
    """Show the activities that have no case yet, the newest first."""
    rows = Paginator(loose_activities(viewer_of(request)), _ON_A_PAGE)
    found = rows.get_page(request.GET.get("page"))
    return render(request, "activities/list.html", {"page": found})


@page(Permission.CASE_ENTER)
def new(request: HttpRequest) -> HttpResponse:
    """Enter an activity without a case."""
    return add_to(request, Where(viewer_of(request)), "activity")


@page(Permission.CASE_VIEW)
def activity(request: HttpRequest, item: UUID) -> HttpResponse:
    """Show an activity without a case, and what stands beside it."""
    viewer = viewer_of(request)
    row = get_fact(viewer, "activity", item)
    if row.case_id is not None:
        return redirect(fact_address(row))
    where = _beside(viewer, item)
    context = facts.about(row) | {
        "where": where,
        "deeds": fact_deeds(viewer, row),
        "lines": lines_of(row, where.names),
        "versions": versions_read(versions(viewer, row), where.names),
        "late": entered_long_after(row),
        "inspects": isinstance(row, Activity) and row.kind in INSPECTIONS,
        "beside": [
            *where.facts.documents,
            *where.facts.recordings,
            *where.facts.interruptions,
            *where.facts.incidents,
        ],
    }
    return render(request, "activities/activity.html", context)


@page(Permission.CASE_ENTER)
def add(request: HttpRequest, item: UUID, fact: str) -> HttpResponse:
    """Enter a paper, a recording … beside an activity without a case."""
    return add_to(request, _beside(viewer_of(request), item), fact)


@page(Permission.CASE_ENTER)
def attach(request: HttpRequest, item: UUID) -> HttpResponse:
    """Give an activity its case; what names this activity alone goes along."""
    viewer = viewer_of(request)
    where = _beside(viewer, item)
    row = where.activity
    form = AttachForm(request.POST or None, viewer=viewer)

    def do() -> str:
        case = form.cleaned_data["case"]
        if row is not None:
            attach_activity(by=viewer, activity=row, case=case)
        said = _("The activity belongs to case %(number)s now.") % {"number": case.number}
        messages.success(request, said)
        return reverse("cases:case", args=[case.pk])

    return answer(request, "activities/attach.html", form, do, row=row, where=where)


@page(Permission.CASE_VIEW)
def fact(request: HttpRequest, fact: str, item: UUID) -> HttpResponse:
    """Show a fact without a case."""
    viewer = viewer_of(request)
    return facts.show(request, viewer, fact_of(viewer, fact, item, None))


@page(*facts.CORRECTORS)
def correct(request: HttpRequest, fact: str, item: UUID) -> HttpResponse:
    """Correct a fact without a case."""
    viewer = viewer_of(request)
    row = fact_of(viewer, fact, item, None)
    return correct_in(request, beside(viewer, row), fact, row)


@page(*facts.WITHDRAWERS)
def withdraw(request: HttpRequest, fact: str, item: UUID) -> HttpResponse:
    """Withdraw a fact without a case."""
    viewer = viewer_of(request)
    return facts.withdraw_row(request, viewer, fact_of(viewer, fact, item, None))


def _beside(viewer: Viewer, item: UUID) -> Where:
    row = fact_of(viewer, "activity", item, None)
    if not isinstance(row, Activity):
        raise UnknownRowError(_("There is no such entry."))
    return Where(viewer, activity=row)
