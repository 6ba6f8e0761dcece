# SPDX-License-Identifier: Apache-2.0
"""What stands in a form, as it is kept and frozen.

Values are plain JSON, by the ids of the fields:

    line, text      text
    date            "2026-03-02"
    time            "2026-03-02T09:30:00+08:00", with an offset
    number, money   a whole number, or a decimal one as text ("12.5"); money is yuan
    choice          the word of a choice; a list of words where the field says `many`
    yes_no          true or false
    officers        [{"name", "certificate"}]
    items           [{a value per column}]
    questions       [{"question", "answer"}]
    list            [text]
    person          {"name", "sex", …: see PERSON_PARTS}

Absent, null, "" and [] mean: nothing yet. A decimal is never a float, so that what is frozen and
what is printed are the same for ever.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from liuhen.paper.words import TOO_MUCH

#: In which papers give times, unless a bureau lies elsewhere.
ZONE = "Asia/Shanghai"
_MOST_DIGITS = 30
#: How papers say that there is nothing, and the marks that stand around it or for it.
_NONE, _MARKS = frozenset({"", "无", "没有"}), " \t\n\u3000。./-—"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def is_empty(value: object) -> bool:
    """Whether a value says nothing yet; no and zero say something."""
    if isinstance(value, Mapping):
        return all(is_empty(part) for part in value.values())
    if isinstance(value, str):
        return not value.strip()
    return value is None or value == []


def says_none(value: object) -> bool:
    """Whether nothing is written, or that there is nothing: papers say 无 where they are not blank.

    >>> says_none(" 无。"), says_none("—"), says_none("三日内公示")
    (True, True, False)
    """
    return str(value or "").strip(_MARKS) in _NONE


def as_date(value: Any) -> date | None:
    """Read a day; None where it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None  # noqa: PLR2004  # 2026-03-02
    except ValueError:
        return None


def as_time(value: Any) -> datetime | None:
    """Read an instant with an offset; None where it is none."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None


def as_decimal(value: Any) -> Decimal | None:
    """Read a number; None where it is none, as floats are: their digits are not what was typed."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return Decimal(text) if len(text) <= _MOST_DIGITS and _NUMBER.fullmatch(text) else None


def is_amount(value: Any) -> bool:
    """Whether a value is a sum in yuan that can be written out: not negative, whole fen."""
    amount = as_decimal(value)
    return amount is not None and 0 <= amount < TOO_MUCH and amount == round(amount, 2)
