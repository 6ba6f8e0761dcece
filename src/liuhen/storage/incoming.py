# SPDX-License-Identifier: Apache-2.0
"""The incoming area: files on their way, on this machine's disk, `FOLDER/bureau/incoming/NAME`."""

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from liuhen.storage.disk import Folders, room, sync_folder
from liuhen.storage.writing import Writer
from liuhen.vault.digests import Arriving
from liuhen.vault.store import Staged, StagedDifferentError, TooLargeError

#: Names of files that `put` writes begin so; they are nobody's but its own.
PUT = "put-"
_AREA = "incoming"
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")


class Incoming:
    """The incoming areas of all bureaus below `folder`."""

    def __init__(self, folder: Path, folders: Folders) -> None:
        """Use `folder`, which `folders` makes."""
        self._folder, self._folders = folder, folders

    def file(self, bureau: str, name: str) -> Path:
        """Return the file of that name; see `liuhen.vault.store.Store.incoming`."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a staged file")
        with room():
            area = self._folders.made(self._folder / bureau / _AREA)
            path = area / name
            os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
            sync_folder(area)
        return path

    def write(self, bureau: str, chunks: Iterable[bytes], most_bytes: int) -> tuple[Path, Arriving]:
        """Write `chunks` through into a file of their own; on failure nothing is left.

        Raises:
            TooLargeError, StoreFullError; and whatever `chunks` raises.
        """
        with room():
            area = self._folders.made(self._folder / bureau / _AREA)
            path = area / f"{PUT}{secrets.token_hex(16)}"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            return path, _written(descriptor, chunks, most_bytes)
        except BaseException:
            forget(path)
            raise
        finally:
            os.close(descriptor)

    def all(self) -> Iterator[Staged]:
        """Give every file of every area."""
        for area in sorted(self._folder.glob(f"*/{_AREA}")):
            for path in sorted(area.iterdir()):
                try:
                    found = path.stat()
                except FileNotFoundError:  # adopted meanwhile
                    continue
                at = datetime.fromtimestamp(found.st_mtime, UTC)
                yield Staged(area.parent.name, path.name, path, found.st_size, at)


def _written(descriptor: int, chunks: Iterable[bytes], most_bytes: int) -> Arriving:
    arriving, size = Arriving(), 0
    with Writer(descriptor, arriving) as writer:
        for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                raise TooLargeError(f"more than {most_bytes} bytes")
            writer.take(chunk)
        writer.sync()
    return arriving


def settle(staged: Path, size_bytes: int) -> int:
    """Write a finished file through, let nobody write it any more; return it open for reading.

    Raises:
        StagedDifferentError: it has another size.
        FileNotFoundError: it is not there.
    """
    descriptor = os.open(staged, os.O_RDONLY)
    try:
        _expect(staged, os.fstat(descriptor).st_size, size_bytes)
        os.fchmod(descriptor, 0o400)
        with room():
            os.fsync(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _expect(staged: Path, found: int, expected: int) -> None:
    if found != expected:
        raise StagedDifferentError(f"{staged.name}: {expected} bytes expected, {found} found")


def forget(staged: Path) -> None:
    """Take a file out of the incoming area, if it is still there."""
    with suppress(FileNotFoundError):
        os.unlink(staged)  # noqa: PTH108  # one call a step
