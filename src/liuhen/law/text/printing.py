# SPDX-License-Identifier: Apache-2.0
"""A regulation as plain text again, in the form that the reader reads without a doubt about form.

The shape of a regulation does not say after which paragraph the items stood. They are printed after
the paragraph that announces them; where that would read back differently, another place is taken.
"""

from collections.abc import Iterator

from liuhen.law.text.body import read_article
from liuhen.law.text.doubts import Doubts
from liuhen.law.text.endings import announces_list, is_closed
from liuhen.law.text.model import Article, Chapter, Regulation
from liuhen.law.text.names import ISSUER_LABEL, issuer_in
from liuhen.law.text.numerals import chinese
from liuhen.law.text.scan import Text

_SPACE = "\u3000"
_MOST_PLACES = 8
_BRACKETS, _DOTS = "（{}）", "{}."


def print_regulation(regulation: Regulation) -> str:
    """Return the text of `regulation`; reading it gives the same title, issuer and chapters."""
    lines = [regulation.title] if regulation.title else []
    if regulation.issuer != issuer_in(regulation.title):
        lines.append(f"{ISSUER_LABEL}：{regulation.issuer}")
    for chapter in regulation.chapters:
        lines.extend(_chapter(chapter))
    return "\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    if chapter.number:
        yield f"{_heading(chapter.number, '章')}{_SPACE}{chapter.title}".rstrip()
    for article in chapter.articles:
        lines = _article(article)
        heading = f"{_heading(article.number, '条')}{_SPACE}" if article.number else ""
        yield (heading + (lines[0] if lines else "")).rstrip()
        yield from lines[1:]


def _heading(number: str, kind: str) -> str:
    """第八条 for "8", 第八条之一 for "8-1"."""
    main, _, sub = number.partition("-")
    return f"第{chinese(int(main))}{kind}" + (f"之{chinese(int(sub))}" if sub else "")


def _article(article: Article) -> list[str]:
    """The lines of an article in the first arrangement that reads back as the same article."""
    arrangements = [
        _arranged(article, after, style)
        for style in (_BRACKETS, _DOTS)
        for after in _places(article)
    ]
    return next((lines for lines in arrangements if _reads_back(lines, article)), arrangements[0])


def _places(article: Article) -> list[int]:
    """After how many paragraphs the items may stand, the likeliest first."""
    count = len(article.paragraphs)
    announcing = [n for n, text in enumerate(article.paragraphs, 1) if announces_list(text)]
    broken_off = [n for n, text in enumerate(article.paragraphs, 1) if not is_closed(text)]
    likely = [*announcing[:_MOST_PLACES], min(1, count), count, 0, *broken_off[:_MOST_PLACES]]
    if count in broken_off:
        likely.insert(0, count)  # items last: the article then ends in a closed text
    return list(dict.fromkeys(likely))


def _arranged(article: Article, after: int, style: str) -> list[str]:
    items = [
        style.format(chinese(int(item.number)) if style == _BRACKETS else item.number) + item.text
        for item in article.items
    ]
    blocks = [*article.paragraphs[:after], *items, *article.paragraphs[after:]]
    return [line for block in blocks for line in block.split("\n")]


def _reads_back(lines: list[str], article: Article) -> bool:
    texts = [Text(place, line) for place, line in enumerate(lines, 1)]
    read = read_article(article.number, texts, Doubts())
    return (read.paragraphs, read.items) == (article.paragraphs, article.items)
