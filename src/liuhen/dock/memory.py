# SPDX-License-Identifier: Apache-2.0
"""What the station remembers of each file: how far it is sent, and whether it is safe.

One SQLite file on the station, never on the card. A file is known by server, device, path, size,
time and the bytes at both its ends (`card.edges`). Every line is durable before the next step is
taken; a memory that is lost costs time and nothing else, since the server knows bytes it has.

One `Memory` is used by one thread; several may use the same file.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from liuhen.dock.card import Found
from liuhen.dock.errors import DockError

_TABLE = """
create table if not exists files (
  server text not null, device text not null, path blob not null,
  size_bytes integer not null, modified_ns integer not null, edges blob not null,
  upload text not null default '', sha256 text not null default '',
  original text not null default '', sm3 text not null default '',
  safe integer not null default 0, seen_at real not null,
  primary key (server, device, path, size_bytes, modified_ns, edges)
)
"""
_VALUES = "upload, sha256, original, sm3, safe"
_KEY = "server = ? and device = ? and path = ? and size_bytes = ? and modified_ns = ? and edges = ?"
_KEEP = (
    "insert or replace into files (server, device, path, size_bytes, modified_ns, edges, upload,"
    " sha256, original, sm3, safe, seen_at) values (?,?,?,?,?,?,?,?,?,?,?,?)"
)
_FORGET_SECONDS = 400 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of one file.

    `upload` is the address of an upload under way; `sha256` the digest of all its bytes as they
    were read here, once that is known; `original` the row at the server, once all bytes are kept.
    """

    upload: str = ""
    sha256: str = ""
    original: str = ""
    sm3: str = ""
    safe: bool = False


class Memory:
    """The memory for one server and one device."""

    def __init__(self, folder: Path, server: str, device: str) -> None:
        """Open the memory in `folder`.

        Raises:
            DockError: the folder cannot be written.
        """
        self._owner = (server, device)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._database = _opened(folder / "dock.sqlite3")
        except (OSError, sqlite3.OperationalError) as error:
            raise DockError(
                f"{folder}: the station's memory cannot be written ({error}); "
                "give another folder with --state"
            ) from None
        self._database.execute(
            "delete from files where seen_at < ?", (time.time() - _FORGET_SECONDS,)
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def recall(self, file: Found, edges: bytes) -> Known:
        """Return what is known of a file; of a new one, nothing."""
        row = self._database.execute(
            f"select {_VALUES} from files where {_KEY}",  # noqa: S608  # our own words
            self._key(file, edges),
        ).fetchone()
        if row is None:
            return Known()
        upload, sha256, original, sm3, safe = row
        return Known(upload, sha256, original, sm3, bool(safe))

    def remember(self, file: Found, edges: bytes, known: Known) -> None:
        """Keep what is known of a file; it is on the disk when this returns."""
        self._database.execute(
            _KEEP,
            (
                *self._key(file, edges),
                *(known.upload, known.sha256, known.original, known.sm3, int(known.safe)),
                time.time(),
            ),
        )

    def _key(self, file: Found, edges: bytes) -> tuple[object, ...]:
        path = os.fsencode(file.path)
        return (*self._owner, path, file.size_bytes, file.modified_ns, edges)


@contextmanager
def remembered(folder: Path, server: str, device: str) -> Iterator[Memory]:
    """Open a memory, and let go of it at the end."""
    with closing(Memory(folder, server, device)) as memory:
        yield memory


def usual_folder() -> Path:
    """Return where the memory lies when nobody says: with the data, or with the user's programs."""
    home = os.environ.get("LIUHEN_HOME")
    if home:
        return Path(home) / "dock"
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "state") / "liuhen" / "dock"


def _opened(file: Path) -> sqlite3.Connection:
    """Open the database; one that is no database any more is put aside."""
    for _attempt in range(2):
        database = sqlite3.connect(file, timeout=30, isolation_level=None)
        try:
            database.execute("pragma synchronous = full")
            database.execute(_TABLE)
        except sqlite3.OperationalError:
            database.close()
            raise
        except sqlite3.DatabaseError:
            database.close()
            file.replace(file.with_suffix(f".damaged-{int(time.time())}"))
        else:
            return database
    raise sqlite3.OperationalError("it is damaged")
