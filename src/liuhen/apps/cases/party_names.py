# SPDX-License-Identifier: Apache-2.0
"""Which of several parties a paper names, where it says so in one line."""

import re
from collections.abc import Iterable
from typing import Any

_BETWEEN = re.compile("[、，；,;\n]")
_BESIDE = re.compile(r"[（(][^（）()]*[）)]\s*$")


def named_in(said: str, names: Iterable[str]) -> set[str]:
    """Return which of the names stand in `said`; a name that is part of a longer one is not it.

    >>> sorted(named_in("海鲜公司大连分公司", ["海鲜公司", "海鲜公司大连分公司"]))
    ['海鲜公司大连分公司']
    >>> sorted(named_in("张三丰、张三", ["张三", "张三丰"]))
    ['张三', '张三丰']
    """
    found = set()
    for name in sorted({one for one in names if one}, key=len, reverse=True):
        if name in said:
            found.add(name)
            said = said.replace(name, "\n")
    return found


def names_said(said: Any) -> list[str]:
    """Return the names of a line that lists some, without what is said of each in brackets.

    >>> names_said("甲公司、乙公司"), names_said("张三（某店经营者）"), names_said("甲（大连）公司")
    (['甲公司', '乙公司'], ['张三'], ['甲（大连）公司'])
    """
    parts = (_BESIDE.sub("", part) for part in _BETWEEN.split(str(said or "")))
    return [one for part in parts if (one := part.strip())]
