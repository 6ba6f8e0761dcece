# SPDX-License-Identifier: Apache-2.0
"""The text of one article as paragraphs and items.

- A line that breaks off goes on with the next one.
- Items count on. A number written in the list's own style is kept, even if it jumps or comes twice;
  a number in another style, or a repeated "1.", was made by a word processor and is counted on.
- A list inside an item stays in the item's text, a line each.
- A line without a number is an item where a list is open and a semicolon says that it goes on.
"""

import re
from dataclasses import dataclass, field

from liuhen.law.text.doubts import (
    AFTER_ITEMS,
    ITEM_FIRST,
    ITEM_LISTS,
    ITEM_LOST,
    ITEM_NUMBER,
    JOINED,
    Doubts,
)
from liuhen.law.text.endings import (
    announces_list,
    ends_in_colon,
    ends_in_semicolon,
    is_closed,
)
from liuhen.law.text.entries import Entry, entries
from liuhen.law.text.markers import Marker, Style
from liuhen.law.text.model import Article, Item
from liuhen.law.text.scan import Text

_GOES_BACK = re.compile("(?:违反|开展|有|具有|对|符合)?(?:上述|前述|前款|前项|以上)|本条|本款")


def read_article(number: str, texts: list[Text], doubts: Doubts) -> Article:
    """Return article `number`, whose lines are `texts`."""
    body = _Body(number, entries(texts), doubts)
    for index in range(len(body.entries)):
        body.read(index)
    items = [Item(str(value), "".join(parts)) for value, parts in body.items]
    return Article(number, ["".join(parts) for parts in body.paragraphs], items)


@dataclass
class _Body:
    """Reads entry after entry; texts are lists of parts until the end."""

    number: str
    entries: list[Entry]
    doubts: Doubts
    paragraphs: list[list[str]] = field(default_factory=list)
    items: list[tuple[int, list[str]]] = field(default_factory=list)
    style: Style | None = None
    """Style of the open list; None between lists, and while all numbers of a list are lost."""
    in_list: bool = False
    sub: Marker | None = None
    """The newest marker of a list inside the newest item."""

    def __post_init__(self) -> None:
        self.next_values = _next_values(self.entries)

    def read(self, index: int) -> None:
        entry = self.entries[index]
        if entry.marker is None:
            self._plain(index, entry)
        elif self._is_sub_item(index, entry.marker):
            self.sub = entry.marker
            self._newest().append("\n" + entry.text)
        else:
            self._item(entry, entry.marker)

    # ---------------------------------------------------------------- with a marker

    def _is_sub_item(self, index: int, marker: Marker) -> bool:
        """Whether a marker belongs to a list inside the newest item."""
        if not self.in_list or self.style is None or marker.style == self.style:
            return False
        if self.sub and (self.sub.style, self.sub.value + 1) == (marker.style, marker.value):
            return True
        outer_goes_on = self.next_values[index].get(self.style) == self.items[-1][0] + 1
        return ends_in_colon(self._newest()[-1]) or outer_goes_on

    def _item(self, entry: Entry, marker: Marker) -> None:
        before = self.items[-1][0] if self.items else 0
        value = marker.value
        if not self.in_list:
            self._new_list(entry, marker, before)
        elif value != before + 1 and self._is_mechanical(marker):
            value = before + 1
            self._doubt(ITEM_LOST, entry, number=value)
        elif value != before + 1:
            self._doubt(ITEM_NUMBER, entry, number=value, before=before)
        self._add_item(value, entry.own)
        self.style = self.style or marker.style

    def _is_mechanical(self, marker: Marker) -> bool:
        """Whether a number out of turn is a word processor's, not the author's."""
        repeated = marker.style == "arabic" and marker.value == 1
        return self.style is not None and (marker.style != self.style or repeated)

    def _new_list(self, entry: Entry, marker: Marker, before: int) -> None:
        if self.items and marker.value <= before:
            self._doubt(ITEM_LISTS, entry)
        elif marker.value != before + 1:
            self._doubt(ITEM_FIRST, entry, number=marker.value)

    # ---------------------------------------------------------------- without one

    def _plain(self, index: int, entry: Entry) -> None:
        if self.in_list:
            self._after_item(index, entry)
        elif self.paragraphs and not is_closed(self._newest()[-1]):
            self._join(entry)
        elif self._begins_list(entry):
            self._lost_item(entry, 1)
        else:
            self._add_paragraph(entry.text)

    def _begins_list(self, entry: Entry) -> bool:
        announced = bool(self.paragraphs) and announces_list(self._newest()[-1])
        return announced and not self.items and (entry.bullet or ends_in_semicolon(entry.text))

    def _after_item(self, index: int, entry: Entry) -> None:
        before, text = self.items[-1][0], self._newest()[-1]
        goes_back = _GOES_BACK.match(entry.text) is not None
        if entry.bullet:
            self._lost_item(entry, before + 1)
        elif ends_in_colon(text) or (self.sub and ends_in_semicolon(text)):
            self._newest().append("\n" + entry.text)
        elif ends_in_semicolon(text) and not goes_back:
            self._lost_item_or_more(index, entry, before)
        elif is_closed(text) or goes_back:
            if ends_in_semicolon(text):
                self._doubt(AFTER_ITEMS, entry)
            self._add_paragraph(entry.text)
        else:
            self._join(entry)

    def _lost_item_or_more(self, index: int, entry: Entry, before: int) -> None:
        following = self.next_values[index].get(self.style) if self.style else None
        if following == before + 1:  # no number is missing: the item has a second line
            self._join(entry, between="\n")
        else:
            self._lost_item(entry, before + 1)

    # ---------------------------------------------------------------- adding

    def _newest(self) -> list[str]:
        return self.items[-1][1] if self.in_list else self.paragraphs[-1]

    def _add_paragraph(self, text: str) -> None:
        self.paragraphs.append([text])
        self.in_list, self.style, self.sub = False, None, None

    def _add_item(self, value: int, text: str) -> None:
        self.items.append((value, [text]))
        self.in_list, self.sub = True, None

    def _lost_item(self, entry: Entry, value: int) -> None:
        self._doubt(ITEM_LOST, entry, number=value)
        self._add_item(value, entry.text)

    def _join(self, entry: Entry, between: str = "") -> None:
        self._doubt(JOINED, entry)
        newest = self._newest()
        both_latin = newest[-1][-1:].isascii() and entry.text[:1].isascii()
        newest.append((between or (" " if both_latin else "")) + entry.text)

    def _doubt(self, message: str, entry: Entry, **places: object) -> None:
        self.doubts.add(message, entry.place, article=self.number, **places)


def _next_values(found: list[Entry]) -> list[dict[Style, int]]:
    """For each entry, the next number that each style shows after it."""
    after: list[dict[Style, int]] = []
    coming: dict[Style, int] = {}
    for entry in reversed(found):
        after.append(coming)
        if entry.marker:
            coming = {**coming, entry.marker.style: entry.marker.value}
    return after[::-1]
