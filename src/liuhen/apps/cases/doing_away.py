# SPDX-License-Identifier: Apache-2.0
"""Doing away with a thing: destroying it, handing it in or over, selling it.

Law: 行政处罚法第七十四条, 行政强制法第二十七条.

What this module promises:

- nobody does it alone and without a word: it has a reason and a second person beside the officer;
- it rests on an approval that was given here, or on an issued paper with whoever approved it;
  where there is neither, it goes on with a reason alone, which is kept beside the gate.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.errors import BadFactError, GateClosedError
from liuhen.apps.cases.gate_facts import Verdict
from liuhen.apps.cases.gates import GateState, put_override
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    GateOverride,
    Paper,
    StepOutcome,
    Thing,
)
from liuhen.apps.cases.named import statutes_said
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.people.viewer import Viewer
from liuhen.law.pack_parts import Gate
from liuhen.law.routes import gates_of

GATE = "disposal-approved"
_MATTER = "thing"


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a thing is done away with.

    `basis`: an issued paper, with `approver`, who approved it; or `approval`: a request that was
    approved here. `going_on`: why it goes on where there is neither.
    """

    basis: Paper | None = None
    approval: Approval | None = None
    approver: str = ""
    going_on: str = ""


def gate_of(case: Case, viewer: Viewer) -> Gate | None:
    """Return the gate that asks for the approval."""
    gates = gates_of(pack_now(case.bureau, viewer.at).id)
    return next((one for one in gates if one.id == GATE), None)


def bases_of(viewer: Viewer, case: Case) -> tuple[list[Paper], list[Approval]]:
    """Return the papers and approvals of a case that may decide on its things, the newest first."""
    gate = gate_of(case, viewer)
    words = gate.words if gate else []
    papers = Paper.objects.seen_by(viewer).filter(case=case, form__in=words, replaced_by=None)
    agreed = Approval.objects.seen_by(viewer).filter(
        case=case, matter__in=words, state=ApprovalState.AGREED
    )
    return list(papers.order_by("-issued_at")), list(agreed.order_by("-asked_at"))


def settled(
    doing: CaseAct, row: Thing, grounds: Grounds, *, reason: str, witness: str
) -> dict[str, Any]:
    """Check what doing away with a thing asks for; return the columns of its step.

    Raises:
        BadFactError: there is no reason, no second person, a basis that does not decide on things
            of the case, or nobody who approved the paper.
        GateClosedError: neither paper nor approval, and nobody says why it goes on.
    """
    if not reason.strip():
        raise BadFactError(_("Say why it is done away with."), "reason")
    if witness.strip() in ("", doing.by.person.name):
        raise BadFactError(_("Who was there besides you? Enter a witness."), "witness")
    papers, approvals = bases_of(doing.by, doing.case)
    if grounds.basis not in (None, *papers) or grounds.approval not in (None, *approvals):
        raise BadFactError(_("There is no such paper in this case."), "basis")
    if grounds.approval is not None:
        approver = _who_agreed(grounds.approval)
        return {"approval": grounds.approval, "basis": grounds.basis, "approver": approver}
    if grounds.basis is not None:
        approver = checks.text(grounds.approver, "approver", 60)
        if not approver:
            raise BadFactError(_("Who approved it?"), "approver")
        return {"basis": grounds.basis, "approver": approver}
    gate = gate_of(doing.case, doing.by)
    if gate is not None:
        _go_on(doing, row, gate, grounds.going_on)
    return {"approver": checks.text(grounds.approver, "approver", 60)}


def _go_on(doing: CaseAct, row: Thing, gate: Gate, reason: str) -> None:
    why = _("There is no paper and no approval for doing away with %(thing)s.")
    state = GateState(gate, Verdict("open", why % {"thing": row.name}), about=_about(row))
    if not reason.strip():
        raise GateClosedError(
            _("%(why)s Ask for it, or say why it goes on (%(articles)s).")
            % {"why": state.verdict.why, "articles": statutes_said(gate.basis)}
        )
    put_override(doing, state, _MATTER, reason)


def _about(thing: Thing) -> str:
    """The thing that an override of the gate is about."""
    return f"{_MATTER} {thing.number}"[:200]


def gone_on(viewer: Viewer, thing: Thing) -> dict[datetime, str]:
    """Return why a thing was done away with unapproved, by the time of the step that says so."""
    rows = GateOverride.objects.seen_by(viewer).filter(case=thing.case, about=_about(thing))
    return dict(rows.values_list("at", "reason"))


def _who_agreed(approval: Approval) -> str:
    steps = ApprovalStep.objects.within(approval.bureau_id).filter(
        approval=approval, round=approval.round, outcome=StepOutcome.AGREED
    )
    last = steps.select_related("person").order_by("-order").first()
    return last.person.name if last is not None and last.person is not None else ""
