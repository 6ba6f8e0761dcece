# SPDX-License-Identifier: Apache-2.0
"""A bucket of S3: its keys and their versions, tags and locks, and what its server answers.

- An object is the oldest version of its key: what anybody puts over it later is not read. Where its
  bytes have changed and come again, the good ones become another version, and then those before it
  are tagged as passed over: they stay, under their locks, and are read no more.
- A key whose newest entry is a delete marker is in quarantine; the lock may keep its bytes there
  longer than the sweep would.
- Every answer of the server is an answer of the port: missing, or away.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from liuhen.vault.digests import SHA256
from liuhen.vault.store import ObjectMissingError, StoreAwayError, Stored

SEND_OFF = timedelta(seconds=2)  # servers keep locks in whole seconds
_NAME = re.compile(r"[0-9a-f]{64}")
_GONE = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_AGAIN = "liuhen-put-again"
_PASSED_OVER = "liuhen-passed-over"


class Version(NamedTuple):
    """The version of a key that is read; `newest_at`: when something was last put to the key."""

    id: str
    size_bytes: int
    newest_at: datetime


class Bucket:
    """The keys of ours in a bucket: `PREFIXbureau/abcdef…`."""

    def __init__(self, client: Any, name: str, prefix: str) -> None:
        """Use `client` of boto3. `prefix` is empty or ends in a slash."""
        self.client, self.name, self.prefix = client, name, prefix

    def key(self, bureau: str, digest: str) -> str:
        """Return the key of an object.

        Raises:
            ObjectMissingError: the digest is none.
        """
        name = digest.removeprefix(SHA256)
        if not _NAME.fullmatch(name):
            raise ObjectMissingError(digest)
        return f"{self.prefix}{bureau}/{name}"

    def named(self, key: str) -> tuple[str, str] | None:
        """Return bureau and digest of a key of ours."""
        bureau, slash, name = key.removeprefix(self.prefix).partition("/")
        return (bureau, SHA256 + name) if slash and _NAME.fullmatch(name) else None

    @contextmanager
    def asking(self, digest: str = "") -> Iterator[None]:
        """Say what the server answered as the port says it."""
        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if digest and code in _GONE:
                raise ObjectMissingError(digest) from None
            raise StoreAwayError(f"bucket {self.name}: {error}") from None
        except (BotoCoreError, OSError) as error:
            raise StoreAwayError(f"bucket {self.name}: {error}") from None

    def version(self, key: str, digest: str) -> Version:
        """Return what is the object of a key.

        Raises:
            ObjectMissingError: there is none, or it is in quarantine.
        """
        markers, versions = self.entries(key)
        if not versions or any(one["IsLatest"] for one in markers):
            raise ObjectMissingError(digest)
        oldest = versions[-1]  # they come newest first
        if len(versions) > 1:  # put over by somebody, or damaged once
            in_sight = (
                one
                for one in reversed(versions)
                if _PASSED_OVER not in self.tags(key, one["VersionId"])
            )
            oldest = next(in_sight, versions[0])
        return Version(oldest["VersionId"], oldest["Size"], versions[0]["LastModified"])

    def entries(self, key: str) -> tuple[list[Any], list[Any]]:
        """Return delete markers and versions of a key, each newest first."""
        with self.asking():
            page = self.client.list_object_versions(Bucket=self.name, Prefix=key)
        markers = [one for one in page.get("DeleteMarkers", []) if one["Key"] == key]
        return markers, [one for one in page.get("Versions", []) if one["Key"] == key]

    def hide(self, key: str) -> str:
        """Put a delete marker before the versions of a key; return its name."""
        with self.asking():
            return str(self.client.delete_object(Bucket=self.name, Key=key)["VersionId"])

    def lock(self, key: str, version: str, until: datetime) -> None:
        """Let the server keep a version until then, whoever asks."""
        retention = {"Mode": "COMPLIANCE", "RetainUntilDate": until}
        with self.asking():
            self.client.put_object_retention(
                Bucket=self.name, Key=key, VersionId=version, Retention=retention
            )

    def delete(self, key: str, version: str) -> None:
        """Delete a version or a marker."""
        with self.asking():
            self.client.delete_object(Bucket=self.name, Key=key, VersionId=version)

    def abort(self, key: str, transfer: str) -> None:
        """Let the server forget the parts of a transfer."""
        with self.asking():
            self.client.abort_multipart_upload(Bucket=self.name, Key=key, UploadId=transfer)

    def pages(self, operation: str) -> Iterator[Any]:
        """Give the pages of a listing of our keys."""
        with self.asking():
            pages = self.client.get_paginator(operation)
            yield from pages.paginate(Bucket=self.name, Prefix=self.prefix)

    def fetch(self, key: str, version: str, start: int, end: int) -> Any:
        """Return the answering stream of the bytes [start, end) of a version."""
        with self.asking(key):
            return self.client.get_object(
                Bucket=self.name, Key=key, VersionId=version, Range=f"bytes={start}-{end - 1}"
            )["Body"]

    def held(self, key: str, version: str) -> datetime | None:
        """Return until when the server lets nobody delete the version."""
        with self.asking(key):
            found = self.client.head_object(Bucket=self.name, Key=key, VersionId=version)
        held: datetime | None = found.get("ObjectLockRetainUntilDate")
        return held if found.get("ObjectLockMode") == "COMPLIANCE" else None

    def read_back(self, key: str, version: str, sent: Stored, until: datetime | None) -> Stored:
        """Ask the server what it has.

        Raises:
            StoreAwayError: not all of it, or not under the lock that was asked for.
        """
        names = {"VersionId": version} if version else {}
        with self.asking(sent.digest):
            found = self.client.head_object(Bucket=self.name, Key=key, **names)
        held = found.get("ObjectLockRetainUntilDate")
        compliant = found.get("ObjectLockMode") == "COMPLIANCE"
        if found["ContentLength"] != sent.size_bytes:
            raise StoreAwayError(f"{sent.digest}: the server has {found['ContentLength']} bytes")
        if until is not None and not (compliant and held and held >= until - SEND_OFF):
            raise StoreAwayError(f"bucket {self.name}: the server did not lock what was put")
        return Stored(sent.digest, sent.size_bytes, version, held)

    def pass_over(self, key: str, good: str) -> str:
        """Let the version `good` be the object; return the name of what was it before."""
        _markers, versions = self.entries(key)
        before = [one["VersionId"] for one in versions if one["VersionId"] != good]
        for version in before:  # newest first: the one that is read changes with the last step
            self._tag(key, version, _PASSED_OVER)
        return f"version {before[-1]}" if before else ""

    def want_again(self, key: str, version: str, digest: str) -> None:
        """Tell the sweep that the object is wanted."""
        self._tag(key, version, _AGAIN, digest)

    def _tag(self, key: str, version: str, word: str, digest: str = "") -> None:
        tags = {"TagSet": [{"Key": word, "Value": datetime.now(UTC).isoformat()}]}
        with self.asking(digest):
            self.client.put_object_tagging(
                Bucket=self.name, Key=key, VersionId=version, Tagging=tags
            )

    def put_again_at(self, key: str, version: str) -> datetime:
        """Return when its bytes were last wanted again; else the beginning of time."""
        said = self.tags(key, version).get(_AGAIN)
        return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=UTC)

    def tags(self, key: str, version: str) -> dict[str, str]:
        """Return the tags of a version."""
        with self.asking():
            found = self.client.get_object_tagging(Bucket=self.name, Key=key, VersionId=version)[
                "TagSet"
            ]
        return {str(tag["Key"]): str(tag["Value"]) for tag in found}
