# SPDX-License-Identifier: Apache-2.0
"""Writing what arrives: the digest is taken and the disk is kept busy while more comes.

Bytes go to the file at once. Their digest is taken in a second thread, and every few dozen MiB a
third one lets the system write them through, so that the last fsync has little left to do. Short
files are spared the threads.
"""

import os
import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from liuhen.storage.disk import room, write
from liuhen.vault.digests import Arriving

#: From here on a file is worth threads.
_LONG_BYTES = 4 * 1024 * 1024
_THROUGH_BYTES = 32 * 1024 * 1024
#: Pieces that may wait for their digest: bounds the memory.
_WAITING = 16

Item = TypeVar("Item")


class Writer:
    """Appends pieces to an open file, and takes their digest; a context.

    `sync` returns once all of it is on the disk and in the digest. Left by an error, nothing more
    is done; what was written stays.
    """

    def __init__(self, descriptor: int, arriving: Arriving) -> None:
        """Write where `descriptor` stands; go on with `arriving`."""
        self._descriptor, self._arriving = descriptor, arriving
        self._written = self._offered = 0
        self._digesting: _Behind[bytes] | None = None
        self._flushing: _Behind[int] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        """End the threads."""
        for thread in (self._digesting, self._flushing):
            if thread is not None:
                thread.end()

    def take(self, piece: bytes) -> None:
        """Write a piece.

        Raises:
            StoreFullError: there is no room.
        """
        with room():
            write(self._descriptor, piece)
        self._written += len(piece)
        if self._written < _LONG_BYTES:
            self._arriving.take(piece)
            return
        if self._digesting is None:
            self._digesting = _Behind(self._arriving.take, _WAITING)
        self._digesting.give(piece)
        if self._written - self._offered >= _THROUGH_BYTES:
            self._flush()

    def sync(self) -> None:
        """Wait until all pieces are in the digest and on the disk.

        Raises:
            StoreFullError: there is no room.
        """
        if self._digesting is not None:
            self._digesting.finish()
            self._digesting = None
        with room():
            if self._flushing is not None:
                self._flushing.finish()
                self._flushing = None
            os.fsync(self._descriptor)

    def _flush(self) -> None:
        self._offered = self._written
        if self._flushing is None:
            self._flushing = _Behind(getattr(os, "fdatasync", os.fsync), 1)
        with room():
            self._flushing.offer(self._descriptor)


class _Behind(Generic[Item]):
    """A thread that does something with one item after the other; its error comes out here."""

    def __init__(self, work: Callable[[Item], object], waiting: int) -> None:
        self._work = work
        self._items: queue.Queue[Item | None] = queue.Queue(waiting)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def give(self, item: Item) -> None:
        """Hand over an item, waiting for room."""
        self._raise()
        self._items.put(item)

    def offer(self, item: Item) -> None:
        """Hand over an item, unless one is waiting."""
        self._raise()
        if self._items.empty():
            self._items.put(item)

    def finish(self) -> None:
        """Wait until all is done."""
        self.end()
        self._raise()

    def end(self) -> None:
        """Do what was handed over, and no more."""
        self._items.put(None)
        self._thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (item := self._items.get()) is not None:
            if self._error is None:
                try:
                    self._work(item)
                except BaseException as error:  # noqa: BLE001  # it is raised where the items come from
                    self._error = error
