# SPDX-License-Identifier: Apache-2.0
"""Writing a bag (RFC 8493) into a sink, file by file, with memory that does not grow by file size.

Payload lies below `data/`. The SHA-256 of a file is taken from the bytes as they pass by; where the
caller knows it already, another digest on the way is an error and no bundle comes about.
"""

from collections.abc import Iterable
from typing import NamedTuple

from liuhen.archive.digests import Passing
from liuhen.archive.errors import ArchiveError
from liuhen.archive.manifests import manifest
from liuhen.archive.sinks import Sink

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
MANIFEST_SM3 = "manifest-sm3.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
BAG_INFO = "bag-info.txt"
BAGIT = "bagit.txt"


class DamagedSourceError(ArchiveError):
    """A file that goes into the bundle no longer has the digest it was kept with."""


class Known(NamedTuple):
    """Digests in hex digits that a file must have; empty: not known yet."""

    sha256: str = ""
    sm3: str = ""


class BagWriter:
    """Writes payload first, then the manifests, then tag files, then the manifest of these."""

    def __init__(self, sink: Sink) -> None:
        """Begin a bag."""
        self._sink = sink
        self._payload: dict[str, str] = {}
        self._sm3: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self.payload_bytes = 0

    @property
    def payload_files(self) -> int:
        """How many files lie below `data/` so far."""
        return len(self._payload)

    @property
    def payload_digests(self) -> dict[str, str]:
        """SHA-256 in hex digits of each file of the payload."""
        return dict(self._payload)

    def add(self, path: str, chunks: Iterable[bytes], known: Known | None = None) -> None:
        """Write a file of the payload; `path` begins with `data/`.

        Raises:
            DamagedSourceError: its digest is not the one that is known.
        """
        expected = known or Known()
        with Passing(chunks, sm3=not expected.sm3) as passing:
            self._sink.write(path, passing)
        found = passing.digests
        if expected.sha256 not in ("", found.sha256):
            raise DamagedSourceError(
                f"{path}: the file in the vault is damaged (kept as sha256:{expected.sha256}, "
                f"now sha256:{found.sha256}); no bundle was written"
            )
        self._payload[path] = found.sha256
        self._sm3[path] = expected.sm3 or found.sm3
        self.payload_bytes += found.size_bytes

    def add_bytes(self, path: str, raw: bytes) -> None:
        """Write a small file of the payload."""
        self.add(path, [raw])

    def seal_payload(self, info: Iterable[tuple[str, str]]) -> dict[str, bytes]:
        """Return the tag files that say what the payload is, by name; nothing is added after."""
        oxum = ("Payload-Oxum", f"{self.payload_bytes}.{self.payload_files}")
        lines = (f"{label}: {_one_line(value)}\n" for label, value in [*info, oxum])
        return {
            BAGIT: DECLARATION,
            BAG_INFO: "".join(lines).encode(),
            MANIFEST: manifest(self._payload),
            MANIFEST_SM3: manifest(self._sm3),
        }

    def add_tag(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write a tag file."""
        with Passing(chunks, sm3=False) as passing:
            self._sink.write(path, passing)
        self._tags[path] = passing.digests.sha256

    def finish(self) -> None:
        """Write the manifest of the tag files, and let the bag appear."""
        self._sink.write(TAG_MANIFEST, [manifest(self._tags)])
        self._sink.finish()


def _one_line(text: str) -> str:
    return " ".join(text.split())
