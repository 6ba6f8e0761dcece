# SPDX-License-Identifier: Apache-2.0
"""Much in little room, said in numbers: the days on their own show it one by one."""

from collections.abc import Iterator

from django.utils.translation import ngettext_lazy

from liuhen.web.cases.axis.items import LaneItems
from liuhen.web.cases.axis.scale import INNER, Scale, Stretch
from liuhen.web.cases.axis.shapes import Drawn, Shape, rectangle, together, width_of, words

_LINE = 16.0
_PAD = 6.0


def heap(lane: LaneItems, stretch: Stretch, scale: Scale) -> Drawn:
    """Draw what one lane has in one stretch as a box with numbers."""
    lines = list(_lines(lane))
    left = stretch.left + INNER / 2
    right = max(stretch.right - INNER / 2, left + max(width_of(said) for _l, said in lines) + 12)
    if right > scale.width:
        left, right = max(left - (right - scale.width), 0.0), scale.width
    height = _LINE * len(lines) + _PAD
    box = rectangle("heap", left, right, 0, height)
    said: list[Shape] = [
        words(look, left + _PAD, _LINE * (number + 1) - 2, line)
        for number, (look, line) in enumerate(lines)
    ]
    return together([box, *said], height + 4)


def _lines(lane: LaneItems) -> Iterator[tuple[str, str]]:
    """Yield each line with its look; what there is none of is not said."""
    gaps = [gap for one in lane.activities for gap in one.coverage.gaps]
    unfilmed = sum(one.unfilmed and not one.coverage.recordings for one in lane.activities)
    lacking = sum(one.state == "lacking" for one in lane.documents)
    hole = "bad-words" if any(gap.entry is None for gap in gaps) else "soon-words"
    counted = (
        ("activity-name", ngettext_lazy("%d activity", "%d activities"), len(lane.activities)),
        (hole, ngettext_lazy("%d gap in the footage", "%d gaps in the footage"), len(gaps)),
        ("bad-words", ngettext_lazy("%d not recorded", "%d not recorded"), unfilmed),
        ("thing-name", ngettext_lazy("%d paper", "%d papers"), len(lane.documents)),
        ("soon-words", ngettext_lazy("%d incomplete", "%d incomplete"), lacking),
        ("thing-name", ngettext_lazy("%d recording", "%d recordings"), len(lane.recordings)),
        ("bad-words", ngettext_lazy("%d incident", "%d incidents"), len(lane.incidents)),
    )
    yield from ((look, said % count) for look, said, count in counted if count)
