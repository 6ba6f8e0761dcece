# SPDX-License-Identifier: Apache-2.0
"""Clients of the upload protocol that are killed, or whose server is, and what must be true then.

`Sender` speaks to a real server over the network; `go_on` and `nothing_half` look at what a dead
server has left, and do what a client does next.
"""

import http.client
import socket
from dataclasses import dataclass, field
from typing import Any

from liuhen.apps.evidence.models import Holding, Original, StoredObject, Upload, UploadState
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.models import Leaf
from support.tus import ADDRESS, BODY, Speaker, metadata


@dataclass
class Sender:
    """A client that sends with what it is given and remembers what was acknowledged."""

    port: int
    secret: str
    acknowledged: dict[str, int] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(
                method,
                path,
                body,
                {
                    "Tus-Resumable": "1.0.0",
                    "Authorization": f"Bearer {self.secret}",
                    **named,
                },
            )
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    def begin(self, data: bytes) -> str:
        said = {"Upload_Length": str(len(data)), "Upload_Metadata": metadata(filename="a.mp4")}
        answer = self.ask("POST", ADDRESS, **said)
        assert answer.status == 201, answer.headers
        return str(answer.headers["Location"])

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path)
        assert answer.status == 200, (answer.status, str(answer.headers))
        return int(answer.headers["Upload-Offset"])

    def send(self, path: str, data: bytes, offset: int) -> int:
        answer = self.ask("PATCH", path, data, Upload_Offset=str(offset), Content_Type=BODY)
        if answer.status == 204:
            self.acknowledged[path] = int(answer.headers["Upload-Offset"])
        return int(answer.status)

    def opened(self, path: str, offset: int, length: int) -> socket.socket:
        """A connection that has said which bytes it will send."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(
            f"PATCH {path} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
            f"Authorization: Bearer {self.secret}\r\nUpload-Offset: {offset}\r\n"
            f"Content-Type: {BODY}\r\nContent-Length: {length}\r\n\r\n".encode()
        )
        return connection


def kept_bytes(upload: Upload) -> bytes:
    """What the vault holds of an upload that became an original."""
    assert upload.original is not None
    with vault().open(str(upload.bureau_id), upload.original.object.digest) as file:
        return bytes(file.read())


def row_of(path: str) -> Upload:
    """The row of the upload at this address."""
    rows = Upload.everywhere.select_related("original__object")
    return rows.get(pk=path.rsplit("/", 1)[-1])


def go_on(speaker: Speaker, row: Upload, data: bytes) -> None:
    """What a client does: ask, and send what is missing; what lies there is what was sent."""
    path = f"{ADDRESS}{row.pk}"
    staged = {one.name: one.path for one in vault().staged()}.get(str(row.pk))
    if staged is not None and row.offset < row.length:
        assert staged.read_bytes()[: row.offset] == data[: row.offset]
    offset = speaker.offset(path)
    if offset < len(data):
        assert speaker.send(path, data[offset:], offset) == 204, speaker.answer.content
    assert speaker.answer.headers["Liuhen-Original"]


def nothing_half() -> None:
    """Every original is whole and has its rows once; what lies about belongs to open uploads."""
    originals = list(Original._base_manager.select_related("object"))
    assert StoredObject.everywhere.count() == Holding.objects.count() == len(originals)
    assert Leaf.objects.filter(act="evidence.keep").count() == len(originals)
    for one in originals:
        vault().compare(str(one.bureau_id), one.object.digest)
    left = {one.name for one in vault().staged()}
    unheard = Upload.everywhere.filter(state=UploadState.OPEN)
    assert left <= {str(one.pk) for one in unheard}
