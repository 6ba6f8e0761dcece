# SPDX-License-Identifier: Apache-2.0
"""Large pieces past the system's memory of files: the same bytes lie there, whatever refuses."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence import straight
from liuhen.apps.evidence.crowd import ALONE_PIECE, Crowd
from liuhen.apps.evidence.receiving import Received, receive
from liuhen.apps.evidence.running_digest import Running
from liuhen.apps.evidence.straight import LEAST_BYTES, Straight
from liuhen.apps.evidence.turns import turn_at

FILM = os.urandom(6 * ALONE_PIECE + 4097)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "film"
    made.touch()
    return made


@pytest.fixture
def writer(path: Path) -> Iterator[Straight]:
    descriptor = os.open(path, os.O_RDWR)
    writer = Straight(descriptor)
    yield writer
    writer.end()
    os.close(descriptor)


def received(path: Path, *, start: int = 0) -> Received:
    """Receive what follows `start`, as one quick line brings it."""
    source = memoryview(FILM)[start:]
    at = 0

    def read(size: int) -> bytes:
        nonlocal at
        piece = bytes(source[at : at + size])
        at += len(piece)
        return piece

    crowd, known = Crowd(8), Running()
    crowd.enter()
    known.take(FILM[:start])
    with turn_at(path, patience_seconds=0) as turn:
        return receive(
            turn,
            read,
            start=start,
            length=len(source),
            known=known,
            crowd=crowd,
            record=lambda _size: True,
        )


def assert_whole(path: Path, done: Received) -> None:
    assert done.whole
    assert path.read_bytes() == FILM
    assert done.running.digest == f"sha256:{hashlib.sha256(FILM).hexdigest()}"


def test_a_large_piece_goes_straight(path: Path, writer: Straight) -> None:
    if writer.write(FILM[:LEAST_BYTES], 0) == 0:
        pytest.skip("this file system knows no O_DIRECT")
    assert writer.write(FILM[LEAST_BYTES : 3 * LEAST_BYTES], LEAST_BYTES) == 2 * LEAST_BYTES
    assert path.read_bytes() == FILM[: 3 * LEAST_BYTES]


@pytest.mark.parametrize(
    ("size", "at"),
    [(LEAST_BYTES - 4096, 0), (LEAST_BYTES + 1, 0), (LEAST_BYTES, 1), (LEAST_BYTES, 512)],
)
def test_what_is_small_or_crooked_is_left_alone(
    path: Path, writer: Straight, size: int, at: int
) -> None:
    assert writer.write(FILM[:size], at) == 0
    assert path.stat().st_size == 0


def test_a_body_goes_both_ways_and_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = written(monkeypatch)
    assert_whole(path, received(path))
    assert 0 in ways  # the first pieces and the last one
    assert ALONE_PIECE in ways or not any(ways)


def test_a_body_from_a_crooked_offset_is_whole(path: Path) -> None:
    path.write_bytes(FILM[:1001])
    assert_whole(path, received(path, start=1001))


def test_a_file_system_without_that_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = written(monkeypatch)

    real = os.open

    def refuse(path: Any, flags: int, *more: Any) -> int:
        if flags & os.O_DIRECT:
            raise OSError(errno.EINVAL, "Invalid argument")
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    assert_whole(path, received(path))
    assert set(ways) == {0}


def test_a_system_without_that_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straight, "_STRAIGHT", 0)
    assert_whole(path, received(path))


def test_a_piece_that_goes_half_the_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.pwrite

    def half(descriptor: int, piece: Any, at: int) -> int:
        return real(descriptor, piece[: max(len(piece) // 2, 1)], at)

    monkeypatch.setattr(os, "pwrite", half)
    assert_whole(path, received(path))


def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note how much of each piece goes straight."""
    ways: list[int] = []
    real = Straight.write

    def noted(self: Straight, piece: bytes, at: int) -> int:
        ways.append(real(self, piece, at))
        return ways[-1]

    monkeypatch.setattr(Straight, "write", noted)
    return ways
