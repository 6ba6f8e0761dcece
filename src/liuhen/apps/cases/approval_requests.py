# SPDX-License-Identifier: Apache-2.0
"""Requests for approval (审批): asked, asked again, withdrawn.

What this module promises:

- the route is the bureau's, copied when the request is made; times are the server's;
- the same is asked once at a time; what is sent back stays as it was said, and asked again it is
  the next round of the same request, by the route that it has then;
- whoever asks says why: on a paper that the approver reads, or in words;
- a draft is asked about as it stands: its digest says later whether it was changed;
- who asks that the party pay later, in parts or not at all says exactly what (`asked_exactly`).

`approval_decisions` takes the steps.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, document_refs_of, event_refs_of
from liuhen.apps.cases.approval_signatures import content_digest
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.fitting import was_done_first
from liuhen.apps.cases.gates import open_gates
from liuhen.apps.cases.models import Approval, ApprovalState, ApprovalStep, Case, Draft, Paper
from liuhen.apps.cases.performing.asked_exactly import AskedPart, exactly_asked
from liuhen.apps.cases.routes import (
    asking_of,
    due_of,
    matter_in,
    said_in,
    says_values,
    step_values,
)
from liuhen.apps.cases.ways import endings_to_ask, must_name_ending
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.routes import case_grounds

_LONGEST = 2000  # characters of what is said about it


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
    grounds: Iterable[str] | None = None,
    no_longer: str = "",
    ending: str = "",
    due: UUID | None = None,
    parts: Sequence[AskedPart] = (),
) -> Approval:
    """Ask for approval of `matter`; what was sent back is asked for again as its next round.

    `subject`: the activity or document that it is about, by its reference. `urgent`: it was done
    already. `grounds`: ids of `law.routes.case_grounds`; none given: those that were said of the
    matter last. `no_longer`: why some of those are not said any more; the approver reads it.
    `ending`: in which way the case is to end, where the matter has several (`endings_to_ask`).
    `due`, `parts`: about what the party owes it is asked, and by which plan to pay it.

    Raises:
        BadFactError: no such matter, subject, paper or way of ending; neither a paper nor words say
            why; the same is under way already; or grounds were taken away without a reason.
        NotAllowedError: the viewer does not enter facts in the case.
    """
    with case_act("cases.ask", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        if not by.may(Permission.PAPER_WRITE):
            raise NotAllowedError(_("Your role does not allow this."))
        asked = matter_in(doing.case, matter, doing.record.at, urgent=urgent)
        if urgent and not was_done_first(doing.case, matter):
            raise BadFactError(nothing_done(matter), "urgent")
        last = carried(doing.case, matter)
        given = last if grounds is None else grounds
        said = checks.words(given, (one.id for one in case_grounds()), "grounds")
        dropped = [one for one in last if one not in said]
        values = {
            "subject": _subject(doing, subject),
            **_papers(doing, paper, draft),
            "text": _with_dropped(checks.text(text, "text", _LONGEST), dropped, no_longer),
            "grounds": said,
            "exactly": _ending(doing.case, matter, ending)
            | exactly_asked(doing.case, matter, due=due, parts=parts, source=draft or paper),
            "asked_at": doing.record.at,
            "asked_by": by.person,
        }
        if not (values["text"] or draft or paper or subject in document_refs_of(doing.case)):
            raise BadFactError(_("Without a paper that says it, say why it is asked for."), "text")
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


def nothing_done(matter: str) -> str:
    """Say that nothing stands in the case that could be approved afterwards, and what to do."""
    if matter == "start":
        return _(
            "No urgent start is entered in this case, to be approved afterwards: ask for the"
            " approval of the start itself."
        )
    return _(
        "No coercive measure is entered in this case, to be approved afterwards: enter it first, or"
        " ask before it is taken."
    )


def carried(case: Case, matter: str) -> list[str]:
    """Return what was said of the case when `matter` was asked for last, whatever came of it."""
    rows = Approval.objects.within(case.bureau_id).filter(case=case, matter=matter)
    last = rows.order_by("-asked_at").first()
    return list(last.grounds) if last else []


def _with_dropped(text: str, dropped: Iterable[str], no_longer: str) -> str:
    """Return the words to the approver, with what is not said any more and why.

    Raises:
        BadFactError: there is no reason.
    """
    names = {one.id: one.says for one in case_grounds()}
    gone = [says_values(names[one]) for one in dropped]
    if not gone:
        return text
    why = checks.text(no_longer, "no_longer", 300)
    if not why:
        raise BadFactError(
            _("“%(ground)s” was said of the case before: say why it is so no longer.")
            % {"ground": said_in(gone[0])},
            "no_longer",
        )
    said = _("No longer said of the case: “%(ground)s”. %(why)s")
    lines = [said % {"ground": said_in(one), "why": why} for one in gone]
    return "\n".join([*([text] if text else []), *lines])


def withdraw(*, by: Viewer, approval: Approval, reason: str = "") -> Approval:
    """Take a request back that is under way or was sent back: by the asker, or a handler.

    Raises:
        NotAllowedError: the viewer is neither.
        BadFactError: the request has ended already.
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
        return end_request(doing, row, ApprovalState.WITHDRAWN)


def end_request(doing: CaseAct, approval: Approval, state: str) -> Approval:
    """End a request in the act of a case, now: agreed, refused or withdrawn."""
    return doing.record.update(approval, state=state, ended_at=doing.record.at)


def _ending(case: Case, matter: str, ending: str) -> dict[str, str]:
    """The way of ending as a request keeps it, where the matter has several.

    Raises:
        BadFactError: it is not said, or none of those that are offered.
    """
    offered = endings_to_ask(case, matter)
    if not offered or (not ending and not must_name_ending(matter)):
        return {}
    if ending not in offered:
        raise BadFactError(_("Say in which way the case is to end."), "ending")
    return {"ending": ending}


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


def _locked(doing: CaseAct, approval: Approval) -> Approval:
    """The request as it is now; the case is locked, so that it stays so."""
    return Approval.objects.within(doing.case.bureau_id).get(pk=approval.pk, case=doing.case)
