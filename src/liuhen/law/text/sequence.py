# SPDX-License-Identifier: Apache-2.0
"""Doubts about the numbers of chapters and articles: jumps, repeats, empty ones, broken ends."""

from liuhen.law.text.doubts import (
    ARTICLE_JUMP,
    ARTICLE_NO_TEXT,
    ARTICLE_OPEN,
    ARTICLE_ORDER,
    ARTICLE_TWICE,
    CHAPTER_EMPTY,
    CHAPTER_JUMP,
    FIRST_ARTICLE,
    FIRST_CHAPTER,
    Doubts,
)
from liuhen.law.text.draft import Draft, DraftArticle, DraftChapter
from liuhen.law.text.endings import is_closed
from liuhen.law.text.numerals import Number


def check_numbers(draft: Draft, doubts: Doubts) -> None:
    """Say where the numbers of a settled draft are not as one expects."""
    _check_chapters([chapter for chapter in draft.chapters if chapter.number], doubts)
    _check_articles(draft.articles(), doubts)


def _check_chapters(chapters: list[DraftChapter], doubts: Doubts) -> None:
    before = Number(0)
    for chapter in chapters:
        number = chapter.number or before
        if before == Number(0) and number != Number(1):
            doubts.add(FIRST_CHAPTER, chapter.place, number=number)
        elif not number.follows(before):
            doubts.add(CHAPTER_JUMP, chapter.place, before=before, number=number)
        if not chapter.articles:
            doubts.add(CHAPTER_EMPTY, chapter.place, number=number)
        before = number


def _check_articles(articles: list[DraftArticle], doubts: Doubts) -> None:
    before = top = Number(0)
    seen: set[Number] = set()
    for article in articles:
        number = article.number
        if number is None:
            continue
        if number in seen:
            doubts.add(ARTICLE_TWICE, article.place, number=number)
        elif not (number.follows(before) or number.follows(top)):
            _doubt_turn(article, number, before, top, doubts)
        _check_text(article, number, doubts)
        seen.add(number)
        before, top = number, max(top, number)


def _doubt_turn(
    article: DraftArticle, number: Number, before: Number, top: Number, doubts: Doubts
) -> None:
    if before == Number(0):
        doubts.add(FIRST_ARTICLE, article.place, number=number)
    elif number > top:
        doubts.add(ARTICLE_JUMP, article.place, before=before, number=number)
    else:
        doubts.add(ARTICLE_ORDER, article.place, before=before, number=number)


def _check_text(article: DraftArticle, number: Number, doubts: Doubts) -> None:
    if not article.texts:
        doubts.add(ARTICLE_NO_TEXT, article.place, number=number)
    elif not is_closed(article.texts[-1].text):
        doubts.add(ARTICLE_OPEN, article.texts[-1].place, number=number)
