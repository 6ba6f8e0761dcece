# SPDX-License-Identifier: Apache-2.0
"""What a case hangs together with: merged into, split from, decided anew after, handed to.

What this module promises: a link is written once and stays; both cases show it, each to whoever may
see the other one. What an ending linked is shown as long as that ending stands; where a case came
from that was split off or is decided anew is known for good.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.models import Case, CaseLink, Ending
from liuhen.apps.cases.standing import standing_of
from liuhen.apps.people.viewer import Viewer

#: Ways of ending in which a case goes to somebody else, from whom it may come back.
HANDED = (Ending.TRANSFERRED, Ending.POLICE)
#: Links that an ending writes, at its time.
OF_AN_ENDING = (CaseLink.Kind.MERGED_INTO, CaseLink.Kind.HANDED_TO)
BRANCHES = (CaseLink.Kind.SPLIT_FROM, CaseLink.Kind.ANEW_AFTER)


@dataclass(frozen=True, slots=True)
class Linked:
    """Another case that this one hangs together with; `back`: the other one says so of this.

    `returned`: one was handed elsewhere and came back, and is taken up again in the other.
    """

    kind: str
    other: Case | None
    to: str
    reason: str
    at: datetime
    back: bool
    returned: bool = False


def links_of(viewer: Viewer, case: Case) -> list[Linked]:
    """Return the links of a case both ways, as far as the viewer may see the other case."""
    rows = CaseLink.objects.within(case.bureau_id).filter(Q(case=case) | Q(other=case))
    found = list(rows.select_related("case", "other").order_by("at"))
    if not found:
        return []
    keys = {row.case_id for row in found} | {row.other_id for row in found if row.other_id}
    seen = set(Case.objects.seen_by(viewer).filter(pk__in=keys).values_list("pk"))
    made = []
    for row in found:
        if row.kind in OF_AN_ENDING and row.at != row.case.concluded_at:
            continue  # the case was opened again since
        back = row.other_id == case.pk
        other = row.case if back else row.other
        if other is not None and (other.pk,) not in seen:
            continue
        first = row.other if row.kind == CaseLink.Kind.ANEW_AFTER else None
        returned = first is not None and first.ending in HANDED
        made.append(Linked(row.kind, other, row.to, row.reason, row.at, back, returned))
    return made


def came_of(case: Case) -> list[Case]:
    """Return the cases that `case` was split off from, or in place of whose decision it decides."""
    rows = CaseLink.objects.within(case.bureau_id).filter(case=case, kind__in=BRANCHES)
    return [row.other for row in rows.select_related("other") if row.other is not None]


def begun_elsewhere(case: Case) -> bool:
    """Whether a procedure was started in a case that this one came of: it goes on here."""
    return any(not standing_of(one).is_open or begun_elsewhere(one) for one in came_of(case))


def link(
    doing: CaseAct, kind: str, other: Case | None, reason: str, at: datetime, *, to: str = ""
) -> None:
    """Let the case of an act say that it hangs together with `other`, or went to the organ `to`."""
    doing.record.create(
        CaseLink(
            bureau=doing.case.bureau, case=doing.case, kind=kind, other=other, to=to,
            reason=reason, at=at, by=doing.by.person,
        )
    )  # fmt: skip
