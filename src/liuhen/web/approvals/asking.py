# SPDX-License-Identifier: Apache-2.0
"""Asking for approval: first what for, then about which paper; and saying why it goes on."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.approval_requests import ask, nothing_done
from liuhen.apps.cases.fitting import fits, was_done_first
from liuhen.apps.cases.gate_facts import Step
from liuhen.apps.cases.gates import gate_states, open_gates, override, states_to_pass
from liuhen.apps.cases.lawful import nobody_for
from liuhen.apps.cases.models import Approval, ApprovalState, Case, Ending
from liuhen.apps.cases.queries import get_case
from liuhen.apps.cases.routes import asking_of, matters_in, step_values
from liuhen.apps.cases.ways import endings_to_ask, ways_of_ending
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.law.routes import Matter
from liuhen.web.approvals.forms import AskForm, ReasonForm
from liuhen.web.approvals.reading import said
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be asked for, and the request about it that is under way."""

    matter: Matter
    text: str
    address: str
    open: Approval | None
    fits: bool


@page(Permission.CASE_ENTER)
def choose(request: HttpRequest, key: UUID) -> HttpResponse:
    """List what can be asked for, what fits how far the case has come first."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    rows = Approval.objects.seen_by(viewer).filter(case=case, state=ApprovalState.OPEN)
    under_way = {one.matter: one for one in rows}
    offered = []
    for one in matters_in(case.bureau, viewer.at).values():
        found = under_way.get(one.id)
        asked = found is not None and found.urgent == one.urgent
        first = asked or fits(case, one)
        offered.append(Choice(one, said(one.says), _address(case, one), found, first))
    context = {
        "case": case,
        "choices": [one for one in offered if one.fits],
        "others": [one for one in offered if not one.fits],
    }
    return render(request, "approvals/choose.html", context)


@page(Permission.CASE_ENTER)
def ask_for(request: HttpRequest, key: UUID, matter: str) -> HttpResponse:
    """Ask for one thing: who will decide, what is lacking, and the paper."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    urgent = "urgent" in request.GET
    found = matters_in(case.bureau, viewer.at).get((matter, urgent))
    if found is None:
        raise Http404
    if urgent and request.method != "POST" and not was_done_first(case, matter):
        messages.info(request, nothing_done(matter))
        return redirect("asking:ask", case.pk, matter)
    data = request.POST if request.method == "POST" else None
    asked = {name: request.GET.get(name, "") for name in ("read", "subject", "ending", "due")}
    form = AskForm(viewer, case, found, data, **asked)

    def do() -> str:
        values = form.cleaned_data
        made = ask(
            by=viewer, case=case, matter=matter, subject=values["subject"], urgent=urgent,
            text=values["text"], grounds=form.said_grounds,
            no_longer=values.get("no_longer", ""), ending=values.get("ending", ""), **form.chosen,
            **form.exactly,
        )  # fmt: skip
        messages.success(request, _("Asked for; you see here who said what."))
        return reverse("approvals:request", args=[made.pk])

    ticked = _ticked(request, form)
    gates = open_gates(viewer, case, matter, ticked)
    route = found.route(asking_of(case, urgent=urgent, gates=gates))
    values = [step_values(step) for step in route]
    context = {
        "case": case,
        "matter": found,
        "title": said(found.says),
        "route": values,
        "nobody": nobody_for(viewer, case, values),
        "gates": gate_states(
            viewer, case, matter, grounds=ticked, step=Step(ending=form.ending_said)
        ),
        "may_reason": True,
    }
    return answer(request, "approvals/ask.html", form, do, **context)


def _ticked(request: HttpRequest, form: AskForm) -> list[str]:
    """What is ticked now: as it was sent, also to look at the route again, or as it was before."""
    if request.method == "POST":
        return request.POST.getlist("grounds")
    if "looking" in request.GET:
        return request.GET.getlist("grounds")
    return list(form.initial.get("grounds") or [])


@page(Permission.CASE_ENTER, Permission.CASE_SIGN)
def go_on(request: HttpRequest, key: UUID, matter: str, gate: str) -> HttpResponse:
    """Say why it goes on although a gate is open."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    ways = (Ending(way.id) for way in ways_of_ending(case) if way.matter == matter)
    offered = {one.value: one for one in (*endings_to_ask(case, matter), *ways)}
    asked = request.GET.get("ending", "")
    ending = asked if asked in offered else ""
    states = states_to_pass(viewer, case, matter, ending)
    state = next((one for one in states if one.gate.id == gate), None)
    form = ReasonForm(request.POST if request.method == "POST" else None, state=state)

    def do() -> str:
        override(
            by=viewer, case=case, gate=gate, matter=matter, reason=form.cleaned_data["reason"],
            ending=ending,
        )  # fmt: skip
        messages.success(request, _("The reason is kept, and shown from now on."))
        return reverse("cases:case", args=[case.pk])

    says = offered[ending].label if ending else ""
    context = {"case": case, "state": state, "matter": matter, "ending": says}
    return answer(request, "approvals/override.html", form, do, **context)


def _address(case: Case, matter: Matter) -> str:
    address = reverse("asking:ask", args=[case.pk, matter.id])
    return f"{address}?urgent" if matter.urgent else address
