# SPDX-License-Identifier: Apache-2.0
"""The store in a folder of this machine: `FOLDER/bureau/ab/abcdef…`, one file an object, mode 400.

Bytes arrive in a file of the bureau's incoming area, on the same file system; they are written
through to the disk, then linked to their name (a link never replaces what is there), then the
folder is written through. A crash leaves a whole object, or a file in the incoming area, and never
half an object.

Where the same bytes come again and those that lie there have changed, the changed file gets a
second name in `quarantine` (`abcdef….damaged-INODE`, which the sweep leaves alone) before the good
one is renamed over the first: there is no moment without a file of that name, and none is lost.

A file's time of change (ctime) tells when it was put last: putting the same bytes again renews it.
That, and taking a name away, happen under a lock of the object's folder, so the sweep never takes
what somebody is being told is kept.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from liuhen.storage.disk import Folders, Pieces, free_bytes, from_the_disk, room, sync_folder
from liuhen.storage.incoming import Incoming, forget, settle
from liuhen.vault.digests import SHA256, digests_of, sha256_of
from liuhen.vault.store import (
    Checked,
    Found,
    ObjectDamagedError,
    ObjectMissingError,
    Pace,
    Staged,
    StagedDifferentError,
    Stored,
    unpaced,
)

_NAME = re.compile(r"[0-9a-f]{64}")
_SHARD = re.compile(r"[0-9a-f]{2}")
_MODE = 0o400


class LocalStore:
    """Keeps objects below one folder. Methods are those of `liuhen.vault.store.Store`."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first object comes."""
        self._folder = folder
        self._folders = Folders(folder)
        self._incoming = Incoming(folder, self._folders)

    def put(self, bureau: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
        """Keep the bytes."""
        staged, arriving = self._incoming.write(bureau, chunks, most_bytes)
        try:
            return self.adopt(bureau, staged, arriving.digest, arriving.size_bytes)
        finally:
            forget(staged)

    def incoming(self, bureau: str, name: str) -> Path:
        """Return a file of the incoming area."""
        return self._incoming.file(bureau, name)

    def adopt(self, bureau: str, staged: Path, digest: str, size_bytes: int) -> Stored:
        """Link a finished file to its name: no byte is copied."""
        target = self._path(bureau, digest)
        try:
            descriptor = settle(staged, size_bytes)
        except FileNotFoundError:  # adopted before a crash
            return self.compare(bureau, digest)
        stored = Stored(digest, size_bytes)
        try:
            if not self._link(descriptor, staged, target):
                stored = self._held_against(descriptor, staged, target, stored)
        finally:
            os.close(descriptor)
        forget(staged)
        return stored

    def open(self, bureau: str, digest: str) -> BufferedReader:
        """Open an object."""
        try:
            return self._path(bureau, digest).open("rb")
        except FileNotFoundError:
            raise ObjectMissingError(digest) from None

    def open_range(self, bureau: str, digest: str, start: int, length: int) -> Iterator[bytes]:
        """Give a stretch of an object."""
        file = self.open(bureau, digest)
        file.seek(start)
        return Pieces(file, length)

    @contextmanager
    def as_file(self, bureau: str, digest: str) -> Iterator[Path]:
        """Give the object's own file."""
        path = self._path(bureau, digest)
        if not path.is_file():
            raise ObjectMissingError(digest)
        yield path

    def address(
        self,
        bureau: str,
        digest: str,
        *,
        seconds: int,  # noqa: ARG002  # of the port
        media_type: str,  # noqa: ARG002  # as the port has it
        disposition: str,  # noqa: ARG002  # as the port has it
    ) -> str:
        """Have none."""
        self.size(bureau, digest)
        return ""

    def size(self, bureau: str, digest: str) -> int:
        """Return the bytes of an object."""
        try:
            return self._path(bureau, digest).stat().st_size
        except FileNotFoundError:
            raise ObjectMissingError(digest) from None

    def compare(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Stored:
        """Compare an object with its name."""
        with self.open(bureau, digest) as file, _readable(digest):
            found, size = sha256_of(from_the_disk(file), pace=pace)
        if found != digest:
            raise ObjectDamagedError(digest)
        return Stored(digest, size)

    def check(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Checked:
        """Compare an object with its name, and take SM3."""
        with self.open(bureau, digest) as file, _readable(digest):
            found = digests_of(from_the_disk(file), pace=pace)
        if found.sha256 != digest:
            raise ObjectDamagedError(digest)
        return Checked(digest, found.sm3, found.size_bytes)

    def extend_lock(self, bureau: str, digest: str, until: datetime) -> datetime | None:  # noqa: ARG002  # of the port
        """Know no locks: whoever owns the folder can delete from it."""
        self.size(bureau, digest)
        return None

    def free_bytes(self) -> int:
        """Return the room of the file system."""
        return free_bytes(self._folder)

    def objects(self) -> Iterator[Found]:
        """Give every object."""
        for bureau in self._bureaus():
            for shard in sorted(bureau.iterdir()):
                if _SHARD.fullmatch(shard.name):
                    yield from _found(bureau.name, shard)

    def staged(self) -> Iterator[Staged]:
        """Give every file of the incoming area."""
        return self._incoming.all()

    def drop_transfers(self, before: datetime) -> int:  # noqa: ARG002  # of the port
        """Do nothing: nothing is sent anywhere."""
        return 0

    def quarantine(self, bureau: str, digest: str, *, before: datetime) -> bool:
        """Move an object out of sight."""
        path, aside = self._path(bureau, digest), self._aside(bureau, digest)
        if not path.exists():
            return False
        self._folders.made(aside.parent)
        with self._alone(path):
            try:
                if _changed(path.stat()) >= before:
                    return False
            except FileNotFoundError:
                return False
            os.rename(path, aside)  # noqa: PTH104  # one call a step
            os.chmod(aside, _MODE)  # noqa: PTH101  # the quarantine begins now
            sync_folder(aside.parent)
            sync_folder(path.parent)
        return True

    def quarantined(self) -> Iterator[Found]:
        """Give every object in quarantine."""
        for bureau in self._bureaus():
            if (aside := bureau / "quarantine").is_dir():
                yield from _found(bureau.name, aside)

    def bring_back(self, bureau: str, digest: str) -> None:
        """Link an object in quarantine to its name again."""
        target, aside = self._path(bureau, digest), self._aside(bureau, digest)
        try:
            descriptor = os.open(aside, os.O_RDONLY)
        except FileNotFoundError:
            raise ObjectMissingError(digest) from None
        try:
            self._link(descriptor, aside, target)
        finally:
            os.close(descriptor)
        forget(aside)
        sync_folder(aside.parent)

    def remove(self, bureau: str, digest: str) -> None:
        """Delete an object in quarantine."""
        aside = self._aside(bureau, digest)
        try:
            os.unlink(aside)  # noqa: PTH108  # one call a step
        except FileNotFoundError:
            raise ObjectMissingError(digest) from None
        sync_folder(aside.parent)

    def _link(self, descriptor: int, source: Path, target: Path) -> bool:
        """Give the file its name for good; `False`: another file of that name is there."""
        with room():
            self._folders.made(target.parent)
            with self._alone(target):
                try:
                    os.link(source, target)
                    new = True
                except FileExistsError:
                    os.chmod(target, _MODE)  # noqa: PTH101  # renews its time
                    new = os.path.sameopenfile(descriptor, _opened := os.open(target, os.O_RDONLY))
                    os.close(_opened)
                sync_folder(target.parent)
        return new

    def _held_against(self, descriptor: int, staged: Path, target: Path, wanted: Stored) -> Stored:
        """Read what has the name already; where it has changed, give the name to the good file.

        Raises:
            StagedDifferentError: the file is not what it was said to be, either.
        """
        while True:
            try:
                with target.open("rb") as file:
                    before = os.fstat(file.fileno()).st_ino
                    with _readable(wanted.digest):
                        found, size = sha256_of(from_the_disk(file))
            except ObjectDamagedError:
                found, size = "", 0
            if found == wanted.digest:
                return Stored(found, size)
            _require_good(descriptor, staged, wanted.digest)
            if (aside := self._replace(staged, target, before)) is not None:
                return Stored(wanted.digest, wanted.size_bytes, replaced=aside)

    def _replace(self, staged: Path, target: Path, damaged: int) -> str | None:
        """Set the damaged file aside and rename the good one; `None`: another was quicker."""
        aside = target.parent.parent / "quarantine" / f"{target.name}.damaged-{damaged}"
        with room():
            self._folders.made(aside.parent)
            with self._alone(target):
                if target.stat().st_ino != damaged:
                    return None
                with suppress(FileExistsError):  # set aside before a crash
                    os.link(target, aside)
                sync_folder(aside.parent)
                os.rename(staged, target)  # noqa: PTH104  # one call a step
                sync_folder(target.parent)
        return f"{aside.parent.name}/{aside.name}"

    @contextmanager
    def _alone(self, path: Path) -> Iterator[None]:
        """Be the only one to give or take names in the folder of `path`."""
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _bureaus(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(one for one in self._folder.iterdir() if one.is_dir())

    def _path(self, bureau: str, digest: str) -> Path:
        name = digest.removeprefix(SHA256)
        if not _NAME.fullmatch(name):
            raise ObjectMissingError(digest)
        return self._folder / bureau / name[:2] / name

    def _aside(self, bureau: str, digest: str) -> Path:
        path = self._path(bureau, digest)
        return path.parent.parent / "quarantine" / path.name


def _require_good(descriptor: int, staged: Path, digest: str) -> None:
    with os.fdopen(os.dup(descriptor), "rb") as file:
        file.seek(0)
        found, _size = sha256_of(from_the_disk(file))
    if found != digest:
        raise StagedDifferentError(f"{staged.name}: {digest} expected, {found} found")


@contextmanager
def _readable(digest: str) -> Iterator[None]:
    """Say of a place of the disk that cannot be read that the object is damaged."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise ObjectDamagedError(digest) from None


def _found(bureau: str, folder: Path) -> Iterator[Found]:
    for path in sorted(folder.iterdir()):
        if not _NAME.fullmatch(path.name):
            continue
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        yield Found(bureau, SHA256 + path.name, found.st_size, _changed(found))


def _changed(found: os.stat_result) -> datetime:
    return datetime.fromtimestamp(found.st_ctime, UTC)
