# SPDX-License-Identifier: Apache-2.0
"""Marks and texts put where they belong, before anything missing is filled in."""

from dataclasses import dataclass, field

from liuhen.law.text.numerals import Number
from liuhen.law.text.scan import ChapterMark, Text, Token


@dataclass
class DraftArticle:
    """An article as found; number None where its heading has lost it or it has no heading."""

    place: int
    number: Number | None
    texts: list[Text] = field(default_factory=list)
    has_heading: bool = True


@dataclass
class DraftChapter:
    """A chapter as found; number None before the first chapter heading."""

    place: int
    number: Number | None
    title: str
    articles: list[DraftArticle] = field(default_factory=list)


@dataclass
class Draft:
    """A whole text as found. `preface` stands before the first heading."""

    preface: list[Text] = field(default_factory=list)
    chapters: list[DraftChapter] = field(default_factory=list)

    def articles(self) -> list[DraftArticle]:
        """All articles in the order of the text."""
        return [article for chapter in self.chapters for article in chapter.articles]


def draft(tokens: list[Token]) -> Draft:
    """Return the draft of `tokens`; text right under a chapter heading gets its own article."""
    made = Draft()
    for token in tokens:
        if isinstance(token, ChapterMark):
            made.chapters.append(DraftChapter(token.place, token.number, token.title))
        elif isinstance(token, Text):
            _home(made, token).append(token)
        else:
            if not made.chapters:
                made.chapters.append(DraftChapter(token.place, None, ""))
            made.chapters[-1].articles.append(DraftArticle(token.place, token.number))
    return made


def _home(made: Draft, text: Text) -> list[Text]:
    if not made.chapters:
        return made.preface
    chapter = made.chapters[-1]
    if not chapter.articles:
        chapter.articles.append(DraftArticle(text.place, None, has_heading=False))
    return chapter.articles[-1].texts
