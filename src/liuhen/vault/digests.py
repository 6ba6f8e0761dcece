# SPDX-License-Identifier: Apache-2.0
"""Digests of long streams: SHA-256 while bytes arrive, SHA-256 and SM3 together on re-reading.

Both digests of one reading are taken in two threads, so that they cost little more than SM3, the
slower of the two, alone. SM3 (GB/T 32905) is libgcrypt's where that is quicker (`quick_sm3`), else
OpenSSL's where Python's is built with it, else that of the package cryptography.
"""

import hashlib
import queue
import threading
from collections.abc import Callable
from typing import NamedTuple, Protocol

from liuhen.vault.quick_sm3 import new_quick_sm3
from liuhen.vault.store import Pace, unpaced

SHA256, SM3 = "sha256:", "sm3:"
PIECE_BYTES = 1024 * 1024
_PIECES = 4  # in flight between the two threads


class Hasher(Protocol):
    """What takes bytes and gives a digest."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes."""

    def hexdigest(self) -> str:
        """Return the digest of what came."""


class Filling(Protocol):
    """What can be read into a buffer, as files of Python's can; `typing.BinaryIO` forgets it."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer as far as there is something; return how far."""


class Digests(NamedTuple):
    """What one reading gave."""

    sha256: str
    sm3: str
    size_bytes: int


class Arriving:
    """SHA-256 and number of the bytes that have arrived so far.

    >>> arriving = Arriving()
    >>> arriving.take(b"abc")
    >>> arriving.size_bytes, arriving.digest[:15]
    (3, 'sha256:ba7816bf')
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._hasher = hashlib.sha256()
        self.size_bytes = 0

    def take(self, piece: bytes | memoryview) -> None:
        """Take the next piece."""
        self._hasher.update(piece)
        self.size_bytes += len(piece)

    @property
    def digest(self) -> str:
        """The digest of all that came."""
        return SHA256 + self._hasher.hexdigest()


def new_sm3() -> Hasher:
    """Begin an SM3.

    >>> hasher = new_sm3()
    >>> hasher.update(b"abc")
    >>> hasher.hexdigest()[:8]
    '66c7f0f4'
    """
    if (quick := new_quick_sm3()) is not None:
        return quick
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _Sm3()


def sha256_of(file: Filling, *, pace: Pace = unpaced) -> tuple[str, int]:
    """Read `file` to its end; return its SHA-256 and its size."""
    arriving, buffer = Arriving(), bytearray(PIECE_BYTES)
    view = memoryview(buffer)
    while size := _filled(file, view):
        arriving.take(view[:size])
        pace(size)
    return arriving.digest, arriving.size_bytes


def digests_of(file: Filling, *, pace: Pace = unpaced) -> Digests:
    """Read `file` once to its end; return both digests and its size."""
    arriving, other = Arriving(), new_sm3()
    free: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
    full: queue.SimpleQueue[memoryview | None] = queue.SimpleQueue()
    for _ in range(_PIECES):
        free.put(bytearray(PIECE_BYTES))
    thread = threading.Thread(target=_follow, args=(other.update, full, free), daemon=True)
    thread.start()
    try:
        while size := _filled(file, view := memoryview(free.get())):
            full.put(view[:size])
            arriving.take(view[:size])
            pace(size)
    finally:
        full.put(None)
        thread.join()
    return Digests(arriving.digest, SM3 + other.hexdigest(), arriving.size_bytes)


def _filled(file: Filling, view: memoryview) -> int:
    """Read up to a whole piece: what comes over a network comes in small ones."""
    size = 0
    while size < len(view) and (more := file.readinto(view[size:])):
        size += more
    return size


def _follow(
    update: Callable[[memoryview], None],
    full: "queue.SimpleQueue[memoryview | None]",
    free: "queue.SimpleQueue[bytearray]",
) -> None:
    while (piece := full.get()) is not None:
        update(piece)
        free.put(piece.obj)  # type: ignore[arg-type]  # a view of the buffer that was free


class _Sm3:
    """SM3 of the package cryptography."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.hashes import SM3 as Algorithm  # noqa: N811  # SM3 is the prefix here
        from cryptography.hazmat.primitives.hashes import Hash

        self._hash = Hash(Algorithm())

    def update(self, data: bytes | memoryview) -> None:
        """Take more bytes."""
        self._hash.update(bytes(data))

    def hexdigest(self) -> str:
        """Return the digest of what came."""
        return self._hash.copy().finalize().hex()
