# SPDX-License-Identifier: Apache-2.0
"""A network as it is: a TCP proxy that cuts, stalls and half-closes, by the order of a seed."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Flaky:
    """The proxy. A connection is broken after a random number of bytes, `breaks` times at most."""

    port: int = 0
    breaks: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def flaky_way_to(port: int, seed: int, *, breaks: int, most_bytes: int) -> Iterator[Flaky]:
    """Lead to `port` over a way that breaks `breaks` times, each within `most_bytes`."""
    told, chance = Flaky(breaks=breaks), random.Random(seed)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    told.port = listener.getsockname()[1]
    ended = threading.Event()
    threads: list[threading.Thread] = []

    def accept() -> None:
        while not ended.is_set():
            try:
                client, _ = listener.accept()
            except TimeoutError:
                continue
            allowed, how = 1 << 62, ""
            if told.breaks > 0:
                told.breaks -= 1
                allowed = chance.randrange(most_bytes)
                how = chance.choice(["cut", "reset", "half", "stall"])
                told.broken.append(f"{how} after {allowed}")
            thread = threading.Thread(target=_carry, args=(client, port, allowed, how, ended))
            thread.start()
            threads.append(thread)

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield told
    finally:
        ended.set()
        acceptor.join()
        for thread in threads:
            thread.join(10)
        listener.close()


def _carry(
    client: socket.socket, port: int, allowed: int, how: str, ended: threading.Event
) -> None:
    with suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as server:
        back = threading.Thread(target=_back, args=(server, client))
        back.start()
        client.settimeout(0.1)
        while not ended.is_set():
            try:
                data = client.recv(1 << 16)
            except TimeoutError:
                continue
            if not data:
                break
            server.sendall(data[:allowed])
            allowed -= len(data)
            if allowed <= 0:
                break
        _break(client, server, how)
        server.close()
        client.close()
        back.join(5)


def _break(client: socket.socket, server: socket.socket, how: str) -> None:
    if how == "half":
        server.shutdown(socket.SHUT_WR)
        time.sleep(0.2)
    elif how == "stall":
        time.sleep(0.3)
    elif how == "reset":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    with suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)


def _back(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(1 << 16):
            client.sendall(data)
