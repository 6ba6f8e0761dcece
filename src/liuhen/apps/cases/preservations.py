# SPDX-License-Identifier: Apache-2.0
"""Until when what was preserved may be held of which no thing was entered (处罚法 art. 56).

What is entered as a thing has its period from `custody_periods`. An officer who noted that
something was preserved, and not what, is told of the end all the same.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.models import Thing
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.law.statutory import Term, terms

_PRESERVING, _SETTLING = "advance_preservation", ("preservation_disposed", "measure_released")
_TERM = "custody.preserved"


def preserved_until(
    rows: Rows, things: Iterable[Thing], at: datetime
) -> Iterator[tuple[str, datetime, Term]]:
    """Yield the references of such preservations, and the end of each as is counted at `at`.

    One that was followed by a decision on what was preserved, or by its release, has none.
    `things`: every thing of the case, those too that left.
    """
    last = max((row.start for row in rows.activities if row.kind in _SETTLING), default=None)
    entered = {one.event_ref for one in things}
    open_ = [
        row
        for row in rows.activities
        if row.kind == _PRESERVING and row.ref not in entered and (last is None or last < row.start)
    ]
    if not open_:
        return
    counting, term = counting_of(rows.case.bureau, at), terms()[_TERM]
    for row in open_:
        yield row.ref, counting.ends(term, row.start), term
