# SPDX-License-Identifier: Apache-2.0
"""Until when what was preserved may be held of which no thing was entered (处罚法 art. 56).

What is entered as a thing has its period from `custody_periods`. An officer who noted that
something was preserved, and not what, is told of the end all the same.
"""

from collections.abc import Iterator
from datetime import datetime

from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.models import Thing
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.law.statutory import terms

_PRESERVING, _SETTLING = "advance_preservation", ("preservation_disposed", "measure_released")
_TERM = "custody.preserved"


def preserved_until(rows: Rows, at: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield the references of such preservations, and the end of each as is counted at `at`.

    One that was followed by a decision on what was preserved, or by its release, has none.
    """
    settled = [row.start for row in rows.activities if row.kind in _SETTLING]
    last = max(settled, default=None)
    open_ = [
        row
        for row in rows.activities
        if row.kind == _PRESERVING and (last is None or last < row.start)
    ]
    if not open_:
        return
    entered = {one.event_ref for one in rows_in(Thing, rows.case)}
    counting, term = counting_of(rows.case.bureau, at), terms()[_TERM]
    for row in open_:
        if row.ref not in entered:
            yield row.ref, counting.ends(term, row.start)
