# SPDX-License-Identifier: Apache-2.0
"""Where a bundle is written to: a folder, or one zip file. All of it is there, or nothing.

A sink takes files one after another and is finished at the end; until then everything stands under
a temporary name beside the target, and a failure removes it.
"""

import errno
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from liuhen.archive.errors import TargetError

#: What the target's disk must have beside the bundle.
SPARE_BYTES = 64 * 1024 * 1024


class Sink(Protocol):
    """Takes the files of a bundle."""

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file; `path` is safe, with `/`, and comes once."""

    def finish(self) -> None:
        """Make the bundle appear under its name, written through to the disk."""

    def abandon(self) -> None:
        """Remove what was written."""


class FolderSink:
    """A bundle as files in a folder that is empty or not there yet."""

    def __init__(self, target: Path, *, expected_bytes: int = 0) -> None:
        """Look at the target; nothing is written yet.

        Raises:
            TargetError: something is there already, or there is no room.
        """
        self._target = target = target.absolute()
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise TargetError(f"{target} is there already and is no folder; name another one")
        if target.exists() and any(target.iterdir()):
            raise TargetError(f"{target} is not empty; name an empty or a new folder")
        self._was_there = target.exists()
        self._temporary = _beside(target, expected_bytes, ".part")
        try:
            self._temporary.mkdir(mode=0o700)
        except OSError as error:
            raise TargetError(f"{target.parent}: {error.strerror}") from None

    @property
    def folder(self) -> Path:
        """The temporary folder, for files that another program writes."""
        return self._temporary

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file; see `Sink`."""
        where = self._temporary / path
        try:
            where.parent.mkdir(parents=True, exist_ok=True)
            with where.open("xb", buffering=0) as file:
                for chunk in chunks:
                    _write_whole(file.fileno(), chunk)
                os.fsync(file.fileno())
        except OSError as error:
            raise _refused(self._target, error) from None

    def finish(self) -> None:
        """Rename the folder; see `Sink`."""
        for folder, _names, _files in os.walk(self._temporary):
            _sync(Path(folder))
        try:
            if self._was_there:
                self._target.rmdir()  # refuses where something came in meanwhile
            self._temporary.rename(self._target)
        except OSError as error:
            raise _refused(self._target, error) from None
        _sync(self._target.parent)

    def abandon(self) -> None:
        """Remove the temporary folder."""
        shutil.rmtree(self._temporary, ignore_errors=True)


class ZipSink:
    """A bundle as one zip file, stored without compression, below one folder of its name."""

    def __init__(self, target: Path, *, top: str, expected_bytes: int = 0) -> None:
        """Begin a file beside `target`; its entries stand below the folder `top`.

        Raises:
            TargetError: there is a file already, or no room.
        """
        self._target, self._top = target.absolute(), top
        if self._target.exists():
            raise TargetError(f"{target} is there already; name a new file")
        self._temporary = _beside(self._target, expected_bytes, ".part")
        try:
            self._file = self._temporary.open("xb")
        except OSError as error:
            raise TargetError(f"{target.parent}: {error.strerror}") from None
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_STORED, allowZip64=True)

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file; see `Sink`."""
        entry = zipfile.ZipInfo(f"{self._top}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o100644 << 16
        try:
            with self._zip.open(entry, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
        except OSError as error:
            raise _refused(self._target, error) from None

    def finish(self) -> None:
        """Close and rename the file; see `Sink`."""
        try:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.link(self._temporary, self._target)  # never over another file
            self._temporary.unlink()
        except OSError as error:
            raise _refused(self._target, error) from None
        _sync(self._target.parent)

    def abandon(self) -> None:
        """Remove the temporary file."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)


def _beside(target: Path, expected_bytes: int, ending: str) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(f"{target.parent}: {error.strerror}") from None
    free = shutil.disk_usage(target.parent).free
    if expected_bytes and free < expected_bytes + SPARE_BYTES:
        raise TargetError(
            f"{target.parent} has room for {free} bytes; the bundle needs {expected_bytes}"
        )
    return target.with_name(f".{target.name[:40]}.{secrets.token_hex(6)}{ending}")


def _refused(target: Path, error: OSError) -> TargetError:
    if error.errno == errno.ENOSPC:
        return TargetError(f"{target.parent} is full; nothing was left there")
    return TargetError(f"{target}: {error.strerror}; nothing was left there")


def _write_whole(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
