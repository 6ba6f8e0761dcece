# SPDX-License-Identifier: Apache-2.0
"""Noting an incident, and seeing at once what it protects."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.incidents import (
    assign_incident,
    long_term_article,
    may_be_for_police,
    police_article,
    protected,
    record_incident,
    sees,
)
from liuhen.apps.cases.models import Case, Incident
from liuhen.apps.cases.queries import get_case, get_fact
from liuhen.apps.compliance.judging import judge, pack_of_case
from liuhen.apps.compliance.notices import mark_read, notices_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.articles import article_name
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where
from liuhen.web.incidents.forms import AssignForm, IncidentForm
from liuhen.web.moments import clock_said
from liuhen.web.pages import page


@page(Permission.INCIDENT_ADD)
def new(request: HttpRequest) -> HttpResponse:
    """Note an incident; whoever does not see the case learns nothing of it."""
    viewer = viewer_of(request)
    asked = request.GET.get("case", "")
    case = _seen(viewer, asked)
    events = Where(viewer, case).events if case else []
    sent = request.POST if request.method == "POST" else None
    happened = request.GET.get("event", "")
    form = IncidentForm(sent, viewer=viewer, number=asked, events=events, event=happened)

    def do() -> str:
        typed = form.cleaned_data
        row = record_incident(
            by=viewer,
            number=typed["number"],
            kind=typed["kind"],
            at=typed["at"],
            text=typed["text"],
            event=typed.get("event", ""),
            section=typed.get("section"),
            about=typed.get("about", ""),
        )
        if row.case is not None and sees(viewer, row.case):
            messages.success(request, _("The incident is recorded."))
            return reverse("incidents:kept", args=[row.item])
        messages.success(request, _told_outside(row))
        return reverse("incidents:new")

    return answer(request, "incidents/new.html", form, do, case=case)


@page(Permission.CASE_VIEW)
def kept(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Show an incident and which recordings it protects; whoever sees it has read of it."""
    viewer = viewer_of(request)
    row = get_fact(viewer, "incident", incident)
    if not isinstance(row, Incident) or row.case is None:
        raise UnknownRowError(_("There is no such entry."))
    told = notices_of(viewer, unread=True).filter(word="incident_recorded")
    told = told.filter(params__incident=str(row.item))
    mark_read(viewer, told.values_list("pk", flat=True))
    pack = pack_of_case(row.case)
    context = {
        "row": row,
        "case": row.case,
        "protected": protected(row.case, judge(row.case, viewer.at), row),
        "article": long_term_article(pack),
        "for_police": may_be_for_police(row),
        "police_article": police_article(pack),
        "happened_in": Where(viewer, row.case).event(row.event_ref),
        "may_ask": viewer.may(Permission.CASE_ENTER) and row.case.archived_at is None,
    }
    return render(request, "incidents/kept.html", context)


@page(Permission.CASE_ENTER)
def assign(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Give an incident that was recorded without a case its case."""
    viewer = viewer_of(request)
    row = get_fact(viewer, "incident", incident)
    if not isinstance(row, Incident):
        raise UnknownRowError(_("There is no such entry."))
    if row.case_id is not None:
        return redirect("incidents:kept", row.item)
    form = AssignForm(request.POST if request.method == "POST" else None, viewer=viewer)

    def do() -> str:
        given = assign_incident(by=viewer, incident=row, case=form.cleaned_data["case"])
        messages.success(request, _("The incident belongs to the case now."))
        return reverse("incidents:kept", args=[given.item])

    return answer(request, "incidents/assign.html", form, do, row=row)


def _seen(viewer: Viewer, number: str) -> Case | None:
    """The case that the address names, where the viewer sees it."""
    try:
        return get_case(viewer, number) if number else None
    except UnknownRowError:
        return None


def _told_outside(row: Incident) -> str:
    """What is said to somebody who does not see the case: nothing that stands in it."""
    if row.case is None:
        told = _("Recorded at %(at)s. %(section)s is asked to give it its case.")
        section = row.section.name if row.section else ""
        return told % {"at": clock_said(row.recorded_at), "section": section}
    said = _("Recorded at %(at)s. The handlers see it in the case.") % {
        "at": clock_said(row.recorded_at)
    }
    article = long_term_article(pack_of_case(row.case))
    if article:
        more = _("Its recordings are kept for long (%(article)s).")
        said += " " + more % {"article": article_name(article)}
    return said
