# SPDX-License-Identifier: Apache-2.0
"""Marks and texts put together: chapters with their articles, and what stands outside of both.

- Chapters that come again later, without articles the first time, are a table of contents.
- Text right under a chapter heading is the rest of its title, or an article that lost its heading,
  or (where no number is missing) a text of the chapter alone, with the number "".
- After the last article may stand a signature and an annex.
"""

import re
from dataclasses import dataclass, field

from liuhen.law.text.body import read_article
from liuhen.law.text.doubts import (
    ANNEX,
    ARTICLE_UNNUMBERED,
    CHAPTER_TEXT,
    CHAPTER_TITLE,
    CONTENTS,
    OUTSIDE,
    Doubts,
)
from liuhen.law.text.endings import is_closed
from liuhen.law.text.headings import LONGEST_TITLE
from liuhen.law.text.lines import squeezed
from liuhen.law.text.markers import marker_at
from liuhen.law.text.model import Article, Chapter
from liuhen.law.text.numerals import Number
from liuhen.law.text.scan import ArticleMark, ChapterMark, Text, Token
from liuhen.law.text.title import is_date, is_organisation


@dataclass
class DraftArticle:
    """An article as found; number None for text that a chapter has outside its articles."""

    place: int
    number: Number | None
    texts: list[Text] = field(default_factory=list)


@dataclass
class DraftChapter:
    """A chapter as found; number None before the first chapter heading."""

    place: int
    number: Number | None
    title: str
    articles: list[DraftArticle] = field(default_factory=list)
    loose: list[Text] = field(default_factory=list)


@dataclass
class Draft:
    """A whole text as found. `preface` stands before the first heading, `closing` after the last article."""

    preface: list[Text] = field(default_factory=list)
    chapters: list[DraftChapter] = field(default_factory=list)
    closing: list[Text] = field(default_factory=list)
    annex: list[Text] = field(default_factory=list)


def build(tokens: list[Token], doubts: Doubts) -> Draft:
    """Return the draft that `tokens` make."""
    builder = _Builder(doubts)
    for token in tokens:
        builder.take(token)
    builder.settle_loose(None)
    draft = builder.draft
    _drop_contents(draft, doubts)
    _cut_the_end(draft)
    return draft


class _Builder:
    def __init__(self, doubts: Doubts) -> None:
        self.draft = Draft()
        self._doubts = doubts
        self._last = Number(0)

    def take(self, token: Token) -> None:
        """Add one token."""
        if isinstance(token, Text):
            self._home().append(token)
        elif isinstance(token, ChapterMark):
            self.settle_loose(None)
            self.draft.chapters.append(DraftChapter(token.place, token.number, token.title))
        else:
            self._article(token)

    def _home(self) -> list[Text]:
        if not self.draft.chapters:
            return self.draft.preface
        chapter = self.draft.chapters[-1]
        return chapter.articles[-1].texts if chapter.articles else chapter.loose

    def _article(self, mark: ArticleMark) -> None:
        if not self.draft.chapters:
            self.draft.chapters.append(DraftChapter(mark.place, None, ""))
        self.settle_loose(mark.number)
        number = mark.number
        if number is None:
            number = Number(self._last.main + 1)
            self._doubts.add(ARTICLE_UNNUMBERED, mark.place, number=number)
        self._last = number
        self.draft.chapters[-1].articles.append(DraftArticle(mark.place, number))
