# SPDX-License-Identifier: Apache-2.0
"""The store in a bucket of S3 or of a server that speaks it: `PREFIXbureau/abcdef…`.

- Bytes are staged on this machine's disk, then sent in one transfer (`bucket_sending`).
- Every object is put under a lock in compliance mode, until the day that the bureau's retention
  asks for; version, size and lock are read back before `put` returns. A bucket without object lock
  is refused by its server, and so by us.
- Which version of a key is the object, and what is in quarantine, stands in `bucket`.
- Conditional puts are not relied on, as some servers ignore them. Putting the same bytes again tags
  the object with the time and then looks whether it is still in sight; the sweep hides it and then
  reads the tag: whichever comes second sees the other.
"""

import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config

from liuhen.storage.bucket import SEND_OFF, Bucket
from liuhen.storage.bucket_reading import ATTEMPTS, BucketFile
from liuhen.storage.bucket_sending import Sending
from liuhen.storage.disk import Folders, Pieces, free_bytes, room
from liuhen.storage.incoming import PUT, Incoming, forget, settle
from liuhen.vault.digests import Arriving, digests_of, sha256_of
from liuhen.vault.store import (
    Checked,
    Found,
    LockedError,
    ObjectDamagedError,
    ObjectMissingError,
    Pace,
    Staged,
    Stored,
    unpaced,
)

#: Says until when a new object of a bureau is locked; `None`: not at all.
LockUntil = Callable[[str], datetime | None]


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
    bucket = Bucket(_client(endpoint), parts.netloc, f"{prefix}/" if prefix else "")
    return S3Store(bucket, staging, lock_until)


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
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            connect_timeout=5,
            read_timeout=60,
            max_pool_connections=32,
        ),
    )


class S3Store:
    """Keeps objects in a bucket. Methods are those of `liuhen.vault.store.Store`."""

    def __init__(self, bucket: Bucket, staging: Path, lock_until: LockUntil) -> None:
        """Keep objects in `bucket`, and files on their way below `staging`."""
        self._bucket = bucket
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
        key = self._bucket.key(bureau, digest)
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
            version = Sending(self._bucket, key, digest, until).send(file, size_bytes)
        stored = self._bucket.read_back(key, version, Stored(digest, size_bytes), until)
        if damaged is not None:
            stored = replace(stored, replaced=self._bucket.pass_over(key, stored.version))
        forget(staged)
        return stored

    def open(self, bureau: str, digest: str) -> io.BufferedReader:
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
        key = self._bucket.key(bureau, digest)
        asked = {
            "Bucket": self._bucket.name,
            "Key": key,
            "VersionId": self._bucket.version(key, digest).id,
            "ResponseContentType": media_type,
            "ResponseContentDisposition": disposition,
        }
        with self._bucket.asking():
            signed = self._bucket.client.generate_presigned_url(
                "get_object", Params=asked, ExpiresIn=seconds
            )
        return str(signed)

    def size(self, bureau: str, digest: str) -> int:
        """Return the bytes of an object."""
        return self._bucket.version(self._bucket.key(bureau, digest), digest).size_bytes

    def compare(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Stored:
        """Fetch an object and compare it with its name."""
        raw = self._raw(bureau, digest)
        with raw:
            found, size = sha256_of(raw, pace=pace)
        if found != digest:
            raise ObjectDamagedError(digest)
        return Stored(digest, size, raw.version)

    def check(self, bureau: str, digest: str, *, pace: Pace = unpaced) -> Checked:
        """Fetch an object, compare it with its name, and take SM3."""
        with self._raw(bureau, digest) as raw:
            found = digests_of(raw, pace=pace)
        if found.sha256 != digest:
            raise ObjectDamagedError(digest)
        return Checked(digest, found.sm3, found.size_bytes)

    def extend_lock(self, bureau: str, digest: str, until: datetime) -> datetime | None:
        """Lock the object's version until then, if it is not locked for longer."""
        key = self._bucket.key(bureau, digest)
        version = self._bucket.version(key, digest).id
        held = self._bucket.held(key, version)
        if held is not None and held >= until - SEND_OFF:
            return held
        self._bucket.lock(key, version, until)
        return self._bucket.held(key, version)

    def free_bytes(self) -> int:
        """Return the room for files on their way; the bucket's own is not known."""
        return free_bytes(self._staging)

    def objects(self) -> Iterator[Found]:
        """Give every object in sight."""
        for page in self._bucket.pages("list_objects_v2"):
            for one in page.get("Contents", []):
                if (name := self._bucket.named(one["Key"])) is not None:
                    yield Found(*name, one["Size"], one["LastModified"])

    def staged(self) -> Iterator[Staged]:
        """Give every file of the incoming area."""
        return self._incoming.all()

    def drop_transfers(self, before: datetime) -> int:
        """Let the server forget the parts of transfers that broke off."""
        dropped = 0
        for page in self._bucket.pages("list_multipart_uploads"):
            for one in page.get("Uploads", []):
                if self._bucket.named(one["Key"]) is not None and one["Initiated"] < before:
                    self._bucket.abort(one["Key"], one["UploadId"])
                    dropped += 1
        return dropped

    def quarantine(self, bureau: str, digest: str, *, before: datetime) -> bool:
        """Hide an object behind a delete marker."""
        key = self._bucket.key(bureau, digest)
        try:
            version = self._bucket.version(key, digest)
        except ObjectMissingError:
            return False
        if version.newest_at >= before or self._bucket.put_again_at(key, version.id) >= before:
            return False
        marker = self._bucket.hide(key)
        if self._bucket.put_again_at(key, version.id) >= before:
            self._bucket.delete(key, marker)
            return False
        return True

    def quarantined(self) -> Iterator[Found]:
        """Give every object behind a delete marker."""
        hidden: dict[str, datetime] = {}
        oldest: dict[str, Any] = {}
        for page in self._bucket.pages("list_object_versions"):
            for one in page.get("DeleteMarkers", []):
                if one["IsLatest"]:
                    hidden[one["Key"]] = one["LastModified"]
            for one in page.get("Versions", []):
                if not one["IsLatest"]:
                    oldest[one["Key"]] = one
        for key, at in sorted(hidden.items()):
            if key in oldest and (name := self._bucket.named(key)) is not None:
                held = self._bucket.held(key, oldest[key]["VersionId"])
                yield Found(*name, oldest[key]["Size"], at, held)

    def bring_back(self, bureau: str, digest: str) -> None:
        """Delete the marker."""
        key = self._bucket.key(bureau, digest)
        markers, versions = self._bucket.entries(key)
        if not versions or not any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        for one in markers:
            self._bucket.delete(key, one["VersionId"])

    def remove(self, bureau: str, digest: str) -> None:
        """Delete every version of an object in quarantine, then its marker."""
        key = self._bucket.key(bureau, digest)
        markers, versions = self._bucket.entries(key)
        if not versions or not any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        for one in versions:
            held = self._bucket.held(key, one["VersionId"])
            if held is not None and held > datetime.now(UTC):
                raise LockedError(f"{digest} is locked until {held:%Y-%m-%d %H:%M} UTC")
        for one in (*versions, *markers):
            self._bucket.delete(key, one["VersionId"])

    def _again(self, bureau: str, digest: str) -> Stored | None:
        """Find the same bytes, tell the sweep that they are wanted, and read them."""
        key = self._bucket.key(bureau, digest)
        try:
            version = self._bucket.version(key, digest).id
            self._bucket.want_again(key, version, digest)
            if self._bucket.version(key, digest).id != version:
                return None
            stored = self.compare(bureau, digest)
        except ObjectMissingError:
            return None
        until = self._lock_until(bureau)
        held = self.extend_lock(bureau, digest, until) if until else self._bucket.held(key, version)
        return Stored(digest, stored.size_bytes, version, held)

    def _raw(self, bureau: str, digest: str) -> BucketFile:
        key = self._bucket.key(bureau, digest)
        return BucketFile(self._bucket, key, self._bucket.version(key, digest))
