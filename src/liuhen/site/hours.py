# SPDX-License-Identifier: Apache-2.0
"""Settings from the environment that are hours of the day."""

import os
import re

from liuhen.errors import UserError

_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY = 24


def hours_of_day(name: str) -> tuple[int, int] | None:
    """Return from which hour to which, where the setting says so; `20-6` goes over midnight.

    Raises:
        UserError: it says no hours.
    """
    if not (said := os.environ.get(name, "").strip()):
        return None
    found = _HOURS.fullmatch(said)
    first, end = (int(found[1]), int(found[2])) if found else (_DAY, _DAY)
    if first >= _DAY or end > _DAY or first == end:
        raise UserError(f"{name}: {said!r} names no hours, for example 20-6; empty is any time")
    return first, end
