# SPDX-License-Identifier: Apache-2.0
"""Server, worker and client are killed while bytes arrive over real connections.

At random moments; and the server by the system itself at its system calls, SQLite's included.
"""

import http.client
import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as database

from liuhen.apps.evidence.models import Original, StoredObject, UploadState
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.tokens import create_token
from support.house import SYSTEM, Clock, House
from support.nursery import At, can_kill_at_calls, points
from support.rounds import counted, dice, rounds
from support.serving import NoAnswerError, Server
from support.tus import Speaker
from support.uploading import Sender, go_on, kept_bytes, nothing_half, row_of

#: Uploads under way when the server is killed.
AT_ONCE = 3
#: So many kills, and what was begun is brought to its end.
_A_WHILE = 20
#: Looking into files is not what is tried here, and takes far longer than the rest.
_BLIND = """
from liuhen.worker import run
run.WORK["evidence.probe"] = lambda **_arguments: None
"""


@pytest.fixture
def house(many_writers: None, tmp_path: Path, settings: Any) -> House:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    settings.LIUHEN_STORE_MARGIN_BYTES = 0
    return House(Clock("2026-03-02 08:00"))


@pytest.fixture
def served(house: House, tmp_path: Path) -> Iterator[tuple[Server, Sender]]:
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    server = Server(tmp_path, quick=True, code=_BLIND, LIUHEN_STORE_MARGIN_GIB="0")
    yield server, Sender(server.port, secret)
    server.close()


def test_server_and_worker_killed_at_random_moments(served: tuple[Server, Sender]) -> None:
    server, sender = served
    chance = dice("upload server killed")
    server.start()
    worker, workers = server.work(), 0
    begun: dict[str, bytes] = {}
    digests = set()
    try:
        for kill in range(1, rounds() + 1):
            some = {}
            for _upload in range(AT_ONCE):
                data = random.Random(chance.random()).randbytes(int(2 ** chance.uniform(5, 21.5)))
                some[sender.begin(data)] = data
            begun |= some
            _killed_while_sending(server, sender, some, chance)
            if chance.random() < 0.5:
                worker.kill()
                worker.wait()
                worker = server.work()
                workers += 1
            server.start()
            for path in some:
                assert sender.offset(path) >= sender.acknowledged.get(path, 0)
            if kill % _A_WHILE == 0 or kill == rounds():
                _brought_to_its_end(sender, begun)
                digests |= {row_of(path).digest for path in begun}
                begun.clear()
        _become_safe()
    finally:
        worker.kill()
        worker.wait()
    assert list(vault().staged()) == []
    assert Original._base_manager.count() == len(digests)
    nothing_half()
    counted(f"{rounds()} kills of the server, {AT_ONCE} uploads under way; {workers} of the worker")


def _brought_to_its_end(sender: Sender, begun: dict[str, bytes]) -> None:
    for path, data in begun.items():
        while (offset := sender.offset(path)) < len(data):
            assert sender.send(path, data[offset:], offset) == 204
        assert row_of(path).state == UploadState.DONE
        assert kept_bytes(row_of(path)) == data


def _killed_while_sending(
    server: Server, sender: Sender, some: dict[str, bytes], chance: random.Random
) -> None:
    """Send to several uploads at once until the server is killed, each in a state of its own."""
    connections = []
    for path, data in some.items():
        if chance.random() < 0.5:  # a first body is acknowledged
            sender.send(path, data[: len(data) // 3], 0)
        offset = sender.acknowledged.get(path, 0)
        connections.append(sender.opened(path, offset, len(data) - offset))
        stop = chance.choice([len(data), chance.randrange(offset, len(data) + 1)])
        connections[-1].sendall(data[offset:stop])
    time.sleep(chance.choice([0, 0.005, 0.02, 0.05, 0.2]))
    server.kill()
    for connection in connections:
        connection.close()


def _become_safe() -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if not StoredObject.everywhere.filter(verified_at=None).exists():
            return
        time.sleep(0.2)
    raise AssertionError("not every object was read again")


@pytest.mark.skipif(not can_kill_at_calls(), reason="needs strace and the right to trace")
def test_a_server_killed_by_the_system_at_a_system_call(
    house: House, served: tuple[Server, Sender], tmp_path: Path
) -> None:
    server, sender = served
    chance, speaker = dice("upload server killed at a call"), Speaker(house)
    length, log = 300_000, tmp_path / "calls"
    assert _brought(server, sender, chance.randbytes(length), log=log)[1]
    places = points(log)
    assert {"fsync", "link"} <= {call for call, _at in places}

    killed: set[At] = set()
    kills = 0
    while kills < rounds():
        for at in chance.sample(places, min(len(places), rounds() - kills)):
            data = random.Random(chance.random()).randbytes(length)
            path, survived = _brought(server, sender, data, at=at)
            if survived:
                places.remove(at)  # another thread came to this call
                assert places
                continue
            kills, killed = kills + 1, killed | {at}
            if path:
                row = row_of(path)
                assert row.offset >= sender.acknowledged.get(path, 0), at
                go_on(speaker, row, data)
                assert kept_bytes(row_of(path)) == data, at
    nothing_half()
    counted(f"{kills} kills at {len(killed)} system calls")


def _brought(
    server: Server, sender: Sender, data: bytes, *, at: At | None = None, log: Path | None = None
) -> tuple[str, bool]:
    """Bring a file in two bodies; return its address if it was told, and if the server lives."""
    database.close()  # what the dead one leaves is opened by the next one anew
    path, half = "", len(data) // 2
    try:
        server.start(threads=1, at=at, log=log)
        path = sender.begin(data)
        for first, last in ((0, half), (half, len(data))):
            assert sender.send(path, data[first:last], first) == 204
    except (NoAnswerError, OSError, http.client.HTTPException):
        return path, False
    finally:
        server.kill()
    return path, True


def test_a_client_that_dies_in_the_middle_goes_on_where_it_was(
    served: tuple[Server, Sender],
) -> None:
    server, sender = served
    server.start()
    chance = dice("upload client killed")
    path, data, offset, files = "", b"", 0, 0
    for _round in range(rounds()):
        if offset == len(data):
            files += 1
            data, offset = random.Random(chance.random()).randbytes(2_000_000), 0
            path = sender.begin(data)
        most = min(len(data) - offset, 200_000)
        length = chance.randrange(1, most + 1)
        connection = sender.opened(path, offset, len(data) - offset)
        connection.sendall(data[offset : offset + length])
        if chance.random() < 0.5:  # a reset instead of an end
            linger = b"\x01\0\0\0\0\0\0\0"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()
        found = sender.offset(path)
        assert found >= offset
        offset = found
        if offset == len(data):
            assert kept_bytes(row_of(path)) == data
    while (offset := sender.offset(path)) < len(data):
        # what the dead connections had sent may still be on its way
        assert sender.send(path, data[offset:], offset) in {204, 409, 423}
    assert kept_bytes(row_of(path)) == data
    counted(f"{rounds()} connections broken off, {files} files")


def test_fifty_at_once_all_come_to_their_end(served: tuple[Server, Sender]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server, sender = served
    server.start()
    files = [random.Random(number).randbytes(700_000 + number) for number in range(50)]

    def bring(data: bytes) -> str:
        """As a client does: where a connection ends without an answer, ask and go on from there."""
        path = ""
        for _ in range(5):
            try:
                path = path or sender.begin(data)
                while (first := sender.offset(path)) < len(data):
                    assert sender.send(path, data[first : first + 250_000], first) == 204
            except (http.client.RemoteDisconnected, ConnectionError):
                continue
            return path
        pytest.fail("five connections ended without an answer")

    with ThreadPoolExecutor(50) as pool:
        paths = list(pool.map(bring, files))

    for path, data in zip(paths, files, strict=True):
        assert kept_bytes(row_of(path)) == data
    counted("50 uploads at once")


def test_two_that_send_the_same_at_once_write_it_once(served: tuple[Server, Sender]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server, sender = served
    server.start()
    for number in range(5):
        data = random.Random(number).randbytes(3_000_000)
        path = sender.begin(data)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _n, p=path, d=data: sender.send(p, d, 0), range(4)))
        assert 204 in answers
        assert set(answers) <= {204, 409, 423}
        assert kept_bytes(row_of(path)) == data
    counted("5 files, each sent four times at once")
