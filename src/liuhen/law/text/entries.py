# SPDX-License-Identifier: Apache-2.0
"""The text of one article cut into entries: a marked entry may be an item, a plain one a paragraph.

A line is one entry, but for one blemish: items run together (（一）…；（二）…). They are cut only
where their numbers count on.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from liuhen.law.text.endings import announces_list, is_closed
from liuhen.law.text.lines import squeezed
from liuhen.law.text.markers import Marker, marker_at
from liuhen.law.text.scan import Text


class Entry(NamedTuple):
    """A piece of an article. `text` is whole; an item's own text begins at `marker.end`."""

    place: int
    text: str
    marker: Marker | None
    bullet: bool = False

    @property
    def own(self) -> str:
        """The text without its marker."""
        return self.text[self.marker.end :].lstrip("、.． ") if self.marker else self.text


_LOOK_BACK = 12  # enough to see how a text ends, whatever its length
_MAYBE_ITEM = re.compile(r"(?<=[：:；;。，])\s*(?=[（(〔［\[0-9０-９㈠-㈩⒈-⒛⑴-⒇①-⑳])")


def entries(texts: Iterable[Text]) -> list[Entry]:
    """Return the entries of an article whose lines are `texts`."""
    found: list[Entry] = []
    for line in texts:
        found.extend(_items(line, squeezed(line.text), found[-1] if found else None))
    return found


def _items(line: Text, text: str, before: Entry | None) -> Iterator[Entry]:
    """Cut `text` where items begin in the middle of it."""
    first = marker_at(text)
    running = first or (before.marker if before else None)
    start = 0
    for gap in _MAYBE_ITEM.finditer(text):
        marker = marker_at(text, gap.end())
        before_it = text[max(start, gap.start() - _LOOK_BACK) : gap.start()]
        if marker and _counts_on(marker, running, before_it):
            yield _entry(line, text[start : gap.start()])
            running, start = marker, gap.end()
    yield _entry(line, text[start:])


def _counts_on(marker: Marker, running: Marker | None, before: str) -> bool:
    """Whether `marker` begins the list that was announced, or the next item of the running one."""
    if marker.value == 1 and announces_list(before):
        return running is None  # inside an item this is its own sub-list, and stays with it
    if running is None or not is_closed(before):
        return False
    return (marker.style, marker.value) == (running.style, running.value + 1)


def _entry(line: Text, text: str) -> Entry:
    return Entry(line.place, text, marker_at(text), line.bullet)
