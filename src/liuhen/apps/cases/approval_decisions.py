# SPDX-License-Identifier: Apache-2.0
"""Requests for approval (审批) decided, step by step.

What this module promises:

- a step is taken by one person who holds one of its roles over the section and has no other part
  in the case (`separation`); of two who decide at once one wins, and the other is told who did;
- the last step is taken only where the gates of the matter hold, or somebody says why it goes on;
- a draft that was changed since it was asked for, or given up, is not approved: it has to be asked
  for anew;
- when the last step agrees, the signatures and opinions of the round stand on the papers that it
  approves (`approval_signatures`), and the approval of a decision is an activity of the case.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, next_ref
from liuhen.apps.cases.approval_requests import end_request
from liuhen.apps.cases.approval_signatures import content_digest, put_signatures
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.gate_endings import ending_of
from liuhen.apps.cases.gate_facts import Step
from liuhen.apps.cases.gates import GateState, gate_states, require_open_way
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    ApprovalStep,
    Draft,
    FactOrigin,
    StepOutcome,
)
from liuhen.apps.cases.routes import DECIDING
from liuhen.apps.cases.separation import REVIEWER, parts_in, standing_of
from liuhen.apps.cases.stock_opinions import outcome_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_LONGEST = 2000  # characters of an opinion
_DECIDED = (StepOutcome.AGREED, StepOutcome.REFUSED, StepOutcome.SENT_BACK)


def decide(
    *,
    by: Viewer,
    step: ApprovalStep,
    outcome: str,
    opinion: str = "",
    role: str = "",
    reasons: Mapping[str, str] | None = None,
) -> ApprovalStep:
    """Take a step: agree, refuse, or send back with a reason, now.

    `role`: in which of the roles of the step, where the viewer holds several. `reasons`: why it
    goes on although a gate is open, by the gate's id.

    Raises:
        ChangedMeanwhileError: somebody decided already, or the paper was changed since.
        NotAllowedError: the viewer lacks the role, or has another part in the case.
        BadFactError: an earlier step is still to be taken, no reason is given, or a stock opinion
            says something else than the outcome.
        GateClosedError: something must hold before the last step.
    """
    with case_act("cases.decide", by=by, case=step.case, permission=Permission.CASE_SIGN) as doing:
        row, approval = _current(doing, step)
        checks.word(outcome, _DECIDED, "outcome")
        taken, behalf = _role(doing, approval, row, role)
        said = checks.text(opinion, "opinion", _LONGEST)
        if outcome != StepOutcome.AGREED and not said:
            raise BadFactError(_("Say why, so that it can be mended."), "opinion")
        _require_fitting(outcome, said)
        if outcome == StepOutcome.AGREED:
            _require_same_content(approval)
        row = doing.record.update(
            row,
            outcome=outcome,
            opinion=said,
            role=taken,
            person=by.person,
            on_behalf=behalf,
            at=doing.record.at,
        )
        last = row.order == len(approval.route)
        if outcome == StepOutcome.AGREED:
            require_open_way(
                doing, approval.matter, reasons or {}, grounds=approval.grounds, last=last,
                **proposed_by(approval),
            )  # fmt: skip
        if outcome == StepOutcome.AGREED and last:
            _finish(doing, approval)
        elif outcome == StepOutcome.REFUSED:
            end_request(doing, approval, ApprovalState.REFUSED)
        elif outcome == StepOutcome.SENT_BACK:
            doing.record.update(approval, state=ApprovalState.SENT_BACK)
        doing.record.about(approval)
        return row


def gates_at(viewer: Viewer, approval: Approval, role: str) -> list[GateState]:
    """Return the gates of a request for whoever is to speak at a step in `role`, or only reads it.

    What the step itself brings is not asked for: a review of the reviewer. What was agreed led to a
    decision, which is no other one.
    """
    states = gate_states(
        viewer, approval.case, approval.matter, grounds=approval.grounds, **proposed_by(approval)
    )
    brought = {"legal_review"} if role == REVIEWER else set()
    if approval.state == ApprovalState.AGREED:
        brought.add("only_decision")
    return [one for one in states if one.gate.condition not in brought]


class Proposed(TypedDict):
    """What the paper that is asked about says, and of which form it is, as gates take it."""

    proposed: Mapping[str, Any] | None
    form: str
    step: Step


def proposed_by(approval: Approval) -> Proposed:
    """Return what the paper that a request is about says."""
    source, ending = approval.draft or approval.paper, ending_of(approval)
    if source is None:
        return {"proposed": None, "form": "", "step": Step(ending=ending)}
    instead = source.replaces if isinstance(source, Draft) else None
    step = Step(ending=ending, replaces=instead.item if instead else None)
    return {"proposed": source.values, "form": source.form, "step": step}


def _current(doing: CaseAct, step: ApprovalStep) -> tuple[ApprovalStep, Approval]:
    """The step as it is now, which is the next one of a request under way."""
    rows = ApprovalStep.objects.within(doing.case.bureau_id)
    row = rows.select_related("person").get(pk=step.pk)
    approval = Approval.objects.within(doing.case.bureau_id).get(pk=row.approval_id)
    if row.outcome != StepOutcome.WAITING and row.person is not None:
        raise ChangedMeanwhileError(
            _("%(name)s decided this step already: %(outcome)s.")
            % {"name": row.person.name, "outcome": StepOutcome(row.outcome).label}
        )
    if approval.state != ApprovalState.OPEN or row.round != approval.round:
        raise ChangedMeanwhileError(
            _("The request is no longer under way: %(state)s.")
            % {"state": ApprovalState(approval.state).label}
        )
    earlier = rows.filter(
        approval=approval, round=row.round, order__lt=row.order, outcome=StepOutcome.WAITING
    )
    if earlier.exists():
        raise BadFactError(_("An earlier step is still to be taken."))
    return row, approval


def _role(
    doing: CaseAct, approval: Approval, step: ApprovalStep, wanted: str
) -> tuple[str, Person | None]:
    """The role in which the viewer takes the step, and in whose place.

    Raises:
        NotAllowedError: none, or another part in the case stands against it.
    """
    section = doing.case.section_id
    held = [role for role in step.roles if doing.by.role_over(Role(role), section)]
    if not held or (wanted and wanted not in held):
        raise NotAllowedError(_("You do not hold this role over the case."))
    parts, standing = parts_in(doing.case), standing_of(approval)
    places = acting(doing.by)
    why = ""
    for role in [wanted] if wanted else held:
        behalf = places.for_(role, section)
        if not (why := standing.why_not(parts, doing.by.person_id, role, behalf)):
            return role, behalf
    raise NotAllowedError(why)


def _require_fitting(outcome: str, said: str) -> None:
    """Refuse to agree in the words of sending back, or to send back in those of agreeing."""
    agrees = outcome == StepOutcome.AGREED
    for line in said.splitlines():
        belongs = outcome_of(line)
        if belongs and (belongs == StepOutcome.AGREED) != agrees:
            raise BadFactError(
                _("The opinion “%(opinion)s” belongs to “%(outcome)s”; press that, or change it.")
                % {"opinion": line.strip(), "outcome": StepOutcome(belongs).label},
                "opinion",
            )


def is_asked_otherwise(draft: Draft) -> bool:
    """Whether somebody is asked to approve a draft that says something else by now."""
    rows = Approval.objects.within(draft.bureau_id).filter(draft=draft, state=ApprovalState.OPEN)
    return any(changed_since(one) for one in rows.select_related("draft__saved_by"))


def changed_since(approval: Approval) -> str:
    """Say how the draft is not what was asked for any more; issued as it was, it still is: ""."""
    draft = approval.draft
    if draft is None:
        return ""
    if draft.ended_at is not None and draft.paper_id is None:
        return _("The draft was given up since it was asked for; send it back to be asked anew.")
    if content_digest(draft) != approval.content_digest:
        return _(
            "%(name)s changed the draft since it was asked for; send it back to be asked anew."
        ) % {"name": draft.saved_by.name}
    return ""


def _require_same_content(approval: Approval) -> None:
    if said := changed_since(approval):
        raise ChangedMeanwhileError(said)


def _finish(doing: CaseAct, approval: Approval) -> None:
    end_request(doing, approval, ApprovalState.AGREED)
    put_signatures(doing, approval)
    if approval.matter in DECIDING:
        doing.record.create(_approved(doing))


def _approved(doing: CaseAct) -> Activity:
    """The approval as an activity of the case, with the server's time."""
    at = doing.record.at.replace(microsecond=0)
    return Activity(
        bureau=doing.case.bureau,
        case=doing.case,
        section=doing.case.section,
        ref=next_ref(doing.case, Activity),
        kind="approval",
        start=at,
        end=at,
        origin=FactOrigin.ACT,
        recorded_at=doing.record.at,
        entered_at=doing.record.at,
        entered_by=doing.by.person,
        recorded_by=doing.by.person,
    )
