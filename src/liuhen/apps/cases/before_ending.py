# SPDX-License-Identifier: Apache-2.0
"""What is looked at before a case ends: what is open or missing, what a head said, the gates.

What this module promises:

- what is still open (things without outcome, dues, papers that nobody served, drafts, requests) is
  said and does not hinder: whoever ends a case decides; but what the party still owes was not
  performed (`require_performed`);
- however a case ends, the gates of closing are asked, the same as of a request for it; a reason
  that was said there counts here; where a head approves the way of ending, so is that;
- what a head was asked and said about the way of ending is shown with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_endings import DONE, approved_from, is_about, reopened_at
from liuhen.apps.cases.gate_facts import Known, Step
from liuhen.apps.cases.gates import OF_EACH, GateState, gate_states, put_override, require_reasons
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Document,
    Draft,
    Due,
    Ending,
    StepOutcome,
    Thing,
)
from liuhen.apps.cases.named import named
from liuhen.apps.cases.of_case import rows_in, standing_papers
from liuhen.apps.cases.papers.rooms import unsigned_among
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.performing.unentered import unentered_in
from liuhen.apps.cases.remedies import going_on_in
from liuhen.apps.cases.serving.counting import ends_of
from liuhen.apps.cases.serving.papers import papers_of
from liuhen.apps.cases.standing import standing_of
from liuhen.apps.cases.ways import CLOSING
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import EndingWay, Term, endings, terms

_APPROVED = "ending_approved"
_ANEW = "remedy_known"


@dataclass(frozen=True, slots=True)
class StillOpen:
    """What should be done before the case ends.

    `kind`: complainant (named, and not told), things, dues, remedies (that go on), orders
    (decisions whose dues nobody entered), papers, signatures (papers that somebody still has to
    sign), activities (begun on the spot, and nobody left), drafts, approvals; lost (papers whose
    file is missing in the store, so that nobody can tell who has to sign them). `whose`: of several
    parties that of each name, as the paper says it.
    """

    kind: str
    count: int
    names: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()


def still_open(viewer: Viewer, case: Case, but: Approval | None = None) -> list[StillOpen]:
    """Return what is open in the case, `but` for the request; empty lists are left out."""
    within = case.bureau_id
    things = Thing.objects.within(within).filter(case=case, outcome="")
    dues = Due.objects.within(within).filter(case=case, done_at=None)
    orders = unentered_in(case)
    fought = going_on_in(known_rows(Activity, case))
    papers = [one for one in papers_of(viewer, case) if one.served_by(viewer.at) is None]
    unsigned, lost = unsigned_among(standing_papers(case))
    going_on = [
        row for row in known_rows(Activity, case) if row.end is None and "arrived" in row.details
    ]
    drafts = Draft.objects.within(within).filter(case=case, ended_at=None)
    asked = Approval.objects.within(within).filter(
        case=case, state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK)
    )
    asked = asked.exclude(pk=but.pk) if but else asked
    party = _party_by_paper(case)
    found = [
        StillOpen("complainant", int(standing_of(case).to_inform)),
        StillOpen("things", len(things), tuple(str(one) for one in things[:5])),
        StillOpen(
            "dues",
            len(dues),
            tuple(one.text or one.get_kind_display() for one in dues),
            tuple(party.get(one.document_ref, "") for one in dues),
        ),
        StillOpen(
            "remedies",
            len(fought),
            tuple(one.kind for one in fought),
            tuple(one.who for one in fought),
        ),
        StillOpen(
            "orders",
            len(orders),
            tuple(one.title or one.document.type for one in orders),
            tuple(one.party for one in orders),
        ),
        StillOpen(
            "papers",
            len(papers),
            tuple(one.title or one.kind for one in papers),
            tuple("" if one.to_informant or not party else one.party for one in papers),
        ),
        StillOpen("signatures", len(unsigned), tuple(one.title for one in unsigned)),
        StillOpen("lost", len(lost), tuple(f"{one.title} {one.number}".strip() for one in lost)),
        StillOpen("activities", len(going_on), tuple(named([row]) for row in going_on)),
        StillOpen("drafts", drafts.count()),
        StillOpen("approvals", asked.count()),
    ]
    return [one for one in found if one.count]


def _party_by_paper(case: Case) -> dict[str, str]:
    """Whom each paper names as the party; nothing where the case has one party alone."""
    if len(parties_of(case)) < 2:  # noqa: PLR2004  # one party needs no name
        return {}
    rows = known_rows(Document, case)
    return {row.ref: str(row.fields.get("party") or "") for row in rows}


@dataclass(frozen=True, slots=True)
class NotThere:
    """What a case that ends in some way has, and this one has not: words of the contract."""

    documents: tuple[str, ...]
    activities: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return bool(self.documents or self.activities)


def not_there(case: Case, way: EndingWay) -> NotThere:
    """Return what is not in the case, though one that ends in this way has it."""
    papers = {row.type for row in known_rows(Document, case)}
    done = {row.kind for row in known_rows(Activity, case)}
    return NotThere(
        tuple(one for one in way.expects.documents if one not in papers),
        tuple(one for one in way.expects.activities if one not in done),
    )


def not_there_yet(case: Case) -> NotThere:
    """Return what a case that has ended still lacks of what its way of ending asks for.

    Nothing once it is archived: then nothing is added to it any more.
    """
    way = endings().get(case.ending) if case.ending and case.archived_at is None else None
    return not_there(case, way) if way else NotThere((), ())


@dataclass(frozen=True, slots=True)
class Running:
    """A statutory period that runs until `due`, or ran; without one it has not begun."""

    term: Term
    due: datetime | None
    done_at: datetime | None = None


def running(case: Case, way: EndingWay) -> list[Running]:
    """Return the periods of a way of ending: from the request for approval, and from its grant."""
    if not way.terms:
        return []
    asked = newest_request(case, way.matter, way.id)
    agreed = asked.ended_at if asked and asked.state == ApprovalState.AGREED else None
    starts = [asked.asked_at if asked else None, agreed]
    ends = [asked.ended_at if asked else None, case.concluded_at]
    return [
        Running(terms()[term], ends_of(terms()[term], start, case) if start else None, end)
        for term, start, end in zip(way.terms, starts, ends, strict=False)
    ]


# ---------------------------------------------------------------- what a head said


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked about a matter last, and what was said last, where anybody said something."""

    approval: Approval
    said: ApprovalStep | None


def request_about(case: Case, matter: str, ending: str = "") -> Request | None:
    """Return the newest request about the matter, or that way of ending, that nobody took back.

    None where what it asked for was done since: the next time is asked for anew.
    """
    asked = newest_request(case, matter, ending)
    if asked is None or _is_done(case, asked):
        return None
    steps = ApprovalStep.objects.within(case.bureau_id).filter(approval=asked, round=asked.round)
    said = steps.exclude(outcome=StepOutcome.WAITING).select_related("person", "on_behalf")
    return Request(asked, said.order_by("-order").first())


def newest_request(case: Case, matter: str, ending: str) -> Approval | None:
    """Return the newest request about the matter that nobody took back, for that way of ending.

    Without `ending`, the newest that names none.
    """
    rows = (one for one in rows_in(Approval, case) if one.matter == matter)
    asked = [one for one in rows if one.state != ApprovalState.WITHDRAWN and is_about(one, ending)]
    return max(asked, key=lambda one: one.asked_at, default=None)


def _is_done(case: Case, asked: Approval) -> bool:
    if (reopened := reopened_at(case)) and asked.asked_at < reopened:
        return True
    kind = DONE.get(asked.matter)
    done = Activity.objects.within(asked.bureau_id).filter(
        case=asked.case_id, kind=kind, superseded_at=None, withdrawn=False
    )
    return kind is not None and done.filter(recorded_at__gt=asked.asked_at).exists()


# ---------------------------------------------------------------- gates


def gates_before(
    viewer: Viewer, case: Case, matter: str = "", ending: str = "", other: UUID | None = None
) -> list[GateState]:
    """Return the gates of closing, but for those that each who decides answers alone.

    `matter`: what a head approves before the case ends like that, if something; `ending`: the way;
    `other`: the case that it is merged into.
    """
    states = gate_states(viewer, case, CLOSING, step=Step(ending=ending, other=other))
    asked = (one for one in states if one.gate.condition not in (*OF_EACH, _APPROVED))
    closing = [one for one in asked if not one.is_idle]
    return [*closing, *approval_before(viewer, case, matter, ending)]


def approval_before(viewer: Viewer, case: Case, matter: str, ending: str = "") -> list[GateState]:
    """Return the gate of the approval of `matter`: of a way of ending, or of standing still."""
    if not matter:
        return []
    step = Step(ending=ending or matter)
    states = gate_states(viewer, case, matter, issuing=True, step=step)
    return [one for one in states if one.gate.condition == _APPROVED]


def approved_when(viewer: Viewer, case: Case, matter: str, ending: str = "") -> datetime | None:
    """Return since when the approval stands on which the end of the case, or standing still, rests.

    None where nobody has to approve it, or nobody has.
    """
    if not matter:
        return None
    return approved_from(Known(viewer, case, matter=matter, step=Step(ending=ending or matter)))


def require_gates(
    doing: CaseAct,
    reasons: Mapping[str, str] | None,
    matter: str = "",
    ending: str = "",
    other: UUID | None = None,
) -> None:
    """Let the case end only where the gates hold, or somebody says why it ends all the same.

    Raises:
        GateClosedError: the sentence names what is lacking.
    """
    states = gates_before(doing.by, doing.case, matter, ending, other)
    _pass(doing, states, reasons, matter)


def gates_before_anew(viewer: Viewer, case: Case) -> list[GateState]:
    """Return the gates of deciding anew; of a case that has ended, what it is made anew after."""
    if case.archived_at is not None:
        return []
    states = gates_before(viewer, case, CLOSING, Ending.ANEW)
    if case.concluded_at is None:
        return states
    return [one for one in states if one.gate.condition == _ANEW]


def require_anew(doing: CaseAct, reasons: Mapping[str, str] | None) -> None:
    """Let be decided anew only what was decided and undone, or where somebody says why.

    Raises:
        GateClosedError: the sentence names what is lacking.
    """
    _pass(doing, gates_before_anew(doing.by, doing.case), reasons, CLOSING)


def require_approval(doing: CaseAct, reasons: Mapping[str, str] | None, matter: str) -> None:
    """Let something be done that a head approves first, or goes on without it.

    Raises:
        GateClosedError: nobody approved it.
    """
    _pass(doing, approval_before(doing.by, doing.case, matter), reasons, matter)


def _pass(
    doing: CaseAct, states: list[GateState], reasons: Mapping[str, str] | None, matter: str
) -> None:
    said = reasons or {}
    for state in require_reasons(states, said):
        about = matter if state.gate.condition == _APPROVED else CLOSING
        put_override(doing, state, about, said[state.gate.id])


def require_performed(viewer: Viewer, case: Case) -> None:
    """Refuse to call performed what the party still has to do (处罚法 arts. 66, 67).

    Raises:
        BadFactError: the sentence names what is open, or that nobody entered what was ordered.
    """
    open_ = {one.kind: one for one in still_open(viewer, case)}
    if dues := open_.get("dues"):
        raise BadFactError(
            _(
                "Not performed yet: %(names)s. Enter that it was done, have a head let it go, or "
                "end the case in another way."
            )
            % {"names": ", ".join(dues.names)}
        )
    if "orders" in open_ and not case.from_outside:  # there it is followed up elsewhere
        raise BadFactError(
            _(
                "Nobody entered what the decision orders: enter it, or that it orders nothing; "
                "then end the case as performed."
            )
        )
