# SPDX-License-Identifier: Apache-2.0
"""The cells of a sheet, read in a limited child, and days and times in them."""

import json
import re
from datetime import datetime, time, tzinfo

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.media.sandbox import SandboxError, read_apart

MOST_BYTES = 5 * 1024 * 1024
_TIME = re.compile(
    r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:：时](\d{1,2})(?:[:：分]\d{1,2})?分?)?"
)


def cells_of(raw: bytes) -> list[list[str]]:
    """Return the first sheet of an XLSX file as rows of text; it is read in the sandbox.

    Raises:
        BadFactError: too large, or no XLSX file that can be read.
    """
    if len(raw) > MOST_BYTES:
        raise BadFactError(_("The sheet is larger than 5 MiB."), "file")
    try:
        read = json.loads(read_apart("liuhen.paper.sheet", raw))
    except SandboxError:
        read = {"error": ""}
    if isinstance(read, dict) or not read:
        raise BadFactError(
            _("This is no XLSX file that can be read. Save it as .xlsx again."), "file"
        )
    return [[str(cell) for cell in row] for row in read]


def time_of(text: str, clock: time, zone: tzinfo | None = None) -> datetime | None:
    """Return the time that a cell says; a day alone gets the time of day `clock`.

    It is read in `zone`, or in the active one, which is that of the bureau.

    >>> from datetime import UTC
    >>> time_of("2026年3月2日", time(9), UTC).isoformat()
    '2026-03-02T09:00:00+00:00'
    >>> time_of("20260302 14:30", time(9), UTC).isoformat()
    '2026-03-02T14:30:00+00:00'
    >>> time_of("三月", time(9), UTC)
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute = found.groups()
    try:
        at = time(int(hour), int(minute)) if hour else clock
        return datetime(
            int(year),
            int(month),
            int(day),
            at.hour,
            at.minute,
            tzinfo=zone or timezone.get_current_timezone(),
        )
    except ValueError:
        return None
