# SPDX-License-Identifier: Apache-2.0
"""The whole way from a text to a regulation; each step has a module of its own.

lines → scan → draft → settle → closing → names, sequence, body → slips
"""

from itertools import islice

from liuhen.law.errors import BadInput
from liuhen.law.text.body import read_article
from liuhen.law.text.closing import cut_annex, cut_signature, note_commencement
from liuhen.law.text.doubts import Doubts, Say
from liuhen.law.text.draft import Draft, DraftArticle, draft
from liuhen.law.text.encoding import decode_text
from liuhen.law.text.lines import clean_lines, squeezed
from liuhen.law.text.model import Article, Chapter, Regulation
from liuhen.law.text.names import read_names, tight
from liuhen.law.text.scan import ArticleMark, Text, scan
from liuhen.law.text.sequence import check_numbers
from liuhen.law.text.settle import settle
from liuhen.law.text.slips import check_slips

MOST_LINES = 20_000


def read_regulation(raw: bytes, name: str, say: Say = str) -> Regulation:
    """Return the regulation in the bytes of a text file; `name` is what a message calls the file.

    `say` gives the doubts in the reader's language (see `doubts.MESSAGES`).

    Raises:
        BadInput: empty, not text, in no known encoding, or without a single article.
    """
    doubts = Doubts(say)
    text = decode_text(raw, name, doubts)
    try:
        return _read(text, doubts)
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from None


def parse_regulation(text: str, say: Say = str) -> Regulation:
    """Return the regulation in `text`.

    Raises:
        BadInput: there is no article in it, or far too many lines.
    """
    return _read(text, Doubts(say))


def _read(text: str, doubts: Doubts) -> Regulation:
    lines = list(islice(clean_lines(text), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise BadInput(f"more than {MOST_LINES} lines; a regulation is shorter")
    tokens = scan(lines, doubts)
    if not any(isinstance(token, ArticleMark) and token.number for token in tokens):
        raise BadInput("no article was found; an article begins with 第…条 at the start of a line")
    made = draft(tokens)
    settle(made, doubts)
    return _finish(made, doubts)


def _finish(made: Draft, doubts: Doubts) -> Regulation:
    last = made.articles()[-1]
    annex = cut_annex(last, doubts)
    signature = cut_signature(last)
    note_commencement(last, doubts)
    names = read_names(made.preface, signature, doubts)
    check_numbers(made, doubts)
    chapters = [
        Chapter(
            str(chapter.number) if chapter.number else None,
            tight(chapter.title),
            [
                _article(article, annex if article is last else [], doubts)
                for article in chapter.articles
            ],
        )
        for chapter in made.chapters
    ]
    check_slips(names.title, chapters, doubts)
    return Regulation(names.title, names.issuer, chapters, doubts.sentences())


def _article(found: DraftArticle, annex: list[Text], doubts: Doubts) -> Article:
    number = str(found.number) if found.number else ""
    read = read_article(number, found.texts, doubts)
    return Article(number, read.paragraphs + [squeezed(line.text) for line in annex], read.items)
