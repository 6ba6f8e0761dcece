# SPDX-License-Identifier: Apache-2.0
"""Shapes of the picture, and how wide words are.

Sizes are pixels at the picture's natural size. Looks are classes of the style sheet; a look never
speaks alone, words stand beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

HAN = 12.2  # the width of a Chinese character
_LATIN = 6.9
_LATIN_UNTIL = 0x2E80
_SPACE = 5.0


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle, line or text; words that end at `x` have a width below nought."""

    kind: str
    look: str
    x: float
    y: float
    width: float = 0.0
    height: float = 0.0
    words: str = ""
    title: str = ""

    @property
    def x2(self) -> float:
        """The other end of a line."""
        return self.x + self.width

    @property
    def y2(self) -> float:
        """The other end of a line."""
        return self.y + self.height

    def moved(self, down: float) -> "Shape":
        """Return the same shape lower down."""
        return replace(self, y=self.y + down)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing with its shapes, drawn at the top, and how far it reaches."""

    left: float
    right: float
    height: float
    shapes: tuple[Shape, ...]


def rectangle(
    look: str, left: float, right: float, y: float, height: float, *, title: str = ""
) -> Shape:
    """Return a bar from `left` to `right`."""
    return Shape("rect", look, left, y, max(right - left, 0.0), height, title=title)


def words(look: str, x: float, y: float, said: str) -> Shape:
    """Return words whose line stands at `y`."""
    return Shape("text", look, x, y, width=width_of(said), words=said)


def width_of(said: str) -> float:
    """Return about how wide words are drawn."""
    return sum(HAN if ord(letter) >= _LATIN_UNTIL else _LATIN for letter in said)


def beside(shape: Shape, look: str, said: str, y: float, limit: float) -> Shape:
    """Put words to the right of a shape, or to its left where they would pass `limit`."""
    x, width = shape.x2 + _SPACE, width_of(said)
    if x + width > limit and shape.x - _SPACE > width:
        return Shape("text", f"{look} at-end", shape.x - _SPACE, y, -width, words=said)
    return words(look, x, y, said)


def together(shapes: Sequence[Shape], height: float) -> Drawn:
    """Return shapes as one thing."""
    left = min(min(shape.x, shape.x2) for shape in shapes)
    right = max(max(shape.x, shape.x2) for shape in shapes)
    return Drawn(left, right, height, tuple(shapes))
