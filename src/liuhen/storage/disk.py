# SPDX-License-Identifier: Apache-2.0
"""What both adapters do on this machine's disk: write through, make folders, say that it is full.

Everything goes through the functions of `os`, one call a step, so that a test can write down each
step and replay them up to any point, as a loss of power would.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from liuhen.vault.store import StoreFullError

RANGE_BYTES = 256 * 1024
F = TypeVar("F", bound=BinaryIO)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def room() -> Iterator[None]:
    """Say that the disk is full as the port says it.

    Raises:
        StoreFullError: it was.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StoreFullError(error.strerror or "no room") from None


def write(descriptor: int, data: bytes) -> None:
    """Write all of `data`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Write the entries of a folder through to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Folders:
    """Makes folders below `root`, and sees that their entries are on the disk.

    A folder that is there may have been made by another process that has not written it through
    yet, so each process does it once for every folder it uses.
    """

    def __init__(self, root: Path) -> None:
        """Nothing is made yet."""
        self._root = root
        self._settled: set[Path] = set()

    def made(self, folder: Path) -> Path:
        """Return `folder`, which lies below the root, once it is there for good."""
        if folder in self._settled and folder.is_dir():
            return folder
        above = [one for one in (self._root, *self._root.parents) if not one.exists()]
        below = [one for one in (folder, *folder.parents) if one.is_relative_to(self._root)]
        for one in dict.fromkeys([*reversed(above), *reversed(below)]):
            with suppress(FileExistsError):
                os.mkdir(one, 0o700)  # noqa: PTH102  # one call a step
            sync_folder(one.parent)
        self._settled.add(folder)
        return folder


def from_the_disk(file: F) -> F:
    """Let `file` be read from the disk, and not from what the system remembers of it."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
    return file


def free_bytes(folder: Path) -> int:
    """Return the room on the file system where `folder` is, or will be."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    found = os.statvfs(there)
    return found.f_bavail * found.f_frsize


class Pieces:
    """A stretch of a stream in pieces; closes the stream at its end, or when told to."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        """Read `length` bytes of `stream` from where it stands."""
        self._stream, self._left = stream, length

    def __iter__(self) -> Iterator[bytes]:
        """Give itself."""
        return self

    def __next__(self) -> bytes:
        """Give the next piece."""
        piece = self._stream.read(min(RANGE_BYTES, self._left)) if self._left > 0 else b""
        if not piece:
            self.close()
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the stream."""
        self._left = 0
        self._stream.close()
