# SPDX-License-Identifier: Apache-2.0
"""What a citizen's number (GB 11643) says."""

import re
from datetime import date

_CITIZEN = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def born_by(number: str) -> date | None:
    """Return the day of birth in a citizen's number (GB 11643), or nothing.

    >>> born_by("11010519491231002X"), born_by("E12345678")
    (datetime.date(1949, 12, 31), None)
    """
    found = _CITIZEN.fullmatch(number.strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_mistyped(number: str) -> bool:
    """Whether it looks like a citizen's number whose last character does not fit.

    >>> is_mistyped("11010519491231002X"), is_mistyped("110105194912310021")
    (False, True)
    """
    text = number.strip().upper()
    if _CITIZEN.fullmatch(text) is None:
        return False
    total = sum(int(one) * weight for one, weight in zip(text, _WEIGHTS, strict=False))
    return _CHECK[total % 11] != text[-1]
