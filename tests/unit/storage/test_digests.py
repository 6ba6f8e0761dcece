# SPDX-License-Identifier: Apache-2.0
"""Digests of streams, and of what is being written."""

import hashlib
import io
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from liuhen.storage import writing
from liuhen.storage.writing import Writer
from liuhen.vault import digests, quick_sm3
from liuhen.vault.digests import Arriving, digests_of, new_sm3, sha256_of
from liuhen.vault.quick_sm3 import new_quick_sm3
from liuhen.vault.store import StoreFullError

#: GB/T 32905-2016, examples A.1 and A.2.
ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
ABCD = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.fixture(params=["libgcrypt", "openssl", "cryptography"])
def source_of_sm3(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "libgcrypt":
        if new_quick_sm3() is None:
            pytest.skip("no libgcrypt that knows SM3 quickly")
        return
    monkeypatch.setattr(digests, "new_quick_sm3", lambda: None)
    if request.param == "openssl":
        return

    def unknown(_name: str) -> None:
        raise ValueError("unsupported hash type sm3")

    monkeypatch.setattr(hashlib, "new", unknown)


@pytest.mark.parametrize(("data", "expected"), [(b"abc", ABC), (b"abcd" * 16, ABCD)])
def test_sm3_is_that_of_the_standard(source_of_sm3: None, data: bytes, expected: str) -> None:
    hasher = new_sm3()
    hasher.update(data)
    assert hasher.hexdigest() == expected
    assert digests_of(io.BytesIO(data)).sm3 == f"sm3:{expected}"


@pytest.mark.parametrize("size", [0, 1, 1_048_575, 1_048_576, 1_048_577, 9_000_001])
def test_one_reading_gives_both_digests(source_of_sm3: None, size: int) -> None:
    data = os.urandom(1000) * (size // 1000) + b"x" * (size % 1000)
    sm3 = new_sm3()
    sm3.update(data)
    paces: list[int] = []

    found = digests_of(io.BytesIO(data), pace=paces.append)

    sha256 = "sha256:" + hashlib.sha256(data).hexdigest()
    assert found == (sha256, f"sm3:{sm3.hexdigest()}", size)
    assert sum(paces) == size
    assert sha256_of(io.BytesIO(data)) == (sha256, size)


def test_sm3_takes_bytes_however_they_lie(source_of_sm3: None) -> None:
    data = os.urandom(10_001)
    whole, parts = new_sm3(), new_sm3()
    whole.update(data)
    parts.update(b"")
    parts.update(data[:1])
    parts.hexdigest()  # so far; more follows
    parts.update(memoryview(bytearray(data))[1:5000])
    parts.update(memoryview(data)[5000:])
    assert parts.hexdigest() == parts.hexdigest() == whole.hexdigest()


def test_a_library_that_gives_another_digest_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_sm3, "_KNOWN", {b"abc": ABCD})
    quick_sm3._library.cache_clear()
    try:
        assert new_quick_sm3() is None
    finally:
        quick_sm3._library.cache_clear()


def test_a_source_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    class Slow(io.BytesIO):
        def readinto(self, buffer: memoryview) -> int:
            return super().readinto(buffer[:7])

    assert digests_of(Slow(b"x" * 100)).size_bytes == 100


def test_a_reading_that_fails_ends_its_thread() -> None:
    class Broken(io.BytesIO):
        def readinto(self, _buffer: memoryview) -> int:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        digests_of(Broken())


def written(path: Path) -> BinaryIO:
    return path.open("wb", buffering=0)


@pytest.mark.parametrize("pieces", [0, 1, 7, 90])
def test_a_writer_keeps_order_bytes_and_digest(tmp_path: Path, pieces: int) -> None:
    data = [bytes([number]) * 1_000_003 for number in range(pieces)]
    arriving = Arriving()

    with written(tmp_path / "a") as file, Writer(file.fileno(), arriving) as writer:
        for piece in data:
            writer.take(piece)
        writer.sync()

    whole = b"".join(data)
    assert (tmp_path / "a").read_bytes() == whole
    assert arriving.size_bytes == len(whole)
    assert arriving.digest == "sha256:" + hashlib.sha256(whole).hexdigest()


def test_a_writer_that_syncs_between_goes_on(tmp_path: Path) -> None:
    arriving = Arriving()
    with written(tmp_path / "a") as file, Writer(file.fileno(), arriving) as writer:
        for _ in range(3):
            for _ in range(6):
                writer.take(b"x" * 1_000_000)
            writer.sync()
            assert arriving.digest == "sha256:" + hashlib.sha256(b"x" * file.tell()).hexdigest()
    assert arriving.size_bytes == 18_000_000


def test_a_disk_that_is_full_behind_the_back_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", full)
    monkeypatch.setattr(writing, "_THROUGH_BYTES", 1_000_000)

    def fill(writer: Writer) -> None:
        for _ in range(20):
            writer.take(b"x" * 1_000_000)
        writer.sync()

    with (
        written(tmp_path / "a") as file,
        Writer(file.fileno(), Arriving()) as writer,
        pytest.raises(StoreFullError),
    ):
        fill(writer)
