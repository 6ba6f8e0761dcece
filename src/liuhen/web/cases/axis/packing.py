# SPDX-License-Identifier: Apache-2.0
"""Finding room: things that would lie on each other go to a lower row."""

from collections.abc import Sequence
from dataclasses import dataclass

_STEP = 4.0
_AIR = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """What one thing takes up, its words included."""

    left: float
    right: float
    height: float


def rows_for(boxes: Sequence[Box]) -> list[float]:
    """Return the top of each box, so that none lies on another; the first ones lie highest.

    >>> rows_for([Box(0, 50, 20), Box(20, 80, 20), Box(100, 120, 20)])
    [0.0, 20.0, 0.0]
    """
    placed: list[tuple[Box, float]] = []
    tops = []
    for box in boxes:
        top = 0.0
        while any(_touch(box, top, other, at) for other, at in placed):
            top += _STEP
        placed.append((box, top))
        tops.append(top)
    return tops


def _touch(one: Box, top: float, other: Box, at: float) -> bool:
    beside = one.left >= other.right + _AIR or other.left >= one.right + _AIR
    apart = top >= at + other.height or at >= top + one.height
    return not beside and not apart
