# SPDX-License-Identifier: Apache-2.0
"""How far it is, on stderr: one line that is written over on a terminal, plain lines elsewhere.

The remaining time follows the speed of the last half minute; before that there is none to name.
"""

import os
import time
from collections import deque
from collections.abc import Callable
from typing import TextIO

from liuhen.dock.card import Found, Listing, readable

_SPEED_OVER_SECONDS = 30.0
_TERMINAL_EVERY, _LINES_EVERY = 0.25, 10.0
_MIB = 1024 * 1024
_CLEAR = "\r\x1b[K"


class Screen:
    """Tells a person about one card."""

    def __init__(
        self,
        out: TextIO,
        *,
        over: bool,
        head: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out, self._over, self._head, self._now = out, over, head, now
        self._files = self._total = self._finished = self._number = 0
        self._speeds: deque[tuple[float, int]] = deque()
        self._sent = 0  # over the network in this run
        self._last_at = -_LINES_EVERY
        self._offset_of: tuple[str, int] = ("", 0)

    def listed(self, listing: Listing) -> None:
        """Say what is on the card."""
        self._files, self._total = len(listing.files), listing.size_bytes
        skipped = [one for one in listing.passed_over if one.why != "empty"]
        self._line(f"{_count(self._files, 'file')}, {size(self._total)}")
        if skipped:
            self._line(
                f"passed over: {_count(len(skipped), 'file or folder', 'files or folders')} "
                "of the system (named with --json)"
            )
        for one in listing.passed_over:
            if one.why == "empty":
                self._line(f"{readable(one.path)}: has no bytes; this recording failed")
        for path, why in listing.unreadable:
            self._line(f"{readable(path)}: cannot be read: {why}")

    def reading(self, file: Found, offset: int) -> None:
        """Say that bytes are read once more."""
        self._progress(file, offset, "reading again")

    def sending(self, file: Found, offset: int) -> None:
        """Say how much has been sent, how fast, and how long it will take."""
        path, before = self._offset_of
        if path == file.path and offset > before:
            self._sent += offset - before
            self._speeds.append((self._now(), self._sent))
        self._offset_of = (file.path, offset)
        self._progress(file, offset, "sending")

    def waiting(self, why: str, seconds: float) -> None:
        """Say why nothing goes on."""
        self._line(f"{why}; trying again in {max(1, round(seconds))} s")

    def done(self, file: Found, *, new: bool) -> None:
        """Count a file that is at the server."""
        self._finished += file.size_bytes
        self._number += 1
        if new and not self._over:
            self._line(f"{self._number}/{self._files} {readable(file.path)}: kept")

    def failed(self, file: Found, why: str) -> None:
        """Name a file that cannot be sent."""
        self._finished += file.size_bytes
        self._number += 1
        self._line(f"{readable(file.path)}: {why}")

    def checking(self, left: int) -> None:
        """Say that the server is reading again."""
        if self._due():
            self._show(f"{_count(left, 'file')} kept; the server is reading them again")

    def end(self) -> None:
        """Leave the terminal clean."""
        if self._over:
            self._out.write(_CLEAR)
            self._out.flush()

    def _progress(self, file: Found, offset: int, what: str) -> None:
        if not self._due():
            return
        done = self._finished + offset
        share = 100 * done // self._total if self._total else 100
        self._show(
            f"{share:3d} %  {self._number + 1}/{self._files} files  {size(done)} of "
            f"{size(self._total)}{self._pace(done)}  {what} {readable(file.path)}"
        )

    def _pace(self, done: int) -> str:
        now = self._now()
        while len(self._speeds) > 2 and now - self._speeds[0][0] > _SPEED_OVER_SECONDS:  # noqa: PLR2004  # two make a speed
            self._speeds.popleft()
        if len(self._speeds) < 2 or now - self._speeds[0][0] < 1:  # noqa: PLR2004  # the same
            return ""
        (began, first), (_, last) = self._speeds[0], self._speeds[-1]
        speed = (last - first) / (now - began)
        if speed <= 0:
            return ""
        return f"  {speed / _MIB:.1f} MiB/s  {duration((self._total - done) / speed)} left"

    def _due(self) -> bool:
        every = _TERMINAL_EVERY if self._over else _LINES_EVERY
        if self._now() - self._last_at < every:
            return False
        self._last_at = self._now()
        return True

    def _show(self, text: str) -> None:
        if self._over:
            self._out.write(_CLEAR + _cut(self._head + text))
            self._out.flush()
        else:
            self._line(text)

    def _line(self, text: str) -> None:
        clear = _CLEAR if self._over else ""
        self._out.write(f"{clear}{self._head}{_printable(text)}\n")
        self._out.flush()


def screen_for(out: TextIO) -> Screen:
    """Return the screen that suits `out`."""
    return Screen(out, over=out.isatty() and os.environ.get("TERM") != "dumb")


def slot_screen(slot: str, out: TextIO) -> Screen:
    """Return the screen of one slot of a station: several write lines side by side."""
    return Screen(out, over=False, head=f"{_printable(slot)}: ")


def size(count: int) -> str:
    """Return a number of bytes as a person reads it.

    >>> size(532), size(5 * 1024 * 1024), size(3 * 1024**3)
    ('532 B', '5.0 MiB', '3.0 GiB')
    """
    amount, units = float(count), ["B", "KiB", "MiB", "GiB", "TiB"]
    while amount >= 1024 and len(units) > 1:  # noqa: PLR2004  # what a KiB is
        amount /= 1024
        del units[0]
    return f"{amount:.0f} B" if units[0] == "B" else f"{amount:.1f} {units[0]}"


def duration(seconds: float) -> str:
    """Return a time to wait, no finer than it is known.

    >>> duration(8), duration(150), duration(7300)
    ('8 s', '2 min 30 s', '2 h 1 min')
    """
    whole = max(0, round(seconds))
    if whole < 60:  # noqa: PLR2004  # seconds of a minute
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:  # noqa: PLR2004  # minutes of an hour
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _printable(text: str) -> str:
    """A name from a foreign card must not steer the terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _cut(text: str) -> str:
    """Cut to the terminal's width; Chinese letters take two columns."""
    try:
        columns = os.get_terminal_size().columns - 1
    except OSError:
        columns = 79
    kept = ""
    for letter in _printable(text):
        columns -= 1 if letter.isascii() else 2
        if columns < 0:
            break
        kept += letter
    return kept
