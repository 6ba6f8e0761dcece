# SPDX-License-Identifier: Apache-2.0
"""What nobody in this bureau can lawfully do today, and why.

A small bureau has few people, and whoever handles a case neither reviews nor approves it. What this
module promises:

- of every step of every route, in every section, it is said beforehand whether somebody could take
  it today: somebody holds the role, and the steps of one route find a person each;
- of every request that is under way (and of one that is about to be made) it is said which step
  nobody can take, with the reason for each person who holds the role;
- whoever manages people learns that without learning anything of a case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Approval, ApprovalState, ApprovalStep, Case, StepOutcome
from liuhen.apps.cases.routes import matters_in, said_in, says_values, step_values
from liuhen.apps.cases.separation import Parts, Standing, parts_in, parts_in_cases, standings_of
from liuhen.apps.people.holders import Holders, enforcing_sections, holders_on
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.law.routes import Asking

_OFFICERS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person cannot take a step; without a person, why nobody can."""

    why: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Nobody:
    """A step that nobody can take. `matters`: what it is a step of, in words."""

    says: str
    roles: tuple[str, ...]
    section: str
    reasons: tuple[Reason, ...]
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """A request under way, and the steps of it that nobody can take."""

    approval: Approval
    steps: tuple[Nobody, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """A case, or none yet, in the eyes of whoever looks for people for its steps."""

    holders: Holders
    section: Organisation
    parts: Parts = field(default_factory=Parts)
    standing: Standing = field(default_factory=Standing)
    taken: frozenset[int] = frozenset()

    def why_not(self, person: Person, role: str) -> str:
        """Return what stands against the person."""
        behalf = self.holders.acting_for(person.pk, role, self.section.pk)
        return self.standing.why_not(self.parts, person.pk, role, behalf)


def nobody_today(viewer: Viewer) -> list[Nobody]:
    """Return the steps of the bureau's routes that nobody could take today, whatever the case."""
    bureau = viewer.bureau
    if bureau is None:
        return []
    holders = holders_on(bureau, timezone.localtime(viewer.at).date())
    found: dict[tuple[object, ...], Nobody] = {}
    for section in enforcing_sections(bureau):
        officers = holders.certified_officers(section.pk)
        if holders.of(Role.OFFICER, section.pk) and len(officers) < _OFFICERS:
            found[section.pk, "officers"] = _too_few(section, officers)
        for title, steps in _routes(bureau, viewer):
            for one in _nobody(_Look(holders, section), steps):
                key = (section.pk, one.roles, one.reasons)
                known = found.get(key)
                matters = dict.fromkeys((*(known.matters if known else ()), title))
                found[key] = Nobody(
                    one.says if known is None else known.says,
                    one.roles, one.section, one.reasons, tuple(matters),
                )  # fmt: skip
    return list(found.values())


def stuck_requests(viewer: Viewer) -> list[Stuck]:
    """Return the requests under way, of those that the viewer sees, with a step for nobody."""
    rows = Approval.objects.seen_by(viewer).filter(state=ApprovalState.OPEN)
    return _stuck(viewer, list(rows.select_related("case__section")))


def count_stuck(viewer: Viewer) -> Mapping[str, int]:
    """Return how many requests have a step for nobody, by section: no case is told of."""
    if viewer.bureau_id is None:
        return {}
    rows = Approval.objects.within(viewer.bureau_id).filter(state=ApprovalState.OPEN)
    counts: dict[str, int] = {}
    for one in _stuck(viewer, list(rows.select_related("case__section"))):
        name = one.approval.case.section.name
        counts[name] = counts.get(name, 0) + 1
    return counts


def nobody_for(viewer: Viewer, case: Case, route: Sequence[Mapping[str, object]]) -> list[Nobody]:
    """Return the steps that nobody could take if the viewer asked for them in this case now.

    `route`: steps as a request keeps them (`routes.step_values`).
    """
    holders = holders_on(case.bureau, timezone.localtime(viewer.at).date())
    parts = parts_in(case)
    standing = Standing(askers=frozenset({viewer.person_id}))
    return _nobody(_Look(holders, case.section, parts, standing), route)


# ---------------------------------------------------------------- routes as such


def _routes(
    bureau: Organisation, viewer: Viewer
) -> Iterable[tuple[str, list[Mapping[str, object]]]]:
    """Every route of the bureau with its longest way."""
    gates = frozenset({"legal-review"})
    for (_name, urgent), matter in matters_in(bureau, viewer.at).items():
        steps = matter.route(Asking("penalty", "general", urgent, gates))
        yield said_in(says_values(matter.says)), [step_values(step) for step in steps]


def _too_few(section: Organisation, officers: list[Person]) -> Nobody:
    why = _("Fewer than two officers have a valid certificate (行政处罚法 42).")
    return Nobody(
        says=_("Investigate or inspect"),
        roles=(Role.OFFICER.value,),
        section=section.name,
        reasons=(Reason(why), *(Reason(_("has one"), one.name) for one in officers)),
    )


# ---------------------------------------------------------------- one case


def _stuck(viewer: Viewer, approvals: list[Approval]) -> list[Stuck]:
    if not approvals or viewer.bureau is None:
        return []
    holders = holders_on(viewer.bureau, timezone.localtime(viewer.at).date())
    parts = parts_in_cases([one.case for one in approvals])
    taken, standings = _taken(approvals), standings_of(approvals)
    looks = {
        one.pk: _Look(
            holders,
            one.case.section,
            parts[one.case_id],
            standings[one.pk],
            frozenset(taken.get(one.pk, ())),
        )
        for one in approvals
    }
    found = (Stuck(one, tuple(_nobody(looks[one.pk], one.route))) for one in approvals)
    return [one for one in found if one.steps]


def _taken(approvals: list[Approval]) -> dict[UUID, set[int]]:
    """Which steps of the present round were taken."""
    rows = ApprovalStep.objects.within(approvals[0].bureau_id).filter(
        approval__in=approvals, round=F("approval__round")
    )
    found: dict[UUID, set[int]] = {}
    said = rows.exclude(outcome=StepOutcome.WAITING).exclude(person=None)
    for approval, order in said.values_list("approval_id", "order"):
        found.setdefault(approval, set()).add(order)
    return found


def _nobody(look: _Look, route: Sequence[Mapping[str, object]]) -> list[Nobody]:
    """The steps still to be taken for which no person is left."""
    found: list[Nobody] = []
    free: dict[int, set[UUID]] = {}
    for order, step in enumerate(route, 1):
        if order in look.taken:
            continue
        able, reasons = _who(look, step)
        if able:
            free[order] = able
        else:
            found.append(_said(step, look.section, tuple(reasons)))
    for order in _unmatched(free):
        why = _("Whoever could take it is needed for another step: nobody takes two.")
        found.append(_said(route[order - 1], look.section, (Reason(why),)))
    return found


def _who(look: _Look, step: Mapping[str, object]) -> tuple[set[UUID], list[Reason]]:
    """Who could take the step, and why the others who hold its roles could not."""
    able: set[UUID] = set()
    reasons: list[Reason] = []
    for role in _roles(step):
        people = look.holders.of(role, look.section.pk)
        if not people:
            said = _("Nobody holds the role “%(role)s” over the section today.")
            reasons.append(Reason(said % {"role": Role(role).label}))
        for person in people:
            if why := look.why_not(person, role):
                reasons.append(Reason(why, person.name))
            else:
                able.add(person.pk)
    return able, reasons


def _roles(step: Mapping[str, object]) -> list[str]:
    roles = step["roles"]
    return list(roles) if isinstance(roles, list) else []


def _unmatched(free: Mapping[int, set[UUID]]) -> list[int]:
    """The steps that find no person of their own, where each takes one step at most."""
    whose: dict[UUID, int] = {}

    def place(order: int, seen: set[UUID]) -> bool:
        for person in free[order] - seen:
            seen.add(person)
            if person not in whose or place(whose[person], seen):
                whose[person] = order
                return True
        return False

    return [order for order in free if not place(order, set())]


def _said(step: Mapping[str, object], section: Organisation, reasons: tuple[Reason, ...]) -> Nobody:
    says = step["says"]
    words = said_in(says) if isinstance(says, dict) else ""
    return Nobody(words, tuple(_roles(step)), section.name, reasons)
