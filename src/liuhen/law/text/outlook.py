# SPDX-License-Identifier: Apache-2.0
"""What stands further down: lets the scanner ask whether a number comes again before it decides."""

from bisect import bisect_right

from liuhen.law.text.headings import candidates
from liuhen.law.text.lines import Line
from liuhen.law.text.numerals import LARGEST, Number


class Outlook:
    """The lines that begin like a heading, by number."""

    def __init__(self, lines: list[Line]) -> None:
        """Look at the start of every line once."""
        self._last_line_of_article: dict[Number, int] = {}
        self._chapters: list[tuple[int, int]] = []
        self._article_lines: set[int] = set()
        for index, line in enumerate(lines):
            self._note(index, line.text)

    @property
    def has_chapters(self) -> bool:
        """Whether any line begins with 第…章."""
        return bool(self._chapters)

    def article_comes_after(self, index: int, number: Number) -> bool:
        """Whether a line after `index` begins like the heading of that article."""
        return self._last_line_of_article.get(number, -1) > index

    def next_chapter(self, index: int) -> int | None:
        """The number of the next line after `index` that begins with 第…章."""
        following = bisect_right(self._chapters, (index, LARGEST))
        return self._chapters[following][1] if following < len(self._chapters) else None

    def next_is_article(self, index: int) -> bool:
        """Whether the very next line begins like the heading of an article."""
        return index + 1 in self._article_lines

    def _note(self, index: int, text: str) -> None:
        first = next(candidates(text), None)
        if first is None or first.start or first.reference == "yes":
            return
        if first.kind == "chapter":
            self._chapters.append((index, first.number.main))
        elif first.gap or first.reference == "no":
            self._last_line_of_article[first.number] = index
            self._article_lines.add(index)
