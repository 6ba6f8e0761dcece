# SPDX-License-Identifier: Apache-2.0
"""What only a real connection shows: headers twice, no length, and an answer that is heard."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from liuhen.apps.people.tokens import create_token
from support.house import SYSTEM, Clock, House
from support.serving import Server
from support.tus import ADDRESS, BODY

LARGE = 16 * 1024 * 1024


class Wire:
    """Says exactly what it is told to say."""

    def __init__(self, port: int, secret: str) -> None:
        self.port, self.secret = port, secret

    def say(self, first: str, *headers: str, body: bytes = b"") -> tuple[int, dict[str, str]]:
        common = (
            "Host: localhost",
            "Tus-Resumable: 1.0.0",
            f"Authorization: Bearer {self.secret}",
        )
        head = "\r\n".join((f"{first} HTTP/1.1", *common, *headers, "", ""))
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(head.encode() + body)
            answer = b""
            while b"\r\n\r\n" not in answer and (more := connection.recv(65536)):
                answer += more
        status, *said = answer.decode().partition("\r\n\r\n")[0].split("\r\n")
        named = dict(line.lower().split(": ", 1) for line in said)
        return int(status.split()[1]), named

    def patch(self, path: str, *headers: str, body: bytes = b"abc") -> tuple[int, dict[str, str]]:
        return self.say(f"PATCH {path}", f"Content-Type: {BODY}", *headers, body=body)


@pytest.fixture
def wire(many_writers: None, tmp_path: Path) -> Iterator[Wire]:
    house = House(Clock("2026-03-02 08:00"))
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    server = Server(tmp_path, LIUHEN_STORE_MARGIN_GIB="0").start()
    yield Wire(server.port, secret)
    server.kill()


def test_what_comes_over_the_wire_is_answered(wire: Wire) -> None:
    status, said = wire.say(f"POST {ADDRESS}", f"Upload-Length: {LARGE}")
    assert status == 201
    path = said["location"]
    at = "Upload-Offset: 0"

    assert wire.patch(path, at, at, "Content-Length: 3")[0] == 400
    assert wire.patch(path, at, "Content-Length: 3", "Content-Length: 4")[0] == 400
    assert wire.patch(path, at, "Content-Length: -3")[0] == 400
    assert wire.patch(path, at, body=b"")[0] == 411
    chunked = b"3\r\nabc\r\n0\r\n\r\n"
    assert wire.patch(path, at, "Transfer-Encoding: chunked", body=chunked)[0] == 411
    long = f"Upload-Metadata: filename {'A' * 20_000}"
    assert wire.say(f"POST {ADDRESS}", "Upload-Length: 3", long)[0] == 400

    for _try in range(5):  # the answer is heard, though nobody wanted the body
        wrong = wire.patch(path, "Upload-Offset: 7", f"Content-Length: {LARGE}", body=bytes(LARGE))
        assert wrong[0] == 409
        assert wrong[1]["upload-offset"] == "0"
    whole = wire.patch(path, at, f"Content-Length: {LARGE}", body=bytes(LARGE))
    assert whole[0] == 204
    assert whole[1]["liuhen-state"] == "kept"
