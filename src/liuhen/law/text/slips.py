# SPDX-License-Identifier: Apache-2.0
"""Slips of the text itself: it calls itself by another name, or refers to what it does not have."""

import re
from collections import Counter
from collections.abc import Iterator

from liuhen.law.text.doubts import NO_SUCH_PLACE, SELF_NAME, Doubts
from liuhen.law.text.model import Article, Chapter
from liuhen.law.text.names import KINDS
from liuhen.law.text.numerals import NUMERAL, Number, read_number

_OWN_NAME = re.compile(r"本(制度|办法|规定|细则|规则|规程|规范|方案|条例)")
_REFERENCE = re.compile(
    rf"本(?:{KINDS})第\s?(?P<article>{NUMERAL})条(?:之(?P<sub>{NUMERAL}))?"
    rf"(?:第\s?(?P<paragraph>{NUMERAL})款)?(?:第\s?[（(]?(?P<item>{NUMERAL})[）)]?项)?"
)


def check_slips(title: str, chapters: list[Chapter], doubts: Doubts) -> None:
    """Say where the text does not agree with itself."""
    articles = [article for chapter in chapters for article in chapter.articles]
    _check_own_name(title, articles, doubts)
    by_number = {article.number: article for article in articles}
    for article in articles:
        for match in _REFERENCE.finditer("\n".join(_texts(article))):
            if not _is_there(match, by_number):
                doubts.add(NO_SUCH_PLACE, article=article.number, place=match[0])


def _texts(article: Article) -> Iterator[str]:
    yield from article.paragraphs
    yield from (item.text for item in article.items)


def _check_own_name(title: str, articles: list[Article], doubts: Doubts) -> None:
    """One doubt for each name that is not the title's, at the first article that has it."""
    kinds = re.findall(KINDS, title)
    first: dict[str, str] = {}
    for article in articles:
        for own in _OWN_NAME.findall("\n".join(_texts(article))):
            first.setdefault(own, article.number)
    for own, number in first.items():
        if kinds and own != kinds[-1]:
            doubts.add(SELF_NAME, title=kinds[-1], article=number, own=own)


def _is_there(match: re.Match[str], by_number: dict[str, Article]) -> bool:
    number = Number(_value(match, "article"), _value(match, "sub"))
    article = by_number.get(str(number))
    if article is None:
        return False
    numbers = Counter(item.number for item in article.items)
    item = _value(match, "item")
    return _value(match, "paragraph") <= len(article.paragraphs) and (
        not item or str(item) in numbers
    )


def _value(match: re.Match[str], group: str) -> int:
    return (read_number(match[group]) or 0) if match[group] else 0
