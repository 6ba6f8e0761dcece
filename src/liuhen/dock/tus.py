# SPDX-License-Identifier: Apache-2.0
"""The upload protocol as the server speaks it: tus 1.0 and what became of an upload.

docs/reference/upload-protocol.md describes it.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from liuhen.dock.errors import Conflict, DockError, FileTrouble, ServerRefused, Trouble, UploadLost
from liuhen.dock.wire import Answer, Wire

UPLOADS = "api/v1/uploads/"
_ORIGINALS = "api/v1/originals/"
_TUS = {"Tus-Resumable": "1.0.0"}
_OFFSET = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an upload. `sha256` and `sm3` are the server's own, `sha256:…` and `sm3:…`.

    `device_unknown`: the device that was said is not in the server's register.
    """

    original: str = ""
    sha256: str = ""
    sm3: str = ""
    safe: bool = False
    damaged: bool = False
    gone: bool = False
    device_unknown: bool = False

    @property
    def kept(self) -> bool:
        """Whether all bytes are in the vault."""
        return bool(self.original)


class Uploads:
    """The uploads of one server."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def create(self, length: int, metadata: Mapping[str, str]) -> str:
        """Reserve room for a file and return the address of its upload."""
        told = ",".join(
            f"{name} {b64encode(value.encode()).decode()}" for name, value in metadata.items()
        )
        headers = _TUS | {"Upload-Length": str(length), "Upload-Metadata": told}
        answer = self._wire.ask("POST", self._wire.address(UPLOADS), headers)
        if answer.status != HTTPStatus.CREATED:
            raise _refusal(answer)
        where = answer.headers.get("location", "")
        parts = urlsplit(urljoin(self._wire.base, where))
        ours = urlsplit(self._wire.base)
        if not where or not parts.path.startswith(ours.path):
            raise Trouble("the server did not say where the upload is")
        return parts.path  # on the connection that we have, whatever host the server believes in

    def offset(self, upload: str) -> int:
        """Return how many bytes of an upload are safe from a loss of power at the server."""
        answer = self._wire.ask("HEAD", upload, _TUS)
        if answer.status not in (200, 204):
            raise _refusal(answer)
        return _offset_of(answer)

    def append(self, upload: str, offset: int, length: int, pieces: Iterable[memoryview]) -> int:
        """Send `length` bytes that follow `offset`, and return the offset after them."""
        headers = _TUS | {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        answer = self._wire.ask("PATCH", upload, headers, body=pieces, length=length)
        if answer.status != HTTPStatus.NO_CONTENT:
            raise _refusal(answer)
        return _offset_of(answer)

    def give_up(self, upload: str) -> None:
        """Let go of an upload, so that its room is free again; one already gone is as well."""
        self._wire.ask("DELETE", upload, _TUS)

    def fate(self, upload: str, original: str = "") -> Fate:
        """Ask what became of an upload; where it is forgotten, of the `original` it became."""
        try:
            return self._fate(upload)
        except UploadLost:
            if not original:
                raise
        return self._fate(self._wire.address(f"{_ORIGINALS}{original}"))

    def _fate(self, path: str) -> Fate:
        answer = self._wire.ask("GET", path, {"Accept": "application/json"})
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer)
        said = answer.json()
        return Fate(
            original=str(said.get("original") or ""),
            sha256=str(said.get("sha256") or ""),
            sm3=str(said.get("sm3") or ""),
            safe=said.get("safe_to_erase") is True,
            damaged=said.get("state") == "damaged",
            gone=said.get("state") == "gone",
            device_unknown="device_unknown" in (said.get("findings") or ()),
        )


def _offset_of(answer: Answer) -> int:
    said = answer.headers.get("upload-offset", "")
    if not _OFFSET.fullmatch(said):
        raise Trouble("the server did not say how much it has")
    return int(said)


def _refusal(answer: Answer) -> Exception:
    """What an answer that is no success means for the sender."""
    status, says = answer.status, answer.sentence
    if status in (404, 410, 460):
        return UploadLost(f"the server has let go of this upload ({status})")
    if status == HTTPStatus.CONFLICT:
        return Conflict("the server has more or less of the file than was thought")
    if status in (413, 507):
        return FileTrouble(f"the server has no room for it ({status}): {says}")
    return _of_all_files(answer) or FileTrouble(f"the server does not take it ({status}): {says}")


def _of_all_files(answer: Answer) -> DockError | None:
    """What concerns every file, and so ends the collection."""
    status = answer.status
    if status in range(300, 400):
        where = answer.headers.get("location", "elsewhere")
        return DockError(f"the server sends us to {where}; give that address with --server")
    if status == HTTPStatus.UNAUTHORIZED:
        return ServerRefused(
            "the server does not know this token (401); make one with "
            "`liuhen token create --user NAME --scope upload`"
        )
    if status == HTTPStatus.FORBIDDEN:
        return ServerRefused(f"the server refuses this token (403): {answer.sentence}")
    if status == HTTPStatus.PRECONDITION_FAILED:
        return DockError("the server speaks another version of tus than 1.0.0 (412)")
    return None
