# SPDX-License-Identifier: Apache-2.0
"""Working on the spot: what goes on, arriving, noting, telling of rights, leaving."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.details import INSPECTIONS
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.filming import filming_article, restrict_filming, restrictions_of
from liuhen.apps.cases.measure_approvals import MEASURE, Unapproved, unapproved_in
from liuhen.apps.cases.models import Activity, Case, Handler
from liuhen.apps.cases.onsite import (
    NothingNewError,
    arrive,
    is_news,
    leave_site,
    note_on_site,
    rights_told,
    tell_rights,
    under_way,
)
from liuhen.apps.cases.preserving import PRESERVING, doubts_of_preserving
from liuhen.apps.cases.qualified import flags_of
from liuhen.apps.cases.queries import find_cases, get_case, get_fact
from liuhen.apps.cases.standing import STARTED
from liuhen.apps.cases.things import things_taken_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.details import details_said
from liuhen.web.entering.chairs import HEARING, warn_of_chair
from liuhen.web.entering.kinds import event_groups, lasts
from liuhen.web.entering.reading import attributes_said
from liuhen.web.entering.refusals import show_refusal
from liuhen.web.entering.views.answers import answer
from liuhen.web.entering.where import Where, beside, fact_address
from liuhen.web.inputs import key_of
from liuhen.web.onsite.forms import ArriveForm, FilmingForm, LeaveForm, NoteForm, RightsForm
from liuhen.web.onsite.photos import photos_of, take_photo
from liuhen.web.pages import NOT_ALLOWED, page

#: What officers do on the spot most often; all other kinds follow below.
USUAL = (
    "site_inspection", "inquiry", "evidence_collection", "routine_patrol", "sampling",
    "advance_preservation", "coercive_measure", "on_the_spot_penalty", "service",
)  # fmt: skip
_KINDS = frozenset(word for group in event_groups() for word in group.words)
_MOST_CASES = 20


@page(Permission.CASE_ENTER)
def index(request: HttpRequest) -> HttpResponse:
    """Show what still goes on, and what can be begun."""
    viewer = viewer_of(request)
    context = {
        "rows": list(under_way(viewer)[:20]),
        "case": _case(viewer, request.GET.get("case")),
        "cases": _own_cases(viewer),
        "usual": USUAL,
        "groups": event_groups(),
    }
    return render(request, "onsite/index.html", context)


@page(Permission.CASE_ENTER)
def new(request: HttpRequest) -> HttpResponse:
    """Arrive: begin an activity."""
    viewer = viewer_of(request)
    kind = request.GET.get("kind", "")
    if kind not in _KINDS:
        return redirect("onsite:index")
    case = _case(viewer, request.GET.get("case"))
    if kind == STARTED:  # which asks for an approval, or a reason, before it is entered
        if case is None:
            return redirect("starting:choose")
        return redirect(f"{reverse('entering:add', args=[case.pk, 'activity'])}?kind={kind}")
    where = Where(viewer, case)
    form = ArriveForm(request.POST if request.method == "POST" else None, where=where, kind=kind)

    def do() -> str:
        row = arrive(by=viewer, kind=kind, lasting=lasts(kind), case=case, **form.values())
        messages.success(request, _("Begun; the server's time is noted."))
        if doubt := form.doubt():
            messages.warning(request, doubt)
        if case is not None and (note := row.details.get(HEARING)):
            warn_of_chair(request, case, note)
        return _there(row, form)

    context = {"kind": kind, "case": case, "lasting": lasts(kind), "cases": _own_cases(viewer)}
    context["preserving"] = kind == PRESERVING
    return answer(request, "onsite/new.html", form, do, **context)


@page(Permission.CASE_VIEW)
def activity(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Show an activity that goes on, and note what happens in it.

    One form holds all that is typed: saving, a photo and leaving all send it along.
    """
    viewer = viewer_of(request)
    row = _row(viewer, activity)
    form = NoteForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, viewer, row, form)
            return redirect(_there(row, form))
        except (UnknownRowError, *NOT_ALLOWED):
            raise
        except UserError as error:
            show_refusal(form, error)
    context = _shown(viewer, row) | {"form": form}
    context["sent"] = request.GET.get("sent", "")
    status = 422 if request.method == "POST" else 200
    return render(request, "onsite/activity.html", context, status=status)


def _do(request: HttpRequest, viewer: Viewer, row: Activity, form: NoteForm) -> None:
    """Save what is noted, with whatever the pressed button does beside it.

    A photo is kept first, whichever button it came with: a browser does not send it again.
    """
    noted = form.said()
    photo = take_photo(request, viewer, row)
    if photo is not None:
        messages.success(request, _("The photo is kept, with your name and this activity."))
    if "leave" in request.POST and not _left_before(row, form, noted):
        leave_site(by=viewer, activity=row, claimed=form.cleaned_data.get("claimed"), **noted)
        messages.success(request, _("Left; the server's time is noted, with all you typed."))
    elif "leave" not in request.POST and (photo is None or is_news(row, **noted)):
        try:
            note_on_site(by=viewer, activity=row, **noted)
            messages.success(request, _("Noted."))
        except NothingNewError:  # no fault: the phone is told that all of it arrived
            messages.info(request, _("Nothing new was typed: all of it is saved."))


def _left_before(row: Activity, form: NoteForm, noted: dict[str, Any]) -> bool:
    """Whether a phone that heard no answer sends its leaving once more: that is no news."""
    return bool(row.end and form.cleaned_data["draft"]) and not is_news(row, **noted)


def _there(row: Activity, form: Form) -> str:
    """The activity's page, which tells the phone that its draft arrived."""
    draft = form.cleaned_data["draft"]
    query = f"?{urlencode({'sent': draft})}" if draft else ""
    return reverse("onsite:activity", args=[row.item]) + query


@page(Permission.CASE_ENTER)
def leave(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Leave: one tap."""
    viewer = viewer_of(request)
    row = _row(viewer, activity)
    form = LeaveForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        claimed = form.cleaned_data["claimed"]
        leave_site(by=viewer, activity=row, claimed=claimed, position=form.position())
        messages.success(request, _("Left; the server's time is noted."))
        return reverse("onsite:activity", args=[row.item])

    context = _around(row) | {"heading": _("Leave"), "button": _("Left now")}
    return answer(request, "onsite/form.html", form, do, **context)


@page(Permission.CASE_ENTER)
def rights(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Note of which rights the party was told."""
    viewer = viewer_of(request)
    row = _row(viewer, activity)
    form = RightsForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        typed = form.cleaned_data
        tell_rights(
            by=viewer, activity=row, rights=typed["rights"], manner=typed["manner"], at=typed["at"]
        )
        messages.success(request, _("Noted: the party was told of its rights."))
        return reverse("onsite:activity", args=[row.item])

    context = _around(row) | {
        "heading": _("Rights told"),
        "button": _("Save"),
        "told": list(rights_told(viewer, row)),
    }
    return answer(request, "onsite/form.html", form, do, **context)


@page(Permission.CASE_ENTER)
def filming(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Restrict somebody's own filming, with the reason."""
    viewer = viewer_of(request)
    row = _row(viewer, activity)
    form = FilmingForm(request.POST if request.method == "POST" else None, row=row)

    def do() -> str:
        restrict_filming(by=viewer, activity=row, **form.cleaned_data)
        messages.success(request, _("The restriction is recorded with its reason."))
        return reverse("onsite:activity", args=[row.item])

    hint = _(
        "Parties and others on the spot may film as long as it hinders nothing. Only hindrance and "
        "state secrets allow to restrict it."
    )
    context = _around(row) | {
        "article": _article_on_filming(viewer, row),
        "heading": _("Somebody's own filming is restricted"),
        "button": _("Record the restriction"),
        "hint": hint,
    }
    return answer(request, "onsite/form.html", form, do, **context)


def _row(viewer: Viewer, item: UUID) -> Activity:
    row = get_fact(viewer, "activity", item)
    if not isinstance(row, Activity):
        raise UnknownRowError(_("There is no such entry."))
    return row


def _article_on_filming(viewer: Viewer, row: Activity) -> str:
    """The article of the bureau's own regulation, where it has one."""
    pack = beside(viewer, row).pack
    return filming_article(pack) if pack is not None else ""


def _around(row: Activity) -> dict[str, Any]:
    return {"row": row, "case": row.case, "back": reverse("onsite:activity", args=[row.item])}


def _shown(viewer: Viewer, row: Activity) -> dict[str, Any]:
    return _around(row) | {
        "flags": flags_of(row),
        "measure": _unapproved(viewer, row),
        "preserving": row.kind == PRESERVING,
        "doubts": doubts_of_preserving(viewer, row),
        "inspects": row.kind in INSPECTIONS,
        "said": [*attributes_said(row.attrs), *details_said(row.details, row.kind)],
        "photos": photos_of(viewer, row),
        "things": things_taken_in(viewer, row),
        "restrictions": list(restrictions_of(row)),
        "rights": list(rights_told(viewer, row)),
        "address": fact_address(row),
        "enters": viewer.may(Permission.CASE_ENTER),
        "closed": row.case is not None and row.case.archived_at is not None,
    }


def _unapproved(viewer: Viewer, row: Activity) -> Unapproved | None:
    """Until when a measure that was taken at once is to be approved, and by which statute."""
    if row.kind != MEASURE or row.case is None:
        return None
    found = unapproved_in(row.case, viewer.at)
    return next((one for one in found if one.row.item == row.item), None)


def _case(viewer: Viewer, key: str | None) -> Case | None:
    """The case that the address names, if the viewer sees it and it is open."""
    found = key_of(key)
    if found is None:
        return None
    case = get_case(viewer, found)
    return case if case.archived_at is None else None


def _own_cases(viewer: Viewer) -> list[Case]:
    """The open cases that the viewer handles, the newest first."""
    own = Handler.objects.filter(person=viewer.person).values("case")
    rows = find_cases(viewer).filter(pk__in=own, archived_at=None, concluded_at=None)
    return list(rows[:_MOST_CASES])
