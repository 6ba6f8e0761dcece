# SPDX-License-Identifier: Apache-2.0
"""Reading requests for approval: what waits for a viewer, and who said what, round by round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    StepOutcome,
)
from liuhen.apps.cases.of_case import seen_in
from liuhen.apps.cases.separation import (
    Parts,
    Standing,
    parts_in,
    parts_in_cases,
    standing_of,
    standings_of,
)
from liuhen.apps.people.delegating import Acting, acting
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that the viewer may take now. `role`: the first in which nothing stands against it."""

    step: ApprovalStep
    role: str

    @property
    def approval(self) -> Approval:
        """The request."""
        return self.step.approval


@dataclass(frozen=True, slots=True)
class Round:
    """What was said in one round of a request."""

    number: int
    steps: list[ApprovalStep]


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """Return the steps that the viewer may take, the nearest due first, then the newest."""
    mine = [step for step in _current_steps(viewer) if _held(viewer, step)]
    if not mine:
        return []
    parts = parts_in_cases({step.approval.case for step in mine})
    standings = standings_of(step.approval for step in mine)
    places = acting(viewer)
    found = [
        Waiting(step, role)
        for step in mine
        if (role := _free_role(places, step, parts[step.case_id], standings[step.approval_id]))
    ]
    return sorted(found, key=_press)


def _press(one: Waiting) -> tuple[datetime, float]:
    return one.approval.due or _NEVER, -one.approval.asked_at.timestamp()


def role_for(viewer: Viewer, step: ApprovalStep) -> str:
    """Return in which role the viewer may take the step; nothing where not."""
    parts = parts_in(step.approval.case)
    return _free_role(acting(viewer), step, parts, standing_of(step.approval))


def why_not_mine(viewer: Viewer, step: ApprovalStep) -> str:
    """Return what stands against a viewer who holds a role for the step; nothing where none is."""
    if role_for(viewer, step) or not (held := _held(viewer, step)):
        return ""
    behalf = acting(viewer).for_(held[0], step.approval.case.section_id)
    parts, standing = parts_in(step.approval.case), standing_of(step.approval)
    return standing.why_not(parts, viewer.person_id, held[0], behalf)


def current_step(approval: Approval) -> ApprovalStep | None:
    """Return the step that is to be taken next, where the request is under way."""
    if approval.state != ApprovalState.OPEN:
        return None
    rows = ApprovalStep.objects.within(approval.bureau_id).select_related("approval__case")
    steps = rows.filter(approval=approval, round=approval.round, outcome=StepOutcome.WAITING)
    return steps.order_by("order").first()


def get_approval(viewer: Viewer, key: UUID) -> Approval:
    """Return a request.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Approval.objects.seen_by(viewer).select_related(
        "case__section", "case__bureau", "bureau", "section", "paper", "draft", "asked_by"
    )
    found = rows.filter(pk=key).first()
    if found is None:
        raise UnknownRowError(_("There is no such request."))
    return found


def approvals_of(viewer: Viewer, case: Case) -> list[Approval]:
    """Return the requests of a case, the newest first."""
    rows = seen_in(Approval, viewer, case)
    return sorted(rows, key=lambda row: row.asked_at, reverse=True)


def rounds_of(approval: Approval) -> list[Round]:
    """Return who said what when, the newest round first."""
    return rounds_of_all([approval]).get(approval.pk, [])


def rounds_of_all(approvals: Iterable[Approval]) -> dict[UUID, list[Round]]:
    """Return the rounds of several requests of one bureau with one query."""
    wanted = {one.pk: one for one in approvals}
    if not wanted:
        return {}
    bureau = next(iter(wanted.values())).bureau_id
    rows = ApprovalStep.objects.within(bureau).filter(approval__in=wanted)
    found: dict[UUID, dict[int, list[ApprovalStep]]] = {}
    for step in rows.select_related("person", "on_behalf").order_by("-round", "order"):
        found.setdefault(step.approval_id, {}).setdefault(step.round, []).append(step)
    return {
        key: [Round(number, steps) for number, steps in rounds.items()]
        for key, rounds in found.items()
    }


def asked_by_me(viewer: Viewer) -> QuerySet[Approval]:
    """Return what the viewer asked for and is not decided, the newest first."""
    rows = Approval.objects.seen_by(viewer).filter(
        asked_by=viewer.person, state__in=(ApprovalState.OPEN, ApprovalState.SENT_BACK)
    )
    return rows.select_related("case").order_by("-asked_at")


def decided_by_me(viewer: Viewer, most: int = 10) -> list[ApprovalStep]:
    """Return the steps that the viewer took last."""
    rows = ApprovalStep.objects.seen_by(viewer).filter(person=viewer.person)
    return list(rows.select_related("approval__case", "on_behalf").order_by("-at")[:most])


def _current_steps(viewer: Viewer) -> list[ApprovalStep]:
    """The next step of every request under way that the viewer sees."""
    rows = ApprovalStep.objects.seen_by(viewer).filter(
        outcome=StepOutcome.WAITING,
        approval__state=ApprovalState.OPEN,
        round=F("approval__round"),
    )
    rows = rows.select_related(
        "approval__case__section", "approval__asked_by", "approval__paper", "approval__draft"
    )
    first: dict[UUID, ApprovalStep] = {}
    for step in rows.order_by("order"):
        first.setdefault(step.approval_id, step)
    return list(first.values())


def _held(viewer: Viewer, step: ApprovalStep) -> list[str]:
    section = step.approval.case.section_id
    return [role for role in step.roles if viewer.role_over(Role(role), section)]


def _free_role(places: Acting, step: ApprovalStep, parts: Parts, standing: Standing) -> str:
    viewer, section = places.viewer, step.approval.case.section_id

    def why_not(role: str) -> str:
        return standing.why_not(parts, viewer.person_id, role, places.for_(role, section))

    return next((role for role in _held(viewer, step) if not why_not(role)), "")
