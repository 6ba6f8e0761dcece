# SPDX-License-Identifier: Apache-2.0
"""Bytes from a connection into a file, with SHA-256 on the way and the memory of a few pieces.

The thread of the request reads and writes; a second one takes the digest of the same pieces, so
that neither waits for the other. Once an upload is long, a third one writes through to the disk now
and then and has recorded how much is durable, and where few run at once a fourth one writes, so
that reading goes on meanwhile. After a restart the digest of what lies there is taken from the disk
while more arrives.

Large pieces, as one or two quick lines bring them (`crowd`), go past the system's memory of files
(`straight`). The threads beside the request's own are in `receiving_threads`.
"""

import errno
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liuhen.apps.evidence.crowd import LEAST_PIECE, Crowd, next_size
from liuhen.apps.evidence.receiving_threads import Digesting, Record, Syncing, Writing
from liuhen.apps.evidence.running_digest import Running
from liuhen.apps.evidence.straight import Straight
from liuhen.apps.evidence.turns import Turn

#: Gives at most so many bytes of the body, none at its end.
Read = Callable[[int], bytes]

#: From here on a body is worth a thread that writes.
LONG_BYTES = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(slots=True)
class Received:
    """What came of one body: all of it (`whole`), or less as the connection or the disk ended.

    `size`: of the file now, all of it on the disk; `running`: its digest so far; `full`: the disk
    took no more; `body_digest`: of the body alone, by the checksum that was asked for.
    """

    size: int
    running: Running
    whole: bool = False
    full: bool = False
    body_digest: bytes = b""


def receive(
    turn: Turn,
    read: Read,
    *,
    start: int,
    length: int,
    known: Running,
    crowd: Crowd,
    record: Record,
    checksum: str = "",
) -> Received:
    """Write `length` bytes of `read` behind the first `start` of the file; all that came is synced.

    With a `checksum` (a name that hashlib knows) the digest of the body is taken besides, and
    nothing is recorded on the way: the caller decides whether the body counts.

    Raises:
        LostError: another connection has the turn; nothing was written after that.
    """
    body: Any = hashlib.new(checksum, usedforsecurity=False) if checksum else None
    digesting = Digesting(turn.descriptor, known, start)
    syncing = None if checksum else Syncing(turn, record, start)
    received = Received(start, known)
    try:
        _pump(turn, read, received, length, crowd, digesting, syncing, body)
    finally:
        digesting.end()
        if syncing is not None:
            syncing.end()
    _write_through(turn, received)
    received.body_digest = body.digest() if body is not None else b""
    return received


def _pump(  # noqa: PLR0917  # the inside of `receive`
    turn: Turn,
    read: Read,
    received: Received,
    length: int,
    crowd: Crowd,
    digesting: Digesting,
    syncing: Syncing | None,
    body: Any,
) -> None:
    def put(piece: bytes) -> None:
        with turn.writing() as descriptor:
            done = straight.write(piece, received.size)
            _write(descriptor, piece[done:] if done else piece, received.size + done)
        received.size += len(piece)
        if body is not None:
            body.update(piece)
        digesting.offer(piece)
        if syncing is not None:
            syncing.reached(received.size)

    straight = Straight(turn.descriptor)
    writing = Writing(put)
    try:
        left = _read_all(read, length, crowd, writing)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        received.full = True
    else:
        received.whole = not left
    finally:
        straight.end()


def _read_all(read: Read, left: int, crowd: Crowd, writing: Writing) -> int:
    """Read until nothing is left or the connection ends; all that came is written. Return the rest.

    Raises:
        OSError, LostError: a piece could not be written; nothing behind it was.
    """
    size, come = 4 * LEAST_PIECE, 0
    try:
        while left:
            begun = time.monotonic()
            try:
                piece = read(min(size, left))
            except OSError:
                break
            if not piece:
                break  # the connection ended: what came, counts
            size = next_size(size, time.monotonic() - begun, crowd.piece)
            left, come = left - len(piece), come + len(piece)
            writing.offer(piece, aside=come > LONG_BYTES and not crowd.crowded)
    finally:
        writing.end()
    writing.confirm()
    return left


def _write(descriptor: int, piece: bytes, at: int) -> None:
    view = memoryview(piece)
    while view:
        written = os.pwrite(descriptor, view, at)
        view, at = view[written:], at + written


def _write_through(turn: Turn, received: Received) -> None:
    """Cut off what a full disk left half written, and let the rest reach the disk."""
    with turn.writing() as descriptor:
        if os.fstat(descriptor).st_size > received.size:
            os.ftruncate(descriptor, received.size)
    os.fsync(turn.descriptor)
