# SPDX-License-Identifier: Apache-2.0
"""The text of a regulation read into chapters, articles, paragraphs and items, and printed again.

What this package promises:

- it copes with what word processors, converters and typists leave in such texts: broken titles and
  lines, Markdown marks, bookmarks, several articles on a line, lost or mechanical item numbers;
- it loses no words: what has no place in the shape of a regulation is quoted in a doubt;
- what it is unsure of, it says in `doubts`, a sentence each, naming the place;
- reading, printing and reading again gives the same title, issuer and chapters;
- any input at all gives a regulation or `BadInput`.

An inserted article 第八条之一 has the number "8-1". Files other than text (.docx) are turned into
text by the caller.
"""

from liuhen.law.text.model import Article, Chapter, Item, Regulation
from liuhen.law.text.printing import print_regulation
from liuhen.law.text.reading import parse_regulation, read_regulation

__all__ = [
    "Article",
    "Chapter",
    "Item",
    "Regulation",
    "parse_regulation",
    "print_regulation",
    "read_regulation",
]
