# SPDX-License-Identifier: Apache-2.0
"""What waits for me, and one request: what is read, what was said, and what I say."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liuhen.apps.cases.approval_decisions import changed_since, decide, gates_at
from liuhen.apps.cases.approval_requests import withdraw
from liuhen.apps.cases.before_ending import not_there, still_open
from liuhen.apps.cases.gate_endings import ending_of
from liuhen.apps.cases.gates import OF_EACH, grounds_for
from liuhen.apps.cases.models import Approval, ApprovalState, ApprovalStep, Ending
from liuhen.apps.cases.recusal import undecided_for
from liuhen.apps.cases.waiting import (
    asked_by_me,
    current_step,
    decided_by_me,
    get_approval,
    role_for,
    rounds_of,
    waiting_for,
    why_not_mine,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting_for
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.law.routes import case_grounds
from liuhen.law.statutory import endings
from liuhen.web.approvals.forms import DecideForm
from liuhen.web.approvals.reading import Reading, reading_of
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.seen import require_seen, seen_of

_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Turn:
    """The step that is to be taken, and in which role the viewer may take it (or none).

    `why_not`: what stands against a viewer who holds a role for it.
    """

    step: ApprovalStep | None
    role: str
    on_behalf: str
    last: bool
    why_not: str = ""


@page(Permission.CASE_SIGN, Permission.PAPER_WRITE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for the viewer, what he or she asked for, and what was decided last."""
    viewer = viewer_of(request)
    shown = Paginator(waiting_for(viewer), _ON_A_PAGE).get_page(request.GET.get("page"))
    values = {
        "page": shown,
        "asked": list(asked_by_me(viewer)[:_ON_A_PAGE]),
        "recusals": undecided_for(viewer),
        "decided": decided_by_me(viewer),
        "now": viewer.at,
        "signs": viewer.may(Permission.CASE_SIGN),
    }
    return render(request, "approvals/list.html", values)


@page(Permission.CASE_VIEW)
def request_page(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Show a request; whoever's turn it is says what he or she thinks."""
    viewer = viewer_of(request)
    row = get_approval(viewer, approval)
    turn = _turn(viewer, row)
    gates = gates_at(viewer, row, turn.role)
    asks = [one for one in gates if turn.last or one.gate.condition in OF_EACH]
    form = DecideForm(turn.role, asks, request.POST if request.method == "POST" else None)
    reading = reading_of(viewer, row)
    now = _seen(row, turn, reading)

    def do() -> str:
        if turn.step is None:
            messages.warning(request, _("The request is no longer under way."))
        else:
            require_seen(request, now)
            _decide(request, viewer, turn, form)
        return reverse("approvals:list")

    context: dict[str, Any] = {
        "approval": row,
        "case": row.case,
        "turn": turn,
        "rounds": rounds_of(row),
        "reading": reading,
        "changed": changed_since(row) if turn.step is not None else "",
        "seen": now,
        "gates": gates,
        "grounds": [one for one in case_grounds() if one.id in row.grounds],
        **_end_of(viewer, row),
        "could_tick": bool(grounds_for(row.case, row.matter, viewer.at)),
        "may_withdraw": _may_withdraw(viewer, row),
        "again": _again(row),
        "now": viewer.at,
    }
    return answer(request, "approvals/request.html", form, do, **context)


def _end_of(viewer: Viewer, approval: Approval) -> dict[str, Any]:
    """How the case is to end, where that is asked for, and what is still open or missing in it."""
    word = ending_of(approval)
    if not word:
        return {}
    way, case = endings().get(word), approval.case
    waits = approval.state in (ApprovalState.OPEN, ApprovalState.SENT_BACK)
    return {
        "ending": Ending(word).label,
        "way": way,
        "open": still_open(viewer, case, approval) if waits else (),
        "not_there": not_there(case, way) if way and waits else None,
    }


@page(Permission.CASE_ENTER)
@require_POST
def take_back(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Withdraw a request."""
    viewer = viewer_of(request)
    row = get_approval(viewer, approval)
    withdraw(by=viewer, approval=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("The request is taken back."))
    return redirect("cases:case", row.case_id)


def _seen(approval: Approval, turn: Turn, reading: Reading) -> str:
    """What the page lets somebody decide on: the step of this round, and what is read beside it."""
    lines = [(str(name), str(text)) for name, text in reading.lines]
    step = turn.step.pk if turn.step else None
    return seen_of(step, approval.text, reading.kind, reading.title, reading.number, lines)


def _decide(request: HttpRequest, viewer: Viewer, turn: Turn, form: DecideForm) -> None:
    if turn.step is None:
        return
    outcome = request.POST.get("outcome", "")
    decide(
        by=viewer, step=turn.step, outcome=outcome, opinion=form.said, role=turn.role,
        reasons=form.reasons,
    )  # fmt: skip
    said = {
        "agreed": _("You agreed."),
        "refused": _("You refused."),
        "sent_back": _("You sent it back."),
    }
    messages.success(request, said.get(outcome, ""))


def _turn(viewer: Viewer, approval: Approval) -> Turn:
    step = current_step(approval)
    if step is None:
        return Turn(None, "", "", last=False)
    role = role_for(viewer, step) if viewer.may(Permission.CASE_SIGN) else ""
    behalf = acting_for(viewer, role, approval.case.section_id) if role else None
    why_not = why_not_mine(viewer, step) if viewer.may(Permission.CASE_SIGN) else ""
    last = step.order == len(approval.route)
    return Turn(step, role, behalf.name if behalf else "", last=last, why_not=why_not)


def _again(approval: Approval) -> str:
    """Where the same is asked for again: about the same entry, with the same paper."""
    read = ""
    if approval.draft_id or approval.paper_id:
        read = f"draft:{approval.draft_id}" if approval.draft_id else f"paper:{approval.paper_id}"
    said = {"subject": approval.subject, "read": read, "urgent": "1" if approval.urgent else ""}
    said["ending"] = ending_of(approval)
    said["due"] = str(approval.exactly.get("due", ""))
    query = urlencode({name: value for name, value in said.items() if value})
    address = reverse("asking:ask", args=[approval.case_id, approval.matter])
    return f"{address}?{query}" if query else address


def _may_withdraw(viewer: Viewer, approval: Approval) -> bool:
    open_ = approval.state in (ApprovalState.OPEN, ApprovalState.SENT_BACK)
    return open_ and approval.asked_by_id == viewer.person_id
