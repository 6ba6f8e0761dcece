# SPDX-License-Identifier: Apache-2.0
"""The store in a bucket of S3 or of a server that speaks it: `PREFIXbureau/abcdef…`.

- Bytes are staged on this machine's disk, then sent in one transfer, whose digest is taken again on
  the way; a transfer with another digest is given up before the object exists.
- Every object is put under a lock in compliance mode, until the day that the bureau's retention
  asks for; version, size and lock are read back before `put` returns. A bucket without object lock
  is refused by its server, and so by us.
- An object is the oldest version of its key: what anybody puts over it later is not read. Where its
  bytes have changed and come again, the good ones become another version, and then those before it
  are tagged as passed over: they stay, under their locks, and are read no more. A key
  whose newest entry is a delete marker is in quarantine; the lock may keep its bytes there longer
  than the sweep would.
- Conditional puts are not relied on, as some servers ignore them. Putting the same bytes again tags
  the object with the time and then looks whether it is still in sight; the sweep hides it and then
  reads the tag: whichever comes second sees the other.
"""

import base64
import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from liuhen.storage.disk import Folders, Pieces, free_bytes, room
from liuhen.storage.incoming import PUT, Incoming, forget, settle
from liuhen.vault.digests import SHA256, Arriving, digests_of, sha256_of
from liuhen.vault.store import (
    Checked,
    Found,
    LockedError,
    ObjectDamagedError,
    ObjectMissingError,
    Pace,
    Staged,
    StagedDifferentError,
    StoreAwayError,
    Stored,
    unpaced,
)

PART_BYTES = 16 * 1024 * 1024
_MOST_PARTS = 9_000  # S3 takes 10,000
_ATTEMPTS = 4
_NAME = re.compile(r"[0-9a-f]{64}")
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_AGAIN = "liuhen-put-again"
_PASSED_OVER = "liuhen-passed-over"
_SEND_OFF = timedelta(seconds=2)  # servers keep locks in whole seconds

#: Says until when a new object of a bureau is locked; `None`: not at all.
LockUntil = Callable[[str], datetime | None]


class _Version(NamedTuple):
    id: str
    size_bytes: int
    newest_at: datetime


def s3_store(url: str, staging: Path, lock_until: LockUntil) -> "S3Store":
    """Return the store of `s3://bucket/prefix?endpoint=https://…`.

    Keys and region come from the usual AWS variables. Files on their way lie below `staging`.

    Raises:
        ValueError: the address names no bucket, or says something unknown.
    """
    parts = urlsplit(url)
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    if parts.scheme != "s3" or not parts.netloc or (unknown := options.keys() - {"endpoint"}):
        said = f"?{min(unknown)}= is unknown" if parts.netloc and unknown else "no bucket is named"
        raise ValueError(f"{said}; expected s3://bucket/prefix?endpoint=https://…")
    endpoint = options.get("endpoint", [os.environ.get("AWS_ENDPOINT_URL_S3") or None])[0]
    prefix = parts.path.strip("/")
    return S3Store(
        _client(endpoint), parts.netloc, f"{prefix}/" if prefix else "", staging, lock_until
    )


def _client(endpoint: str | None) -> Any:
    style = "path" if endpoint else "auto"  # a server in the house has no names for buckets
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=os.environ.get("AWS_REGION")
        or os.environ.get("AWS_DEFAULT_REGION")
        or "us-east-1",
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": style},
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=32,
        ),
    )


class S3Store:
    """Keeps objects in a bucket. Methods are those of `liuhen.vault.store.Store`."""

    def __init__(
        self, client: Any, bucket: str, prefix: str, staging: Path, lock_until: LockUntil
    ) -> None:
        """Use `client` of boto3. `prefix` is empty or ends in a slash."""
        self._client, self._bucket, self._prefix = client, bucket, prefix
        self._staging, self._lock_until = staging, lock_until
        self._incoming = Incoming(staging, Folders(staging))

    def put(self, bureau: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
        """Keep the bytes."""
        staged, arriving = self._incoming.write(bureau, chunks, most_bytes)
        try:
            return self.adopt(bureau, staged, arriving.digest, arriving.size_bytes)
        finally:
            forget(staged)

    def incoming(self, bureau: str, name: str) -> Path:
        """Return a file of the incoming area."""
        return self._incoming.file(bureau, name)

    def adopt(self, bureau: str, staged: Path, digest: str, size_bytes: int) -> Stored:
        """Send a finished file, unless its bytes are there."""
        key = self._key(bureau, digest)
        damaged: ObjectDamagedError | None = None
        try:
            again = self._again(bureau, digest)
        except ObjectDamagedError as error:
            again, damaged = None, error
        if again is not None:
            forget(staged)
            return again
        try:
            descriptor = settle(staged, size_bytes)
        except FileNotFoundError:
            raise damaged or ObjectMissingError(digest) from None
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            until = self._lock_until(bureau)
            if size_bytes <= PART_BYTES:
                version = self._send_whole(key, file, digest, until)
            else:
                version = self._send_parts(key, file, digest, size_bytes, until)
        stored = self._read_back(key, version, Stored(digest, size_bytes), until)
        if damaged is not None:
            stored = replace(stored, replaced=self._pass_over(key, stored.version))
        forget(staged)
        return stored

    def open(self, bureau: str, digest: str) -> BinaryIO:
        """Open an object; it can be sought in."""
        raw = self._raw(bureau, digest)
        return io.BufferedReader(raw, 1024 * 1024)

    def open_range(self, bureau: str, digest: str, start: int, length: int) -> Iterator[bytes]:
        """Give a stretch of an object."""
        raw = self._raw(bureau, digest)
        raw.limit(start + length)
        raw.seek(start)
        return Pieces(io.BufferedReader(raw, 256 * 1024), length)

    @contextmanager
    def as_file(self, bureau: str, digest: str) -> Iterator[Path]:
        """Fetch the object into the incoming area for the while, and compare it."""
        path = self._incoming.file(bureau, f"{PUT}{secrets.token_hex(16)}")
        try:
            with self.open(bureau, digest) as source, path.open("wb", buffering=0) as target:
                arriving = Arriving()
                while piece := source.read(1024 * 1024):
                    arriving.take(piece)
                    with room():
                        target.write(piece)
            if arriving.digest != digest:
                raise ObjectDamagedError(digest)
            path.chmod(0o400)
            yield path
        finally:
            forget(path)

    def address(
        self, bureau: str, digest: str, *, seconds: int, media_type: str, disposition: str
    ) -> str:
        """Sign an address of the object's version."""
        key = self._key(bureau, digest)
        asked = {
            "Bucket": self._bucket,
            "Key": key,
            "VersionId": self._version(key, digest).id,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": disposition,
        }
        with self._asking():
            signed = self._client.generate_presigned_url(
                "get_object", Params=asked, ExpiresIn=seconds
            )
        return str(signed)

    def size(self, bureau: str, digest: str) -> int:
        """Return the bytes of an object."""
        return self._version(self._key(bureau, digest), digest).size_bytes

    def compare(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Stored:
        """Fetch an object and compare it with its name."""
        raw = self._raw(bureau, digest)
        with raw:
            found, size = sha256_of(raw, pace=pace)  # type: ignore[arg-type]  # as above
        if found != digest:
            raise ObjectDamagedError(digest)
        return Stored(digest, size, raw.version)

    def check(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Checked:
        """Fetch an object, compare it with its name, and take SM3."""
        with self._raw(bureau, digest) as raw:
            found = digests_of(raw, pace=pace)  # type: ignore[arg-type]  # as above
        if found.sha256 != digest:
            raise ObjectDamagedError(digest)
        return Checked(digest, found.sm3, found.size_bytes)

    def extend_lock(self, bureau: str, digest: str, until: datetime) -> datetime | None:
        """Lock the object's version until then, if it is not locked for longer."""
        key = self._key(bureau, digest)
        version = self._version(key, digest).id
        held = self._held(key, version)
        if held is not None and held >= until - _SEND_OFF:
            return held
        retention = {"Mode": "COMPLIANCE", "RetainUntilDate": until}
        with self._asking():
            self._client.put_object_retention(
                Bucket=self._bucket, Key=key, VersionId=version, Retention=retention
            )
        return self._held(key, version)

    def free_bytes(self) -> int:
        """Return the room for files on their way; the bucket's own is not known."""
        return free_bytes(self._staging)

    def objects(self) -> Iterator[Found]:
        """Give every object in sight."""
        for page in self._pages("list_objects_v2"):
            for one in page.get("Contents", []):
                if (name := self._name(one["Key"])) is not None:
                    yield Found(*name, one["Size"], one["LastModified"])

    def staged(self) -> Iterator[Staged]:
        """Give every file of the incoming area."""
        return self._incoming.all()

    def drop_transfers(self, before: datetime) -> int:
        """Let the server forget the parts of transfers that broke off."""
        dropped = 0
        for page in self._pages("list_multipart_uploads"):
            for one in page.get("Uploads", []):
                if self._name(one["Key"]) is not None and one["Initiated"] < before:
                    self._abort(one["Key"], one["UploadId"])
                    dropped += 1
        return dropped

    def quarantine(self, bureau: str, digest: str, *, before: datetime) -> bool:
        """Hide an object behind a delete marker."""
        key = self._key(bureau, digest)
        try:
            version = self._version(key, digest)
        except ObjectMissingError:
            return False
        if version.newest_at >= before or self._put_again_at(key, version.id) >= before:
            return False
        with self._asking():
            marker = self._client.delete_object(Bucket=self._bucket, Key=key)["VersionId"]
        if self._put_again_at(key, version.id) >= before:
            self._delete(key, marker)
            return False
        return True

    def quarantined(self) -> Iterator[Found]:
        """Give every object behind a delete marker."""
        hidden: dict[str, datetime] = {}
        oldest: dict[str, Any] = {}
        for page in self._pages("list_object_versions"):
            for one in page.get("DeleteMarkers", []):
                if one["IsLatest"]:
                    hidden[one["Key"]] = one["LastModified"]
            for one in page.get("Versions", []):
                if not one["IsLatest"]:
                    oldest[one["Key"]] = one
        for key, at in sorted(hidden.items()):
            if key in oldest and (name := self._name(key)) is not None:
                held = self._held(key, oldest[key]["VersionId"])
                yield Found(*name, oldest[key]["Size"], at, held)

    def bring_back(self, bureau: str, digest: str) -> None:
        """Delete the marker."""
        key = self._key(bureau, digest)
        markers, versions = self._entries(key)
        if not versions or not any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        for one in markers:
            self._delete(key, one["VersionId"])

    def remove(self, bureau: str, digest: str) -> None:
        """Delete every version of an object in quarantine, then its marker."""
        key = self._key(bureau, digest)
        markers, versions = self._entries(key)
        if not versions or not any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        for one in versions:
            held = self._held(key, one["VersionId"])
            if held is not None and held > datetime.now(UTC):
                raise LockedError(f"{digest} is locked until {held:%Y-%m-%d %H:%M} UTC")
        for one in (*versions, *markers):
            self._delete(key, one["VersionId"])

    def _again(self, bureau: str, digest: str) -> Stored | None:
        """Find the same bytes, tell the sweep that they are wanted, and read them."""
        key = self._key(bureau, digest)
        try:
            version = self._version(key, digest).id
            tags = {"TagSet": [{"Key": _AGAIN, "Value": datetime.now(UTC).isoformat()}]}
            with self._asking(digest):
                self._client.put_object_tagging(
                    Bucket=self._bucket, Key=key, VersionId=version, Tagging=tags
                )
            if self._version(key, digest).id != version:
                return None
            stored = self.compare(bureau, digest)
        except ObjectMissingError:
            return None
        until = self._lock_until(bureau)
        held = self.extend_lock(bureau, digest, until) if until else self._held(key, version)
        return Stored(digest, stored.size_bytes, version, held)

    def _pass_over(self, key: str, good: str) -> str:
        """Let the version `good` be the object; return the name of what was it before."""
        _markers, versions = self._entries(key)
        before = [one["VersionId"] for one in versions if one["VersionId"] != good]
        tags = {"TagSet": [{"Key": _PASSED_OVER, "Value": datetime.now(UTC).isoformat()}]}
        for version in before:  # newest first: the one that is read changes with the last step
            with self._asking():
                self._client.put_object_tagging(
                    Bucket=self._bucket, Key=key, VersionId=version, Tagging=tags
                )
        return f"version {before[-1]}" if before else ""

    def _put_again_at(self, key: str, version: str) -> datetime:
        said = self._tags(key, version).get(_AGAIN)
        return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=UTC)

    def _tags(self, key: str, version: str) -> dict[str, str]:
        with self._asking():
            found = self._client.get_object_tagging(
                Bucket=self._bucket, Key=key, VersionId=version
            )["TagSet"]
        return {str(tag["Key"]): str(tag["Value"]) for tag in found}

    def _send_whole(self, key: str, file: BinaryIO, digest: str, until: datetime | None) -> str:
        body = file.read()
        _expect(SHA256 + hashlib.sha256(body).hexdigest(), digest)
        with self._asking():
            sent = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=body,
                ChecksumSHA256=_base64_sha256(body),
                **_lock(until),
            )
        return str(sent.get("VersionId", ""))

    def _send_parts(
        self, key: str, file: BinaryIO, digest: str, size_bytes: int, until: datetime | None
    ) -> str:
        part_bytes = max(PART_BYTES, -(-size_bytes // _MOST_PARTS))
        with self._asking():
            transfer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ChecksumAlgorithm="SHA256", **_lock(until)
            )["UploadId"]
        try:
            parts = self._parts(key, transfer, file, part_bytes, digest)
            with self._asking():
                sent = self._client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=transfer,
                    MultipartUpload={"Parts": parts},
                )
        except BaseException:
            with suppress(StoreAwayError):
                self._abort(key, transfer)
            raise
        return str(sent.get("VersionId", ""))

    def _parts(
        self, key: str, transfer: str, file: BinaryIO, part_bytes: int, digest: str
    ) -> list[dict[str, Any]]:
        whole, parts = Arriving(), list[dict[str, Any]]()
        while body := file.read(part_bytes):
            whole.take(body)
            checksum = _base64_sha256(body)
            number = len(parts) + 1
            with self._asking():
                sent = self._client.upload_part(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=transfer,
                    PartNumber=number,
                    Body=body,
                    ChecksumSHA256=checksum,
                )
            part = {"PartNumber": number, "ETag": sent["ETag"]}
            if sent.get("ChecksumSHA256"):  # not every server knows it
                part["ChecksumSHA256"] = checksum
            parts.append(part)
        _expect(whole.digest, digest)
        return parts

    def _read_back(self, key: str, version: str, sent: Stored, until: datetime | None) -> Stored:
        """Ask the server what it has."""
        names = {"VersionId": version} if version else {}
        with self._asking(sent.digest):
            found = self._client.head_object(Bucket=self._bucket, Key=key, **names)
        held = found.get("ObjectLockRetainUntilDate")
        compliant = found.get("ObjectLockMode") == "COMPLIANCE"
        if found["ContentLength"] != sent.size_bytes:
            raise StoreAwayError(f"{sent.digest}: the server has {found['ContentLength']} bytes")
        if until is not None and not (compliant and held and held >= until - _SEND_OFF):
            raise StoreAwayError(f"bucket {self._bucket}: the server did not lock what was put")
        return Stored(sent.digest, sent.size_bytes, version, held)

    def _held(self, key: str, version: str) -> datetime | None:
        """Until when the server lets nobody delete the version."""
        with self._asking(key):
            found = self._client.head_object(Bucket=self._bucket, Key=key, VersionId=version)
        held: datetime | None = found.get("ObjectLockRetainUntilDate")
        return held if found.get("ObjectLockMode") == "COMPLIANCE" else None

    def _raw(self, bureau: str, digest: str) -> "_Body":
        key = self._key(bureau, digest)
        version = self._version(key, digest)
        return _Body(self, key, version)

    def fetch(self, key: str, version: str, start: int, end: int) -> Any:
        """Return the answering stream of the bytes [start, end) of a version."""
        with self._asking(key):
            return self._client.get_object(
                Bucket=self._bucket, Key=key, VersionId=version, Range=f"bytes={start}-{end - 1}"
            )["Body"]

    def _version(self, key: str, digest: str) -> _Version:
        """The object of a key.

        Raises:
            ObjectMissingError: there is none, or it is in quarantine.
        """
        markers, versions = self._entries(key)
        if not versions or any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        oldest = versions[-1]  # they come newest first
        if len(versions) > 1:  # put over by somebody, or damaged once
            in_sight = (
                one
                for one in reversed(versions)
                if _PASSED_OVER not in self._tags(key, one["VersionId"])
            )
            oldest = next(in_sight, versions[0])
        return _Version(oldest["VersionId"], oldest["Size"], versions[0]["LastModified"])

    def _entries(self, key: str) -> tuple[list[Any], list[Any]]:
        """Delete markers and versions of a key, each newest first."""
        with self._asking():
            page = self._client.list_object_versions(Bucket=self._bucket, Prefix=key)
        markers = [one for one in page.get("DeleteMarkers", []) if one["Key"] == key]
        return markers, [one for one in page.get("Versions", []) if one["Key"] == key]

    def _delete(self, key: str, version: str) -> None:
        with self._asking():
            self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version)

    def _abort(self, key: str, transfer: str) -> None:
        with self._asking():
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=transfer)

    def _pages(self, operation: str) -> Iterator[Any]:
        with self._asking():
            pages = self._client.get_paginator(operation)
            yield from pages.paginate(Bucket=self._bucket, Prefix=self._prefix)

    @contextmanager
    def _asking(self, digest: str = "") -> Iterator[None]:
        """Say what the server answered as the port says it."""
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if digest and code in _GONE:
                raise ObjectMissingError(digest) from None
            raise StoreAwayError(f"bucket {self._bucket}: {error}") from None
        except (BotoCoreError, OSError) as error:
            raise StoreAwayError(f"bucket {self._bucket}: {error}") from None

    def _key(self, bureau: str, digest: str) -> str:
        name = digest.removeprefix(SHA256)
        if not _NAME.fullmatch(name):
            raise ObjectMissingError(digest)
        return f"{self._prefix}{bureau}/{name}"

    def _name(self, key: str) -> tuple[str, str] | None:
        """Bureau and digest of a key of ours."""
        bureau, slash, name = key.removeprefix(self._prefix).partition("/")
        return (bureau, SHA256 + name) if slash and _NAME.fullmatch(name) else None


class _Body(io.RawIOBase):
    """An object's bytes, fetched as they are read; a broken transfer is taken up again."""

    def __init__(self, store: S3Store, key: str, version: _Version) -> None:
        self._store, self._key, self.version = store, key, version.id
        self._size = self._end = version.size_bytes
        self._at = 0
        self._answer: Any = None

    def limit(self, end: int) -> None:
        """Ask for nothing from `end` on."""
        self._end = min(self._size, end)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset != self._at:
            self._drop()
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), self._end - self._at)
        if wanted <= 0:
            return 0
        piece = self._read(wanted)
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._drop()
        super().close()

    def _read(self, wanted: int) -> bytes:
        for _ in range(_ATTEMPTS):
            try:
                if self._answer is None:
                    self._answer = self._store.fetch(self._key, self.version, self._at, self._end)
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


def _lock(until: datetime | None) -> dict[str, Any]:
    if until is None:
        return {}
    return {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}


def _expect(found: str, digest: str) -> None:
    if found != digest:
        raise StagedDifferentError(f"{digest} expected, {found} found")


def _base64_sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
