# SPDX-License-Identifier: Apache-2.0
"""How an article is cited in Chinese."""

import re
from functools import lru_cache

from liuhen.law.text.numerals import chinese

_REFERENCE = re.compile(r"(\d+)(?:-(\d+))?((?:\([^()]+\))*)")


@lru_cache(maxsize=1024)
def in_chinese(reference: str) -> str:
    """Write a reference as a regulation does.

    >>> [in_chinese(one) for one in ("27(5)", "8-1", "10(2)(3)", "annex")]
    ['第二十七条第五项', '第八条之一', '第十条第二款第三项', 'annex']
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return reference
    main, sub, rest = found.groups()
    name = f"第{chinese(int(main))}条" + (f"之{chinese(int(sub))}" if sub else "")
    below = re.findall(r"\(([^()]+)\)", rest)
    units = ["项"] if len(below) == 1 else ["款", "项", "目"]
    numbers = (chinese(int(one)) if one.isdecimal() else one for one in below)
    return name + "".join(f"第{one}{unit}" for one, unit in zip(numbers, units, strict=False))
