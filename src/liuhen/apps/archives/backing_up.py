# SPDX-License-Identifier: Apache-2.0
"""Backups: the database as of one moment, every object that it knows, and the head of its journal.

What this module promises:

- the database is read as of one moment while others go on writing; objects are copied afterwards,
  by the list of that very moment, each compared with its digest on the way;
- a backup is whole or not there: it is written beside its place and renamed at the end;
- keys are not in it unless asked for, so that whoever finds a backup cannot sign for the house;
- objects that an earlier backup beside it holds already are linked, not copied again.

A backup holds everything that the bureaus entered: it is to be kept like the data themselves.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from liuhen import __version__
from liuhen.apps.archives.errors import ArchivesError
from liuhen.apps.archives.postgresql import dump
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace import keys
from liuhen.apps.trace.errors import TraceError
from liuhen.apps.trace.signing import sign_head
from liuhen.archive.digests import CHUNK_BYTES
from liuhen.archive.sinks import FolderSink
from liuhen.errors import UserError
from liuhen.vault.journal import instant
from liuhen.vault.merkle import Frontier
from liuhen.vault.store import StoreError

VERSION = 1
ABOUT = "backup.json"
OBJECTS = "objects.txt"
SQLITE = "database.sqlite3"
POSTGRESQL = "database.dump"
HEAD = "head.txt"
PUBLIC = "journal.pub"
VAULT = "vault"
KEYS = "keys"

Progress = Callable[[int, int], object]


class BackupError(ArchivesError):
    """A backup cannot be written or read."""


@dataclass(slots=True)
class Backup:
    """What a backup says of itself. `root` is the root over the first `leaves` leaves, in hex."""

    liuhen_backup: int
    made_at: str
    program: str
    vendor: str
    database: str  # SHA-256 of the database's file
    leaves: int
    root: str
    objects: int = 0
    bytes: int = 0
    keys: bool = False
    missing: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """An object as the database of the backup knows it."""

    bureau: str
    digest: str
    size_bytes: int

    @property
    def path(self) -> str:
        """Where it lies in a backup."""
        name = self.digest.partition(":")[2]
        return f"{VAULT}/{self.bureau}/{name[:2]}/{name}"


def back_up(
    out: Path,
    *,
    with_keys: bool = False,
    previous: Path | None = None,
    progress: Progress | None = None,
) -> Backup:
    """Write a backup into `out`, a new or empty folder.

    Raises:
        BackupError, TargetError: it cannot be written; nothing is left there.
    """
    remarks = _sign()
    sink = FolderSink(out)
    try:
        about = _database(sink)
        about.remarks += remarks
        _objects(sink, about, previous, progress)
        _head(sink)
        if with_keys:
            about.keys = True
            _keys(sink)
        sink.write(ABOUT, [json.dumps(asdict(about), ensure_ascii=False, indent=2).encode()])
        sink.finish()
    except OSError as error:
        sink.abandon()
        raise BackupError(f"{out}: {error.strerror}; nothing was left there") from None
    except BaseException:
        sink.abandon()
        raise
    return about


def read_backup(folder: Path) -> Backup:
    """Return what a backup says of itself.

    Raises:
        BackupError: the folder holds none, or one of another version.
    """
    try:
        about = Backup(**json.loads((folder / ABOUT).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise BackupError(f"{folder} holds no backup: {ABOUT} is missing or damaged") from None
    if about.liuhen_backup != VERSION:
        raise BackupError(
            f"{folder}: a backup of version {about.liuhen_backup}; known is {VERSION}"
        )
    return about


def _sign() -> list[str]:
    """Sign a fresh head, so that the backup can be held against it; why that was not possible."""
    try:
        sign_head()
    except (TraceError, UserError) as error:
        return [f"no fresh head was signed: {error}"]
    return []


# ---------------------------------------------------------------- database


def _database(sink: FolderSink) -> Backup:
    if connection.vendor == "sqlite":
        file = sink.folder / SQLITE
        _copy_sqlite(file)
        leaves, root = head_of(file)
    else:
        file = sink.folder / POSTGRESQL
        leaves, root = dump(file, sink.folder / OBJECTS)
    return Backup(
        VERSION,
        instant(timezone.now()),
        __version__,
        connection.vendor,
        digest_of_file(file),
        leaves,
        root,
    )


def _copy_sqlite(target: Path) -> None:
    """Copy by SQLite's own means, as of one moment, while others write."""
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=60)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)
    _sync(target)


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """Open the SQLite database of a backup for reading."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as found:
        yield found


def head_of(database: Path) -> tuple[int, str]:
    """Return number and root of the leaves of a SQLite database, computed from their hashes.

    Raises:
        BackupError: a leaf is missing.
    """
    tree = Frontier()
    with opened(database) as found:
        for index, hashed in found.execute('SELECT "index", hash FROM trace_leaf ORDER BY "index"'):
            if index != tree.size:
                raise BackupError(f"the journal has a hole: leaf {tree.size} is missing")
            tree.add(bytes(hashed))
    return tree.size, tree.root().hex()


def known_objects(database: Path) -> Iterator[Known]:
    """The objects that a SQLite database knows and that were not disposed of."""
    query = (
        "SELECT bureau_id, digest, size_bytes FROM evidence_storedobject WHERE disposed_at IS NULL "
        "UNION SELECT bureau_id, digest, size_bytes FROM evidence_scan WHERE digest NOT IN "
        "(SELECT digest FROM evidence_storedobject WHERE bureau_id = evidence_scan.bureau_id) "
        "ORDER BY 1, 2"
    )
    with opened(database) as found:
        for bureau, digest, size in found.execute(query):
            yield Known(str(UUID(bureau)), digest, size)


def listed_objects(folder: Path) -> Iterator[Known]:
    """The objects of a backup by its own list."""
    with (folder / OBJECTS).open(encoding="utf-8") as lines:
        for line in lines:
            bureau, digest, size = line.split()
            yield Known(bureau, digest, int(size))


# ---------------------------------------------------------------- objects


def _objects(
    sink: FolderSink, about: Backup, previous: Path | None, progress: Progress | None
) -> None:
    listing = sink.folder / OBJECTS
    if about.vendor == "sqlite":
        lines = (
            f"{one.bureau} {one.digest} {one.size_bytes}\n"
            for one in known_objects(sink.folder / SQLITE)
        )
        sink.write(OBJECTS, (line.encode() for line in lines))
    whole = sum(one.size_bytes for one in listed_objects(sink.folder))
    _require_room(sink.folder, whole)
    done = 0
    for one in listed_objects(listing.parent):
        if _linked(sink, one, previous) or _copied(sink, one):
            about.objects += 1
            about.bytes += one.size_bytes
        else:
            about.missing.append(f"{one.bureau}/{one.digest}")
        done += one.size_bytes
        if progress is not None:
            progress(done, whole)


def _require_room(folder: Path, whole: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < whole:
        raise BackupError(f"there is room for {free} bytes, the vault has {whole}")


def _linked(sink: FolderSink, one: Known, previous: Path | None) -> bool:
    """Link an object that an earlier backup on the same disk holds; it was compared then."""
    if previous is None:
        return False
    source, target = previous / one.path, sink.folder / one.path
    try:
        if source.stat().st_size != one.size_bytes:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        target.hardlink_to(source)
    except OSError:
        return False
    return True


def _copied(sink: FolderSink, one: Known) -> bool:
    """Copy an object out of the vault; `False` where it is missing or damaged there."""
    digest = hashlib.sha256()

    def chunks(file: Any) -> Iterator[bytes]:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            yield chunk

    try:
        with vault().open(one.bureau, one.digest) as file:
            sink.write(one.path, chunks(file))
    except StoreError:
        return False
    if f"sha256:{digest.hexdigest()}" != one.digest:
        (sink.folder / one.path).unlink()
        return False
    return True


# ---------------------------------------------------------------- head and keys


def _head(sink: FolderSink) -> None:
    path = keys.key_path().with_suffix(".last")
    for name, source in ((HEAD, path), (PUBLIC, keys.public_path())):
        if source.is_file():
            sink.write(name, [source.read_bytes()])


def _keys(sink: FolderSink) -> None:
    """The signing key with what stands beside it, seals of bureaus, certificates of the server."""
    folders = {
        "seals": sorted((Path(settings.LIUHEN_HOME) / "keys" / "seals").glob("*")),
        KEYS: sorted(keys.key_path().parent.glob(f"{keys.key_path().stem}.*")),
        "tls": sorted((Path(settings.LIUHEN_HOME) / "tls").glob("*")),
    }
    for name, files in folders.items():
        for file in files:
            if file.is_file() and not file.name.startswith("."):
                sink.write(f"{name}/{file.name}", [file.read_bytes()])
                (sink.folder / name / file.name).chmod(0o600)


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file as it is written everywhere."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
