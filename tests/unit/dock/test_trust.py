# SPDX-License-Identifier: Apache-2.0
"""A server that is not believed is refused at once, and the sentence says what helps."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from liuhen.cli.tls import Certificates, certificates
from liuhen.dock.errors import DockError, Trouble
from liuhen.dock.wire import Wire

Serve = Callable[[Certificates], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve with a certificate: who trusts it gets no answer, but the line breaks only then."""
    left: list[socket.socket] = []

    def served(held: Certificates) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(held.chain, held.key)
        listener = socket.create_server(("127.0.0.1", 0))
        left.append(listener)

        def answer() -> None:
            with suppress(OSError):
                while True:
                    plain, _ = listener.accept()
                    with suppress(OSError), context.wrap_socket(plain, server_side=True):
                        pass

        threading.Thread(target=answer, daemon=True).start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}"

    yield served
    for listener in left:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def asked(server: str, ca: Path | None) -> str:
    wire = Wire(server, "liuhen_token", ca=str(ca) if ca else None)
    with pytest.raises((DockError, Trouble)) as refused:
        wire.ask("GET", "api/v1/uploads/")
    wire.close()
    return f"{type(refused.value).__name__}: {refused.value}"


def test_each_reason_for_distrust_is_one_sentence_that_says_what_helps(
    tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    ours = certificates(tmp_path / "ours", [], now)
    others = certificates(tmp_path / "others", [], now)
    old = certificates(tmp_path / "old", [], now - timedelta(days=500))
    address = serve(ours)

    assert asked(address, ours.authority) == "Trouble: the server broke off"  # it is believed
    assert "was not signed by the authority in" in asked(address, others.authority)
    assert "with --ca" in asked(address, None)
    assert "look at the clocks" in asked(serve(old), old.authority)
    known = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _, port, *more: known("127.0.0.1", port, *more)
    )
    elsewhere = address.replace("127.0.0.1", "records.example")
    assert "LIUHEN_HOSTS" in asked(elsewhere, ours.authority)


def test_who_forgets_the_s_of_https_is_asked_for_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            plain, _ = listener.accept()
            with plain:
                plain.recv(1 << 16)
                plain.sendall(b"\x15\x03\x01\x00\x02\x02\x16")  # an alert of TLS

        threading.Thread(target=answer, daemon=True).start()
        said = asked(f"http://127.0.0.1:{listener.getsockname()[1]}", None)
    assert said == "Trouble: what answers there speaks no HTTP; is its address https?"
