# SPDX-License-Identifier: Apache-2.0
"""What looks like a heading of a chapter, section or article, and what speaks against it.

第八条 is a heading at the start of an article and a reference everywhere else. This module sees one
place only and says how it looks; `scan` knows the numbers before and after and decides.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from liuhen.law.text.numerals import NUMERAL, Number, read_number

LONGEST_TITLE = 40
"""A chapter heading longer than this has probably swallowed text."""

Reference = Literal["no", "perhaps", "yes"]


class Candidate(NamedTuple):
    """第…条 or 第…章 at [start, end) of a line.

    `gap` is set where white space, a colon or a bracket parts it from what follows; `reference`
    says whether what follows can only, or may, make it a reference.
    """

    kind: Literal["article", "chapter"]
    number: Number
    start: int
    end: int
    gap: bool
    reference: Reference


# 第八条之一 is an inserted article, 第八条之一般规定 is not.
_MARK = re.compile(
    rf"第\s?(?P<main>{NUMERAL})(?P<kind>[条章])"
    rf"(?:\s?之\s?(?P<sub>{NUMERAL})(?![般个切律致定并方]))?(?P<gap>[\s：:]*)"
)
_SURELY = re.compile(rf"第\s?{NUMERAL}[款项目]|[、和与至到或及]\s?第")
_SURELY_WITHOUT_GAP = re.compile(
    rf"[的之中，。；,;）)》>”』」]|[（(]\s?{NUMERAL}[）)]\s?项"
    "|[、和与至到或及](?:本|其|相关|有关)|以及|前款"
)
_PERHAPS = re.compile("规定|所[列规述称指]|要求|情形|内容|执行|处理|办理")
_LOST_ARTICLE = re.compile(r"第[\s_＿xX×＊*]*条[\s：:]*|条[\s]+(?=\S)")
_LOST_CHAPTER = re.compile(r"第[\s_＿xX×＊*]*章[\s：:]*|章[\s]+(?=\S)")
_SECTION = re.compile(rf"第\s?{NUMERAL}[节编篇][^。；，]{{0,{LONGEST_TITLE}}}")


def candidates(text: str) -> Iterator[Candidate]:
    """Every 第…条 and 第…章 of a line, from left to right."""
    for match in _MARK.finditer(text):
        main, sub = read_number(match["main"]), match["sub"]
        number = Number(main or 0, (read_number(sub) or 0) if sub else 0)
        if number.main:
            kind: Literal["article", "chapter"] = "article" if match["kind"] == "条" else "chapter"
            yield Candidate(kind, number, *match.span(), _gap(match), _reference(match))


def lost_article(text: str) -> int:
    """Length of an article heading without its number at the start of `text` (第 条), else 0."""
    match = _LOST_ARTICLE.match(text)
    return match.end() if match else 0


def lost_chapter(text: str) -> int:
    """Length of a chapter heading without its number at the start of `text` (第 章), else 0."""
    match = _LOST_CHAPTER.match(text)
    return match.end() if match else 0


def is_section(text: str) -> bool:
    """Whether `text` is a heading 第…节, which the shape of a regulation has no place for."""
    return _SECTION.fullmatch(text) is not None


def _gap(match: re.Match[str]) -> bool:
    following = match.string[match.end() : match.end() + 1]
    return bool(match["gap"]) or following in ("", "【", "〔", "［", "[", "（", "(")


def _reference(match: re.Match[str]) -> Reference:
    text, end = match.string, match.end()
    without_gap = _SURELY_WITHOUT_GAP.match(text, end)
    if _SURELY.match(text, end) or (without_gap and not match["gap"]):
        return "yes"
    return "perhaps" if without_gap or _PERHAPS.match(text, end) else "no"
