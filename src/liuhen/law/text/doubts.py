# SPDX-License-Identifier: Apache-2.0
"""What the reader is unsure of, as sentences that name the place.

- One doubt is one sentence; `{line}` is the line of the source, counted from 1.
- `MESSAGES` is the whole list, so that a page can offer every one of them in another language.
- Doubts come out in the order of the text.
"""

from collections.abc import Callable

NOT_UTF8 = "The file is not UTF-8; it was read as GB18030."
NO_TITLE = "No title stands before the first article."
ODD_TITLE = "The title “{title}” does not end in a word such as 制度, 办法 or 规定."
NO_ISSUER = "The text does not say who issued it."
ISSUER_LINE = "The issuer “{issuer}” was taken from line {line}."
GUESSED_ISSUER = "The issuer “{issuer}” was guessed from the title."
OUTSIDE = "Line {line} belongs to no article and stands only here: “{text}”."
CONTENTS = "A table of contents at line {line} was left out: {titles}."
FIRST_CHAPTER = (
    "The first chapter heading is chapter {number} (line {line}); the articles before it "
    "stand in no chapter."
)
CHAPTER_JUMP = "The chapter numbers go from {before} to {number} at line {line}."
CHAPTER_READ = "Line {line}, “{title}”, was read as the heading of chapter {number}."
CHAPTER_EMPTY = "Chapter {number} (line {line}) has no article."
CHAPTER_TITLE = "The title of chapter {number} was put together from line {line} and the next."
CHAPTER_LONG = (
    "The heading of chapter {number} at line {line} is unusually long; text may have run into it."
)
SECTION = "The section heading “{text}” at line {line} stands only here."
FIRST_ARTICLE = "The first article is article {number} (line {line})."
ARTICLE_JUMP = "The article numbers go from {before} to {number} at line {line}."
ARTICLE_TWICE = "Article {number} stands twice; the second time at line {line}."
ARTICLE_ORDER = "Article {number} at line {line} comes after article {before}."
ARTICLE_UNNUMBERED = (
    "The article at line {line} has lost its number; it was read as article {number}."
)
ARTICLE_INLINE = "Article {number} begins in the middle of line {line}."
ARTICLE_NO_TEXT = "Article {number} (line {line}) has no text."
ARTICLE_OPEN = "Article {number} ends at line {line} without a full stop; its end may be missing."
CHAPTER_TEXT = "The text at line {line} stands under a chapter heading and in no article."
REFERENCE = (
    "Line {line} holds what may be the heading of article {number}; it was read as a reference."
)
JOINED = "Article {article}: the text breaks off before line {line}; the two parts were joined."
ITEM_LOST = (
    "Article {article}: the item at line {line} has lost its number; it was read as item "
    "({number})."
)
ITEM_NUMBER = "Article {article}: item ({number}) at line {line} comes after item ({before})."
ITEM_FIRST = "Article {article}: the list at line {line} begins with item ({number})."
ITEM_LISTS = (
    "Article {article}: a second list of items begins at line {line}; item numbers are not "
    "unique there."
)
AFTER_ITEMS = (
    "Article {article}: line {line} follows an item that ends in a semicolon; it was read as "
    "a paragraph."
)
ANNEX = "An annex begins at line {line}; it was kept with article {article}."
COMMENCEMENT = (
    "The sentence on entry into force at line {line} has no article heading of its own; it "
    "was kept with article {article}."
)
SELF_NAME = "The title says {title}, article {article} calls the text 本{own}."
NO_SUCH_PLACE = "Article {article} refers to {place}, which is not there."

MESSAGES = tuple(message for name, message in sorted(globals().items()) if name.isupper())
"""Every sentence, untranslated and with its places open."""

Say = Callable[[str], str]
"""Gives a sentence of MESSAGES in the reader's language; `str` leaves it in English."""


class Doubts:
    """Collects doubts while a text is read."""

    def __init__(self, say: Say = str) -> None:
        """`say` translates a sentence before its places are filled in."""
        self._say = say
        self._found: list[tuple[int, str]] = []

    def add(self, message: str, line: int = 0, **places: object) -> None:
        """Note one doubt; `message` is one of MESSAGES, line 0 means the text as a whole."""
        self._found.append((line, self._say(message).format(line=line, **places)))

    def sentences(self) -> list[str]:
        """All doubts in the order of the text, each once."""
        ordered = [text for _, text in sorted(self._found, key=lambda found: found[0])]
        return list(dict.fromkeys(ordered))
