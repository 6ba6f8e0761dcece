# SPDX-License-Identifier: Apache-2.0
"""What the conditions of gates look at: the facts, papers and requests of one case, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from liuhen.apps.cases.gate_addressed import DECISION, Addressed
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Document,
    Paper,
    ParticipantSecret,
    Recusal,
    StepOutcome,
    Thing,
)
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.penalties import Penalty, penalty_in
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.separation import Parts, parts_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.law.zone import Zone
from liuhen.paper.form import Form
from liuhen.paper.sums import Said
from liuhen.paper.words import plain_amount

_NOTICES = ("prior_notice", "hearing_right_notice")
_PLEAS = ("statement_and_defense", "hearing")
HEADS = frozenset({"bureau_head", "deputy_head"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition found: `held`, `open`, or `unknown` where a number is not set; and why.

    `doubtful`: it is open because nobody can tell from the rows; with a reason it goes on.
    """

    state: str
    why: str = ""
    doubtful: bool = False


HELD = Verdict("held")


def lacking(why: str) -> Verdict:
    """Return that it holds where `why` is empty, else that it is open."""
    return stopped(why) if why else HELD


def stopped(why: str) -> Verdict:
    """Return that it does not hold."""
    return Verdict("open", why)


def doubtful(why: str) -> Verdict:
    """Return that nobody can tell: whoever knows says so, and it goes on."""
    return Verdict("open", why, doubtful=True)


class Limits(dict[str, int]):
    """The numbers of a gate, with those that the place has set, and its words."""

    def __init__(self, numbers: Mapping[str, int], words: Iterable[str] = ()) -> None:
        super().__init__(numbers)
        self.words = tuple(words)


@dataclass(frozen=True, slots=True)
class Step:
    """What is about to be done, where the rows do not tell it.

    `ending`: a way of ending, or another word for a step that a head approves; `when`: the time
    that is claimed for it; `replaces`: the item of the paper in whose place one is issued; `other`:
    the case that this one is merged into.
    """

    ending: str = ""
    when: datetime | None = None
    replaces: UUID | None = None
    other: UUID | None = None


class Known(Addressed):
    """One case as a viewer sees it at a moment. `grounds`: ids of what was said of it.

    Where `grounds` are given they stand for those of the newest request of the matter.
    `matter`: what is asked for, where something is. `proposed`: the values of the paper that is
    asked about, where there is one, and `form`: which form that is.
    """

    def __init__(
        self,
        viewer: Viewer,
        case: Case,
        *,
        matter: str = "",
        grounds: Iterable[str] | None = None,
        proposed: Mapping[str, Any] | None = None,
        form: str = "",
        step: Step | None = None,
    ) -> None:
        super().__init__(case, viewer.at, proposed)
        self.viewer = viewer
        self.step = step or Step()
        self.matter, self.form = matter, form
        self._asks = grounds is not None
        self._said = frozenset(grounds or ())

    @cached_property
    def approvals(self) -> list[Approval]:
        """Every request of the case, oldest first."""
        return sorted(rows_in(Approval, self.case), key=lambda row: row.asked_at)

    @cached_property
    def grounds(self) -> frozenset[str]:
        """What was said of the case, here or when something else was asked for last.

        What was refused or taken back says nothing; of one matter the newest request counts, which
        carries on what the ones before it said (`approval_requests.carried`).
        """
        dead = (ApprovalState.REFUSED, ApprovalState.WITHDRAWN)
        newest = {one.matter: one for one in self.approvals if one.state not in dead}
        others = (one for one in newest.values() if not self._asks or one.matter != self.matter)
        return self._said | frozenset(word for one in others for word in one.grounds)

    @cached_property
    def zone(self) -> Zone:
        """The time zone of the bureau's regulation."""
        return Zone(pack_now(self.case.bureau, self.at).manifest.time_zone)

    @cached_property
    def parts(self) -> Parts:
        """Who had which part."""
        return parts_in(self.case)

    @property
    def has_chair(self) -> bool:
        """Whether anything of the case may name a chair: a hearing, or a paper that was signed."""
        papers = self.papers("hearing_record", "hearing_notice")
        return bool(self.of("hearing") or papers or rows_in(Paper, self.case))

    @cached_property
    def things(self) -> list[Thing]:
        """The things in the bureau's hands."""
        return rows_in(Thing, self.case)

    def agreed(self, *matters: str) -> list[Approval]:
        """Return the requests about these matters that were approved."""
        return [
            one
            for one in self.approvals
            if one.matter in matters and one.state == ApprovalState.AGREED
        ]

    def open_recusals(self) -> list[Recusal]:
        """Return the requests for recusal that nobody decided yet."""
        return [one for one in rows_in(Recusal, self.case) if one.granted is None]

    def reviewed(self) -> str:
        """Return what came of the legal review: `agreed`, `refused`, or nothing yet.

        It counts for the request in which it was made: what is asked for anew is reviewed anew.
        """
        dead = ApprovalState.WITHDRAWN
        mine = [
            one
            for one in self.approvals
            if one.state != dead and self.matter in ("", one.matter) and self.is_about(one)
        ]
        last = mine[-1] if mine else None
        if last is not None and (outcome := self._review_in(last)):
            return outcome
        opinions = self.papers("legal_review_opinion", "section_review_opinion")
        own = [row for row in opinions if all(self.is_for(row, one) for one in self.each)]
        return "agreed" if any(signed(row, {"legal_reviewer"}) for row in own) else ""

    def _review_in(self, request: Approval) -> str:
        """What the reviewer said in the present round, as far as it counts here."""
        steps = ApprovalStep.objects.within(self.case.bureau_id).filter(
            approval=request, round=request.round, role="legal_reviewer"
        )
        step = steps.exclude(outcome=StepOutcome.WAITING).order_by("-at").first()
        if step is None:
            return ""
        if step.outcome != StepOutcome.AGREED:
            return "refused"
        issuing = self.proposed is not None or not self.matter
        ended = request.state == ApprovalState.AGREED
        return "agreed" if request.state == ApprovalState.OPEN or (ended and issuing) else ""

    @cached_property
    def births(self) -> list[date]:
        """The days of birth of parties, for those who act in the case or may know them.

        Who issues or approves a paper is told what follows from the day, and not the day itself.
        """
        if self.viewer.may(Permission.CASE_SIGN) or self.viewer.may(Permission.CASE_ENTER):
            rows = ParticipantSecret.objects.within(self.case.bureau_id)
        else:
            rows = ParticipantSecret.objects.seen_by(self.viewer)
        parties = rows.filter(case=self.case, participant__role="party", participant__ended_at=None)
        if own := self.apart & set(self.parties.names):
            parties = parties.filter(participant__name__in=own)
        return [day for (day,) in parties.values_list("birth_date") if day is not None]

    @cached_property
    def _notices(self) -> list[tuple[datetime, Penalty, Any]]:
        """What the prior notices told and whom, the oldest first, those too that were told anew."""
        papers = [one for one in rows_in(Paper, self.case) if one.form in _NOTICES]
        told = [(one.issued_at, one.form, one.values) for one in papers]
        told += [(row.at, "", row.fields) for row in self.papers("prior_notice")]
        found = [(at, self._penalty(says, form), says.get("party")) for at, form, says in told]
        return sorted((one for one in found if one[1]), key=lambda one: one[0])

    def notices_to(self, who: str) -> list[tuple[datetime, Penalty]]:
        """Return what the prior notices told somebody, the oldest first; empty: whomever."""
        fits = self.parties.may_be_for
        return [(at, said) for at, said, party in self._notices if fits(party, who)]

    def told(self, who: str) -> list[Penalty]:
        """Return what a plea must not make heavier: the notice before the first plea, later ones.

        `who`: to whom it was told; empty: whomever. Nothing where nobody pleaded.
        """
        if not (pleas := self.of(*_PLEAS)):
            return []
        notices = self.notices_to(who)
        before = [said for at, said in notices if at <= pleas[0].start]
        after = [said for at, said in notices if at > pleas[0].start]
        return [*before[-1:], *after]

    @cached_property
    def decided(self) -> Penalty | None:
        """The penalty that is proposed, or else was decided, or else is drafted."""
        return next(iter(self._decided()), None)

    @cached_property
    def fine(self) -> Said:
        """The fine that is proposed or decided, or was told."""
        return next((one.fine for one in self._said_of_it if one.fine != Said()), Said())

    @property
    def penalty(self) -> str:
        """The words of the penalty that is proposed, decided, or told before."""
        return next((one.words for one in self._said_of_it if one.words.strip()), "")

    @cached_property
    def confiscated(self) -> Said:
        """How much is taken away by that penalty, where it says so."""
        found = (one.confiscated for one in self._said_of_it)
        return next((one for one in found if one != Said()), Said())

    def said(self, kinds: Iterable[str]) -> str:
        """Return the penalty that is looked at in one line: its sums, and which of `kinds` it has.

        The same for two papers that impose the same in other words.
        """
        sums = [_in_figures(one) for one in (self.fine, self.confiscated, self.spot_fine)]
        has = next((one.kinds(kinds) for one in self._said_of_it), [])
        return " ".join([*sums, *has])

    @cached_property
    def _said_of_it(self) -> list[Penalty]:
        """What the case says of the penalty, what is nearest to the decision first."""
        drafts = [one for one in self.drafts if one.form in _NOTICES]
        told = [said for _at, said, _party in reversed(self._notices)]
        told += [self._penalty(one.values, one.form) for one in drafts]
        return [*self._decided(), *told]

    def _decided(self) -> list[Penalty]:
        asked = [] if self.proposed is None else [self._penalty(self.proposed, self.form)]
        issued = [self._penalty(one.values, one.form) for one in self.issued(DECISION)]
        entered = [penalty_in(row.fields) for row in reversed(self.papers("decision"))]
        drafts = [one for one in self.drafts if one.form == DECISION]
        drafted = [self._penalty(one.values, one.form) for one in drafts]
        return [one for one in (*asked, *issued, *entered, *drafted) if one]

    def _penalty(self, values: Mapping[str, Any], form: str) -> Penalty:
        return penalty_in(values, self.forms.get(form))

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms that the bureau uses today."""
        return forms_of(self.case.bureau, self.day)

    @property
    def asks_after_the_spot(self) -> bool | None:
        """Whether a penalty on the spot is looked at as the case ends; `None` before it ends.

        Nobody approves such a penalty, and one that was only entered passed no gate before.
        """
        if self.matter != "closing":
            return None
        return bool(self.of("on_the_spot_penalty") or self.papers("simple_procedure_record"))

    @property
    def spot_fine(self) -> Said:
        """The fine that was decided on the spot."""
        says = [self._penalty(one, "onspot_decision") for one in self.written("onspot_decision")]
        for row in reversed(self.papers("simple_procedure_record")):
            amount = row.fields.get("amount") or row.fields.get("fine")
            says.append(penalty_in({**row.fields, "fine": amount}))
        return next((one.fine for one in says if one.fine != Said()), Said())

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """What the decision on a penalty says: as it is asked about, or was issued."""
        if self.proposed is not None and self.form == DECISION:
            return self.proposed
        return next((one.values for one in self.issued(DECISION)), None)

    def newest(self, form: str) -> Mapping[str, Any] | None:
        """Return what the newest paper of a form says: as it is asked about, issued, or drafted."""
        return next(iter(self.written(form)), None)

    def written(self, *forms: str) -> list[Mapping[str, Any]]:
        """Return what papers of these forms say: the one asked about, issued ones, drafts."""
        asked = [self.proposed] if self.proposed is not None and self.form in forms else []
        issued = [one.values for one in self.issued(*forms)]
        return [*asked, *issued, *(one.values for one in self.drafts if one.form in forms)]


def _in_figures(said: Said) -> str:
    if said.unread:
        return "?"
    return "-" if said.amount is None else plain_amount(said.amount)


def signed(row: Document, roles: Iterable[str]) -> bool:
    """Whether somebody signed the document in one of the roles, in the system."""
    return bool(signed_at(row, roles))


def signed_at(row: Document, roles: Iterable[str]) -> list[datetime]:
    """Return since when each such signature stands on the document: not before its own day."""
    wanted = set(roles)
    found = (one for one in row.signatures if one["role"] in wanted and not one.get("refused"))
    said = (str(one.get("at") or "") for one in found)
    return [max(row.at, datetime.fromisoformat(at)) if at else row.at for at in said]
