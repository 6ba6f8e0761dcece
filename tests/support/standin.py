# SPDX-License-Identifier: Apache-2.0
"""A stand-in for the server's upload door: quick, forgetful at will, without a database.

It keeps what docs/reference/upload-protocol.md promises to a docking client, and does on request
what a real server does on a bad day.
"""

import hashlib
import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "liuhen_standin"  # a made-up one


@dataclass
class Held:
    """One upload."""

    length: int
    metadata: dict[str, str]
    data: bytearray = field(default_factory=bytearray)
    asked: int = 0
    gone: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def whole(self) -> bool:
        return len(self.data) == self.length

    @property
    def digest(self) -> str:
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}"


@dataclass
class StandIn:
    """The server. `statuses` are answered first, one a request, instead of doing anything."""

    port: int = 0
    uploads: dict[str, Held] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    safe_after: int = 1
    findings: tuple[str, ...] = ()
    spoil: int = 0  # so many whole uploads have a byte changed on arrival
    lose: int = 0  # so many whole PATCHes are forgotten down to the half, as after a power cut
    made: int = 0
    requests: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def kept(self) -> dict[str, Held]:
        """Whole uploads by the file's name."""
        return {one.metadata["filename"]: one for one in self.uploads.values() if one.whole}


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """Run one."""
    told = StandIn()

    class Handler(_Handler):
        server_told = told

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_told: StandIn

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _began(self) -> bool:
        told = self.server_told
        told.requests.append(f"{self.command} {self.path}")
        if self.command != "OPTIONS" and self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._refuse(401)
            return False
        if told.statuses and (status := told.statuses.pop(0)):
            self._refuse(status)
            return False
        return True

    def _refuse(self, status: int, **headers: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        body = json.dumps({"status": status, "detail": f"refused with {status}"}).encode()
        self._answer(status, body, **headers)

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _held(self) -> Held | None:
        held = self.server_told.uploads.get(self.path.rpartition("/")[2])
        if held is None or held.gone:
            self._refuse(404)
            return None
        return held

    def do_OPTIONS(self) -> None:
        if self._began():
            self._answer(204)

    def do_POST(self) -> None:
        if not self._began():
            return
        told = self.server_told
        pairs = (one.partition(" ") for one in self.headers["Upload-Metadata"].split(","))
        metadata = {name: b64decode(value).decode() for name, _, value in pairs}
        told.made += 1
        name = str(told.made)
        told.uploads[name] = Held(int(self.headers["Upload-Length"]), metadata)
        self._answer(201, Location=f"http://elsewhere.example/api/v1/uploads/{name}")

    def do_HEAD(self) -> None:
        if self._began() and (held := self._held()):
            self._answer(200, Upload_Offset=str(len(held.data)), Upload_Length=str(held.length))

    def do_PATCH(self) -> None:
        if not self._began() or not (held := self._held()):
            return
        if not held.lock.acquire(blocking=False):
            self._refuse(423)
            return
        try:
            self._append(held)
        finally:
            held.lock.release()

    def _append(self, held: Held) -> None:
        told, left = self.server_told, int(self.headers["Content-Length"])
        if int(self.headers["Upload-Offset"]) != len(held.data):
            self._refuse(409, Upload_Offset=str(len(held.data)))
            return
        while left:
            piece = self.rfile.read1(min(left, 1 << 16))
            if not piece:
                self.close_connection = True
                return
            held.data += piece
            left -= len(piece)
        if told.lose:
            told.lose -= 1
            del held.data[len(held.data) // 2 :]
            self.close_connection = True
            return
        if held.whole and told.spoil:
            told.spoil -= 1
            held.data[0] ^= 1
        self._answer(204, Upload_Offset=str(len(held.data)))

    def do_GET(self) -> None:
        if not self._began() or not (held := self._held()):
            return
        held.asked += 1
        safe = held.whole and held.asked > self.server_told.safe_after
        said: dict[str, Any] = {"offset": len(held.data), "state": "safe" if safe else "kept"}
        if held.whole:
            said |= {"original": f"o-{held.digest[7:15]}", "sha256": held.digest}
        said |= {"sm3": "sm3:00" if safe else "", "safe_to_erase": safe}
        said["findings"] = self.server_told.findings
        self._answer(200, json.dumps(said).encode())

    def do_DELETE(self) -> None:
        if self._began() and (held := self._held()):
            held.gone = True
            self._answer(204)
