# SPDX-License-Identifier: Apache-2.0
"""What was preserved of which no thing was entered, and until when it is held (处罚法 art. 56).

What is entered as a thing has its period from `custody_periods`. An officer who noted that
something was preserved, and not what, is told of the end all the same, and asked as the case ends.

What this module promises:

- one preservation is settled by a decision on what was preserved, or by the paper that decides it;
- a release settles it where no coercive measure had begun that it may mean: what ends a sealing is
  no decision on this one.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.measure_approvals import MEASURE
from liuhen.apps.cases.models import Activity, Thing
from liuhen.apps.cases.releasing import RELEASED
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.law.statutory import Term, terms

_PRESERVING, _DISPOSED = "advance_preservation", "preservation_disposed"
_DISPOSAL = "preserve_disposal"
_TERM = "custody.preserved"


def preserved_until(
    rows: Rows, things: Iterable[Thing], at: datetime
) -> Iterator[tuple[str, datetime, Term]]:
    """Yield the references of such preservations, and the end of each as is counted at `at`.

    `things`: every thing of the case, those too that left.
    """
    open_ = undecided_in(CaseFacts.of_rows(rows), things)
    if not open_:
        return
    counting, term = counting_of(rows.case.bureau, at), terms()[_TERM]
    for row in open_:
        yield row.ref, counting.ends(term, row.start), term


def undecided_in(known: CaseFacts, things: Iterable[Thing]) -> list[Activity]:
    """Return the preservations of which nobody entered a thing, nor what became of it.

    `things`: every thing of the case, those too that left.
    """
    done = known.of(_PRESERVING)
    if not done:
        return []
    entered = list(things)
    measures = [row.start for row in known.of(MEASURE)]
    settled = [row.start for row in known.of(_DISPOSED)]
    settled += [
        row.start for row in known.of(RELEASED) if not any(start <= row.start for start in measures)
    ]
    open_ = [
        row
        for row in done
        if not any(at >= row.start for at in settled)
        and not any(_is_of(thing, row) for thing in entered)
    ]
    if not open_:
        return []
    issued = [paper.issued_at for paper in known.issued(_DISPOSAL)]
    return [row for row in open_ if not any(at >= row.start for at in issued)]


def _is_of(thing: Thing, row: Activity) -> bool:
    """Whether a thing was taken then: it names the activity, or was preserved on that day."""
    if thing.event_ref:
        return thing.event_ref == row.ref
    same_day = timezone.localdate(thing.received_at) == timezone.localdate(row.start)
    return thing.measure == Thing.Measure.PRESERVED and same_day
