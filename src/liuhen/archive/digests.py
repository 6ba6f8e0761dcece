# SPDX-License-Identifier: Apache-2.0
"""Digests over streams: SHA-256, and SM3 (GB/T 32905) where it is asked for.

Digesting runs in a thread beside whoever reads or writes, because both let go of the interpreter.
"""

import hashlib
import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from liuhen.vault.digests import new_sm3

CHUNK_BYTES = 1024 * 1024
_AHEAD = 4  # chunks that may wait for the digest


@dataclass(frozen=True, slots=True)
class Digests:
    """Digests in hex digits, and how many bytes they were taken over."""

    sha256: str
    sm3: str
    size_bytes: int


def sm3_of(raw: bytes) -> str:
    """Return the SM3 of `raw` in hex digits.

    >>> sm3_of(b"abc")[:16]
    '66c7f0f462eeedd9'
    """
    state = new_sm3()
    state.update(raw)
    return state.hexdigest()


class Running:
    """SHA-256 and, where wanted, SM3 of what passes by."""

    def __init__(self, *, sm3: bool) -> None:
        """Begin with nothing."""
        self._sha256, self._sm3, self._size = hashlib.sha256(), new_sm3() if sm3 else None, 0

    def update(self, raw: Any) -> None:
        """Take in more bytes."""
        self._sha256.update(raw)
        if self._sm3 is not None:
            self._sm3.update(raw)
        self._size += len(raw)

    def done(self) -> Digests:
        """Return the digests."""
        sm3 = "" if self._sm3 is None else self._sm3.hexdigest()
        return Digests(self._sha256.hexdigest(), sm3, self._size)


class Passing:
    """An iterator over chunks that digests them in a thread of its own.

    Use it as a context manager, iterate it to its end, then read `digests`.
    """

    def __init__(self, chunks: Iterable[bytes], *, sm3: bool) -> None:
        """Digest what `chunks` yields."""
        self._chunks, self._running = chunks, Running(sm3=sm3)
        self._queue: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._thread = threading.Thread(target=self._digest, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._queue.put(None)
        self._thread.join()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._queue.put(chunk)
            yield chunk

    @property
    def digests(self) -> Digests:
        """The digests, once the context has been left."""
        return self._running.done()

    def _digest(self) -> None:
        while (chunk := self._queue.get()) is not None:
            self._running.update(chunk)
