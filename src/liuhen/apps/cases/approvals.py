# SPDX-License-Identifier: Apache-2.0
"""Requests for approval (审批): asked, decided step by step, sent back, withdrawn.

What this module promises:

- the route is the bureau's, copied when the request is made; times are the server's;
- a step is taken by one person who holds one of its roles over the section and has no other part
  in the case (`separation`); of two who decide at once one wins, and the other is told who did;
- what is sent back stays as it was said; asked again it is the next round of the same request, by
  the route that it has then;
- the last step is taken only where the gates of the matter hold, or somebody says why it goes on;
- a draft that was changed since it was asked for, or given up, is not approved: it has to be asked
  for anew;
- when the last step agrees, the signatures and opinions of the round stand on the papers that it
  approves (`approval_signatures`), and the approval of a decision is an activity of the case.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, document_refs_of, event_refs_of, next_ref
from liuhen.apps.cases.approval_signatures import content_digest, put_signatures
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.gates import GROUNDS, open_gates, require_open_way
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Draft,
    FactOrigin,
    Paper,
    StepOutcome,
)
from liuhen.apps.cases.routes import (
    asking_of,
    due_of,
    matter_in,
    says_values,
    step_values,
)
from liuhen.apps.cases.separation import parts_in, standing_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_LONGEST = 2000
#: Whose approval is an activity of the case: of a decision, also of the one not to penalise.
_DECIDING = ("decision", "no-penalty")
_DECIDED = (StepOutcome.AGREED, StepOutcome.REFUSED, StepOutcome.SENT_BACK)


def ask(
    *,
    by: Viewer,
    case: Case,
    matter: str,
    subject: str = "",
    paper: Paper | None = None,
    draft: Draft | None = None,
    urgent: bool = False,
    text: str = "",
    grounds: Iterable[str] = (),
) -> Approval:
    """Ask for approval of `matter`; what was sent back is asked for again as its next round.

    `subject`: the activity or document that it is about, by its reference. `urgent`: it was done
    already. `grounds`: words of `gates.GROUNDS`.

    Raises:
        BadFactError: no such matter, subject or paper; or the same is under way already.
        NotAllowedError: the viewer does not enter facts in the case.
    """
    with case_act("cases.ask", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        if not by.may(Permission.PAPER_WRITE):
            raise NotAllowedError(_("Your role does not allow this."))
        asked = matter_in(doing.case, matter, doing.record.at, urgent=urgent)
        said = checks.words(grounds, GROUNDS, "grounds")
        values = {
            "subject": _subject(doing, subject),
            **_papers(doing, paper, draft),
            "text": checks.text(text, "text", _LONGEST),
            "grounds": said,
            "asked_at": doing.record.at,
            "asked_by": by.person,
        }
        before = _before(doing, matter, values["subject"])
        gates = open_gates(by, doing.case, matter, said)
        route = asked.route(asking_of(doing.case, urgent=urgent, gates=gates))
        values |= {
            "title": says_values(asked.says),
            "route": [step_values(step) for step in route],
            "urgent": urgent,
            "due": due_of(doing.case, asked, values["subject"], doing.record.at),
        }
        if before is not None:
            return _again(doing, before, values)
        made = doing.record.create(
            Approval(
                bureau=doing.case.bureau,
                case=doing.case,
                section=doing.case.section,
                matter=matter,
                state=ApprovalState.OPEN,
                **values,
            )
        )
        _put_steps(doing, made)
        return made


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
        GateClosedError: something must hold before the last step.
    """
    with case_act("cases.decide", by=by, case=step.case, permission=Permission.CASE_SIGN) as doing:
        row, approval = _current(doing, step)
        checks.word(outcome, _DECIDED, "outcome")
        taken, behalf = _role(doing, approval, row, role)
        said = checks.text(opinion, "opinion", _LONGEST)
        if outcome != StepOutcome.AGREED and not said:
            raise BadFactError(_("Say why, so that it can be mended."), "opinion")
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
            _end(doing, approval, ApprovalState.REFUSED)
        elif outcome == StepOutcome.SENT_BACK:
            doing.record.update(approval, state=ApprovalState.SENT_BACK)
        doing.record.about(approval)
        return row


def withdraw(*, by: Viewer, approval: Approval, reason: str = "") -> Approval:
    """Take a request back that is under way or was sent back: by the asker, or a handler.

    Raises:
        NotAllowedError, BadFactError.
    """
    with case_act(
        "cases.withdraw_request", by=by, case=approval.case, permission=Permission.CASE_ENTER
    ) as doing:
        row = _locked(doing, approval)
        if row.asked_by_id != by.person_id and not doing.has_handled:
            raise NotAllowedError(_("Only who asked, or a handler, takes a request back."))
        if row.state not in (ApprovalState.OPEN, ApprovalState.SENT_BACK):
            raise BadFactError(_("The request has ended already."))
        doing.record.note(reason=checks.text(reason, "reason", 300))
        doing.record.about(row)
        return _end(doing, row, ApprovalState.WITHDRAWN)


def said_in(words: Mapping[str, str]) -> str:
    """Return words that a request keeps in both languages, in the reader's."""
    return words.get("en" if get_language() == "en" else "zh", "") or words.get("zh", "")


class Proposed(TypedDict):
    """What the paper that is asked about says, and of which form it is, as gates take it."""

    proposed: Mapping[str, Any] | None
    form: str


def proposed_by(approval: Approval) -> Proposed:
    """Return what the paper that a request is about says."""
    source = approval.draft or approval.paper
    if source is None:
        return {"proposed": None, "form": ""}
    return {"proposed": source.values, "form": source.form}


# ---------------------------------------------------------------- asking


def _subject(doing: CaseAct, subject: str) -> str:
    if subject and subject not in event_refs_of(doing.case) | document_refs_of(doing.case):
        raise BadFactError(
            _("There is no entry “%(found)s” in this case.") % {"found": subject[:60]}, "subject"
        )
    return subject


def _papers(doing: CaseAct, paper: Paper | None, draft: Draft | None) -> dict[str, Any]:
    """The paper or draft that the approver reads, where it belongs to the case, as it is now."""
    papers = Paper.objects.seen_by(doing.by).filter(case=doing.case)
    if paper is not None and not papers.filter(pk=paper.pk).exists():
        raise BadFactError(_("There is no such paper in this case."), "paper")
    if draft is None:
        return {"paper": paper, "draft": None, "content_digest": ""}
    drafts = Draft.objects.seen_by(doing.by).filter(case=doing.case, ended_at=None)
    row = drafts.filter(pk=draft.pk).first()
    if row is None:
        raise BadFactError(_("There is no such draft in this case."), "draft")
    return {"paper": paper, "draft": row, "content_digest": content_digest(row)}


def _before(doing: CaseAct, matter: str, subject: str) -> Approval | None:
    """The same request where it was sent back.

    Raises:
        BadFactError: it is under way.
    """
    rows = Approval.objects.within(doing.case.bureau_id).filter(
        case=doing.case, matter=matter, subject=subject
    )
    if (open_ := rows.filter(state=ApprovalState.OPEN).first()) is not None:
        raise BadFactError(
            _("“%(title)s” has been asked for already and is under way.")
            % {"title": said_in(open_.title)}
        )
    return rows.filter(state=ApprovalState.SENT_BACK).order_by("-asked_at").first()


def _again(doing: CaseAct, approval: Approval, values: dict[str, Any]) -> Approval:
    """Begin the next round; who said what before stays."""
    made = doing.record.update(
        approval, state=ApprovalState.OPEN, round=approval.round + 1, **values
    )
    doing.record.about(made)
    _put_steps(doing, made)
    return made


def _put_steps(doing: CaseAct, approval: Approval) -> None:
    for order, step in enumerate(approval.route, 1):
        doing.record.create(
            ApprovalStep(
                bureau=approval.bureau,
                case=doing.case,
                approval=approval,
                round=approval.round,
                order=order,
                roles=step["roles"],
                asked_by=approval.asked_by,
            )
        )


# ---------------------------------------------------------------- deciding


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


def _locked(doing: CaseAct, approval: Approval) -> Approval:
    """The request as it is now; the case is locked, so that it stays so."""
    return Approval.objects.within(doing.case.bureau_id).get(pk=approval.pk, case=doing.case)


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


def _require_same_content(approval: Approval) -> None:
    """Refuse where the draft is not what was asked for any more; issued as it was, it still is."""
    draft = approval.draft
    if draft is None:
        return
    if draft.ended_at is not None and draft.paper_id is None:
        raise ChangedMeanwhileError(
            _("The draft was given up since it was asked for; send it back to be asked anew.")
        )
    if content_digest(draft) != approval.content_digest:
        raise ChangedMeanwhileError(
            _("%(name)s changed the draft since it was asked for; send it back to be asked anew.")
            % {"name": draft.saved_by.name}
        )


def _finish(doing: CaseAct, approval: Approval) -> None:
    _end(doing, approval, ApprovalState.AGREED)
    put_signatures(doing, approval)
    if approval.matter in _DECIDING:
        doing.record.create(_approved(doing))


def _end(doing: CaseAct, approval: Approval, state: str) -> Approval:
    return doing.record.update(approval, state=state, ended_at=doing.record.at)


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
