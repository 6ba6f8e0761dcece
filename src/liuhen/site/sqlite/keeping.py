# SPDX-License-Identifier: Apache-2.0
"""Open connections that a process of the web server keeps for its next requests.

Opening one costs several milliseconds: SQLite reads the whole schema, Django registers its
functions, and what was cached of the file is gone. Django's own CONN_MAX_AGE would keep one for
each of the server's many threads, each with a cache; here whoever asks next gets the one that was
given back last, and few are kept.
"""

import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

#: A connection is closed some time after it was opened, whatever a request has left in it.
_OLDEST_SECONDS = 600


class _Place(NamedTuple):
    """A file as one process has it open. A child leaves alone what its parent has opened."""

    process: int
    path: str
    device: int
    inode: int


class Opened(NamedTuple):
    """A connection, and when it was opened (seconds of the monotonic clock)."""

    connection: Connection
    at: float


_lock = threading.Lock()
_kept: defaultdict[_Place, list[Opened]] = defaultdict(list)


def taken(path: str) -> Opened | None:
    """Return a connection that was kept to this very file; one that has replaced it is another."""
    place = _place(path)
    while place is not None:
        with _lock:
            if not _kept[place]:
                return None
            one = _kept[place].pop()
        if _is_young(one):
            return one
        one.connection.close()
    return None


def keep(path: str, one: Opened, most: int) -> bool:
    """Keep a connection; False where `most` are kept, or it is too old: whoever asks closes it."""
    place = _place(path)
    if place is None or not _is_young(one) or one.connection.in_transaction:
        return False
    with _lock:
        if len(_kept[place]) >= most:
            return False
        _kept[place].append(one)
    return True


def _is_young(one: Opened) -> bool:
    return time.monotonic() - one.at < _OLDEST_SECONDS


def _place(path: str) -> _Place | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return _Place(os.getpid(), path, found.st_dev, found.st_ino)
