# SPDX-License-Identifier: Apache-2.0
"""Sending a file into a bucket, whole or in parts, under a lock from the first moment.

The digest is taken again on the way; a transfer with another digest is given up before the object
exists.
"""

import base64
import hashlib
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO

from liuhen.storage.bucket import Bucket
from liuhen.vault.digests import SHA256, Arriving
from liuhen.vault.store import StagedDifferentError, StoreAwayError

PART_BYTES = 16 * 1024 * 1024
_MOST_PARTS = 9_000  # S3 takes 10,000


class Sending:
    """One file on its way into a bucket."""

    def __init__(self, bucket: Bucket, key: str, digest: str, until: datetime | None) -> None:
        """Send to `key`, locked until then, what has this digest."""
        self._bucket, self._key, self._digest, self._until = bucket, key, digest, until

    def send(self, file: BinaryIO, size_bytes: int) -> str:
        """Send the file; return the name of its version.

        Raises:
            StagedDifferentError: it has another digest.
            StoreAwayError: the server does not answer or does not want it.
        """
        if size_bytes <= PART_BYTES:
            return self._send_whole(file)
        return self._send_parts(file, max(PART_BYTES, -(-size_bytes // _MOST_PARTS)))

    def _send_whole(self, file: BinaryIO) -> str:
        body = file.read()
        _expect(SHA256 + hashlib.sha256(body).hexdigest(), self._digest)
        with self._bucket.asking():
            sent = self._bucket.client.put_object(
                Bucket=self._bucket.name,
                Key=self._key,
                Body=body,
                ChecksumSHA256=_base64_sha256(body),
                **_lock(self._until),
            )
        return str(sent.get("VersionId", ""))

    def _send_parts(self, file: BinaryIO, part_bytes: int) -> str:
        with self._bucket.asking():
            transfer = self._bucket.client.create_multipart_upload(
                Bucket=self._bucket.name,
                Key=self._key,
                ChecksumAlgorithm="SHA256",
                **_lock(self._until),
            )["UploadId"]
        try:
            parts = self._parts(transfer, file, part_bytes)
            with self._bucket.asking():
                sent = self._bucket.client.complete_multipart_upload(
                    Bucket=self._bucket.name,
                    Key=self._key,
                    UploadId=transfer,
                    MultipartUpload={"Parts": parts},
                )
        except BaseException:
            with suppress(StoreAwayError):
                self._bucket.abort(self._key, transfer)
            raise
        return str(sent.get("VersionId", ""))

    def _parts(self, transfer: str, file: BinaryIO, part_bytes: int) -> list[dict[str, Any]]:
        whole, parts = Arriving(), list[dict[str, Any]]()
        while body := file.read(part_bytes):
            whole.take(body)
            checksum = _base64_sha256(body)
            number = len(parts) + 1
            with self._bucket.asking():
                sent = self._bucket.client.upload_part(
                    Bucket=self._bucket.name,
                    Key=self._key,
                    UploadId=transfer,
                    PartNumber=number,
                    Body=body,
                    ChecksumSHA256=checksum,
                )
            part = {"PartNumber": number, "ETag": sent["ETag"]}
            if sent.get("ChecksumSHA256"):  # not every server knows it
                part["ChecksumSHA256"] = checksum
            parts.append(part)
        _expect(whole.digest, self._digest)
        return parts


def _lock(until: datetime | None) -> dict[str, Any]:
    if until is None:
        return {}
    return {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}


def _expect(found: str, digest: str) -> None:
    if found != digest:
        raise StagedDifferentError(f"{digest} expected, {found} found")


def _base64_sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
