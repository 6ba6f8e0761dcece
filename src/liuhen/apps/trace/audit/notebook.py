# SPDX-License-Identifier: Apache-2.0
"""What an audit has to remember, in a temporary file: memory stays flat however many leaves."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple, Self

_TABLES = """
CREATE TABLE last (object TEXT PRIMARY KEY, leaf INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE about (object TEXT PRIMARY KEY, leaf INTEGER) WITHOUT ROWID;
CREATE TABLE seen (object TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE head (size INTEGER, epoch INTEGER, root BLOB, holder TEXT, line TEXT, note TEXT);
"""
_AT_ONCE = 500


class Last(NamedTuple):
    """The last leaf about a row; the digest is empty where its payload was withheld."""

    leaf: int
    digest: str


class HeadSeen(NamedTuple):
    """A verified head, who holds it, and where."""

    size: int
    epoch: int
    root: bytes
    holder: str
    line: str
    note: str


class Notebook:
    """Holds names and digests of rows, never their values. Used by one audit, then gone."""

    def __enter__(self) -> Self:
        """Open an empty file that nobody else reads."""
        self._folder = TemporaryDirectory(prefix="liuhen-audit-")
        self._db = sqlite3.connect(Path(self._folder.name) / "notebook", isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"
            + _TABLES
            + "CREATE INDEX head_size ON head (size); BEGIN;"
        )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Throw the file away."""
        self._db.close()
        self._folder.cleanup()

    def last(self, name: str) -> Last | None:
        """Return the last leaf that touched a row."""
        found = self._db.execute("SELECT leaf, digest FROM last WHERE object = ?", [name])
        row = found.fetchone()
        return Last(*row) if row else None

    def touch(self, name: str, leaf: int, digest: str) -> None:
        """Note that `leaf` touched a row."""
        self._db.execute("INSERT OR REPLACE INTO last VALUES (?, ?, ?)", [name, leaf, digest])

    def previous(self, name: str, leaf: int) -> int | None:
        """Return the leaf before about an object, and note this one."""
        found = self._db.execute("SELECT leaf FROM about WHERE object = ?", [name]).fetchone()
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", [name, leaf])
        return found[0] if found else None

    def lasts(self, names: Sequence[str]) -> dict[str, Last]:
        """Return the last leaves of many rows, and note that the rows are there."""
        found: dict[str, Last] = {}
        for at in range(0, len(names), _AT_ONCE):
            part = names[at : at + _AT_ONCE]
            marks = ",".join("?" * len(part))
            sql = f"SELECT object, leaf, digest FROM last WHERE object IN ({marks})"  # noqa: S608  # marks alone
            for name, leaf, digest in self._db.execute(sql, part):
                found[name] = Last(leaf, digest)
        self.see(names)
        return found

    def see(self, names: Iterable[str]) -> None:
        """Note that rows are there."""
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?)", ([name] for name in names))

    def gone(self) -> Iterator[tuple[str, int]]:
        """Yield rows that leaves speak of and that are not there, with the last leaf of each."""
        sql = "SELECT object, leaf FROM last WHERE object NOT IN (SELECT object FROM seen)"
        yield from self._db.execute(sql)

    def add_head(self, seen: HeadSeen) -> None:
        """Keep a head, to be compared when the leaves have come so far."""
        self._db.execute("INSERT INTO head VALUES (?, ?, ?, ?, ?, ?)", seen)

    def heads(self) -> Iterator[HeadSeen]:
        """Yield heads by size."""
        sql = "SELECT size, epoch, root, holder, line, note FROM head ORDER BY size, epoch, holder"
        for row in self._db.execute(sql):
            yield HeadSeen(*row)

    def heads_not_held_by(self, holder: str) -> Iterator[HeadSeen]:
        """Yield heads that others hold and `holder` does not."""
        sql = (
            "SELECT size, epoch, root, holder, line, note FROM head WHERE holder <> ?1 AND note "
            "NOT IN (SELECT note FROM head WHERE holder = ?1) ORDER BY size"
        )
        for row in self._db.execute(sql, [holder]):
            yield HeadSeen(*row)
