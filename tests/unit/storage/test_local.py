# SPDX-License-Identifier: Apache-2.0
"""The store in a folder: written once, whole or not at all, never over what is there."""

import hashlib
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from liuhen.storage.local import LocalStore
from liuhen.vault.store import (
    ObjectDamagedError,
    ObjectMissingError,
    StagedDifferentError,
    Store,
    Stored,
    StoreError,
    TooLargeError,
)

DATA = b"%PDF-1.7 " + bytes(range(256)) * 50
DIGEST = "sha256:" + hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return LocalStore(tmp_path / "vault")


def put(store: Store, data: bytes = DATA, bureau: str = "a") -> Stored:
    pieces = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    return store.put(bureau, pieces, most_bytes=1_000_000)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_put_is_got(store: Store) -> None:
    stored = put(store)

    assert stored == Stored(DIGEST, len(DATA)) == store.compare("a", DIGEST)
    with store.open("a", DIGEST) as file:
        assert file.read() == DATA


def test_an_empty_object_is_an_object(store: Store) -> None:
    assert put(store, b"").size_bytes == 0


def test_equal_bytes_of_two_bureaus_are_two_objects(store: Store, tmp_path: Path) -> None:
    for bureau in ("a", "b", "a"):
        put(store, bureau=bureau)

    assert len(files(tmp_path)) == 2


def test_an_object_can_only_be_read(store: Store, tmp_path: Path) -> None:
    put(store)

    (path,) = files(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


def test_what_is_there_is_not_written_again(store: Store, tmp_path: Path) -> None:
    put(store)
    (path,) = files(tmp_path)
    before = path.stat()
    put(store)

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def damage(tmp_path: Path) -> Path:
    (path,) = files(tmp_path)
    path.chmod(0o600)
    path.write_bytes(DATA[:-1] + b"x")
    path.chmod(0o400)
    return path


def test_the_damaged_file_lies_in_quarantine_where_no_sweep_looks(
    store: Store, tmp_path: Path
) -> None:
    put(store)
    path = damage(tmp_path)

    stored = put(store)

    (aside,) = (one for one in files(tmp_path) if one != path)
    assert aside == path.parent.parent / stored.replaced
    assert aside.parent.name == "quarantine"
    assert aside.read_bytes() == DATA[:-1] + b"x"
    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert list(store.quarantined()) == []


def test_a_repair_that_breaks_off_anywhere_leaves_a_file_of_the_name_and_both_copies(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, ended = 0, False
    while not ended:
        at += 1
        folder = tmp_path / str(at)
        broken = LocalStore(folder)
        broken.put("a", [DATA], most_bytes=1_000_000_000)
        path = damage(folder)
        with broken.incoming("a", "upload-1").open("wb") as file:
            file.write(DATA)
        staged = broken.incoming("a", "upload-1")
        with monkeypatch.context() as patch:
            steps = iter(range(1, 1000))

            def hooked(real: Any, steps: Any = steps, stop: int = at) -> Any:
                def run(*given: Any, **named: Any) -> Any:
                    if next(steps) == stop:
                        raise InterruptedError
                    return real(*given, **named)

                return run

            for name in ("link", "rename", "unlink", "fsync", "chmod", "fchmod"):
                patch.setattr(os, name, hooked(getattr(os, name)))
            try:
                broken.adopt("a", staged, DIGEST, len(DATA))
                ended = True
            except InterruptedError:
                pass
        there = [one.read_bytes() for one in files(folder)]
        assert path.is_file()
        assert DATA in there
        assert DATA[:-1] + b"x" in there

        broken.adopt("a", staged, DIGEST, len(DATA))
        assert broken.compare("a", DIGEST) == Stored(DIGEST, len(DATA))
        assert len(files(folder)) == 2
    assert at > 5


def test_a_file_that_is_not_good_either_takes_no_place(store: Store, tmp_path: Path) -> None:
    put(store)
    path = damage(tmp_path)
    staged = store.incoming("a", "upload-1")
    staged.write_bytes(b"y" + DATA[1:])

    with pytest.raises(StagedDifferentError):
        store.adopt("a", staged, DIGEST, len(DATA))

    assert path.read_bytes() == DATA[:-1] + b"x"
    assert [one for one in files(tmp_path) if one != staged] == [path]


@pytest.mark.parametrize("digest", [DIGEST, "sha256:x", "", "sha256:../../../etc/passwd"])
def test_what_is_not_there_is_missing(store: Store, digest: str) -> None:
    with pytest.raises(ObjectMissingError):
        store.open("a", digest)


def test_too_many_bytes_leave_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(TooLargeError):
        store.put("a", [DATA], most_bytes=len(DATA) - 1)

    assert files(tmp_path) == []


def test_an_upload_that_breaks_off_leaves_nothing(store: Store, tmp_path: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield DATA
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put("a", breaks(), most_bytes=1_000_000)

    assert files(tmp_path) == []


def test_many_at_once_put_one_object(store: Store, tmp_path: Path) -> None:
    threads = [threading.Thread(target=put, args=(store,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(files(tmp_path)) == 1


def test_file_and_folders_are_on_the_disk_before_put_returns(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[str] = []
    real_sync, real_link = os.fsync, os.link

    def note_sync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def note_link(source: Path, target: Path) -> None:
        done.append("link")
        real_link(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "link", note_link)
    put(store)

    named = done.index("link")
    assert "file" in done[:named]
    assert done[-1] == "folder"
    assert done.index("link") < len(done) - 1
    assert tmp_path.exists()


def test_all_errors_of_a_store_have_one_root() -> None:
    for error in (ObjectMissingError, ObjectDamagedError, TooLargeError):
        assert issubclass(error, StoreError)
