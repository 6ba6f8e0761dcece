# SPDX-License-Identifier: Apache-2.0
"""Whom a paper is about that a gate is asked of: each of several parties has its own gates.

What this module promises:

- an ordinary paper of a case with one party names nobody apart: its gates look at the case;
- of several parties, and of a stranger to the case, each is asked about by name.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from liuhen.apps.cases.approved_content import words_read
from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.models import Approval, Case, Document, Draft, Participant
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.participants.masks import masked, masks_of

DECISION = "penalty_decision"


class Addressed(CaseFacts):
    """The facts of a case, and whom the paper that is asked about names.

    `proposed`: the values of that paper, where there is one.
    """

    def __init__(self, case: Case, at: datetime, proposed: Mapping[str, Any] | None) -> None:
        super().__init__(case)
        self.at, self.proposed = at, proposed

    @cached_property
    def apart(self) -> frozenset[str]:
        """Whom the paper is about, where that tells somebody apart (`party_names.Parties.apart`).

        The paper that is asked about, or the decision that is drafted; nobody where neither is.
        """
        drafted = (one.values for one in self.drafts if one.form == DECISION)
        says = self.proposed if self.proposed is not None else next(drafted, {})
        return self.parties.apart(masked(str(says.get("party") or ""), masks_of(self.case)))

    @property
    def each(self) -> tuple[str, ...]:
        """Everybody of `apart`; one empty name where there is nobody to tell apart."""
        return tuple(sorted(self.apart)) or ("",)

    @property
    def party_kind(self) -> str:
        """Whether the party is a person; of several that the paper names, where one is."""
        if not self.apart:
            return self.case.party_kind
        parties = Participant.objects.within(self.case.bureau_id).filter(
            case=self.case, role=Participant.Role.PARTY, ended_at=None, name__in=self.apart
        )
        kinds = set(parties.values_list("kind", flat=True)) - {""}
        return "person" if "person" in kinds else next(iter(kinds), self.case.party_kind)

    def is_for(self, row: Document, who: str) -> bool:
        """Return whether a paper names somebody as the party, or no party at all."""
        return self.parties.may_be_for(row.fields.get("party"), who)

    def is_about(self, request: Approval) -> bool:
        """Whether what was asked for is about whom the paper names, or does not say about whom."""
        if not self.apart or (read := words_read(request, self.day)) is None:
            return True
        return all(self.parties.may_be_for(read.get("party"), one) for one in self.apart)

    @property
    def day(self) -> date:
        """The day on which it is asked."""
        return timezone.localtime(self.at).date()

    @cached_property
    def drafts(self) -> list[Draft]:
        """What is being written in the case, what was saved last first."""
        rows = (row for row in rows_in(Draft, self.case) if row.ended_at is None)
        return sorted(rows, key=lambda row: row.saved_at, reverse=True)
