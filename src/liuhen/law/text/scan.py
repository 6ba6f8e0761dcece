# SPDX-License-Identifier: Apache-2.0
"""The lines of a text as a row of marks (a chapter, an article begins) and the text between them.

The rule in short: a place that looks like a heading is one where its number is the next in turn.
Out of turn it must stand at the start of a line, be set off from what follows, and come after a
closed sentence. A place that can only be a reference (第八条第二款, 第八条的) is never a heading.
"""

from typing import NamedTuple

from liuhen.law.text.bare_chapters import Before, bare_chapter
from liuhen.law.text.doubts import (
    ARTICLE_INLINE,
    CHAPTER_LONG,
    CHAPTER_READ,
    REFERENCE,
    SECTION,
    Doubts,
)
from liuhen.law.text.endings import ends_in_semicolon, is_closed
from liuhen.law.text.headings import (
    LONGEST_TITLE,
    Candidate,
    candidates,
    is_section,
    lost_article,
    lost_chapter,
)
from liuhen.law.text.lines import Line, squeezed
from liuhen.law.text.numerals import Number
from liuhen.law.text.outlook import Outlook


class ChapterMark(NamedTuple):
    """A chapter begins."""

    place: int
    number: Number
    title: str


class ArticleMark(NamedTuple):
    """An article begins; number None where the heading has lost it."""

    place: int
    number: Number | None


class Text(NamedTuple):
    """A line, or part of one, that is no heading."""

    place: int
    text: str
    bullet: bool = False


Token = ChapterMark | ArticleMark | Text

_LOOK_BACK = 12  # enough to see how a text ends, whatever its length


def scan(lines: list[Line], doubts: Doubts) -> list[Token]:
    """Return the marks and texts of `lines` in order."""
    scanner = _Scanner(lines, doubts)
    for index in range(len(lines)):
        scanner.read(index)
    return scanner.tokens


class _Scanner:
    """Reads line after line; knows the numbers that came and, by the outlook, those to come."""

    def __init__(self, lines: list[Line], doubts: Doubts) -> None:
        self.tokens: list[Token] = []
        self._lines = lines
        self._doubts = doubts
        self._outlook = Outlook(lines)
        self._last = self._top = Number(0)
        self._chapter = 0
        self._in_article = False

    def read(self, index: int) -> None:
        """Add the tokens of one line."""
        line = self._lines[index]
        if is_section(line.text):
            self._doubts.add(SECTION, line.place, text=squeezed(line.text))
        elif title := bare_chapter(index, line, self._before(), self._outlook):
            self._unnumbered_chapter(line.place, title)
        elif length := lost_chapter(line.text):
            self._unnumbered_chapter(line.place, line.text[length:])
        elif not self._is_open() and (length := lost_article(line.text)):
            self._begin_article(line.place, None)
            self._cut(index, length)
        else:
            self._cut(index, 0)

    def _cut(self, index: int, cursor: int) -> None:
        """Cut a line at its headings, from `cursor` on."""
        line = self._lines[index]
        chapter: Candidate | None = None
        for found in candidates(line.text):
            tail = line.text[max(cursor, found.start - _LOOK_BACK) : found.start]
            if found.start < cursor or not self._is_heading(index, found, tail, chapter):
                continue
            self._end(line, line.text[cursor : found.start], chapter)
            chapter = found if found.kind == "chapter" else None
            cursor = found.end
            if found.kind == "article":
                self._begin_article(line.place, found.number)
        self._end(line, line.text[cursor:], chapter)

    def _end(self, line: Line, text: str, chapter: Candidate | None) -> None:
        """Add what stands before the next heading: the title of a chapter, or text."""
        if chapter is not None:
            self._begin_chapter(line.place, chapter.number, text)
        elif text.strip():
            self.tokens.append(Text(line.place, text.strip(), line.bullet))

    def _begin_chapter(self, place: int, number: Number, text: str) -> None:
        title = squeezed(text)
        if len(title) > LONGEST_TITLE:
            self._doubts.add(CHAPTER_LONG, place, number=number)
        self._chapter, self._in_article = number.main, False
        self.tokens.append(ChapterMark(place, number, title))

    def _unnumbered_chapter(self, place: int, text: str) -> None:
        number = Number(self._chapter + 1)
        self._doubts.add(CHAPTER_READ, place, title=squeezed(text), number=number)
        self._begin_chapter(place, number, text)

    def _begin_article(self, place: int, number: Number | None) -> None:
        self._last = number or Number(self._last.main + 1)
        self._top, self._in_article = max(self._top, self._last), True
        self.tokens.append(ArticleMark(place, number))

    # ---------------------------------------------------------------- is it a heading?

    def _is_heading(
        self, index: int, found: Candidate, before: str, chapter: Candidate | None
    ) -> bool:
        if found.reference == "yes":
            return False
        if found.start == 0:
            return self._starts_line(index, found)
        if found.reference == "perhaps":
            return False
        if found.kind == "chapter":
            in_turn = found.number.main == self._chapter + 1
            return in_turn and found.gap and _is_stop(before)
        return self._begins_inside(index, found, before, chapter)

    def _starts_line(self, index: int, found: Candidate) -> bool:
        if found.kind == "chapter":
            return self._starts_chapter(index, found)
        accepted = self._starts_article(index, found)
        if not accepted and not self._is_open():
            self._doubts.add(REFERENCE, self._lines[index].place, number=found.number)
        return accepted

    def _starts_chapter(self, index: int, found: Candidate) -> bool:
        if found.reference == "perhaps" and not found.gap:
            return False
        rest = self._lines[index].text[found.end :]
        short = len(rest) <= LONGEST_TITLE and not is_closed(rest)
        return short or (found.gap and not self._is_open())

    def _starts_article(self, index: int, found: Candidate) -> bool:
        if self._in_turn(found.number):
            sure = found.reference == "no" or (found.gap and not self._is_open())
            return sure or not self._outlook.article_comes_after(index, found.number)
        if not found.gap and (self._is_open() or found.reference == "perhaps"):
            return False
        set_off = found.gap or self._before().text is None
        return (set_off and not self._is_open()) or self._skips(index, found.number)

    def _begins_inside(
        self, index: int, found: Candidate, before: str, chapter: Candidate | None
    ) -> bool:
        """Whether a candidate in the middle of a line begins an article."""
        parted = before[-1:].isspace()
        if self._in_turn(found.number):
            accepted = chapter is not None or _is_stop(before) or (parted and found.gap)
            sure = found.gap and (_is_stop(before) or (parted and chapter is not None))
        else:
            skips = found.gap and _is_stop(before) and self._skips(index, found.number)
            accepted, sure = chapter is not None or skips, False
        if accepted and not sure:
            self._doubts.add(ARTICLE_INLINE, self._lines[index].place, number=found.number)
        elif found.gap and _is_stop(before) and not accepted:
            self._doubts.add(REFERENCE, self._lines[index].place, number=found.number)
        return accepted

    def _in_turn(self, number: Number) -> bool:
        return number.follows(self._last) or number.follows(self._top)

    def _skips(self, index: int, number: Number) -> bool:
        """Whether the numbers between here and `number` are gone for good."""
        missing = Number(self._last.main + 1)
        return number > self._top and not self._outlook.article_comes_after(index, missing)

    def _is_open(self) -> bool:
        """Whether the text just before broke off, so that this line may go on with it."""
        return self._before().is_open

    def _before(self) -> Before:
        token = self.tokens[-1] if self.tokens else None
        text = token.text if isinstance(token, Text) else None
        return Before(self._chapter, self._in_article, text)


def _is_stop(before: str) -> bool:
    """Whether a heading may follow right after `before` on the same line."""
    return is_closed(before.rstrip()) and not ends_in_semicolon(before.rstrip())
