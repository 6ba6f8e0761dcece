# SPDX-License-Identifier: Apache-2.0
"""What a client says of a file it brings: hints to start from, never facts, never a hurdle.

A claim that cannot be read is left out and said as a finding; one that is too long is cut. Only a
claim of state secrecy is a reason not to take the bytes (wall 8), and a digest is compared.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

_LONGEST = {"device": 60, "officer": 60, "camera": 60, "activity": 60, "note": 1000, "secrecy": 30}
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
_FIRST_YEAR, _LAST_YEAR = 1990, 2999
_MOST_OFFSET_MS = int(timedelta(days=36525).total_seconds() * 1000)
#: How the bytes came, as the client's program says it.
CAME_BY = ("dock", "upload", "form", "api")
STATE_SECRET = "state_secret"  # noqa: S105  # a word of the law, no password


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of a file.

    `device` and `camera`: code or serial number; `officer`: name, user name or certificate number;
    `raw_start`, `raw_end`: the device's own times, read in the bureau's zone; `offset_ms`: server
    minus device, `None` where nobody measured; `device_clock` is what the device's clock showed at
    `measured_at` by the client's clock, which it had compared with the server's; `time_source`: a
    word of `models.TimeSource`; `activity`: the id of an activity that the file is about;
    `sha256`: 64 hex digits of the whole file; `unreadable`: names of claims that made no sense.
    """

    device: str = ""
    officer: str = ""
    raw_start: datetime | None = None
    raw_end: datetime | None = None
    offset_ms: int | None = None
    time_source: str = ""
    device_clock: datetime | None = None
    measured_at: datetime | None = None
    camera: str = ""
    activity: str = ""
    section: str = ""
    kind: str = ""
    note: str = ""
    came_by: str = ""
    secrecy: str = ""
    sha256: str = ""
    unreadable: tuple[str, ...] = ()


#: The name of a claim in Upload-Metadata, where it is another one than in `Claims`.
_KEYS = {"recorded": "raw_start", "ended": "raw_end"}
_INSTANTS = frozenset({"raw_start", "raw_end", "device_clock", "measured_at"})
_NOT_CLAIMED = frozenset({"unreadable"})


def claims_from(said: Mapping[str, str], zone: Any) -> Claims:
    """Read claims from text values, as metadata or a form carry them.

    A time without an offset is one of `zone`. Keys that are not known are left out.
    """
    values: dict[str, Any] = {}
    unreadable: list[str] = []
    for key, text in said.items():
        name = _KEYS.get(key, key)
        if name not in Claims.__struct_fields__ or name in _NOT_CLAIMED or not text.strip():
            continue
        value = _value(name, text.strip(), zone)
        if value is None:
            unreadable.append(key)
        else:
            values[name] = value
    return Claims(**values, unreadable=tuple(unreadable))


def _value(name: str, text: str, zone: Any) -> Any:
    if name in _INSTANTS:
        return _instant(text, zone)
    if name == "offset_ms":
        return _offset(text)
    if name == "sha256":
        found = _SHA256.fullmatch(text.lower())
        return found and found[1]
    if name == "came_by" and text not in CAME_BY:
        return None
    return _clean(text)[: _LONGEST.get(name, 60)]


def _instant(text: str, zone: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo is not None else found.replace(tzinfo=zone)
        found = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _offset(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 15:  # noqa: PLR2004  # more is no offset
        return None
    return int(text) if abs(int(text)) <= _MOST_OFFSET_MS else None


def _clean(text: str) -> str:
    """Text that a database and a line can hold: no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
