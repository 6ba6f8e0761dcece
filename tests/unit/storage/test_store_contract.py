# SPDX-License-Identifier: Apache-2.0
"""What `liuhen.vault.store` promises, asked of every adapter: a folder and an S3 server."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from liuhen.storage.local import LocalStore
from liuhen.vault.digests import new_sm3
from liuhen.vault.store import (
    Checked,
    LockedError,
    ObjectDamagedError,
    ObjectMissingError,
    StagedDifferentError,
    Store,
    Stored,
    TooLargeError,
)

DATA = b"%PDF-1.7 " + bytes(range(256)) * 5000
DIGEST = "sha256:" + hashlib.sha256(DATA).hexdigest()
BIG = os.urandom(1000) * 37_000  # three parts of a transfer
HOUR = timedelta(hours=1)


def sm3_of(data: bytes) -> str:
    hasher = new_sm3()
    hasher.update(data)
    return "sm3:" + hasher.hexdigest()


def now() -> datetime:
    return datetime.now(UTC)


def put(store: Store, data: bytes = DATA, bureau: str = "a") -> Stored:
    pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
    return store.put(bureau, pieces, most_bytes=100_000_000)


def stage(store: Store, data: bytes, name: str = "upload-1") -> tuple[str, int]:
    with store.incoming("a", name).open("ab") as file:
        file.write(data)
    return "sha256:" + hashlib.sha256(data).hexdigest(), len(data)


def objects(store: Store) -> set[tuple[str, str, int]]:
    return {(one.bureau, one.digest, one.size_bytes) for one in store.objects()}


@pytest.mark.parametrize("data", [b"", b"x", DATA, BIG], ids=["none", "one", "some", "many"])
def test_what_was_put_is_read(store: Store, data: bytes) -> None:
    stored = put(store, data)

    assert stored == Stored("sha256:" + hashlib.sha256(data).hexdigest(), len(data))
    assert store.size("a", stored.digest) == len(data)
    with store.open("a", stored.digest) as file:
        assert file.read() == data
    with store.as_file("a", stored.digest) as path:
        assert path.read_bytes() == data
    assert store.compare("a", stored.digest) == stored
    assert store.check("a", stored.digest) == Checked(stored.digest, sm3_of(data), len(data))
    assert list(store.staged()) == []


def test_an_open_object_can_be_sought_in(store: Store) -> None:
    put(store)

    with store.open("a", DIGEST) as file:
        assert file.seek(-5, os.SEEK_END) == len(DATA) - 5
        assert file.read() == DATA[-5:]
        file.seek(9)
        assert file.read(3) == DATA[9:12]
        assert file.tell() == 12


@pytest.mark.parametrize(
    ("start", "length"),
    [(0, 10), (5, 600_000), (len(DATA) - 3, 100), (len(DATA), 5), (len(DATA) + 9, 5), (7, 0)],
)
def test_a_stretch_is_read_in_pieces(store: Store, start: int, length: int) -> None:
    put(store)

    pieces = list(store.open_range("a", DIGEST, start, length))

    assert b"".join(pieces) == DATA[start : start + length]
    assert all(len(piece) <= 256 * 1024 for piece in pieces)


def test_an_address_gives_the_object_for_a_while(store: Store) -> None:
    put(store)
    how = {"media_type": "video/mp4", "disposition": 'attachment; filename="a.mp4"'}

    address = store.address("a", DIGEST, seconds=60, **how)

    with pytest.raises(ObjectMissingError):
        store.address("b", DIGEST, seconds=60, **how)
    if not address:
        assert isinstance(store, LocalStore)
        return
    with urlopen(Request(address, headers={"Range": "bytes=3-9"}), timeout=10) as answer:
        assert answer.read() == DATA[3:10]
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    with pytest.raises(HTTPError):
        urlopen(address.replace(DIGEST[7:], "0" * 64), timeout=10)


def test_a_finished_file_is_adopted_and_leaves_the_incoming_area(store: Store) -> None:
    digest, size = stage(store, BIG)
    (staged,) = store.staged()
    assert (staged.bureau, staged.name, staged.size_bytes) == ("a", "upload-1", size)

    stored = store.adopt("a", staged.path, digest, size)

    assert stored == Stored(digest, size)
    assert store.compare("a", digest) == stored
    assert list(store.staged()) == []


def test_a_file_on_its_way_goes_on_where_it_was(store: Store) -> None:
    stage(store, DATA[:100])
    digest = "sha256:" + hashlib.sha256(DATA).hexdigest()
    stage(store, DATA[100:])

    store.adopt("a", store.incoming("a", "upload-1"), digest, len(DATA))

    assert store.compare("a", digest).size_bytes == len(DATA)


def test_adopting_twice_is_adopting_once(store: Store) -> None:
    digest, size = stage(store, DATA)
    path = store.incoming("a", "upload-1")

    assert store.adopt("a", path, digest, size) == store.adopt("a", path, digest, size)
    stage(store, DATA)
    assert store.adopt("a", path, digest, size) == Stored(digest, size)
    assert objects(store) == {("a", digest, size)}


def test_a_file_of_another_size_is_not_adopted(store: Store) -> None:
    digest, size = stage(store, DATA)

    with pytest.raises(StagedDifferentError):
        store.adopt("a", store.incoming("a", "upload-1"), digest, size + 1)

    assert objects(store) == set()
    assert [one.name for one in store.staged()] == ["upload-1"]


def test_what_is_neither_staged_nor_stored_is_missing(store: Store) -> None:
    path = store.incoming("a", "upload-1")
    path.unlink()

    with pytest.raises(ObjectMissingError):
        store.adopt("a", path, DIGEST, len(DATA))


@pytest.mark.parametrize("name", ["", "..", "a/b", "a.b", "x" * 101])
def test_a_name_of_a_staged_file_is_plain(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        store.incoming("a", name)


def test_equal_bytes_of_two_bureaus_are_two_objects(store: Store) -> None:
    for bureau in ("a", "b", "a"):
        put(store, bureau=bureau)

    assert objects(store) == {("a", DIGEST, len(DATA)), ("b", DIGEST, len(DATA))}


@pytest.mark.parametrize("digest", [DIGEST, "sha256:x", "", "sha256:../../../etc/passwd"])
def test_what_is_not_there_is_missing(store: Store, digest: str) -> None:
    for reads in (store.open, store.size, store.compare, store.check):
        with pytest.raises(ObjectMissingError):
            reads("a", digest)
    with pytest.raises(ObjectMissingError):
        store.open_range("a", digest, 0, 1)
    with pytest.raises(ObjectMissingError), store.as_file("a", digest):
        pass


def test_too_many_bytes_leave_nothing(store: Store) -> None:
    with pytest.raises(TooLargeError):
        store.put("a", [DATA], most_bytes=len(DATA) - 1)

    assert objects(store) == set()
    assert list(store.staged()) == []


def test_bytes_that_break_off_leave_nothing(store: Store) -> None:
    def breaks() -> Iterator[bytes]:
        yield DATA
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put("a", breaks(), most_bytes=100_000_000)

    assert objects(store) == set()
    assert list(store.staged()) == []


def test_many_at_once_put_one_object(store: Store) -> None:
    stored: list[Stored] = []
    threads = [threading.Thread(target=lambda: stored.append(put(store))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stored == [Stored(DIGEST, len(DATA))] * 6
    assert objects(store) == {("a", DIGEST, len(DATA))}
    assert list(store.staged()) == []


def test_a_pace_hears_of_every_byte_and_may_end_the_reading(store: Store) -> None:
    put(store)
    read: list[int] = []

    store.compare("a", DIGEST, pace=read.append)
    store.check("a", DIGEST, pace=read.append)

    def ends(_size: int) -> None:
        raise InterruptedError

    assert sum(read) == 2 * len(DATA)
    with pytest.raises(InterruptedError):
        store.check("a", DIGEST, pace=ends)


def test_there_is_room(store: Store) -> None:
    assert store.free_bytes() > 1_000_000


def test_an_object_in_quarantine_is_out_of_sight_and_can_be_brought_back(store: Store) -> None:
    put(store)

    assert store.quarantine("a", DIGEST, before=now() + HOUR)

    assert objects(store) == set()
    (aside,) = store.quarantined()
    assert (aside.bureau, aside.digest, aside.size_bytes) == ("a", DIGEST, len(DATA))
    assert abs(aside.at - now()) < timedelta(minutes=1)
    with pytest.raises(ObjectMissingError):
        store.open("a", DIGEST)
    assert not store.quarantine("a", DIGEST, before=now() + HOUR)

    store.bring_back("a", DIGEST)

    assert list(store.quarantined()) == []
    assert store.compare("a", DIGEST).size_bytes == len(DATA)
    with pytest.raises(ObjectMissingError):
        store.bring_back("a", DIGEST)
    with pytest.raises(ObjectMissingError):
        store.remove("a", DIGEST)


def test_what_was_put_again_lately_does_not_go_into_quarantine(store: Store) -> None:
    put(store)
    assert not store.quarantine("a", DIGEST, before=now() - HOUR)
    time.sleep(1.1)  # servers tell whole seconds
    between = now()
    time.sleep(0.05)
    put(store)

    assert not store.quarantine("a", DIGEST, before=between)
    assert store.compare("a", DIGEST).size_bytes == len(DATA)


def test_what_is_put_while_it_is_in_quarantine_is_an_object_again(store: Store) -> None:
    put(store)
    store.quarantine("a", DIGEST, before=now() + HOUR)

    assert put(store) == Stored(DIGEST, len(DATA))

    assert store.compare("a", DIGEST).size_bytes == len(DATA)


def test_an_object_leaves_quarantine_for_good_once_no_lock_holds_it(store: Store) -> None:
    stored = put(store)
    store.quarantine("a", DIGEST, before=now() + HOUR)

    if stored.locked_until is not None:
        with pytest.raises(LockedError):
            store.remove("a", DIGEST)
        assert [one.digest for one in store.quarantined()] == [DIGEST]
        time.sleep(max(0, (stored.locked_until - now()).total_seconds()) + 1.5)
    store.remove("a", DIGEST)

    assert list(store.quarantined()) == []
    with pytest.raises(ObjectMissingError):
        store.open("a", DIGEST)
    assert put(store).size_bytes == len(DATA)


def test_a_lock_can_be_extended_and_never_shortened(store: Store) -> None:
    before = put(store).locked_until
    wanted = now() + timedelta(seconds=20)

    held = store.extend_lock("a", DIGEST, wanted)

    assert (held is None) == (before is None)
    if held is not None:
        assert abs(held - wanted) < timedelta(seconds=2)
        assert store.extend_lock("a", DIGEST, now()) == held
    with pytest.raises(ObjectMissingError):
        store.extend_lock("b", DIGEST, wanted)


def damage(store: Store, tmp_path: Path) -> None:
    """Change a byte of the object, as a disk or somebody with a key of the server might."""
    if isinstance(store, LocalStore):
        (path,) = tmp_path.rglob(DIGEST.removeprefix("sha256:"))
        path.chmod(0o600)
        path.write_bytes(b"x" + DATA[1:])
        path.chmod(0o400)
    else:
        bucket = store._bucket  # type: ignore[attr-defined]  # of the adapter
        key = bucket.key("a", DIGEST)
        bucket.client.put_object(Bucket=bucket.name, Key=key, Body=b"x" + DATA[1:])


@pytest.mark.parametrize("how", ["put", "adopted"])
def test_good_bytes_take_the_place_of_damaged_ones(store: Store, how: str, tmp_path: Path) -> None:
    if isinstance(store, LocalStore):
        put(store)
    damage(store, tmp_path)
    with pytest.raises(ObjectDamagedError):
        store.check("a", DIGEST)

    if how == "put":
        stored = put(store)
    else:
        digest, size = stage(store, DATA)
        stored = store.adopt("a", store.incoming("a", "upload-1"), digest, size)

    assert stored == Stored(DIGEST, len(DATA))
    assert stored.replaced
    assert store.check("a", DIGEST) == Checked(DIGEST, sm3_of(DATA), len(DATA))
    with store.open("a", DIGEST) as file:
        assert file.read() == DATA
    assert objects(store) == {("a", DIGEST, len(DATA))}
    assert (list(store.staged()), list(store.quarantined())) == ([], [])
    assert put(store).replaced == ""


def test_an_object_that_lies_there_whole_is_replaced_by_nothing(store: Store) -> None:
    put(store)

    assert put(store).replaced == ""


def test_transfers_that_broke_off_are_forgotten(store: Store) -> None:
    put(store)

    assert store.drop_transfers(now()) == 0
