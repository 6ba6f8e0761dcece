# SPDX-License-Identifier: Apache-2.0
"""The lines of a text without what word processors and Markdown left in them.

Taken out: byte order marks, control and invisible characters, `[bookmark: …]` and anchors of
converters, heading marks, emphasis, quote marks, rules, escapes. Kept apart: the level of a
Markdown heading and the bullet of a list, because both say something about structure. Words are
never taken out. A wide gap after a full stop parts two paragraphs that were run together.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from liuhen.law.text.numerals import NUMERAL


class Line(NamedTuple):
    """A line that holds something. `place` counts lines from 1; plain text has level 0."""

    place: int
    text: str
    level: int = 0
    bullet: bool = False


_BREAK = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_PARTING = re.compile(r"<br\s{0,3}/?>|(?<=[。：:；;])(?:\s{2,}|\u3000)\s*", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1c-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HTML_SPACE = re.compile(r"&(?:nbsp|ensp|emsp|thinsp);")
_RESIDUE = re.compile(r"\[bookmark:[^\[\]]{0,80}\]|\[\]\{[^{}]{0,80}\}|\{[#.][^{}]{0,80}\}")
_RULE = re.compile(r"[-=*_`~\s]+")
_BULLET = r"[-*+•·●○◆◇■□▪►]\s+(?=\S)"
_NUMBERED_HEADING = rf"[0-9]{{1,3}}[.、]\s*(?=第\s?{NUMERAL}[条章])"
_START = re.compile(rf"(?:>\s*|#{{1,6}}\s*|\*+(?=[第（(])|{_BULLET}|{_NUMBERED_HEADING})+")
_STARS_AFTER_HEADING = re.compile(r"([条章])\*{2,}")
_STARS = re.compile(r"\*{2,}")
_UNDERLINED = re.compile(r"(?<!_)__(?!_)([^_]{1,200})(?<!_)__(?!_)")
_ESCAPE = re.compile(r"(?<!\\)\\+([\\`*_{}\[\]()#+\-.!>])")
_LONGEST_HALF = 10
_HALVES = (
    (re.compile(rf"第\s?{NUMERAL}$"), re.compile(rf"(?:{NUMERAL})?[条章]")),
    (re.compile(r"第$"), re.compile(rf"{NUMERAL}[条章]")),
    (re.compile(rf"[（(]\s?(?:{NUMERAL})?$"), re.compile(rf"(?:{NUMERAL})?[）)]")),
)


def clean_lines(text: str) -> Iterator[Line]:
    """The lines of `text` that hold something; a heading word cut by a line break is mended."""
    before: Line | None = None
    for line in _lines(text):
        cut = _cut_word(before.text, line.text) if before else 0
        if before and len(before.text) > cut:
            yield before._replace(text=before.text[: len(before.text) - cut].rstrip())
        before = line._replace(text=before.text[-cut:] + line.text) if before and cut else line
    if before:
        yield before


def _lines(text: str) -> Iterator[Line]:
    whole = _RESIDUE.sub(lambda found: "\n" * found[0].count("\n"), text)
    for place, raw in enumerate(_BREAK.split(whole), start=1):
        if not raw.strip():
            continue
        for part in _PARTING.split(raw.strip()):
            line = _clean(place, part)
            if line.text:
                yield line


def squeezed(text: str) -> str:
    """Return `text` with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def _clean(place: int, raw: str) -> Line:
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", raw))
    text = _HTML_SPACE.sub(" ", text).strip()
    if _RULE.fullmatch(text):
        return Line(place, "")
    text = _without_emphasis(text)
    start = _START.match(text)
    marks = start[0] if start else ""
    text = text[len(marks) :].strip()
    level = marks.count("#")
    if level and text.rstrip("#")[-1:].isspace():
        text = text.rstrip("#").rstrip()
    return Line(place, text, level, bullet=bool(marks.strip("#> \t\u3000")))


def _cut_word(text: str, following: str) -> int:
    """Length of half a 第二十三条 or （三） at the end of `text`, if its rest follows."""
    for first, rest in _HALVES:
        if (found := first.search(text[-_LONGEST_HALF:])) and rest.match(following):
            return len(found[0])
    return 0


def _without_emphasis(text: str) -> str:
    # A bold heading word is set off from its text; the space keeps saying so.
    text = _STARS_AFTER_HEADING.sub(r"\1 ", text)
    text = _UNDERLINED.sub(r"\1", _STARS.sub("", text))
    return _ESCAPE.sub(r"\1", text)
