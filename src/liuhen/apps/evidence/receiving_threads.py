# SPDX-License-Identifier: Apache-2.0
"""What goes on beside the reading of a body: writing, taking its digest, writing through.

Each has a thread of its own, begun when it is worth one, and holds a few pieces at the most.
Whoever offers pieces ends it, and is told what befell them.
"""

import os
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from django.db import DatabaseError, connection

from liuhen.apps.evidence.running_digest import Running, digest_rest
from liuhen.apps.evidence.turns import LostError, Turn

#: Keeps that so many bytes are on the disk for good.
Record = Callable[[int], bool]

SYNC_BYTES, SYNC_SECONDS = 64 * 1024 * 1024, 5.0
_PIECES_ON_THEIR_WAY = 2
#: Read back at once, before the end of the file is looked at again.
_CATCH_UP_BYTES = 256 * 1024


class Writing:
    """Does `put` with one piece after the other, in a thread of its own once that was asked for."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        """Begin without a thread."""
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


class Digesting:
    """Takes the digest in a thread of its own; what lay there before is read from the disk."""

    def __init__(self, descriptor: int, known: Running, size: int) -> None:
        """Go on from `known`; the file has `size` bytes, some of them perhaps beyond it."""
        self._descriptor, self._known, self._size = descriptor, known, size
        self._behind = known.size < size
        self._lock = threading.Lock()
        self._room = threading.Semaphore(_PIECES_ON_THEIR_WAY)
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="digest", daemon=True)
        self._thread.start()

    def offer(self, piece: bytes) -> None:
        """Take a piece that has been written; wait while too many are on their way."""
        with self._lock:
            self._size += len(piece)
            if self._behind:
                return
        self._room.acquire()
        self._pieces.put(piece)

    def end(self) -> None:
        """Wait until all is taken.

        Raises:
            OSError: what lay there before could not be read.
        """
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
                upto = min(self._size, self._known.size + _CATCH_UP_BYTES)
            digest_rest(self._descriptor, self._known, upto)


class Syncing:
    """Writes through and records how much is durable, now and then, once an upload is long."""

    def __init__(self, turn: Turn, record: Record, start: int) -> None:
        """Begin with `start` bytes that are durable already."""
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
