# SPDX-License-Identifier: Apache-2.0
"""A regulation as `liuhen law parse --json` gives it.

Numbers are text, because an inserted article has no whole number: 第八条之一 is "8-1".
"""

from collections.abc import Iterator

import msgspec


class Item(msgspec.Struct, frozen=True):
    """项: one entry of an article's list. A list inside it stands in `text`, line by line."""

    number: str
    text: str


class Article(msgspec.Struct, frozen=True):
    """条. `paragraphs` are its 款 in order; text under a chapter heading alone has number ""."""

    number: str
    paragraphs: list[str]
    items: list[Item]


class Chapter(msgspec.Struct, frozen=True):
    """章. Articles before the first chapter heading stand in a chapter with number None."""

    number: str | None
    title: str
    articles: list[Article]


class Regulation(msgspec.Struct, frozen=True):
    """A whole text. `issuer` is "" where it cannot be told; `doubts` are sentences for a person."""

    title: str
    issuer: str
    chapters: list[Chapter]
    doubts: list[str]

    def articles(self) -> Iterator[Article]:
        """All articles in the order of the text."""
        for chapter in self.chapters:
            yield from chapter.articles
