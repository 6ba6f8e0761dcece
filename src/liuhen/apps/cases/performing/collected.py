# SPDX-License-Identifier: Apache-2.0
"""Fines that were taken on the spot and that nobody has handed over (行政处罚法 art. 71).

What this module promises:

- from the penalty on the spot to whoever hands it over there are two working days;
- the desk needs the same number of queries however many there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.performing.in_hand import InHand
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import terms

#: What is entered when it is handed over.
HANDED = "fine_handed_over"
_TAKEN = "on_the_spot_penalty"
_MOST = 200


@dataclass(frozen=True, slots=True)
class Collected:
    """A fine that was taken on the spot; `due`: until when it is handed over."""

    case: Case
    activity: Activity
    due: datetime


def collected_in(case: Case) -> list[Collected]:
    """Return the fines of an open case that were taken and not handed over."""
    if case.concluded_at is not None or case.archived_at is not None:
        return []
    rows = known_rows(Activity, case)
    handed = [row.start for row in rows if row.kind == HANDED]
    taken = [row for row in rows if row.kind == _TAKEN and row.attrs.get("collected_on_site")]
    waiting = [row for row in taken if not any(at >= row.start for at in handed)]
    return _due((case, row) for row in waiting) if waiting else []


def collected(viewer: Viewer, *, person: UUID, section: UUID | None = None) -> list[Collected]:
    """Return those of the open cases that this person handles, as far as the viewer sees them."""
    if viewer.bureau is None:
        return []
    handed = Activity.objects.within(viewer.bureau.pk).filter(
        case=OuterRef("case"), kind=HANDED, start__gte=OuterRef("start"), superseded_at=None,
        withdrawn=False,
    )  # fmt: skip
    taken = Q(~Exists(handed), kind=_TAKEN, attrs__collected_on_site=True)
    hand = InHand(viewer, person=person, section=section)
    found = hand.facts(Activity, taken, order="start", most=_MOST)
    return _due((row.case, row) for row in found if row.case is not None)


def _due(pairs: Iterable[tuple[Case, Activity]]) -> list[Collected]:
    found = list(pairs)
    if not found:
        return []
    counting = counting_of(found[0][0].bureau, found[0][1].start)
    term = terms()["fine.hand-over"]
    return [Collected(case, row, counting.ends(term, row.start)) for case, row in found]
