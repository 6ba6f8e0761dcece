# SPDX-License-Identifier: Apache-2.0
"""What is missing in a draft filled in: chapter titles on two lines, articles without a number.

- Chapters that come again later, and have no articles the first time, are a table of contents.
- Text right under a chapter heading is the rest of its title; or an article that lost its heading,
  where a number is missing; or else a text of the chapter alone, which keeps the number None.
"""

from liuhen.law.text.doubts import (
    ARTICLE_UNNUMBERED,
    CHAPTER_TEXT,
    CHAPTER_TITLE,
    CONTENTS,
    Doubts,
)
from liuhen.law.text.draft import Draft, DraftArticle, DraftChapter
from liuhen.law.text.endings import is_closed
from liuhen.law.text.headings import LONGEST_TITLE
from liuhen.law.text.lines import squeezed
from liuhen.law.text.markers import marker_at
from liuhen.law.text.numerals import Number
from liuhen.law.text.scan import Text


def settle(draft: Draft, doubts: Doubts) -> None:
    """Fill in `draft` what can be told, and say so."""
    _drop_contents(draft, doubts)
    for chapter in draft.chapters:
        _complete_title(chapter, doubts)
    _number_articles(draft.articles(), doubts)


def _drop_contents(draft: Draft, doubts: Doubts) -> None:
    coming: set[Number | None] = set()
    kept: list[DraftChapter] = []
    contents: list[DraftChapter] = []
    for chapter in reversed(draft.chapters):
        bare = not any(article.has_heading for article in chapter.articles)
        (contents if bare and chapter.number in coming else kept).append(chapter)
        coming.add(chapter.number)
    draft.chapters = kept[::-1]
    for chapter in contents:
        draft.preface.extend(text for article in chapter.articles for text in article.texts)
    if contents:
        titles = ", ".join(f"{chapter.number} {chapter.title}" for chapter in contents[::-1])
        doubts.add(CONTENTS, contents[-1].place, titles=titles)


def _complete_title(chapter: DraftChapter, doubts: Doubts) -> None:
    """Move what is the title, or its second half, from the text to the title."""
    if not chapter.articles or chapter.articles[0].has_heading:
        return
    texts = chapter.articles[0].texts
    lines = [text.text for text in texts]
    if _is_title(texts, chapter.title + "".join(lines)):
        if chapter.title:
            doubts.add(CHAPTER_TITLE, chapter.place, number=chapter.number)
        chapter.title = squeezed(chapter.title + "".join(lines))
        del chapter.articles[0]
    elif not chapter.title and _is_title(texts[:1], lines[0]):
        chapter.title = squeezed(texts.pop(0).text)


def _is_title(texts: list[Text], title: str) -> bool:
    """Whether `texts`, which would give `title`, read like words of a title."""
    return len(title) <= LONGEST_TITLE and not any(
        is_closed(text.text) or text.bullet or marker_at(text.text) for text in texts
    )


def _number_articles(articles: list[DraftArticle], doubts: Doubts) -> None:
    coming = [article.number for article in articles]
    last = Number(0)
    for index, article in enumerate(articles):
        if article.number is None:
            _number(article, last, next(filter(None, coming[index + 1 :]), None), doubts)
        last = article.number or last


def _number(article: DraftArticle, last: Number, coming: Number | None, doubts: Doubts) -> None:
    """Give `article` the number after `last`, if it has a heading or that number is missing."""
    number = Number(last.main + 1)
    if article.has_heading or coming is None or coming.main == number.main + 1:
        article.number = number
        doubts.add(ARTICLE_UNNUMBERED, article.place, number=number)
    else:
        doubts.add(CHAPTER_TEXT, article.place)
