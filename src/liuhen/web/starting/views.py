# SPDX-License-Identifier: Apache-2.0
"""How a case begins: from where, registered, started or not, the complainant told."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.after_approval import unissued_start
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import StateSecretError
from liuhen.apps.cases.models import Participant
from liuhen.apps.cases.not_starting import asked_of_not_starting
from liuhen.apps.cases.of_case import sees_case
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.standing import on_the_spot, standing_of
from liuhen.apps.cases.starting import (
    SOURCES,
    complaints_of,
    decide_start,
    gates_of_start,
    inform_complainant,
    register_complaint,
    start_case,
)
from liuhen.apps.compliance.queries import case_detail
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.details import CHANNEL_WORDS
from liuhen.web.entering.views.answers import answer
from liuhen.web.inputs import key_of
from liuhen.web.pages import page
from liuhen.web.starting.forms import (
    SOURCE_WORDS,
    ComplaintForm,
    DecideForm,
    InformForm,
    StartForm,
)

#: Complaints that whoever registered them is shown.
_MOST_LISTED = 20


@page(Permission.CASE_ENTER)
def choose(request: HttpRequest) -> HttpResponse:
    """Ask from where the case comes."""
    sources = [(word, *SOURCE_WORDS[word]) for word in SOURCES]
    return render(request, "starting/choose.html", {"sources": sources})


@page(Permission.CASE_ENTER)
def register(request: HttpRequest, source: str) -> HttpResponse:
    """Register a case; then say whether a procedure is started."""
    if source not in SOURCES:
        raise Http404
    viewer = viewer_of(request)
    sent = request.POST if request.method == "POST" else None
    asked = key_of(request.GET.get("activity"))
    form = StartForm(sent, viewer=viewer, source=source, asked=str(asked or ""))
    context = {"source": source, "says": SOURCE_WORDS[source][0], "secret": False}

    def do() -> str:
        try:
            case = start_case(by=viewer, section=form.cleaned_data["section"], begun=form.begun())
        except StateSecretError:
            context["secret"] = True
            raise
        messages.success(request, _("Registered: case %(number)s.") % {"number": case.number})
        return reverse("starting:decide", args=[case.pk])

    return answer(request, "starting/register.html", form, do, **context)


@page(Permission.COMPLAINT_ADD)
def complaint(request: HttpRequest) -> HttpResponse:
    """Register a complaint for a section; who does not see its cases learns the number alone."""
    viewer = viewer_of(request)
    form = ComplaintForm(request.POST if request.method == "POST" else None, viewer=viewer)

    def do() -> str:
        section = form.cleaned_data["section"]
        case = register_complaint(by=viewer, section=section, begun=form.begun())
        told = {"number": case.number, "section": section.name}
        said = _("Registered: case %(number)s. %(section)s decides what follows.") % told
        messages.success(request, said)
        sees = sees_case(viewer, case)
        return reverse("cases:case", args=[case.pk]) if sees else reverse("complaints:new")

    registered = complaints_of(viewer, _MOST_LISTED)
    return answer(request, "starting/complaint.html", form, do, registered=registered)


@page(Permission.CASE_VIEW)
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far the beginning has come; say whether a procedure is started."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    known = standing_of(case)
    urgent = "urgent" in request.POST if request.method == "POST" else case.urgent
    gates = [] if urgent else [one for one in gates_of_start(viewer, case) if one.is_open]
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        urgent=case.urgent,
        refusable=known.came_in is not None,
        gates=gates,
    )

    def do() -> str:
        typed = form.cleaned_data
        decide_start(
            by=viewer,
            case=case,
            start=typed["start"],
            at=typed["at"],
            urgent=typed["urgent"],
            reason=typed.get("reason", ""),
            reasons=form.reasons,
        )
        said = _("The procedure is started.") if typed["start"] else _("It is not started.")
        messages.success(request, said)
        return reverse("starting:decide", args=[case.pk])

    context = {
        "case": case,
        "known": known,
        "came_by": CHANNEL_WORDS.get(known.came_in.details.get("channel", ""), "")
        if known.came_in
        else "",
        "on_the_spot": on_the_spot(case),
        "gates": gates,
        "unissued": unissued_start(viewer, case),
        "not_starting": asked_of_not_starting(case, viewer.at) if known.to_decide else None,
        "deeds": case_deeds(viewer, case),
        "detail": case_detail(viewer, case),
    }
    return answer(request, "starting/decide.html", form, do, **context)


@page(Permission.CASE_ENTER)
def inform(request: HttpRequest, key: UUID) -> HttpResponse:
    """Note that a named complainant was told why nothing is started."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    known = standing_of(case)
    now = timezone.localtime().replace(second=0, microsecond=0)
    why = known.decided.details.get("reason", "") if known.decided else ""
    sent = request.POST if request.method == "POST" else None
    form = InformForm(sent, initial={"at": now, "words": why})

    def do() -> str:
        inform_complainant(by=viewer, case=case, **form.cleaned_data)
        messages.success(request, _("Noted: the complainant was told."))
        return reverse("starting:decide", args=[case.pk])

    told = [
        one for one in participants_of(viewer, case) if one.row.role == Participant.Role.COMPLAINANT
    ]
    context = {"case": case, "heading": _("Tell the complainant"), "complainants": told}
    return answer(request, "starting/inform.html", form, do, **context)
