# SPDX-License-Identifier: Apache-2.0
"""Server, worker and client are killed at random moments over real connections."""

import http.client
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence.models import Original, StoredObject, Upload, UploadState
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.tokens import create_token
from support.house import SYSTEM, Clock, House
from support.rounds import dice, rounds
from support.serving import Server
from support.tus import ADDRESS, BODY, metadata

#: Uploads under way when the server is killed; each of them is a round.
AT_ONCE = 5


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


@pytest.fixture
def served(many_writers: None, tmp_path: Path, settings: Any) -> Iterator[tuple[Server, Sender]]:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    house = House(Clock("2026-03-02 08:00"))
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    server = Server(tmp_path, LIUHEN_STORE_MARGIN_GIB="0").start()
    yield server, Sender(server.port, secret)
    server.kill()


def kept_bytes(upload: Upload) -> bytes:
    assert upload.original is not None
    with vault().open(str(upload.bureau_id), upload.original.object.digest) as file:
        return bytes(file.read())


def row_of(path: str) -> Upload:
    rows = Upload.everywhere.select_related("original__object")
    return rows.get(pk=path.rsplit("/", 1)[-1])


def test_server_and_worker_killed_at_random_moments(served: tuple[Server, Sender]) -> None:
    server, sender = served
    chance = dice("upload server killed")
    worker = server.work()
    sent: dict[str, bytes] = {}
    try:
        for _kill in range(max(1, rounds() // AT_ONCE)):
            some = {}
            for _upload in range(AT_ONCE):
                data = random.Random(chance.random()).randbytes(chance.randrange(1, 3_000_000))
                some[sender.begin(data)] = data
            sent |= some
            _killed_while_sending(server, sender, some, chance)
            if chance.random() < 0.5:
                worker.kill()
                worker.wait()
                worker = server.work()
            server.start()
            for path in some:
                assert sender.offset(path) >= sender.acknowledged.get(path, 0)
        for path, data in sent.items():
            while (offset := sender.offset(path)) < len(data):
                assert sender.send(path, data[offset:], offset) == 204
            assert row_of(path).state == UploadState.DONE
            assert kept_bytes(row_of(path)) == data
        _become_safe()
    finally:
        worker.kill()
        worker.wait()
    assert list(vault().staged()) == []
    assert Original._base_manager.count() == len(set(sent.values()))


def _killed_while_sending(
    server: Server, sender: Sender, some: dict[str, bytes], chance: random.Random
) -> None:
    """Send to several uploads at once until the server is killed, each in a state of its own."""
    connections = []
    for path, data in some.items():
        if chance.random() < 0.5:  # a first body is acknowledged
            sender.send(path, data[: len(data) // 3], 0)
        offset = sender.acknowledged.get(path, 0)
        connections.append(opened(sender, path, offset, len(data) - offset))
        stop = chance.choice([len(data), chance.randrange(offset, len(data) + 1)])
        connections[-1].sendall(data[offset:stop])
    time.sleep(chance.choice([0, 0.005, 0.02, 0.05, 0.2]))
    server.kill()
    for connection in connections:
        connection.close()


def opened(sender: Sender, path: str, offset: int, length: int) -> socket.socket:
    """A connection that has said which bytes it will send."""
    connection = socket.create_connection(("127.0.0.1", sender.port), timeout=30)
    connection.sendall(
        f"PATCH {path} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
        f"Authorization: Bearer {sender.secret}\r\nUpload-Offset: {offset}\r\n"
        f"Content-Type: {BODY}\r\nContent-Length: {length}\r\n\r\n".encode()
    )
    return connection


def _become_safe() -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not StoredObject.everywhere.filter(verified_at=None).exists():
            return
        time.sleep(0.2)
    raise AssertionError("not every object was read again")


def test_a_client_that_dies_in_the_middle_goes_on_where_it_was(
    served: tuple[Server, Sender],
) -> None:
    _server, sender = served
    chance = dice("upload client killed")
    data = random.Random(chance.random()).randbytes(2_000_000)
    path = sender.begin(data)
    offset = 0
    for _round in range(rounds()):
        most = min(len(data) - offset, 200_000)
        length = chance.randrange(1, most + 1)
        connection = opened(sender, path, offset, len(data) - offset)
        connection.sendall(data[offset : offset + length])
        if chance.random() < 0.5:  # a reset instead of an end
            linger = b"\x01\0\0\0\0\0\0\0"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()
        found = sender.offset(path)
        assert found >= offset
        offset = found
        if offset == len(data):
            break
    while (offset := sender.offset(path)) < len(data):
        # what the dead connections had sent may still be on its way
        assert sender.send(path, data[offset:], offset) in {204, 409, 423}
    assert kept_bytes(row_of(path)) == data


def test_fifty_at_once_all_come_to_their_end(served: tuple[Server, Sender]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    _server, sender = served
    files = [random.Random(number).randbytes(700_000 + number) for number in range(50)]

    def bring(data: bytes) -> str:
        path = sender.begin(data)
        for first in range(0, len(data), 250_000):
            assert sender.send(path, data[first : first + 250_000], first) == 204
        return path

    with ThreadPoolExecutor(50) as pool:
        paths = list(pool.map(bring, files))

    for path, data in zip(paths, files, strict=True):
        assert kept_bytes(row_of(path)) == data


def test_two_that_send_the_same_at_once_write_it_once(served: tuple[Server, Sender]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    _server, sender = served
    for number in range(5):
        data = random.Random(number).randbytes(3_000_000)
        path = sender.begin(data)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _n, p=path, d=data: sender.send(p, d, 0), range(4)))
        assert 204 in answers
        assert set(answers) <= {204, 409, 423}
        assert kept_bytes(row_of(path)) == data
