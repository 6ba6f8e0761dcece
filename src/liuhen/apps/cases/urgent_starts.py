# SPDX-License-Identifier: Apache-2.0
"""Urgent starts that no head approved yet, where the bureau's regulation names no period for it.

What this module promises:

- where the regulation names a period, a duty of the case says so, and nothing is said here;
- of a penalty alone, as the gates ask it (处罚法 art. 54), and not of what came from outside;
- nothing is said any more once a head decided, or while it is asked for.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_facts import HEADS, signed
from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Case, Document
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.performing.in_hand import InHand
from liuhen.apps.cases.routes import asking_of, matters_in
from liuhen.apps.cases.standing import STARTED
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.law.routes import Matter

_START = "start"
_PAPERS = ("initiation_approval", "filing_approval")
_ASKED = (ApprovalState.OPEN, ApprovalState.AGREED, ApprovalState.REFUSED)


def urgent_start_in(case: Case, at: datetime) -> Activity | None:
    """Return the urgent start of the case that is to be approved, if it is one."""
    rows = known_rows(Activity, case)
    urgent = [row for row in rows if row.kind == STARTED and row.attrs.get("urgent")]
    if not urgent or not _is_asked_of(case) or _matter(case.bureau, at) is None:
        return None
    if any(row.matter == _START and row.state in _ASKED for row in rows_in(Approval, case)):
        return None
    return None if _approved_on(known_rows(Document, case)) else urgent[0]


def urgent_starts(
    viewer: Viewer, *, person: UUID | None, section: UUID | None = None, most: int
) -> list[Case]:
    """Return the open cases with such a start, the oldest first.

    Those that `person` handles, or (without one) those in reach of a viewer who may approve it.
    """
    if _matter(viewer.bureau, viewer.at) is None:
        return []
    cases = Case.objects.seen_by(viewer).filter(concluded_at=None, archived_at=None)
    if person is not None:
        keys = list(InHand(viewer, person=person, section=section).cases)
        cases = Case._base_manager.filter(pk__in=keys)  # the viewer sees these
    elif section is not None:
        cases = cases.filter(section=section)
    known = Activity._base_manager.filter(
        case=OuterRef("pk"), superseded_at=None, withdrawn=False, kind=STARTED, attrs__urgent=True
    )
    asked = Approval._base_manager.filter(case=OuterRef("pk"), matter=_START, state__in=_ASKED)
    rows = cases.filter(Exists(known), ~Exists(asked), act="penalty", from_outside=False)
    found = [one for one in rows.select_related("bureau").order_by("opened_at", "pk")[:most]
             if _is_asked_of(one)]  # fmt: skip
    papers = Document._base_manager.filter(
        case__in=found, type__in=_PAPERS, superseded_at=None, withdrawn=False
    )
    approved = {row.case_id for row in papers if _approved_on([row])} if found else set()
    return [one for one in found if one.pk not in approved]


def approves_starts(viewer: Viewer) -> bool:
    """Whether the viewer holds a role that approves an urgent start of which no period says when.

    Of other cases a duty tells whoever looks after them.
    """
    matter = _matter(viewer.bureau, viewer.at)
    if matter is None:
        return False
    penalty = Case(act="penalty", procedure="general")
    steps = matter.route(asking_of(penalty, urgent=True, gates=frozenset()))
    return bool(steps) and bool(set(steps[-1].by) & set(viewer.roles))


def _matter(bureau: Organisation | None, at: datetime) -> Matter | None:
    """The approval of an urgent start, where it has no period."""
    matter = matters_in(bureau, at).get((_START, True)) if bureau is not None else None
    return matter if matter is not None and matter.within is None else None


def _is_asked_of(case: Case) -> bool:
    """Whether a head approves the start of the case at all."""
    asked = case.act == "penalty" and case.procedure != "simple" and case.origin != "application"
    return asked and not (case.from_outside or case.before_go_live)


def _approved_on(papers: Iterable[Document]) -> bool:
    """Whether a head signed the paper of the start."""
    return any(row.type in _PAPERS and signed(row, HEADS) for row in papers)
