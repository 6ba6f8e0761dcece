# SPDX-License-Identifier: Apache-2.0
"""The markers of items at the start of a text: （一）, (1), 1., 一、, ①.

A style is a family of markers that count together; a list inside an item has another style than
the items.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

from liuhen.law.text.numerals import NUMERAL, read_number

Style = Literal["bracket", "bracket-arabic", "arabic", "chinese", "sign"]


class Marker(NamedTuple):
    """A marker: its style, the number it shows, and where the item's own text begins."""

    style: Style
    value: int
    end: int


LARGEST_VALUE = 199  # （2019） is a year
# ㈠ is （一）, ⒈ is 1., ⑴ and ① are signs of their own
_SIGNS = "㈠-㈩⒈-⒛⑴-⒇①-⑳"
_BRACKET = re.compile(rf"[（(〔［\[]\s?(?P<n>{NUMERAL})[）)〕］\]]\s*[、.．]?\s*")
_HALF_BRACKET = re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})[）)]\s*")
_ARABIC = re.compile(r"(?P<n>[0-9０-９]{1,3})\s?[.．、)）](?![0-9０-９])\s*")
_CHINESE = re.compile(r"(?P<n>[一二三四五六七八九十]{1,4})[、.．](?![一二三四五六七八九十])\s*")
_SIGN = re.compile(rf"(?P<n>[{_SIGNS}])\s*[、.．]?\s*")


def marker_at(text: str, start: int = 0) -> Marker | None:
    """Return the marker that begins at `start`, or None.

    >>> marker_at("（三)现场")
    Marker(style='bracket', value=3, end=3)
    """
    if match := _SIGN.match(text, start):
        return Marker("sign", int(unicodedata.numeric(match["n"])), match.end())
    for pattern, chinese, arabic in _PATTERNS:
        if match := pattern.match(text, start):
            value = read_number(match["n"])
            if value is None or value > LARGEST_VALUE:
                return None
            digits = match["n"][0] in "0123456789０１２３４５６７８９"
            return Marker(arabic if digits else chinese, value, match.end())
    return None


_PATTERNS: tuple[tuple[re.Pattern[str], Style, Style], ...] = (
    (_BRACKET, "bracket", "bracket-arabic"),
    (_HALF_BRACKET, "bracket", "bracket-arabic"),
    (_ARABIC, "chinese", "arabic"),
    (_CHINESE, "chinese", "arabic"),
)
