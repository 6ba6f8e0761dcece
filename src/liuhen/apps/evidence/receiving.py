# SPDX-License-Identifier: Apache-2.0
"""Bytes from a connection into a file, with SHA-256 on the way and the memory of a few pieces.

The thread of the request reads and writes; a second one takes the digest of the same pieces, so
that neither waits for the other. Once an upload is long, a third one writes through to the disk now
and then and has recorded how much is durable, and where few run at once a fourth one writes, so
that reading goes on meanwhile. After a restart the digest of what lies there is taken from the disk
while more arrives.

A piece is as large as arrives in a moment: a slow line is not waited for until a MiB is full. Large
pieces, as one or two quick lines bring them, go past the system's memory of files (`straight`).
"""

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from django.db import DatabaseError, connection

from liuhen.apps.evidence.straight import Straight
from liuhen.apps.evidence.turns import LostError, Turn

Read = Callable[[int], bytes]
Record = Callable[[int], bool]

LEAST_PIECE, MOST_PIECE, CROWDED_PIECE = 16 * 1024, 256 * 1024, 64 * 1024
ALONE_PIECE = 1024 * 1024
SYNC_BYTES, SYNC_SECONDS = 64 * 1024 * 1024, 5.0
_ALONE, _CROWD = 2, 8
_QUICK_SECONDS, _SLOW_SECONDS = 0.05, 0.5
_PIECES_ON_THEIR_WAY = 2
#: From here on a body is worth a thread that writes.
LONG_BYTES = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Running:
    """SHA-256 of the first `size` bytes of a file."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hasher = hashlib.sha256()
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._hasher.update(piece)
        self.size += len(piece)

    def copy(self) -> "Running":
        """Return the same state, to go on from twice."""
        made = Running()
        made._hasher, made.size = self._hasher.copy(), self.size
        return made

    @property
    def digest(self) -> str:
        """The digest so far."""
        return f"sha256:{self._hasher.hexdigest()}"


@dataclass(slots=True)
class Received:
    """What came of one body: all of it (`whole`), or less as the connection or the disk ended.

    `size`: of the file now, all of it on the disk; `running`: its digest so far.
    """

    size: int
    running: Running
    whole: bool = False
    full: bool = False
    body_digest: bytes = b""


class Crowd:
    """How many bodies are being received in this process; `most` of them at once."""

    def __init__(self, most: int) -> None:
        """Nobody yet."""
        self._lock, self.now, self.most = threading.Lock(), 0, most

    def enter(self) -> bool:
        """Join, or be told that there are too many."""
        with self._lock:
            if self.now >= self.most:
                return False
            self.now += 1
            return True

    def leave(self) -> None:
        """Go."""
        with self._lock:
            self.now -= 1

    @property
    def piece(self) -> int:
        """The largest piece that each may hold, so that all together stay small."""
        if self.crowded:
            return CROWDED_PIECE
        return ALONE_PIECE if self.now <= _ALONE else MOST_PIECE

    @property
    def crowded(self) -> bool:
        """Whether memory is to be saved."""
        return self.now > _CROWD


def receive(
    turn: Turn,
    read: Read,
    *,
    start: int,
    length: int,
    known: Running,
    crowd: Crowd,
    record: Record,
    checksum: str = "",
) -> Received:
    """Write `length` bytes of `read` behind the first `start` of the file; all that came is synced.

    With a `checksum` (a name that hashlib knows) the digest of the body is taken besides, and
    nothing is recorded on the way: the caller decides whether the body counts.

    Raises:
        LostError: another connection has the turn; nothing was written after that.
    """
    body: Any = hashlib.new(checksum, usedforsecurity=False) if checksum else None
    digesting = _Digesting(turn.descriptor, known, start)
    syncing = None if checksum else _Syncing(turn, record, start)
    received = Received(start, known)
    try:
        _pump(turn, read, received, length, crowd, digesting, syncing, body)
    finally:
        digesting.end()
        if syncing is not None:
            syncing.end()
    _write_through(turn, received)
    received.body_digest = body.digest() if body is not None else b""
    return received


def _pump(  # noqa: PLR0917  # the inside of `receive`
    turn: Turn,
    read: Read,
    received: Received,
    length: int,
    crowd: Crowd,
    digesting: "_Digesting",
    syncing: "_Syncing | None",
    body: Any,
) -> None:
    def put(piece: bytes) -> None:
        with turn.writing() as descriptor:
            done = straight.write(piece, received.size)
            _write(descriptor, piece[done:] if done else piece, received.size + done)
        received.size += len(piece)
        if body is not None:
            body.update(piece)
        digesting.offer(piece)
        if syncing is not None:
            syncing.reached(received.size)

    straight = Straight(turn.descriptor)
    writing = _Writing(put)
    try:
        left = _read_all(read, length, crowd, writing)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        received.full = True
    else:
        received.whole = not left
    finally:
        straight.end()


def _read_all(read: Read, left: int, crowd: Crowd, writing: "_Writing") -> int:
    """Read until nothing is left or the connection ends; all that came is written. Return the rest.

    Raises:
        OSError, LostError: a piece could not be written; nothing behind it was.
    """
    size, come = 4 * LEAST_PIECE, 0
    try:
        while left:
            begun = time.monotonic()
            try:
                piece = read(min(size, left))
            except OSError:
                break
            if not piece:
                break  # the connection ended: what came, counts
            size = _next_size(size, time.monotonic() - begun, crowd.piece)
            left, come = left - len(piece), come + len(piece)
            writing.offer(piece, aside=come > LONG_BYTES and not crowd.crowded)
    finally:
        writing.end()
    writing.confirm()
    return left


def _next_size(size: int, seconds: float, most: int) -> int:
    if seconds > _SLOW_SECONDS:
        return max(size // 2, LEAST_PIECE)
    return min(size * 2, most) if seconds < _QUICK_SECONDS else min(size, most)


def _write(descriptor: int, piece: bytes, at: int) -> None:
    view = memoryview(piece)
    while view:
        written = os.pwrite(descriptor, view, at)
        view, at = view[written:], at + written


def _write_through(turn: Turn, received: Received) -> None:
    """Cut off what a full disk left half written, and let the rest reach the disk."""
    with turn.writing() as descriptor:
        if os.fstat(descriptor).st_size > received.size:
            os.ftruncate(descriptor, received.size)
    os.fsync(turn.descriptor)


def digest_rest(descriptor: int, running: Running, size: int) -> Running:
    """Take the digest of what lies there up to `size`, from where `running` stands.

    Raises:
        OSError: the file is shorter.
    """
    while running.size < size:
        piece = os.pread(descriptor, min(MOST_PIECE, size - running.size), running.size)
        if not piece:
            raise OSError(errno.EIO, "the file is shorter than it was")
        running.take(piece)
    return running


class _Writing:
    """Does `put` with one piece after the other, in a thread of its own once that was asked for."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put
        self._room = threading.Semaphore(_PIECES_ON_THEIR_WAY)
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    def offer(self, piece: bytes, *, aside: bool) -> None:
        """Take a piece; raise what befell one before it."""
        self.confirm()
        if self._thread is None:
            if not aside:
                self._put(piece)
                return
            self._thread = threading.Thread(target=self._run, name="write", daemon=True)
            self._thread.start()
        self._room.acquire()
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until all is put."""
        if self._thread is not None:
            self._pieces.put(None)
            self._thread.join()

    def confirm(self) -> None:
        """Raise what befell a piece."""
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if self._error is None:
                try:
                    self._put(piece)
                except BaseException as error:  # noqa: BLE001  # raised where the pieces come from
                    self._error = error
            self._room.release()


class _Digesting:
    """Takes the digest in a thread of its own; what lay there before is read from the disk."""

    def __init__(self, descriptor: int, known: Running, size: int) -> None:
        self._descriptor, self._known, self._size = descriptor, known, size
        self._behind = known.size < size
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_PIECES_ON_THEIR_WAY)
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="digest", daemon=True)
        self._thread.start()

    def offer(self, piece: bytes) -> None:
        """Take a piece that has been written."""
        with self._lock:
            self._size += len(piece)
            if self._behind:
                return
        self._room.acquire()
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until all is taken."""
        self._pieces.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            if self._behind:
                self._catch_up()
        except OSError as error:
            self._error = error
            with self._lock:
                self._behind = True
        while (piece := self._pieces.get()) is not None:
            self._known.take(piece)
            self._room.release()

    def _catch_up(self) -> None:
        while True:
            with self._lock:
                if self._known.size == self._size:
                    self._behind = False
                    return
                upto = min(self._size, self._known.size + MOST_PIECE)
            digest_rest(self._descriptor, self._known, upto)


class _Syncing:
    """Writes through and records how much is durable, now and then, once an upload is long."""

    def __init__(self, turn: Turn, record: Record, start: int) -> None:
        self._turn, self._record = turn, record
        self._written = self._synced = start
        self._due = time.monotonic() + SYNC_SECONDS
        self._wake, self._over = threading.Condition(), threading.Event()
        self._thread: threading.Thread | None = None

    def reached(self, size: int) -> None:
        """Note that the file is `size` long."""
        self._written = size
        if size - self._synced < SYNC_BYTES and time.monotonic() < self._due:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
            self._thread.start()
        with self._wake:
            self._wake.notify()

    def end(self) -> None:
        """Wait for the thread."""
        if self._thread is not None:
            with self._wake:
                self._over.set()
                self._wake.notify()
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._sync()
                with self._wake:
                    if not self._over.is_set() and self._written - self._synced < SYNC_BYTES:
                        self._wake.wait()
        finally:
            connection.close()

    def _sync(self) -> None:
        written = self._written
        if written > self._synced:
            os.fsync(self._turn.descriptor)
            try:
                with self._turn.recording():
                    self._record(written)
            except (LostError, DatabaseError):
                return  # the end of the body tells what has become of it
            finally:
                self._synced, self._due = written, time.monotonic() + SYNC_SECONDS
