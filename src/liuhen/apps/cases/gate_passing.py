# SPDX-License-Identifier: Apache-2.0
"""Who may go on against a gate, and in which named exceptions.

What this module promises:

- where a gate says so (`approver_at`), only whoever could approve the matter in this case goes on
  with a reason: in a role of its last step, and without another part in the case;
- where a gate names exceptions, one of them is chosen with the record that shows it; words alone
  let nothing pass.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.gate_facts import Known
from liuhen.apps.cases.gate_told import waivers
from liuhen.apps.cases.routes import asking_of, matter_in
from liuhen.apps.cases.separation import why_not_for
from liuhen.apps.cases.times import day_said
from liuhen.apps.people.delegating import acting
from liuhen.apps.people.roles import Role
from liuhen.law.pack_parts import Gate

_APPROVED = "ending_approved"


@dataclass(frozen=True, slots=True)
class Choice:
    """An exception of a gate with the record that shows it. `value` is chosen, `text` is kept."""

    value: str
    text: str


def barred(known: Known, gate: Gate) -> str:
    """Return why the viewer may not go on against the gate; empty where he or she may."""
    if known.matter not in gate.approver_at or may_approve(known):
        return ""
    if known.matter == "closing" and known.case.from_outside:
        return ""  # it was approved where it is kept, and whoever enters it says so
    if gate.condition == _APPROVED:  # the pages of ending are those of handlers, not of heads
        return _("It goes on once a head has approved.")
    return _("Only whoever may approve it goes on without the approval, with a reason.")


def choices(known: Known, gate: Gate) -> tuple[Choice, ...]:
    """Return the exceptions of the gate that a record of the case shows."""
    return tuple(
        Choice(
            f"{one.id} {row.ref}",
            f"{one.says.zh}（{row.ref}，{day_said(row.at)}）",
        )
        for one in gate.exceptions
        for row in waivers(known, list(one.shown_by))
    )


def may_approve(known: Known) -> bool:
    """Whether the viewer is one who approves the matter in this case, without another part."""
    case, by = known.case, known.viewer
    try:
        matter = matter_in(case, known.matter, known.at, urgent=False)
    except BadFactError:
        return False
    steps = matter.route(asking_of(case, urgent=False, gates=frozenset()))
    places = acting(by)
    return any(
        by.role_over(Role(role), case.section_id)
        and not why_not_for(known.parts, by.person_id, role, places.for_(role, case.section_id))
        for role in (steps[-1].by if steps else ())
    )
