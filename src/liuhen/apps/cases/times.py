# SPDX-License-Identifier: Apache-2.0
"""How an instant is written: as it is read in a sentence, or as fields and papers hold it.

By the clock here, the year first.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language


def minute_said(at: datetime) -> str:
    """Return an instant to the minute: 2026年3月2日 09:00, in English 2026-03-02 09:00.

    The last second of a day is 24:00, as the law speaks of it.
    """
    if get_language() == "en":
        return minute_typed(at)
    local = timezone.localtime(at)
    clock = "24:00" if f"{local:%H:%M:%S}" == "23:59:59" else f"{local:%H:%M}"
    return f"{day_said(at)} {clock}"


def day_said(at: datetime) -> str:
    """Return the day of an instant: 2026年3月2日, in English 2026-03-02."""
    if get_language() == "en":
        return day_typed(at)
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日"


def minute_typed(at: datetime) -> str:
    """Return an instant to the minute as fields hold it: 2026-03-02 09:00."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def day_typed(at: datetime) -> str:
    """Return the day of an instant as fields hold it: 2026-03-02."""
    return f"{timezone.localtime(at):%Y-%m-%d}"
