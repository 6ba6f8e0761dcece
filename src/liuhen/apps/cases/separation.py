# SPDX-License-Identifier: Apache-2.0
"""Separation of duty (wall 6): investigate ≠ review ≠ approve ≠ chair.

What this module promises:

- whoever handles a case, did once, was an officer in its investigation, or withdrew from it neither
  reviews nor approves in it;
- whoever reviewed does not approve, whoever approved does not review, whoever chaired the hearing
  does neither;
- it is said of each person in one sentence why not, so that a page can name it beforehand.

An officer is known by the number of the certificate; where an activity gives none, by the name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import (
    Activity,
    Approval,
    ApprovalStep,
    Case,
    Document,
    FactOrigin,
    Handler,
    Recusal,
    StepOutcome,
)
from liuhen.apps.people.models import Certificate, Person

REVIEWER = "legal_reviewer"
#: Activities whose officers investigate; those of the others decide, review or serve.
INVESTIGATING = (
    "routine_patrol", "site_inspection", "inquiry", "evidence_collection", "sampling",
    "advance_preservation", "coercive_measure", "investigation_refused", "on_the_spot_penalty",
)  # fmt: skip
#: Where the papers of a hearing name who chairs it.
_CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Parts:
    """Who had which part in one case, by the keys of persons."""

    handlers: set[UUID] = field(default_factory=set)
    officers: set[UUID] = field(default_factory=set)
    chairs: set[UUID] = field(default_factory=set)
    withdrew: set[UUID] = field(default_factory=set)
    reviewed: set[UUID] = field(default_factory=set)
    approved: set[UUID] = field(default_factory=set)

    def why_not(self, person: UUID, role: str) -> str:
        """Return why the person may not act in `role` in the case; nothing where he or she may."""
        stands: tuple[tuple[bool, str], ...] = (
            (person in self.handlers, _("Whoever handles a case neither reviews nor approves it.")),
            (
                person in self.officers,
                _("Whoever investigated a case neither reviews nor approves it."),
            ),
            (person in self.withdrew, _("Whoever withdrew from a case takes no part in it.")),
            (
                person in self.chairs,
                _("Whoever chaired the hearing neither reviews nor approves the case."),
            ),
            (
                role == REVIEWER and person in self.approved,
                _("Whoever approved in a case does not review it."),
            ),
            (
                role != REVIEWER and person in self.reviewed,
                _("Whoever reviews a case does not approve it."),
            ),
        )
        return next((why for holds, why in stands if holds), "")


def parts_in(case: Case) -> Parts:
    """Return who had which part in the case."""
    return parts_in_cases([case])[case.pk]


def parts_in_cases(cases: Iterable[Case]) -> dict[UUID, Parts]:
    """Return who had which part in each of the cases, of one bureau, with few queries."""
    found = {case.pk: Parts() for case in cases}
    bureau = next((case.bureau_id for case in cases), None)
    if bureau is None:
        return found
    for case, person in Handler.ever.filter(case__in=found).values_list("case_id", "person_id"):
        found[case].handlers.add(person)
    withdrew = Recusal.objects.within(bureau).filter(case__in=found, granted=True)
    for case, person in withdrew.values_list("case_id", "person_id"):
        found[case].withdrew.add(person)
    _add_signers(bureau, found)
    _add_steps(bureau, found)
    _add_officers(bureau, found)
    return found


def _add_signers(bureau: UUID, found: dict[UUID, Parts]) -> None:
    """Who signed papers of the case in the system, or entered an approval."""
    rows = Document.objects.within(bureau).filter(case__in=found)
    for case, signatures in rows.values_list("case_id", "signatures"):
        for one in signatures:
            if one.get("person"):
                _add(found[case], UUID(one["person"]), one["role"])
    entered = Activity.objects.within(bureau).filter(
        case__in=found, kind="approval", origin=FactOrigin.ACT
    )
    for case, person in entered.values_list("case_id", "entered_by_id"):
        if person is not None:
            found[case].approved.add(person)


def _add_steps(bureau: UUID, found: dict[UUID, Parts]) -> None:
    """Who said something at a step of a request, in any round."""
    rows = ApprovalStep.objects.within(bureau).filter(case__in=found)
    said = rows.exclude(outcome=StepOutcome.WAITING).exclude(person=None)
    for case, person, role in said.values_list("case_id", "person_id", "role"):
        if person is not None:
            _add(found[case], person, role)


def _add(parts: Parts, person: UUID, role: str) -> None:
    (parts.reviewed if role == REVIEWER else parts.approved).add(person)


def _add_officers(bureau: UUID, found: dict[UUID, Parts]) -> None:
    """Who is named as an officer of the investigation, or as the chair of a hearing."""
    known = _Names(bureau)
    rows = Activity.objects.within(bureau).filter(
        case__in=found, superseded_at=None, withdrawn=False, kind__in=(*INVESTIGATING, "hearing")
    )
    for case, kind, officers, details in rows.values_list("case_id", "kind", "officers", "details"):
        if kind == "hearing":
            found[case].chairs.update(known.named(str(details.get(_CHAIR) or "")))
            continue
        for one in officers:
            found[case].officers.update(known.officer(one))
    papers = Document.objects.within(bureau).filter(
        case__in=found, superseded_at=None, withdrawn=False,
        type__in=("hearing_record", "hearing_notice"),
    )  # fmt: skip
    for case, fields in papers.values_list("case_id", "fields"):
        if case is not None:
            found[case].chairs.update(known.named(str(fields.get(_CHAIR) or "")))


class _Names:
    """The people of a bureau by name, and by the number of the certificate; read when needed."""

    def __init__(self, bureau: UUID) -> None:
        self.bureau = bureau
        self._names: dict[str, set[UUID]] | None = None
        self._numbers: dict[str, UUID] = {}

    def named(self, name: str) -> set[UUID]:
        """Return who bears the name."""
        return self._read().get(name.strip(), set()) if name.strip() else set()

    def officer(self, value: dict[str, str]) -> set[UUID]:
        """Return who is meant by an officer of an activity."""
        names = self._read()
        number = str(value.get("certificate") or "")
        if number in self._numbers:
            return {self._numbers[number]}
        return names.get(str(value.get("name") or ""), set())

    def _read(self) -> dict[str, set[UUID]]:
        if self._names is None:
            self._names = {}
            people = Person.objects.filter(bureau_id=self.bureau).values_list("pk", "name")
            for key, name in people:
                self._names.setdefault(name, set()).add(key)
            held = Certificate.objects.filter(person__bureau_id=self.bureau)
            self._numbers = dict(held.values_list("number", "person_id"))
        return self._names


def why_not_in(approval: Approval, parts: Parts, person: UUID, role: str) -> str:
    """Return why the person may not take a step of the request in `role`; nothing where he may.

    Nobody decides on what he or she asked for, and nobody takes two steps of one round.
    """
    if reason := parts.why_not(person, role):
        return reason
    if person == approval.asked_by_id:
        return _("Nobody decides on his or her own request.")
    steps = ApprovalStep.objects.within(approval.bureau_id).filter(
        approval=approval, round=approval.round, person=person
    )
    if steps.exists():
        return _("Nobody takes two steps of one request.")
    return ""
