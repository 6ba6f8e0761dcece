# SPDX-License-Identifier: Apache-2.0
"""Cases that were registered and of which nobody has said yet whether a procedure is started.

The regulation sets no time for it, so none stands here; without a list nobody would be reminded.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from liuhen.apps.cases.case_links import BRANCHES
from liuhen.apps.cases.models import Activity, Case, CaseLink
from liuhen.apps.cases.performing.in_hand import InHand
from liuhen.apps.cases.standing import BEGUN, DECISIONS
from liuhen.apps.people.viewer import Viewer


def undecided(
    viewer: Viewer, *, person: UUID, section: UUID | None = None, most: int
) -> list[Case]:
    """Return such open cases that the person handles, the oldest first.

    Somebody asked for it, or the case was opened here and begins with its start: neither on the
    spot, nor in another case that it came of.
    """
    # the viewer sees these; told of the bureau as well, SQLite goes through all its cases
    keys = list(InHand(viewer, person=person, section=section).cases)
    rows = Case._base_manager.filter(pk__in=keys)
    known = Activity._base_manager.filter(
        case=OuterRef("pk"), superseded_at=None, withdrawn=False
    )  # of cases that the viewer sees
    links = CaseLink._base_manager.filter(case=OuterRef("pk"), kind__in=BRANCHES)
    begins_here = Q(~Exists(links), from_outside=False) & ~Q(procedure="simple")
    rows = rows.filter(
        ~Exists(known.filter(kind__in=BEGUN)),
        begins_here | Exists(known.filter(kind__in=list(DECISIONS))),
    )
    return list(rows.order_by("recorded_at", "pk")[:most])
