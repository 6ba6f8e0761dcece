# SPDX-License-Identifier: Apache-2.0
"""Separation of duty (wall 6): investigate ≠ review ≠ approve ≠ chair.

What this module promises:

- whoever handles a case, did once, was an officer in its investigation, or withdrew from it neither
  reviews nor approves in it;
- whoever reviewed does not approve, whoever approved does not review, whoever chaired the hearing
  does neither;
- nobody decides on what he or she asked for in any round, nor takes two steps of one round;
- whoever acts in somebody's place (委托代行) may no more than that person may;
- it is said of each person in one sentence why not, so that a page can name it beforehand.

Somebody is known by the account that was chosen, that signed or decided, or by the number of the
certificate. A name alone is borne by several people, and one person may have two accounts: whoever
bears the name of somebody with a part in the case is not refused, but says first that it is not the
same person (`namesake`; the gate of that name keeps the reason).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
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
    PaperSignature,
    Recusal,
    StepOutcome,
)
from liuhen.apps.people.models import Certificate, Person

REVIEWER = "legal_reviewer"
#: The gate at which somebody says that only the name is the same.
NAMESAKE = "namesake"
#: Activities whose officers investigate; those of the others decide, review or serve.
INVESTIGATING = (
    "routine_patrol", "site_inspection", "inquiry", "evidence_collection", "sampling",
    "advance_preservation", "coercive_measure", "investigation_refused", "on_the_spot_penalty",
)  # fmt: skip
#: Where the papers of a hearing name who chairs it.
_CHAIR = "chair"
#: So many requests are asked for in one query.
_AT_ONCE = 500
_PARTS = ("handlers", "officers", "chairs", "withdrew", "reviewed", "approved")


@dataclass(slots=True)
class Parts:
    """Who had which part in one case, by the keys of persons."""

    handlers: set[UUID] = field(default_factory=set)
    officers: set[UUID] = field(default_factory=set)
    chairs: set[UUID] = field(default_factory=set)
    withdrew: set[UUID] = field(default_factory=set)
    reviewed: set[UUID] = field(default_factory=set)
    approved: set[UUID] = field(default_factory=set)
    same_name: "Parts | None" = None  # people who bear the name of somebody above, or a free name

    def namesake(self, person: UUID, role: str) -> str:
        """Return what the person may have done in the case, going by the name alone; or nothing."""
        return self.same_name.why_not(person, role) if self.same_name else ""

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
    names = _Names(bureau)
    free: dict[UUID, _Free] = {case: _Free() for case in found}
    _add_signers(bureau, found)
    _add_steps(bureau, found)
    _add_officers(names, found, free)
    _add_chairs(bureau, found, free)
    for case, parts in found.items():
        parts.same_name = _bearing_the_names(parts, free[case], names)
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


@dataclass(slots=True)
class _Free:
    """Names that stand in a case with no account behind them."""

    officers: set[str] = field(default_factory=set)
    chairs: set[str] = field(default_factory=set)


def _add_officers(names: "_Names", found: dict[UUID, Parts], free: dict[UUID, _Free]) -> None:
    """Who is named as an officer of the investigation, or by an activity as who chaired it."""
    rows = Activity.objects.within(names.bureau).filter(
        case__in=found, superseded_at=None, withdrawn=False, kind__in=(*INVESTIGATING, "hearing")
    )
    for case, kind, officers, details in rows.values_list("case_id", "kind", "officers", "details"):
        if kind == "hearing":
            note = details.get("hearing") or {}
            if key := note.get("chair_person"):
                found[case].chairs.add(UUID(str(key)))
            else:
                free[case].chairs.add(str(note.get(_CHAIR) or ""))
            continue
        for one in officers:
            if (person := names.account_of(one)) is not None:
                found[case].officers.add(person)
            else:
                free[case].officers.add(str(one.get("name") or ""))


def _add_chairs(bureau: UUID, found: dict[UUID, Parts], free: dict[UUID, _Free]) -> None:
    """Who signed the papers of a hearing as its chair, and whom they name."""
    signed = PaperSignature.objects.within(bureau).filter(
        case__in=found, role="hearing_chair", refused=False
    )
    for case, person in signed.exclude(person=None).values_list("case_id", "person_id"):
        if person is not None:
            found[case].chairs.add(person)
    papers = Document.objects.within(bureau).filter(
        case__in=found, superseded_at=None, withdrawn=False,
        type__in=("hearing_record", "hearing_notice"),
    )  # fmt: skip
    for case, fields in papers.values_list("case_id", "fields"):
        if case is not None:
            free[case].chairs.add(str(fields.get(_CHAIR) or ""))


def _bearing_the_names(parts: Parts, free: _Free, names: "_Names") -> Parts:
    """Who bears a name that stands in the case, and is not known to be that person."""
    made = Parts()
    for part in _PARTS:
        known: set[UUID] = getattr(parts, part)
        said = {names.name_of(person) for person in known} | getattr(free, part, set())
        bearers = set().union(*(names.named(name) for name in said)) if said else set()
        getattr(made, part).update(bearers - known)
    return made


class _Names:
    """The people of a bureau by name, and by the number of the certificate; read when needed."""

    def __init__(self, bureau: UUID) -> None:
        self.bureau = bureau
        self._people: dict[UUID, str] | None = None
        self._names: dict[str, set[UUID]] = {}

    def named(self, name: str) -> set[UUID]:
        """Return who bears the name."""
        self._read()
        return self._names.get(name.strip(), set()) if name.strip() else set()

    def name_of(self, person: UUID) -> str:
        """Return the name of somebody of the bureau."""
        return self._read().get(person, "")

    def account_of(self, officer: Mapping[str, Any]) -> UUID | None:
        """Return whose account stands behind an officer of an activity, where one does."""
        if officer.get("person"):
            return UUID(str(officer["person"]))
        return self._numbers.get(str(officer.get("certificate") or ""))

    @cached_property
    def _numbers(self) -> dict[str, UUID]:
        held = Certificate.objects.filter(person__bureau_id=self.bureau).exclude(number="")
        return dict(held.values_list("number", "person_id"))

    def _read(self) -> dict[UUID, str]:
        if self._people is None:
            people = Person.objects.filter(bureau_id=self.bureau).values_list("pk", "name")
            self._people = dict(people)
            for key, name in self._people.items():
                self._names.setdefault(name, set()).add(key)
        return self._people


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a part in one request itself.

    `askers`: who asked for it, in any round. `taken`: who took a step of the present round, or in
    whose place it was taken.
    """

    askers: frozenset[UUID] = frozenset()
    taken: frozenset[UUID] = frozenset()

    def why_not(self, parts: Parts, person: UUID, role: str, behalf: Person | None) -> str:
        """Return why the person may not take a step in `role`; nothing where he or she may.

        Nobody decides on what he or she asked for, and nobody takes two steps of one round. What
        stands against whoever delegated the role (`behalf`) stands against who acts in that place.
        """
        if reason := self._why_not(parts, person, role):
            return reason
        if behalf is not None and (reason := self._why_not(parts, behalf.pk, role)):
            return in_place_of(behalf, reason)
        return ""

    def _why_not(self, parts: Parts, person: UUID, role: str) -> str:
        if reason := parts.why_not(person, role):
            return reason
        if person in self.askers:
            return _("Nobody decides on his or her own request.")
        return _("Nobody takes two steps of one request.") if person in self.taken else ""


def in_place_of(behalf: Person, reason: str) -> str:
    """Return what stands against whoever delegated a role, as it is said of who acts."""
    return _("In the place of %(name)s: %(why)s") % {"name": behalf.name, "why": reason}


def why_not_for(parts: Parts, person: UUID, role: str, behalf: Person | None) -> str:
    """Return why the person may not act in `role` in the case, where no request is asked about."""
    return Standing().why_not(parts, person, role, behalf)


def standing_of(approval: Approval) -> Standing:
    """Return who has a part in the request."""
    return standings_of([approval])[approval.pk]


def standings_of(approvals: Iterable[Approval]) -> dict[UUID, Standing]:
    """Return who has a part in each of the requests, of one bureau, with few queries."""
    wanted = {one.pk: one for one in approvals}
    askers = {key: {one.asked_by_id} for key, one in wanted.items()}
    taken: dict[UUID, set[UUID]] = {key: set() for key in wanted}
    keys = list(wanted)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = ApprovalStep.objects.within(wanted[some[0]].bureau_id).filter(approval__in=some)
        for key, number, asker, person, behalf in rows.values_list(
            "approval_id", "round", "asked_by_id", "person_id", "on_behalf_id"
        ):
            askers[key] |= {asker} - {None}
            if number == wanted[key].round:
                taken[key] |= {person, behalf} - {None}
    return {key: Standing(frozenset(askers[key]), frozenset(taken[key])) for key in wanted}


def namesake_in(approval: Approval, parts: Parts, person: Person, role: str) -> str:
    """Return what may stand against a person at a step, going by the name alone; or nothing."""
    if said := parts.namesake(person.pk, role):
        return said
    others = Person.objects.filter(bureau_id=approval.bureau_id, name=person.name)
    same = set(others.exclude(pk=person.pk).values_list("pk", flat=True))
    standing = standing_of(approval) if same else Standing()
    if same & (standing.askers | standing.taken):
        return _("Nobody decides on his or her own request.")
    return ""
