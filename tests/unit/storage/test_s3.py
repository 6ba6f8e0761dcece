# SPDX-License-Identifier: Apache-2.0
"""What S3 adds: locks that hold, versions, transfers that are given up, servers that are away."""

import hashlib
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from liuhen.storage import s3
from liuhen.storage.s3 import S3Store, s3_store
from liuhen.vault.store import (
    ObjectDamagedError,
    ObjectMissingError,
    StagedDifferentError,
    StoreAwayError,
)

if TYPE_CHECKING:
    from support.seaweed import Seaweed

DATA = b"%PDF-1.7 " + bytes(range(256)) * 50
DIGEST = "sha256:" + hashlib.sha256(DATA).hexdigest()
BIG = bytes(range(251)) * 150_000


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def put(store: S3Store, data: bytes = DATA) -> Any:
    return store.put("a", [data], most_bytes=100_000_000)


def transfers(store: S3Store) -> list[Any]:
    pages = store._bucket.client.list_multipart_uploads(
        Bucket=store._bucket.name, Prefix=store._bucket.prefix
    )
    return list(pages.get("Uploads", []))


@pytest.mark.parametrize("data", [DATA, BIG], ids=["whole", "in parts"])
def test_version_and_lock_are_read_back_and_the_lock_holds(
    bucket: S3Store, s3_server: "Seaweed", data: bytes
) -> None:
    stored = put(bucket, data)
    key = bucket._bucket.key("a", stored.digest)

    assert stored.version
    assert stored.locked_until > datetime.now(UTC)
    for client in (bucket._bucket.client, s3_server.admin):
        with pytest.raises(ClientError, match="AccessDenied"):
            client.delete_object(Bucket=bucket._bucket.name, Key=key, VersionId=stored.version)  # type: ignore[attr-defined]  # of boto3
    sooner = stored.locked_until - timedelta(seconds=3)
    with suppress(ClientError):  # which of its errors it is depends on the time left
        bucket._bucket.client.put_object_retention(
            Bucket=bucket._bucket.name,
            Key=key,
            VersionId=stored.version,
            Retention={"Mode": "COMPLIANCE", "RetainUntilDate": sooner},
        )
    assert bucket._bucket.held(key, stored.version) == stored.locked_until
    assert bucket.compare("a", stored.digest) == stored


def test_what_is_put_over_an_object_is_not_read(bucket: S3Store) -> None:
    put(bucket)
    bucket._bucket.client.put_object(
        Bucket=bucket._bucket.name, Key=bucket._bucket.key("a", DIGEST), Body=b"something else"
    )

    assert bucket.compare("a", DIGEST).size_bytes == len(DATA)
    with bucket.open("a", DIGEST) as file:
        assert file.read() == DATA


def test_bytes_that_are_not_those_of_their_key_are_damaged(bucket: S3Store) -> None:
    bucket._bucket.client.put_object(
        Bucket=bucket._bucket.name, Key=bucket._bucket.key("a", DIGEST), Body=DATA[:-1] + b"x"
    )

    for reads in (bucket.compare, bucket.check):
        with pytest.raises(ObjectDamagedError):
            reads("a", DIGEST)
    with pytest.raises(ObjectDamagedError), bucket.as_file("a", DIGEST):
        pass
    assert list(bucket.staged()) == []


def test_a_damaged_version_stays_when_good_bytes_take_its_place(bucket: S3Store) -> None:
    key = bucket._bucket.key("a", DIGEST)
    first = bucket._bucket.client.put_object(
        Bucket=bucket._bucket.name, Key=key, Body=DATA[:-1] + b"x"
    )

    stored = put(bucket)

    assert stored.replaced == f"version {first['VersionId']}"
    assert stored.locked_until is not None
    kept = bucket._bucket.client.get_object(
        Bucket=bucket._bucket.name, Key=key, VersionId=first["VersionId"]
    )["Body"].read()
    assert kept == DATA[:-1] + b"x"
    bucket._bucket.client.put_object(Bucket=bucket._bucket.name, Key=key, Body=b"put over it")
    assert bucket._bucket.version(key, DIGEST).id == stored.version
    assert put(bucket).replaced == ""


@pytest.mark.parametrize("data", [DATA, BIG], ids=["whole", "in parts"])
def test_a_file_that_changed_while_it_was_staged_is_not_sent(bucket: S3Store, data: bytes) -> None:
    path = bucket.incoming("a", "upload-1")
    path.write_bytes(data[:-1] + b"!")

    with pytest.raises(StagedDifferentError):
        bucket.adopt("a", path, digest_of(data), len(data))

    assert list(bucket.objects()) == []
    assert transfers(bucket) == []
    assert path.exists()


def test_a_transfer_that_broke_off_is_forgotten_after_a_while(bucket: S3Store) -> None:
    key = bucket._bucket.key("a", DIGEST)
    bucket._bucket.client.create_multipart_upload(Bucket=bucket._bucket.name, Key=key)
    now = datetime.now(UTC)

    assert bucket.drop_transfers(now - timedelta(hours=1)) == 0
    assert bucket.drop_transfers(now + timedelta(hours=1)) == 1
    assert transfers(bucket) == []


def test_a_transfer_that_breaks_is_given_up(
    bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bucket.incoming("a", "upload-1")
    path.write_bytes(BIG)
    sent = []
    real = bucket._bucket.client.upload_part

    def breaks(**part: Any) -> Any:
        sent.append(part["PartNumber"])
        if part["PartNumber"] == 2:
            raise ConnectionResetError("reset")
        return real(**part)

    monkeypatch.setattr(bucket._bucket.client, "upload_part", breaks)
    with pytest.raises(StoreAwayError, match="reset"):
        bucket.adopt("a", path, digest_of(BIG), len(BIG))

    assert sent == [1, 2]
    assert transfers(bucket) == []
    monkeypatch.undo()
    assert bucket.adopt("a", path, digest_of(BIG), len(BIG)).size_bytes == len(BIG)


def test_a_reading_that_breaks_off_is_taken_up_where_it_was(
    bucket: S3Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bucket, BIG)
    real, answers = bucket._bucket.fetch, []

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 1_000_000 and len(answers) < 3:
                raise ConnectionResetError("reset")
            return super().read(size)

    def fetch(key: str, version: str, start: int, end: int) -> Any:
        answers.append(start)
        return Breaking(real(key, version, start, end).read())

    monkeypatch.setattr(bucket._bucket, "fetch", fetch)
    assert bucket.compare("a", digest_of(BIG)).size_bytes == len(BIG)
    assert len(answers) == 3


def test_a_bucket_without_object_lock_is_refused(
    bucket: S3Store, s3_server: "Seaweed", tmp_path: Path
) -> None:
    admin: Any = s3_server.admin
    admin.create_bucket(Bucket="no-lock-here")
    url = s3_server.url().replace("liuhen-test", "no-lock-here")
    store = s3_store(url, tmp_path, lambda _bureau: datetime.now(UTC) + timedelta(days=1))

    with pytest.raises(StoreAwayError, match="no-lock-here"):
        put(store)
    store._bucket.client.close()


def test_a_server_that_is_away_is_no_missing_object(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(s3, "ATTEMPTS", 1)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    store = s3_store("s3://bucket?endpoint=http://127.0.0.1:9", tmp_path, lambda _bureau: None)

    with pytest.raises(StoreAwayError, match="bucket bucket"):
        store.open("a", DIGEST)
    with pytest.raises(StoreAwayError):
        put(store)
    assert list(store.staged()) == []


def test_an_object_of_a_vanished_version_is_missing(bucket: S3Store) -> None:
    with pytest.raises(ObjectMissingError):
        bucket._bucket.fetch(bucket._bucket.key("a", DIGEST), "0" * 32, 0, 1)


@pytest.mark.parametrize(
    "url", ["s3:///x", "s3://bucket?endpont=http://x", "file:///x", "s3://bucket?x=1"]
)
def test_an_address_that_says_nothing_sensible_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected s3://bucket/prefix"):
        s3_store(url, tmp_path, lambda _bureau: None)
