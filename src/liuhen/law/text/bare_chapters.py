# SPDX-License-Identifier: Apache-2.0
"""Chapter headings that lack 第…章: 附则 alone, "## 附则", 一、总则, a short line in its place."""

from typing import NamedTuple

from liuhen.law.text.endings import ends_in_semicolon, is_closed
from liuhen.law.text.headings import LONGEST_TITLE, candidates
from liuhen.law.text.lines import Line, squeezed
from liuhen.law.text.markers import marker_at
from liuhen.law.text.outlook import Outlook

_USUAL_TITLES = ("总则", "附则")
_LONGEST_BARE_TITLE = 20


class Before(NamedTuple):
    """What came before a line: chapter, whether an article has begun in it, the text just before.

    `text` is None right after a heading.
    """

    chapter: int
    in_article: bool
    text: str | None

    @property
    def is_open(self) -> bool:
        """Whether the text broke off, so that a line may go on with it."""
        return self.in_article and self.text is not None and not is_closed(self.text)


def bare_chapter(index: int, line: Line, before: Before, outlook: Outlook) -> str:
    """Return the title that `line` (the one at `index`) gives a chapter, or "" if it is none."""
    title = "".join(line.text.split())
    if title in _USUAL_TITLES:
        sure = line.level or not before.is_open or outlook.next_is_article(index)
        return title if sure else ""
    if len(title) > LONGEST_TITLE or is_closed(title) or next(candidates(title), None):
        return ""
    if marker := marker_at(line.text):
        in_turn = marker.value == before.chapter + 1 and not outlook.has_chapters
        own = in_turn and not before.is_open and outlook.next_is_article(index)
        return squeezed(line.text[marker.end :]) if own else ""
    if before.text is None or not before.in_article:
        return ""  # it goes on with the title of the text or of a chapter, or begins an article
    if line.level or _fills_a_hole(index, title, before, outlook):
        return squeezed(line.text)
    return ""


def _fills_a_hole(index: int, title: str, before: Before, outlook: Outlook) -> bool:
    """Whether a short plain line stands where the heading of the next chapter is missing."""
    if before.is_open or ends_in_semicolon(before.text or "") or not before.chapter:
        return False
    next_chapter = outlook.next_chapter(index)
    missing = next_chapter is None or next_chapter == before.chapter + 2
    return missing and len(title) <= _LONGEST_BARE_TITLE and outlook.next_is_article(index)
