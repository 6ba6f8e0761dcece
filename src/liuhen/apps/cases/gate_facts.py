# SPDX-License-Identifier: Apache-2.0
"""What the conditions of gates look at: the facts, papers and requests of one case, read once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Document,
    Draft,
    Paper,
    ParticipantSecret,
    Recording,
    Recusal,
    StepOutcome,
    Thing,
)
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.separation import Parts, parts_in
from liuhen.apps.people.viewer import Viewer
from liuhen.law.zone import Zone

_AMOUNT = re.compile(r"([\d,，]+(?:\.\d+)?)\s*(万?)元")
_DECISION = "penalty_decision"
_FINE = "罚款"
_CONFISCATED = "没收"
HEADS = frozenset({"bureau_head", "deputy_head"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition found: `held`, `open`, or `unknown` where a number is not set; and why."""

    state: str
    why: str = ""


HELD = Verdict("held")


def lacking(why: str) -> Verdict:
    """Return that it holds where `why` is empty, else that it is open."""
    return Verdict("open", why) if why else HELD


class Limits(dict[str, int]):
    """The numbers of a gate, with those that the place has set, and its words."""

    def __init__(self, numbers: Mapping[str, int], words: Iterable[str] = ()) -> None:
        super().__init__(numbers)
        self.words = tuple(words)


class Known:
    """One case as a viewer sees it at a moment. `grounds`: what was said of it (`GROUNDS`).

    `matter`: what is asked for, where something is. `proposed`: the values of the paper that is
    asked about, where there is one, and `form`: which form that is.
    """

    def __init__(
        self,
        viewer: Viewer,
        case: Case,
        *,
        matter: str = "",
        grounds: Iterable[str] = (),
        proposed: Mapping[str, Any] | None = None,
        form: str = "",
    ) -> None:
        self.viewer, self.case, self.at = viewer, case, viewer.at
        self.matter, self.proposed, self.form = matter, proposed, form
        self._said = frozenset(grounds)

    @cached_property
    def activities(self) -> list[Activity]:
        """The activities that count, by start."""
        return sorted(known_rows(Activity, self.case), key=lambda row: row.start)

    @cached_property
    def documents(self) -> list[Document]:
        """The documents that count, by time."""
        return sorted(known_rows(Document, self.case), key=lambda row: row.at)

    @cached_property
    def recordings(self) -> list[Recording]:
        """The recordings that count."""
        return list(known_rows(Recording, self.case))

    @cached_property
    def approvals(self) -> list[Approval]:
        """Every request of the case, oldest first."""
        rows = Approval.objects.within(self.case.bureau_id).filter(case=self.case)
        return list(rows.order_by("asked_at"))

    @cached_property
    def grounds(self) -> frozenset[str]:
        """What was said of the case, here or in an earlier request that was not refused."""
        dead = (ApprovalState.REFUSED, ApprovalState.WITHDRAWN)
        said = (word for one in self.approvals if one.state not in dead for word in one.grounds)
        return self._said | frozenset(said)

    @cached_property
    def zone(self) -> Zone:
        """The time zone of the bureau's regulation."""
        return Zone(pack_now(self.case.bureau, self.at).manifest.time_zone)

    @cached_property
    def parts(self) -> Parts:
        """Who had which part."""
        return parts_in(self.case)

    @cached_property
    def things(self) -> list[Thing]:
        """The things in the bureau's hands."""
        return list(Thing.objects.within(self.case.bureau_id).filter(case=self.case))

    def of(self, *kinds: str) -> list[Activity]:
        """Return the activities of these kinds."""
        return [row for row in self.activities if row.kind in kinds]

    def papers(self, *types: str) -> list[Document]:
        """Return the documents of these types."""
        return [row for row in self.documents if row.type in types]

    def agreed(self, *matters: str) -> list[Approval]:
        """Return the requests about these matters that were approved."""
        return [
            one
            for one in self.approvals
            if one.matter in matters and one.state == ApprovalState.AGREED
        ]

    def open_recusals(self) -> list[Recusal]:
        """Return the requests for recusal that nobody decided yet."""
        rows = Recusal.objects.within(self.case.bureau_id).filter(case=self.case, granted=None)
        return list(rows.select_related("person"))

    def reviewed(self) -> str:
        """Return what came of the legal review: `agreed`, `refused`, or nothing yet."""
        steps = ApprovalStep.objects.within(self.case.bureau_id).filter(
            case=self.case, role="legal_reviewer"
        )
        last = steps.exclude(outcome=StepOutcome.WAITING).order_by("-at").first()
        if last is not None:
            return "agreed" if last.outcome == StepOutcome.AGREED else "refused"
        opinions = self.papers("legal_review_opinion", "section_review_opinion")
        return "agreed" if any(signed(row, {"legal_reviewer"}) for row in opinions) else ""

    def births(self) -> list[date]:
        """Return the days of birth of parties that the viewer may know."""
        rows = ParticipantSecret.objects.seen_by(self.viewer).filter(
            case=self.case, participant__role="party", participant__ended_at=None
        )
        return [day for (day,) in rows.values_list("birth_date") if day is not None]

    @cached_property
    def told_fine(self) -> Decimal | None:
        """The fine of the newest prior notice, in yuan; the least one if it was told again."""
        return self._fine_of("prior_notice", "prior_notice")

    @cached_property
    def fine(self) -> Decimal | None:
        """The fine that is proposed or decided, in yuan."""
        if self.proposed is not None and (found := fine_in(self.proposed)) is not None:
            return found
        return self._fine_of("penalty_decision", "decision") or self.told_fine

    @property
    def penalty(self) -> str:
        """The words of the penalty that is proposed, decided, or told before."""
        for says in (self.proposed, self.newest(_DECISION), self.newest("prior_notice")):
            if says is not None and (words := _words(says)):
                return words
        rows = [*reversed(self.papers("decision")), *reversed(self.papers("prior_notice"))]
        return next((words for row in rows if (words := _words(row.fields))), "")

    @property
    def confiscated(self) -> Decimal | None:
        """How much is taken away by that penalty, in yuan, where it says so."""
        return amount_in(self.penalty.splitlines(), _CONFISCATED)

    @property
    def spot_fine(self) -> Decimal | None:
        """The fine that was decided on the spot, in yuan."""
        says = [*self.written("onspot_decision")]
        says += [row.fields for row in reversed(self.papers("simple_procedure_record"))]
        for values in says:
            amount = {"fine": values.get("amount") or values.get("fine"), **_without_fine(values)}
            if (found := fine_in(amount)) is not None:
                return found
        return None

    @property
    def decision(self) -> Mapping[str, Any] | None:
        """What the decision on a penalty says: as it is asked about, or was issued."""
        if self.proposed is not None and self.form == _DECISION:
            return self.proposed
        return next((one.values for one in self.issued(_DECISION)), None)

    def newest(self, form: str) -> Mapping[str, Any] | None:
        """Return what the newest paper of a form says: as it is asked about, issued, or drafted."""
        return next(iter(self.written(form)), None)

    def written(self, *forms: str) -> list[Mapping[str, Any]]:
        """Return what papers of these forms say: the one asked about, issued ones, drafts."""
        asked = [self.proposed] if self.proposed is not None and self.form in forms else []
        issued = [one.values for one in self.issued(*forms)]
        return [*asked, *issued, *(one.values for one in self._drafts if one.form in forms)]

    def issued(self, *forms: str) -> list[Paper]:
        """Return the papers of these forms that were issued and not replaced, the newest first."""
        return [one for one in self._papers if one.form in forms]

    @cached_property
    def _papers(self) -> list[Paper]:
        rows = Paper.objects.within(self.case.bureau_id).filter(case=self.case, replaced_by=None)
        return list(rows.order_by("-issued_at"))

    @cached_property
    def _drafts(self) -> list[Draft]:
        rows = Draft.objects.within(self.case.bureau_id).filter(case=self.case, ended_at=None)
        return list(rows.order_by("-saved_at"))

    def _fine_of(self, form: str, kind: str) -> Decimal | None:
        papers = Paper.objects.within(self.case.bureau_id).filter(case=self.case, form=form)
        for values in papers.order_by("-issued_at").values_list("values", flat=True):
            if (found := fine_in(values)) is not None:
                return found
        for row in reversed(self.papers(kind)):
            if (found := fine_in(row.fields)) is not None:
                return found
        if form == "penalty_decision":
            drafts = Draft.objects.within(self.case.bureau_id).filter(case=self.case, form=form)
            for values in drafts.filter(ended_at=None).values_list("values", flat=True):
                if (found := fine_in(values)) is not None:
                    return found
        return None


def signed(row: Document, roles: Iterable[str]) -> bool:
    """Whether somebody signed the document in one of the roles, in the system."""
    wanted = set(roles)
    return any(one["role"] in wanted and not one.get("refused") for one in row.signatures)


def fine_in(values: Mapping[str, Any]) -> Decimal | None:
    """Return the fine in yuan that a paper says, in its own field or in the words of the penalty.

    >>> fine_in({"fine": "2000"}), fine_in({"penalty": ["警告", "罚款人民币1.5万元"]})
    (Decimal('2000'), Decimal('15000.0'))
    >>> fine_in({"penalty": ["警告"]}) is None
    True
    """
    own = str(values.get("fine") or "").replace(",", "").replace("，", "").strip()
    try:
        if own:
            return Decimal(own)
    except InvalidOperation:
        if found := _AMOUNT.search(own):
            return _yuan(found)
    return amount_in(_words(values).splitlines(), _FINE)


def amount_in(lines: Iterable[str], word: str) -> Decimal | None:
    """Return the sum in yuan that the lines with `word` say.

    >>> amount_in(["没收违法所得300元", "罚款1万元"], "没收")
    Decimal('300')
    """
    amounts = [_yuan(found) for line in lines if word in line and (found := _AMOUNT.search(line))]
    return sum(amounts, Decimal()) if amounts else None


def _words(values: Mapping[str, Any]) -> str:
    """The penalty in words, a line each."""
    said = values.get("penalty") or values.get("opinion") or ""
    return "\n".join(map(str, said)) if isinstance(said, list) else str(said)


def _without_fine(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "fine"}


def _yuan(found: re.Match[str]) -> Decimal:
    number = Decimal(found[1].replace(",", "").replace("，", ""))
    return number * 10000 if found[2] else number
