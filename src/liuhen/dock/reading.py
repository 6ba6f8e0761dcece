# SPDX-License-Identifier: Apache-2.0
"""Reads a file in pieces while its SHA-256 is taken, also when sending has to go back.

The server may be behind what was sent: after a loss of power only what it had on its disk counts.
The digest is then taken up again at the last mark before that place. Memory does not grow with the
file: one buffer, and at most 256 marks.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from liuhen.dock.card import Found, is_as_listed
from liuhen.dock.errors import FileChanged

_BUFFER_BYTES = 1024 * 1024
_MARK_EVERY = 16 * 1024 * 1024
_MOST_MARKS = 256

#: Turns a failure of the card into the error that the sender knows.
ReadFailed = Callable[[OSError], NoReturn]


class Reader:
    """One open file and the digest of what was read of it, up to `at`."""

    def __init__(self, opened: io.FileIO, file: Found, failed: ReadFailed) -> None:
        self._opened, self._file, self._failed = opened, file, failed
        self._buffer = memoryview(bytearray(_BUFFER_BYTES))
        self._digest = hashlib.sha256()
        self._marks: list[tuple[int, Any]] = [(0, self._digest.copy())]
        self._every = _MARK_EVERY
        self.at = 0

    def go_to(self, offset: int, tell: Callable[[int], None]) -> None:
        """Take the digest of everything before `offset`; `tell` hears how far it is."""
        if offset < self.at:
            kept = [mark for mark in self._marks if mark[0] <= offset]
            self._marks = kept
            self.at, digest = kept[-1]
            self._digest = digest.copy()
        for _piece in self.pieces(offset - self.at):
            tell(self.at)

    def pieces(self, length: int) -> Iterator[memoryview]:
        """Yield the next `length` bytes; a piece must be used before the next is asked for.

        Raises:
            FileChanged: the file has another size or time than it was listed with.
        """
        end = self.at + length
        while self.at < end:
            piece = self._buffer[: min(end - self.at, _BUFFER_BYTES)]
            count = self._read(piece)
            self._digest.update(piece[:count])
            self.at += count
            if self.at == self._file.size_bytes:  # before the server has it whole
                self.require_unchanged()
            if self.at - self._marks[-1][0] >= self._every:
                self._mark()
            yield piece[:count]

    def digest(self) -> str:
        """Return the digest of the whole file, which has been read to its end.

        Raises:
            FileChanged: it was written to meanwhile.
        """
        self.require_unchanged()
        return f"sha256:{self._digest.hexdigest()}"

    def require_unchanged(self) -> None:
        """Raise `FileChanged` if the file was written to since it was listed."""
        try:
            same = is_as_listed(self._opened, self._file)
        except OSError as error:
            self._failed(error)
        if not same:
            raise FileChanged("it was written to while it was read")

    def _read(self, piece: memoryview) -> int:
        try:
            self._opened.seek(self.at)
            count = self._opened.readinto(piece)
        except OSError as error:
            self._failed(error)
        if not count:
            raise FileChanged("it became shorter while it was read")
        return count

    def _mark(self) -> None:
        if len(self._marks) >= _MOST_MARKS:
            self._marks = self._marks[::2]
            self._every *= 2
        self._marks.append((self.at, self._digest.copy()))
