# SPDX-License-Identifier: Apache-2.0
"""What is late in a case beside its duties: what the party owes, and what is held for too long.

The same as the desk and the calendar show as overdue; nothing is judged here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Due, Instalment
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.compliance.models import CaseTerm
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import CUSTODY, still_told
from liuhen.apps.people.viewed import Row
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import terms

#: So many of a kind are looked for.
MOST = 2000
#: What stands for them among the obligations of which a reason speaks.
OWED, HELD = "dues", "custody"


@dataclass(frozen=True, slots=True)
class LateBeside:
    """Something late that is no duty of the regulation. `word`: `OWED` or `HELD`."""

    case: UUID
    word: str
    text: str
    due: datetime
    articles: tuple[str, ...] = ()

    @property
    def obligation(self) -> str:
        """What it is called among obligations."""
        return f"{self.word}: {self.text}"


def late_beside(
    viewer: Viewer,
    *,
    section: UUID | None = None,
    mine: bool = False,
    cases: Iterable[UUID] | None = None,
) -> list[LateBeside]:
    """Return what is late now in cases that the viewer sees and that are not archived, by time.

    `cases`: in these alone; `mine`: in those that the viewer handles.
    """

    def narrowed(rows: QuerySet[Row]) -> QuerySet[Row]:
        rows = rows.filter(case__archived_at=None)
        if section is not None:
            rows = rows.filter(case__section_id=section)
        if mine:
            rows = rows.filter(case_id__in=handled_by(viewer.person_id))
        return rows if cases is None else rows.filter(case_id__in=list(cases))

    found = [
        *_owed(viewer, narrowed(_late_dues(viewer))),
        *_held(narrowed(_in_hand(viewer))),
    ]
    return sorted(found, key=lambda one: (one.due, str(one.case)))


def _late_dues(viewer: Viewer) -> QuerySet[Due]:
    """Dues past their day; of one that is paid in parts the parts count."""
    if viewer.bureau_id is None:
        return Due.objects.seen_by(viewer).none()
    waiting = Instalment.objects.within(viewer.bureau_id).filter(of=OuterRef("pk"), paid_at=None)
    late = Exists(waiting.filter(due__lt=viewer.at))
    rows = Due.objects.seen_by(viewer).filter(done_at=None)
    rows = rows.exclude(pk__in=resting(viewer.bureau_id).values("pk"))
    return rows.filter(late | (Q(due__lt=viewer.at) & ~Exists(waiting)))


def _owed(viewer: Viewer, rows: QuerySet[Due]) -> Iterable[LateBeside]:
    found = list(rows.order_by("due", "pk")[:MOST])
    parts = Instalment.objects.seen_by(viewer).filter(
        of__in=[row.pk for row in found], paid_at=None
    )
    first: dict[UUID, datetime] = {}
    for part in parts.order_by("-due") if found else ():
        first[part.of_id] = part.due
    for row in found:
        due = first.get(row.pk, row.due)
        if due is not None:
            kind = row.get_kind_display()
            yield LateBeside(row.case_id, OWED, f"{kind} {row.text}".strip(), due)


def _in_hand(viewer: Viewer) -> QuerySet[CaseTerm]:
    """What is held for longer than it may be."""
    return CaseTerm.objects.seen_by(viewer).filter(
        still_told(viewer.at),
        generation=current_generation(),
        kind=CUSTODY,
        ends_at__lt=viewer.at,
    )


def _held(rows: QuerySet[CaseTerm]) -> Iterable[LateBeside]:
    for row in rows.order_by("ends_at", "pk")[:MOST]:
        says = terms()[row.term].says
        thing = row.thing or (says.en if get_language() == "en" else says.zh)
        text = _("Held for too long: %(thing)s") % {"thing": thing}
        yield LateBeside(row.case_id, HELD, text, row.ends_at)
