# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is to write a file of the incoming area: one connection or worker at a time.

What this module promises:

- a turn is a lock of the file itself (flock), so it ends with the process that holds it, however
  that ends, and counts between all processes of the machine;
- a dead connection holds it no longer than `SILENCE_SECONDS`: whoever lets nothing arrive for so
  long loses it, and goes on only where nobody has touched the file since;
- somebody who has lost the turn writes nothing more, and records nothing.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SILENCE_SECONDS = 30.0
_LOOK_SECONDS, _TRY_SECONDS = 1.0, 0.05


class BusyError(Exception):
    """Somebody else has the turn."""


class VanishedError(Exception):
    """The file is there no more: it has become an object, or was ended."""


class LostError(Exception):
    """The turn was lost, and somebody else has used it."""


class Turn:
    """The right to write one file. `descriptor` is open while it lasts."""

    def __init__(self, path: Path, descriptor: int) -> None:
        """Hold the lock of `descriptor`, which was taken before."""
        self.path, self.descriptor = path, descriptor
        self._writing, self._recording = threading.Lock(), threading.Lock()
        self._again = threading.Lock()
        self._left: tuple[int, int] | None = None  # size and time of the file as it was lost
        self._touched = time.monotonic()

    def touch(self) -> None:
        """Say that the connection lives."""
        self._touched = time.monotonic()

    @contextmanager
    def writing(self) -> Iterator[int]:
        """Write to the descriptor inside.

        Raises:
            LostError: the turn is another's.
        """
        with self._writing:
            self._still()
            yield self.descriptor
            self.touch()

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Write down inside what is in the file; another thread may write on meanwhile.

        Raises:
            LostError: the turn is another's.
        """
        with self._recording:
            self._still()
            yield

    def size(self) -> int:
        """How long the file is."""
        return os.fstat(self.descriptor).st_size

    def cut(self, size: int) -> None:
        """Leave the first `size` bytes."""
        with self.writing() as descriptor:
            os.ftruncate(descriptor, size)

    def end(self) -> None:
        """Give the turn back."""
        _turns.discard(self)
        with self._writing, self._recording:
            os.close(self.descriptor)

    def silent(self) -> bool:
        """Whether nothing has arrived for too long."""
        return time.monotonic() - self._touched > SILENCE_SECONDS

    def lose(self) -> None:
        """Let others have it, unless a step is under way."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            if self._left is not None or not self._recording.acquire(blocking=False):
                return
            try:
                self._left = _seen(self.descriptor)
                fcntl.flock(self.descriptor, fcntl.LOCK_UN)
            finally:
                self._recording.release()
        finally:
            self._writing.release()

    def _still(self) -> None:
        """Take a lost turn back, where nobody has touched the file."""
        with self._again:
            if self._left is None:
                return
            if not _locked(self.descriptor):
                raise LostError(self.path.name)
            if _seen(self.descriptor) != self._left or not _is_at(self.descriptor, self.path):
                fcntl.flock(self.descriptor, fcntl.LOCK_UN)
                raise LostError(self.path.name)
            self._left = None
            self.touch()


@contextmanager
def turn_at(path: Path, *, patience_seconds: float) -> Iterator[Turn]:
    """Have the turn inside, once it is free.

    Raises:
        BusyError: it was not free in time.
        VanishedError: there is no such file (any more).
    """
    turn = Turn(path, _taken(path, patience_seconds))
    _turns.add(turn)
    _watch()
    try:
        yield turn
    finally:
        turn.end()


def _taken(path: Path, patience_seconds: float) -> int:
    until = time.monotonic() + patience_seconds
    while True:
        descriptor = _opened(path)
        if _locked(descriptor):
            if _is_at(descriptor, path):
                return descriptor
            os.close(descriptor)  # it became an object, or was ended, between the two calls
            continue
        os.close(descriptor)
        if time.monotonic() >= until:
            raise BusyError(path.name)
        time.sleep(_TRY_SECONDS)


def _opened(path: Path) -> int:
    try:
        try:
            return os.open(path, os.O_RDWR)
        except PermissionError:  # finished, and about to become an object
            return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise VanishedError(path.name) from None


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _seen(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_size, found.st_mtime_ns


_turns: set[Turn] = set()
_watching = threading.Lock()


def _watch() -> None:
    """Start this process's watchman, unless he is about; he goes when there is nothing to watch."""
    if _watching.acquire(blocking=False):
        threading.Thread(target=_walk, name="turns", daemon=True).start()


def _walk() -> None:
    try:
        while _turns:
            for turn in tuple(_turns):
                if turn.silent():
                    turn.lose()
            time.sleep(_LOOK_SECONDS)
    finally:
        _watching.release()
