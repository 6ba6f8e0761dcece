# SPDX-License-Identifier: Apache-2.0
"""A recording as a strip: what is really recorded, what is linked, and what somebody asks about.

Positions are thousandths of the strip's width; the picture repeats what stands beside it in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from liuhen.apps.cases.links import end_of
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.models import Original
from liuhen.web.subjects import fact_said

WIDTH = 1000.0
_LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of the strip."""

    look: str
    x: float
    width: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole strip with its two ends."""

    start: datetime
    end: datetime
    bars: list[Bar]


def strip_of(
    original: Original, links: Iterable[Recording], wanted: Iterable[tuple[datetime, datetime]] = ()
) -> Strip | None:
    """Return the strip of an original, or nothing while its times are not known."""
    start, end = original.start, end_of(original)
    if start is None or end is None or end <= start:
        return None
    length = end - start

    def bar(look: str, first: datetime, last: datetime, title: str = "") -> Bar:
        a = max(0.0, (first - start) / length * WIDTH)
        b = min(WIDTH, (last - start) / length * WIDTH)
        return Bar(look, min(a, WIDTH - _LEAST), max(_LEAST, b - a), title)

    spans = original.segments or [[0, length // timedelta(milliseconds=1)]]
    bars = [
        bar("strip-film", start + timedelta(milliseconds=a), start + timedelta(milliseconds=b))
        for a, b in spans
    ]
    bars += [bar("strip-asked", *span) for span in wanted]
    bars += [bar("strip-linked", row.start, row.end or row.start, fact_said(row)) for row in links]
    return Strip(start, end, bars)
