# SPDX-License-Identifier: Apache-2.0
"""`liuhen law parse`: the text of a regulation as JSON or as an outline that a person can check."""

import argparse
import sys
from collections.abc import Iterator

import msgspec

from liuhen.law.errors import BadInput
from liuhen.law.text import Article, Regulation, read_regulation

_SHOWN_CHARACTERS = 40


def parse_command(options: argparse.Namespace) -> int:
    """Print the regulation in `options.file`, as JSON if `options.json`; return exit status 0.

    Raises:
        BadInput: the file cannot be read, or is not the text of a regulation.
    """
    try:
        raw = options.file.read_bytes()
    except OSError as error:
        raise BadInput(f"{options.file.name}: cannot be read: {error.strerror}") from None
    regulation = read_regulation(raw, options.file.name)
    if options.json:
        sys.stdout.buffer.write(msgspec.json.encode(regulation) + b"\n")
        sys.stdout.buffer.flush()
    else:
        for line in _outline(regulation):
            print(line)
    return 0


def _outline(regulation: Regulation) -> Iterator[str]:
    yield regulation.title or "(no title)"
    yield f"issued by: {regulation.issuer or 'not said'}"
    for chapter in regulation.chapters:
        if chapter.number:
            yield f"chapter {chapter.number}  {chapter.title}"
        yield from (f"  {_article(article)}" for article in chapter.articles)
    for doubt in regulation.doubts:
        yield f"unsure: {doubt}"
    count = sum(1 for _ in regulation.articles())
    yield f"{count} articles, {len(regulation.doubts)} doubts."


def _article(article: Article) -> str:
    text = " ".join([*article.paragraphs, *(item.text for item in article.items)]).replace(
        "\n", " "
    )
    shown = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
    items = (
        f" [items {article.items[0].number}-{article.items[-1].number}]" if article.items else ""
    )
    return f"{article.number or '-':<5}{shown}{items}"
