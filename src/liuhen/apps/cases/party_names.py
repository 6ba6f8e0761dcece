# SPDX-License-Identifier: Apache-2.0
"""Which of several parties a paper names, where it says so in one line."""

import re
from collections.abc import Iterable

_BETWEEN = re.compile("[、，；,;\n]")


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


def names_said(said: str) -> list[str]:
    """Return the names of a line that lists some.

    >>> names_said("甲公司、乙公司")
    ['甲公司', '乙公司']
    """
    return [one for part in _BETWEEN.split(said) if (one := part.strip())]
