# SPDX-License-Identifier: Apache-2.0
"""The store in a folder of this machine: `FOLDER/bureau/ab/abcdef…`, one file an object, mode 400.

Bytes arrive in a file of a temporary name in the object's own folder; they are written through to
the disk, then linked to their name (a link never replaces what is there), then the folder is
written through. A crash leaves a whole object, or a temporary file, and never half an object.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, Stored, TooLargeError

_CHUNK_BYTES = 1024 * 1024
_ALGORITHM = "sha256:"
_NAME = re.compile(r"[0-9a-f]{64}")


class LocalStore:
    """Keeps objects below one folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first object comes."""
        self._folder = folder

    def put(self, bureau: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
        """Keep the bytes; see `liuhen.vault.store`."""
        incoming = self._made(self._folder / bureau / "incoming")
        temporary = incoming / secrets.token_hex(16)
        try:
            stored = self._write(temporary, chunks, most_bytes)
            target = self._path(bureau, stored.digest)
            self._made(target.parent)
            try:
                os.link(temporary, target)
            except FileExistsError:
                self.check(bureau, stored.digest)
            _sync_folder(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def open(self, bureau: str, digest: str) -> BinaryIO:
        """Open an object; see `liuhen.vault.store`."""
        try:
            return self._path(bureau, digest).open("rb")
        except FileNotFoundError:
            raise ObjectMissingError(digest) from None

    def check(self, bureau: str, digest: str) -> Stored:
        """Compare an object with its name; see `liuhen.vault.store`."""
        found, size = hashlib.sha256(), 0
        with self.open(bureau, digest) as file:
            while chunk := file.read(_CHUNK_BYTES):
                found.update(chunk)
                size += len(chunk)
        if _ALGORITHM + found.hexdigest() != digest:
            raise ObjectDamagedError(digest)
        return Stored(digest, size)

    def _write(self, path: Path, chunks: Iterable[bytes], most_bytes: int) -> Stored:
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise TooLargeError(f"more than {most_bytes} bytes")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return Stored(_ALGORITHM + digest.hexdigest(), size)

    def _path(self, bureau: str, digest: str) -> Path:
        name = digest.removeprefix(_ALGORITHM)
        if not _NAME.fullmatch(name):  # hex digits of SHA-256
            raise ObjectMissingError(digest)
        return self._folder / bureau / name[:2] / name

    def _made(self, folder: Path) -> Path:
        """Make a folder and write every new entry through to the disk."""
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(one.parent)
        return folder


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
