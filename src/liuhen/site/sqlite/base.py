# SPDX-License-Identifier: Apache-2.0
"""Django's SQLite back end, with a fair queue for those who want to write.

SQLite's own waiting is a sleep loop: under load some writers wait for seconds while others pass.
Here every transaction first takes a lock of its process and then one of the machine (a file beside
the database), both first come first served, and gives them back when it ends. SQLite's 20 seconds
of patience remain for single statements outside a transaction.

Where the setting KEPT_CONNECTIONS says so, connections are kept open between requests (`keeping`).
"""

import fcntl
import os
import threading
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base

from liuhen.site.sqlite import keeping

_of_process: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class WriteLock:
    """The turn to write to one database file. Taken and given back by one thread."""

    def __init__(self, path: str) -> None:
        """Make the lock of the database at `path`."""
        self._path = f"{path}.lock"
        self._file = -1

    @property
    def held(self) -> bool:
        """Whether this connection has the turn."""
        return self._file >= 0

    def acquire(self) -> None:
        """Wait for the turn."""
        _of_process[self._path].acquire()
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
        except BaseException:
            _of_process[self._path].release()
            raise
        self._file = file

    def release(self) -> None:
        """Give the turn back, if it is held."""
        if self.held:
            os.close(self._file)  # closing the only descriptor frees the lock
            self._file = -1
            _of_process[self._path].release()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues before BEGIN IMMEDIATE."""

    _write_lock: WriteLock | None = None
    _opened_at = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; a new file is its owner's alone, and so are those that SQLite puts beside it."""
        if self._most_kept and (kept := keeping.taken(str(self.settings_dict["NAME"]))):
            self._opened_at = kept.at
            return kept.connection
        self._opened_at = time.monotonic()
        if not self.is_in_memory_db() and not str(self.settings_dict["NAME"]).startswith("file:"):
            with suppress(OSError):  # it is there, or SQLite says better why it cannot be made
                flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
                os.close(os.open(self.settings_dict["NAME"], flags, 0o600))
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if self._write_lock is None and not self.is_in_memory_db():
            self._write_lock = WriteLock(str(self.settings_dict["NAME"]))
        if self._write_lock is not None and not self._write_lock.held:
            self._write_lock.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in the stubs
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # not in the stubs
        self._give_back()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_back()

    def _close(self) -> None:
        try:
            if not self._is_kept():
                super()._close()  # type: ignore[misc]  # not in the stubs
        finally:
            self._give_back()

    @property
    def _most_kept(self) -> int:
        return int(self.settings_dict.get("KEPT_CONNECTIONS", 0))

    def _is_kept(self) -> bool:
        if not self._most_kept or self.errors_occurred or self.in_atomic_block:
            return False
        opened = keeping.Opened(self.connection, self._opened_at)
        return keeping.keep(str(self.settings_dict["NAME"]), opened, self._most_kept)

    def _give_back(self) -> None:
        if self._write_lock is not None:
            self._write_lock.release()
