# SPDX-License-Identifier: Apache-2.0
"""What a file's name tells: device, officer and time, by the usual form or a pattern of one's own.

The usual form is `<serial>_<officer>_<YYYYMMDDhhmmss>.<ext>`, with anything after a further `_` or
`-`; serial or officer may be missing. A pattern is text with placeholders in braces:

    {serial}                    a run of anything but what follows it in the pattern
    {officer}                   the same
    {time:%Y%m%d%H%M%S}         digits of a time; known are %Y %m %d %H %M %S
    {rest}                      anything, also nothing; said once at most

What stands outside braces must be there as it is; letters match whatever their case. The last
extension is not part of the matter. A pattern is matched in one pass from left to right with no way
back, so no name makes it slow, and nobody writes an expression that is evaluated.

A time is what the device's clock showed: it has no zone, and may be wrong.

>>> read_name("D0042_zhangsan_20260302090000.mp4").officer
'zhangsan'
>>> read_name("CH03-20260302T090000.dav", "CH{serial}-{time:%Y%m%dT%H%M%S}").start
datetime.datetime(2026, 3, 2, 9, 0)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from liuhen.errors import UserError

LONGEST_PATTERN = 200
_FIELDS = ("serial", "officer", "time", "rest")
_DIGITS = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
_LONGEST_PART = 60
_USUAL_TIME = re.compile(r"(?<![0-9])(20[0-9]{6})[T_-]?([0-9]{6})(?![0-9])")


class BadPatternError(UserError):
    """A pattern that cannot be; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """What a name says; empty where it does not. `start` is the device's own time, zoneless."""

    serial: str = ""
    officer: str = ""
    start: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """Literal text, or a field (with the form of its time)."""

    text: str = ""
    field: str = ""


def read_name(file_name: str, pattern: str = "") -> NameParts:
    """Return what `file_name` says by `pattern`, or by the usual form where there is none.

    A name that does not fit says nothing: that is no fault. A path before the name is left out.

    Raises:
        BadPatternError: the pattern itself cannot be.
    """
    stem = _stem(file_name)
    return _usual(stem) if not pattern else _matched(stem, tuple(_pieces(pattern)))


def check_pattern(pattern: str) -> None:
    """Say whether a pattern can be, before it is kept.

    Raises:
        BadPatternError: it cannot; the sentence names the part.
    """
    for _piece in _pieces(pattern):
        pass


def _stem(file_name: str) -> str:
    name = re.split(r"[/\\]", file_name)[-1]
    stem, dot, extension = name.rpartition(".")
    return stem if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,8}", extension) else name


def _usual(stem: str) -> NameParts:
    found = _USUAL_TIME.search(stem)
    start = None if found is None else _time("".join(found.groups()), "%Y%m%d%H%M%S")
    if found is None or start is None:
        return NameParts()
    before = [part for part in re.split(r"[_\s]+", stem[: found.start()].strip("_-. ")) if part]
    serial, officer = [part[:_LONGEST_PART] for part in [*before, "", ""][:2]]
    return NameParts(serial, officer, start)


def _pieces(pattern: str) -> Iterator[_Piece]:
    """Read a pattern.

    Raises:
        BadPatternError: see there.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise BadPatternError(f"a pattern has at most {LONGEST_PATTERN} characters")
    found = [_piece(part) for part in re.split(r"(\{[^{}]*\})", pattern) if part]
    fields = [one.field for one in found if one.field]
    if not fields:
        raise BadPatternError("a pattern names at least one of {serial}, {officer}, {time:…}")
    for field in _FIELDS:
        if fields.count(field) > 1:
            raise BadPatternError(f"{{{field}}} stands twice in the pattern")
    for one, after in pairwise(found):
        if one.field and one.field != "time" and after.field and after.field != "time":
            raise BadPatternError(
                f"between {{{one.field}}} and {{{after.field}}} something must tell them apart"
            )
    yield from found


def _piece(part: str) -> _Piece:
    if not part.startswith("{"):
        if "{" in part or "}" in part:
            raise BadPatternError(f"a brace without its other half at “{part[:20]}”")
        return _Piece(text=part)
    field, _, form = part[1:-1].partition(":")
    if field not in _FIELDS:
        raise BadPatternError(
            f"{{{field[:20]}}} is not known; "
            "known are {serial}, {officer}, {time:…} and {rest}"
        )
    if field != "time":
        if form:
            raise BadPatternError(f"{{{field}}} takes no form after a colon")
        return _Piece(field=field)
    _check_form(form)
    return _Piece(field="time", text=form)


def _check_form(form: str) -> None:
    marks = re.findall(r"%.?", form)
    unknown = [mark for mark in marks if mark not in _DIGITS]
    if unknown:
        raise BadPatternError(f"{{time}}: {unknown[0]} is not known; known are {' '.join(_DIGITS)}")
    if len(set(marks)) != len(marks) or not {"%Y", "%m", "%d"} <= set(marks):
        raise BadPatternError("{time:…} says %Y, %m and %d, each once, as {time:%Y%m%d%H%M%S}")


def _matched(stem: str, pieces: tuple[_Piece, ...]) -> NameParts:
    """Match left to right; a field ends where the piece after it first fits."""
    parts, at = NameParts(), 0
    for index, piece in enumerate(pieces):
        if not piece.field:
            end = _literal(stem, at, piece.text)
        elif piece.field == "time":
            end = _form_end(stem, at, piece.text)
            start = None if end is None else _time(stem[at:end], piece.text)
            if start is None:
                return NameParts()
            parts = replace(parts, start=start)
        else:
            end = _field_end(stem, at, pieces[index + 1] if index + 1 < len(pieces) else None)
            if end is not None and piece.field != "rest":
                if not 0 < end - at <= _LONGEST_PART:
                    return NameParts()
                said = stem[at:end]
                serial = piece.field == "serial"
                parts = replace(parts, serial=said) if serial else replace(parts, officer=said)
        if end is None:
            return NameParts()
        at = end
    return parts if at == len(stem) else NameParts()


def _literal(stem: str, at: int, text: str) -> int | None:
    end = at + len(text)
    return end if stem[at:end].casefold() == text.casefold() else None


def _field_end(stem: str, at: int, after: _Piece | None) -> int | None:
    if after is None:
        return len(stem)
    for end in range(at, len(stem) + 1):
        if after.field == "time":
            stop = _form_end(stem, end, after.text)
            if stop is not None and _time(stem[end:stop], after.text) is not None:
                return end
        elif _literal(stem, end, after.text) is not None:
            return end
    return None


def _form_end(stem: str, at: int, form: str) -> int | None:
    """Where the digits and marks of a time end that begin at `at`, or `None`."""
    for token in re.findall(r"%.|[^%]", form):
        width = _DIGITS.get(token)
        end = at + (width or 1)
        found = stem[at:end]
        fits = found == token if width is None else re.fullmatch(f"[0-9]{{{width}}}", found)
        if not fits:
            return None
        at = end
    return at


def _time(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007  # a device's clock has no zone
    except ValueError:
        return None
