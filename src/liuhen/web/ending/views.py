# SPDX-License-Identifier: Apache-2.0
"""The pages of ending a case: what is still open, the ways, and the form of each."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.before_ending import (
    approval_before,
    gates_before,
    gates_before_anew,
    newest_request,
    not_there,
    request_about,
    running,
    still_open,
)
from liuhen.apps.cases.branching import decide_anew, split
from liuhen.apps.cases.case_links import HANDED, links_of
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.ending import end_case, resume, suspend, way_of_ending
from liuhen.apps.cases.gates import GateState
from liuhen.apps.cases.models import Case, Ending
from liuhen.apps.cases.queries import another_case, get_case
from liuhen.apps.cases.reopening import correct_ending, may_reopen, reopen_case
from liuhen.apps.cases.standing import standing_of
from liuhen.apps.cases.ways import CLOSING, PERFORMED, matter_before, ways_of_ending
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.law.statutory import EndingWay
from liuhen.web.ending.forms import (
    MOST_REASON,
    AnewForm,
    ClosingForm,
    EndForm,
    PauseForm,
    ReopenForm,
    SplitForm,
)
from liuhen.web.entering.views.answers import answer
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.seen import first_seen, require_seen, seen_of
from liuhen.web.serving.forms import refuse_scans, with_scans


@page(Permission.CASE_VIEW)
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is still open and the ways in which the case may end, or how it ended."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    enters = case_deeds(viewer, case).change
    lets_pass = not enters and viewer.may(Permission.CASE_SIGN)
    context = {
        "case": case,
        "open": still_open(viewer, case),
        "ways": [
            (
                way,
                newest_request(case, way.matter, way.id),
                _unapproved(viewer, case, way) if lets_pass else (),
            )
            for way in (() if case.concluded_at else ways_of_ending(case))
        ],
        "links": links_of(viewer, case),
        "enters": enters,
        "may_reopen": may_reopen(viewer, case),
        "handed": case.ending in HANDED,
        "may_anew": viewer.reaches(Permission.CASE_ENTER, case.section_id),
    }
    return render(request, "ending/choose.html", context)


def _unapproved(viewer: Viewer, case: Case, way: EndingWay) -> tuple[GateState, ...]:
    """The gate of the approval, for a head who does not end the case and may let it go on."""
    states = approval_before(viewer, case, matter_before(case, way), way.id)
    return tuple(one for one in states if one.may_override and (one.stops or one.overrides))


@page(Permission.CASE_ENTER)
def end(request: HttpRequest, key: UUID, ending: str) -> HttpResponse:
    """End the case in one way."""
    viewer = viewer_of(request)
    case, way = get_case(viewer, key), way_of_ending(ending)
    data, refused = with_scans(request, viewer)
    into = _into(viewer, case, data)
    gates = gates_before(viewer, case, matter_before(case, way), way.id, into)
    form = EndForm(
        data, way=way, gates=gates,
        initial={"reason": _why(case) if way.not_begun else ""},
    )  # fmt: skip
    if data is not None:
        refuse_scans(form, refused)

    def do() -> str:
        typed = form.cleaned_data
        end_case(
            by=viewer, case=case, ending=ending, reason=typed["reason"], at=typed["at"],
            other=typed.get("other", ""), to=typed.get("to", ""), letter=form.letter(),
            reasons=form.reasons,
        )  # fmt: skip
        messages.success(request, _("The case is concluded; archiving is counted from there."))
        return reverse("cases:case", args=[case.pk])

    context = {"case": case, "way": way, "open": still_open(viewer, case), "matter": way.matter,
               "running": running(case, way), "not_there": not_there(case, way),
               "asked": request_about(case, way.matter, way.id), "barred": _barred(gates),
               "asked_ending": way.id,
               "performed": way.id == PERFORMED}  # fmt: skip
    return answer(request, "ending/end.html", form, do, **context)


def _into(viewer: Viewer, case: Case, data: QueryDict | None) -> UUID | None:
    """The case that this one is merged into, where its number was typed and it is seen."""
    number = data.get("other", "") if data is not None else ""
    found = another_case(viewer, case, str(number)) if number else None
    return found.pk if found is not None else None


def _why(case: Case) -> str:
    """Why nothing was started, as it was decided; the reason of an ending is a line."""
    decided = standing_of(case).decided
    said = str(decided.details.get("reason", "")) if decided else ""
    return " ".join(said.split())[:MOST_REASON]


@page(Permission.CASE_ENTER)
def suspend_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let the case stand still."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    gates = approval_before(viewer, case, "suspension")
    form = PauseForm(_sent(request), gates=gates)

    def do() -> str:
        suspend(by=viewer, case=case, **form.typed)
        messages.success(request, _("The case is suspended."))
        return reverse("cases:case", args=[case.pk])

    around = {"barred": _barred(gates), **_asked(case, "suspension")}
    return _shown(request, case, form, do, heading=_("Suspend the case"), **around)


@page(Permission.CASE_ENTER)
def resume_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a suspended case go on."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    gates = approval_before(viewer, case, "resumption")
    form = PauseForm(_sent(request), gates=gates)

    def do() -> str:
        resume(by=viewer, case=case, **form.typed)
        messages.success(request, _("The case goes on."))
        return reverse("cases:case", args=[case.pk])

    around = {"barred": _barred(gates), **_asked(case, "resumption")}
    return _shown(request, case, form, do, heading=_("Resume the case"), **around)


@page(Permission.CASE_SIGN)
def reopen(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a case go on that was closed by mistake."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = ReopenForm(_sent(request))

    def do() -> str:
        reopen_case(by=viewer, case=case, reason=form.cleaned_data["reason"])
        messages.success(request, _("The case goes on."))
        return reverse("cases:case", args=[case.pk])

    hint = _(
        "For a case that was closed by mistake and is not archived yet: the conclusion counts no "
        "more and stays readable with the reason; to close the case again it is approved anew."
    )
    return _shown(request, case, form, do, heading=_("Open the case again"), hint=hint)


@page(Permission.CASE_SIGN)
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct when a case was concluded, and why."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = ClosingForm(
        _sent(request), initial={"at": case.concluded_at, "words": case.ending_reason}
    )
    now = seen_of(form.initial)

    def do() -> str:
        require_seen(request, now)
        correct_ending(by=viewer, case=case, **form.cleaned_data)
        messages.success(request, _("The closing is corrected; what it said stays readable."))
        return reverse("ending:choose", args=[case.pk])

    around = {"heading": _("Correct the closing"), "seen": first_seen(request, now)}
    return _shown(request, case, form, do, **around)


@page(Permission.CASE_ENTER)
def split_case(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open new cases out of this one."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    gates = gates_before(viewer, case, CLOSING, Ending.SPLIT)
    form = SplitForm(_sent(request), gates=gates)

    def do() -> str:
        typed = form.cleaned_data
        made = split(
            by=viewer, case=case, titles=typed["titles"].splitlines(), reason=typed["reason"],
            ends=typed["ends"], reasons=form.reasons,
        )  # fmt: skip
        said = _("Opened: %(numbers)s") % {"numbers": listed(one.number for one in made)}
        messages.success(request, said)
        return reverse("cases:case", args=[case.pk])

    hint = _("The facts stay in this case; both show the link.")
    around = {"barred": _barred(gates), "ends": True, **_asked(case, CLOSING, Ending.SPLIT)}
    return _shown(request, case, form, do, heading=_("Split the case"), hint=hint, **around)


@page(Permission.CASE_ENTER)
def anew(request: HttpRequest, key: UUID) -> HttpResponse:
    """Open the case in which is decided anew."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    gates = gates_before_anew(viewer, case)
    form = AnewForm(_sent(request), case=case, gates=gates)

    def do() -> str:
        typed = form.cleaned_data
        made = decide_anew(
            by=viewer, case=case, reason=typed["reason"], title=typed["title"],
            reasons=form.reasons,
        )  # fmt: skip
        messages.success(request, _("Opened: %(numbers)s") % {"numbers": made.number})
        return reverse("cases:case", args=[made.pk])

    around = {"barred": _barred(gates), "heading": _("Decide anew")}
    if case.ending in HANDED:
        around["heading"] = _("Take up what came back")
        hint = _(
            "A new case is opened with the party and the handlers of this one; this one stays as "
            "it is and both show the link."
        )
    elif case.concluded_at is not None:
        hint = _("A new case is opened; this one stays as it is and both show the link.")
    else:
        hint = _(
            "A new case is opened with the party and the handlers of this one; its papers and "
            "activities stay here. This case is concluded with it, and both show the link."
        )
        around |= _asked(case, CLOSING, Ending.ANEW)
    return _shown(request, case, form, do, hint=hint, **around)


def _barred(gates: Iterable[GateState]) -> list[GateState]:
    """The gates that stop whoever looks, and which he or she may not pass."""
    return [one for one in gates if one.stops and not one.may_override]


def _asked(case: Case, matter: str, ending: str = "") -> dict[str, Any]:
    asked = request_about(case, matter, ending)
    return {"matter": matter, "asked": asked, "asked_ending": str(ending)}


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _shown(
    request: HttpRequest, case: Case, form: forms.Form, do: Callable[[], str], **around: Any
) -> HttpResponse:
    return answer(request, "ending/form.html", form, do, case=case, **around)
