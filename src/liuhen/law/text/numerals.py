# SPDX-License-Identifier: Apache-2.0
"""The numbers of chapters, articles and items, in Chinese, ordinary and full-width numerals.

cn2an is imported on first use: the other `liuhen law` commands do not pay for it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

NUMERAL = r"(?:[0-9０-９零〇一二两三四五六七八九十百千廿][ \u3000]?){1,8}"
"""A pattern for one numeral; single spaces may stand between its characters."""

LARGEST = 9999


class Number(NamedTuple):
    """The number of a chapter or article: 第八条 is (8, 0), 第八条之一 is (8, 1).

    >>> str(Number(8, 1))
    '8-1'
    """

    main: int
    sub: int = 0

    def __str__(self) -> str:
        return f"{self.main}-{self.sub}" if self.sub else str(self.main)

    def follows(self, other: "Number") -> bool:
        """Whether this number may follow `other`: 7-1 or 8 after 7, 7-2 or 8 after 7-1."""
        if self.sub:
            return self.main == other.main and self.sub == other.sub + 1
        return self.main == other.main + 1


@lru_cache(maxsize=1024)
def read_number(numeral: str) -> int | None:
    """Return the number written as `numeral`, from 1 to 9999, or None if it is none.

    >>> [read_number(text) for text in ("二十一", "２１", "2 1", "百百")]
    [21, 21, 21, None]
    """
    written = "".join(numeral.split())
    if re.fullmatch(r"[0-9０-９]+", written):
        value = int(written)
    else:
        import cn2an

        try:
            value = int(cn2an.cn2an(written, "smart"))
        except ValueError:  # 二十十, 百百: characters of numerals, yet no number
            return None
    return value if 1 <= value <= LARGEST else None


def chinese(number: int) -> str:
    """Return `number` in Chinese numerals.

    >>> chinese(21)
    '二十一'
    """
    import cn2an

    return str(cn2an.an2cn(number))
