# SPDX-License-Identifier: Apache-2.0
"""Bringing a backup back into an empty installation.

What this module promises:

- nothing that is there is written over: database and vault are empty before;
- database and every object are compared with what the backup says; at the end the journal has the
  head that the backup was made with, or nothing is put in its place;
- writing is locked before the restored database can be used: an administrator begins a new epoch
  (`liuhen journal epoch`), because indices of lost leaves will be used again.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from liuhen.apps.archives import postgresql
from liuhen.apps.archives.backing_up import (
    KEYS,
    POSTGRESQL,
    PUBLIC,
    SQLITE,
    Backup,
    BackupError,
    Known,
    digest_of_file,
    head_of,
    listed_objects,
    read_backup,
)
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace import keys
from liuhen.apps.trace.epochs import lock_after_restore
from liuhen.apps.trace.tree import StoredTree, size
from liuhen.archive.digests import CHUNK_BYTES
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, StoreError

_ALIAS = "restored"
_PUBLIC = 0o644
_SECRET = 0o600

Progress = Callable[[int, int], object]


@dataclass(slots=True)
class Restored:
    """What came back. `leaves` and `root` are those of the backup, computed anew."""

    leaves: int
    root: str
    objects: int = 0
    bytes: int = 0
    keys: bool = False
    missing: list[str] = field(default_factory=list)


def restore(folder: Path, progress: Progress | None = None) -> Restored:
    """Bring the backup in `folder` into this installation, which is empty.

    Raises:
        BackupError: the backup is damaged, or something is here already.
    """
    about = read_backup(folder)
    if about.vendor != connection.vendor:
        raise BackupError(
            f"the backup is of {about.vendor}, this installation uses {connection.vendor}; "
            "set DATABASE_URL accordingly"
        )
    _require_empty()
    database = folder / (SQLITE if about.vendor == "sqlite" else POSTGRESQL)
    if not database.is_file() or digest_of_file(database) != about.database:
        raise BackupError(f"{database} is missing or was changed since the backup was made")
    restored = Restored(about.leaves, about.root, missing=list(about.missing))
    _objects(folder, restored, progress)
    restored.keys = _keys(folder)
    source = f"{folder.name}, made {about.made_at}"
    if about.vendor == "sqlite":
        _sqlite(database, about, source)
    else:
        _postgresql(database, about, source)
    return restored


def _require_empty() -> None:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        if path.exists() and path.stat().st_size:
            raise BackupError(f"{path} is there already; restore into another LIUHEN_HOME")
    elif connection.introspection.table_names():
        raise BackupError("the database is not empty; name an empty one with DATABASE_URL")


# ---------------------------------------------------------------- objects


def _objects(folder: Path, restored: Restored, progress: Progress | None) -> None:
    whole = sum(one.size_bytes for one in listed_objects(folder))
    known_missing = set(restored.missing)
    done = 0
    for one in listed_objects(folder):
        if f"{one.bureau}/{one.digest}" not in known_missing:
            _object(folder, one)
            restored.objects += 1
            restored.bytes += one.size_bytes
        done += one.size_bytes
        if progress is not None:
            progress(done, whole)


def _object(folder: Path, one: Known) -> None:
    """Put one object into the vault, which digests it on the way."""
    if _is_there(one):
        return
    try:
        stored = vault().put(one.bureau, _chunks(folder / one.path), most_bytes=one.size_bytes)
    except (OSError, StoreError) as error:
        raise BackupError(f"{one.path}: {error}; nothing was put in the database's place") from None
    if stored.digest != one.digest:
        raise BackupError(
            f"{one.path} was changed since the backup was made; take another backup, or put that "
            "file back"
        )


def _is_there(one: Known) -> bool:
    try:
        vault().open(one.bureau, one.digest).close()
    except ObjectMissingError:
        return False
    try:
        vault().check(one.bureau, one.digest)
    except ObjectDamagedError:
        return False  # the backup's copy takes its place
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


# ---------------------------------------------------------------- database


def _sqlite(source: Path, about: Backup, said: str) -> None:
    """Lock the copy before it takes its place, so that no act can come between."""
    target = Path(connection.settings_dict["NAME"])
    beside = target.with_name(f".{target.name}.restoring")
    beside.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, beside)
    beside.chmod(_SECRET)
    try:
        if head_of(beside) != (about.leaves, about.root):
            raise BackupError(f"{source}: its journal is not the one of the backup's head")
        _locked(beside, said)
        _sync(beside)
        connection.close()
        target.unlink(missing_ok=True)  # empty: made by opening it
        beside.rename(target)
        _sync(target.parent)
    finally:
        for left in target.parent.glob(f"{beside.name}*"):
            left.unlink()


def _locked(path: Path, said: str) -> None:
    held: dict[str, Any] = {**connection.settings_dict, "NAME": str(path)}
    connections.settings[_ALIAS] = held
    try:
        call_command("migrate", database=_ALIAS, interactive=False, verbosity=0)
        lock_after_restore(source=said, using=_ALIAS)
        with connections[_ALIAS].cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS]
        del connections.settings[_ALIAS]


def _postgresql(source: Path, about: Backup, said: str) -> None:
    postgresql.restore(source)
    call_command("migrate", interactive=False, verbosity=0)
    lock_after_restore(source=said)
    leaves = size()
    if (leaves, StoredTree().root(leaves).hex()) != (about.leaves, about.root):
        raise BackupError(f"{source}: its journal is not the one of the backup's head")


# ---------------------------------------------------------------- keys


def _keys(folder: Path) -> bool:
    """Put back keys where the backup has them and none are here; whether there is a key then."""
    home = Path(settings.LIUHEN_HOME)
    places = {
        KEYS: keys.key_path().parent,
        "tls": home / "tls",
        "seals": home / "keys" / "seals",  # after the key: that is put into an empty folder only
    }
    for name, target in places.items():
        files = sorted((folder / name).glob("*"))
        if not files or (target.is_dir() and any(target.iterdir())):
            continue
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in files:
            copy = target / file.name
            shutil.copyfile(file, copy)
            copy.chmod(_PUBLIC if file.suffix in (".crt", ".pub") else _SECRET)
    public = keys.public_path()
    if not public.exists() and (folder / PUBLIC).is_file():
        public.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / PUBLIC, public)  # no secret: heads are verified with it
    return keys.key_path().is_file()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
