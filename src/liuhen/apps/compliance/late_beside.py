# SPDX-License-Identifier: Apache-2.0
"""What is late in a case beside its duties: what the party owes, and what is held for too long.

The same as the desk and the calendar show as overdue; nothing is judged here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Due
from liuhen.apps.compliance.models import CaseTerm
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.running import CUSTODY, PAYMENT, still_told
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
    every = CaseTerm.objects.handled(viewer) if mine else CaseTerm.objects.seen_by(viewer)
    rows = every.filter(
        still_told(viewer.at),
        generation=current_generation(),
        kind__in=(CUSTODY, PAYMENT),
        ends_at__lt=viewer.at,
        case__archived_at=None,
    )
    if section is not None:
        rows = rows.filter(section_id=section)
    if cases is not None:
        rows = rows.filter(case_id__in=list(cases))
    first: dict[object, CaseTerm] = {}
    for row in rows.order_by("ends_at", "pk")[:MOST]:
        first.setdefault(row.about if row.kind == PAYMENT else row.pk, row)  # a due, not its parts
    found = [_owed(row) if row.kind == PAYMENT else _held(row) for row in first.values()]
    return sorted(found, key=lambda one: (one.due, str(one.case)))


def _owed(row: CaseTerm) -> LateBeside:
    kind = Due.Kind(row.word).label
    return LateBeside(row.case_id, OWED, f"{kind} {row.text}".strip(), row.ends_at)


def _held(row: CaseTerm) -> LateBeside:
    says = terms()[row.term].says
    thing = row.text or (says.en if get_language() == "en" else says.zh)
    text = _("Held for too long: %(thing)s") % {"thing": thing}
    return LateBeside(row.case_id, HELD, text, row.ends_at)
