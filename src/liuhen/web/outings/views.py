# SPDX-License-Identifier: Apache-2.0
"""Outings: who is away now, one form to leave, one button to be back."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.evidence.models import Outing
from liuhen.apps.evidence.outings import (
    away,
    come_back,
    get_outing,
    is_left_open,
    is_long_past,
    known_places,
    leave,
    may_register_for,
    outings,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.errors import UserError
from liuhen.web.moments import moment_said
from liuhen.web.outings.forms import OutingForm
from liuhen.web.pages import page

_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Somebody who is away; `asked_after` where the return is long due.

    `left_open`: for the bureau's number of days nobody has ended it; `days` since leaving.
    """

    outing: Outing
    asked_after: bool
    left_open: bool
    days: int
    may_end: bool


@page(Permission.CASE_VIEW)
def outing_list(request: HttpRequest) -> HttpResponse:
    """Show who is away, and below who came back; take a new outing."""
    viewer = viewer_of(request)
    form = OutingForm(viewer, request.POST or None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            made = leave(
                by=viewer,
                officer=form.person,
                ground=values["ground"],
                place=values["place"],
                expected_back=values["expected_back"],
            )
        except UserError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
        else:
            said = _("%(name)s is away since %(at)s.")
            at = moment_said(made.left_at)
            messages.success(request, said % {"name": made.officer.name, "at": at})
            return redirect("outings:list")
    mine = set(may_register_for(viewer).values_list("pk", flat=True))
    lines = [
        AwayLine(
            one,
            is_long_past(one, viewer.at),
            is_left_open(one, viewer.at),
            (viewer.at - one.left_at).days,
            one.officer_id in mine,
        )
        for one in away(viewer)
    ]
    back = Paginator(outings(viewer).exclude(returned_at=None), _ON_A_PAGE)
    context = {
        "form": form,
        "lines": lines,
        "asked_after": sum(line.asked_after for line in lines),
        "page": back.get_page(request.GET.get("page")),
        "places": known_places(viewer),
        "now": viewer.at,
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "outings/list.html", context, status=422 if wrong else 200)


@page(Permission.EVIDENCE_ADD)
@require_POST
def end(request: HttpRequest, outing: UUID) -> HttpResponse:
    """End an outing, now."""
    viewer = viewer_of(request)
    ended = come_back(by=viewer, outing=get_outing(viewer, outing))
    said = _("%(name)s is back since %(at)s; storing is counted from here.")
    at = moment_said(ended.returned_at or timezone.now())
    messages.success(request, said % {"name": ended.officer.name, "at": at})
    return redirect("outings:list")
