# SPDX-License-Identifier: Apache-2.0
"""SHA-256 of a file that grows: of the pieces as they come, or caught up with from the disk."""

import errno
import hashlib
import os

_PIECE_BYTES = 256 * 1024


class Running:
    """SHA-256 of the first `size` bytes of a file."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hasher = hashlib.sha256()
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._hasher.update(piece)
        self.size += len(piece)

    def copy(self) -> "Running":
        """Return the same state, to go on from twice."""
        made = Running()
        made._hasher, made.size = self._hasher.copy(), self.size
        return made

    @property
    def digest(self) -> str:
        """The digest so far, with `sha256:`."""
        return f"sha256:{self._hasher.hexdigest()}"


def digest_rest(descriptor: int, running: Running, size: int) -> Running:
    """Take the digest of what lies there up to `size`, from where `running` stands.

    Raises:
        OSError: the file is shorter.
    """
    while running.size < size:
        piece = os.pread(descriptor, min(_PIECE_BYTES, size - running.size), running.size)
        if not piece:
            raise OSError(errno.EIO, "the file is shorter than it was")
        running.take(piece)
    return running
