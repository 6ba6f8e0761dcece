# SPDX-License-Identifier: Apache-2.0
"""Reading an object of a bucket as a file."""

import io
import os
from typing import Any

from botocore.exceptions import BotoCoreError

from liuhen.storage.bucket import Bucket, Version
from liuhen.vault.store import StoreAwayError

#: So often a transfer is taken up again.
ATTEMPTS = 4


class BucketFile(io.RawIOBase):
    """An object's bytes, fetched as they are read; a broken transfer is taken up again."""

    def __init__(self, bucket: Bucket, key: str, version: Version) -> None:
        """Read `version` of `key`."""
        self._bucket, self._key, self.version = bucket, key, version.id
        self._size = self._end = version.size_bytes
        self._at = 0
        self._answer: Any = None

    def limit(self, end: int) -> None:
        """Ask for nothing from `end` on."""
        self._end = min(self._size, end)

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def seekable(self) -> bool:
        """Return that it is."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; a transfer under way is given up."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset != self._at:
            self._drop()
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read what the server has ready, as much as fits."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._end - self._at)
        if wanted <= 0:
            return 0
        piece = self._read(wanted)
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Give up a transfer under way."""
        self._drop()
        super().close()

    def _read(self, wanted: int) -> bytes:
        for _ in range(ATTEMPTS):
            try:
                if self._answer is None:
                    self._answer = self._bucket.fetch(self._key, self.version, self._at, self._end)
                if piece := bytes(self._answer.read(wanted)):
                    return piece
            except (BotoCoreError, OSError):
                pass
            self._drop()
        raise StoreAwayError(f"the bytes of {self._key} break off at {self._at}")

    def _drop(self) -> None:
        if self._answer is not None:
            self._answer.close()
            self._answer = None
