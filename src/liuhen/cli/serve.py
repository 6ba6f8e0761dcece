# SPDX-License-Identifier: Apache-2.0
"""`liuhen serve`: web server and two workers in one process tree.

This process starts them as children and waits. When one of them ends, or a signal asks for it,
all are ended; the server finishes what it is answering, the worker the job under way.

With `--tls` the server speaks TLS itself, with a certificate of a local authority (`cli.tls`). It
is looked at once an hour, and the server begins anew with a new one before the old one ends.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.cli.tls import Certificates

_PATIENCE_SECONDS = 30
_HUNG_SECONDS = 25  # so long the server waits for its own processes, then it ends them outright
_PR_SET_PDEATHSIG = 1
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_THREADS = 64  # every running upload or download holds one
_BUFFER_BYTES = 256 * 1024  # half makes one upload slower, twice lets fifty hold too much
_SETTINGS = "liuhen.site.settings"
#: glibc: two arenas, as it gives every thread its own else, and fifty uploads keep what they had;
#: and what a piece of an upload had is not given back to the system only to be asked for again.
_MEMORY = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(16 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(16 * 1024 * 1024),
}
_LOOK_SECONDS = 3600  # how often the certificate is looked at


def configure(parser: Parser) -> None:
    """`liuhen serve` has no verbs."""
    parser.add_argument(
        "--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to serve"
    )
    parser.add_argument(
        "--tls",
        action="store_true",
        help="speak TLS, with a certificate for LIUHEN_HOSTS and the address (LIUHEN_HOME/tls)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    host, port = _address(options.bind)
    if options.tls:
        _speak_tls(host)
    ready()
    from liuhen.apps.compliance.work import rebuild_if_outdated
    from liuhen.apps.people.tree import has_demonstration

    rebuild_if_outdated()
    demonstration = has_demonstration()
    if demonstration and host not in _LOOPBACK:
        raise UserError(
            f"demonstration data are served on this machine alone; --bind 127.0.0.1:{port}, "
            "or use another LIUHEN_HOME for real data"
        )
    _say_if_unlocked()
    _require_free(host, port)
    held = _certificates(host) if options.tls else None
    return _supervise(host, port, held, demonstration=demonstration)


def _say_if_unlocked() -> None:
    from liuhen.apps.evidence.vault import lock_notice

    if notice := lock_notice():
        print(f"liuhen: {notice}", file=sys.stderr)


def _speak_tls(host: str) -> None:
    """Let settings know, here and in the children: secure cookies, and no header of a proxy."""
    os.environ["LIUHEN_HTTPS"] = "tls"
    if host not in (*_LOOPBACK, "0.0.0.0", "::"):  # noqa: S104  # compared with, not bound
        named = [one for one in os.environ.get("LIUHEN_HOSTS", "").split(",") if one]
        shown = f"[{host}]" if ":" in host else host
        os.environ["LIUHEN_HOSTS"] = ",".join(dict.fromkeys([*named, shown]))


def _certificates(host: str) -> "Certificates":
    from django.conf import settings

    from liuhen.cli.tls import certificates, names_served

    names = names_served(os.environ.get("LIUHEN_HOSTS", ""), host)
    return certificates(Path(settings.LIUHEN_HOME), names, datetime.now(UTC))


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise UserError(f"--bind: {bind!r} is not HOST:PORT, for example 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(f"cannot serve at {host}:{port}: {error.strerror}") from None


def _server(host: str, port: int, held: "Certificates | None") -> list[str]:
    from django.db import connection

    # SQLite has one writer, so one process is enough; PostgreSQL carries more
    workers = 1 if connection.vendor == "sqlite" else 2
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(_THREADS), "--log-level", "error"),
        *("--http1-buffer-size", str(_BUFFER_BYTES)),
        *("--workers-kill-timeout", str(_HUNG_SECONDS)),
        # one that the system kills, for want of memory say, is replaced; one that dies again and
        # again ends the server, and whoever looks after this process begins it anew
        "--respawn-failed-workers",
        *(_tls_options(held) if held else ()),
        "liuhen.site.wsgi:application",
    ]


def _workers() -> list[list[str]]:
    """One worker for what people wait for, one for what may take hours, such as viewing copies."""
    worker = [sys.executable, "-m", "liuhen.worker"]
    return [[*worker, "now", "soon"], [*worker, "bulk"]]


def _tls_options(held: "Certificates") -> list[str]:
    return [
        *("--ssl-certificate", str(held.chain), "--ssl-keyfile", str(held.key)),
        *("--ssl-protocol-min", "tls1.2"),
    ]


def _supervise(host: str, port: int, held: "Certificates | None", *, demonstration: bool) -> int:
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    # a session of their own: Ctrl-C reaches this process, which then ends both in order
    server = _start(_server(host, port, held))
    children = [server, *(_start(worker) for worker in _workers())]
    try:
        _announce(host, port, server, held, demonstration=demonstration)
        look = time.monotonic() + _LOOK_SECONDS
        while not asked.is_set() and all(child.poll() is None for child in children):
            asked.wait(0.5)
            if held and time.monotonic() > look:
                look = time.monotonic() + _LOOK_SECONDS
                children[0], held = _renewed(host, port, children[0], held)
    finally:
        _end(children)
    if asked.is_set():
        print("liuhen has stopped", file=sys.stderr)
        return 0
    print("liuhen: the server or a worker ended by itself; see above", file=sys.stderr)
    return 1


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # our own commands  # noqa: S603  # our own commands
        command,
        env={**_MEMORY, **os.environ, "DJANGO_SETTINGS_MODULE": _SETTINGS},
        start_new_session=True,
        preexec_fn=_end_with_parent,  # noqa: PLW1509  # no thread has been started yet
    )


def _renewed(
    host: str, port: int, server: "subprocess.Popen[bytes]", held: "Certificates"
) -> "tuple[subprocess.Popen[bytes], Certificates]":
    """Begin the server anew where the certificate had to be; else leave it alone."""
    try:
        found = _certificates(host)
    except UserError as error:  # the old one still holds; whoever looks at the log can mend it
        print(f"liuhen: {error}", file=sys.stderr)
        return server, held
    if not found.made:
        return server, held
    print(f"liuhen: a new certificate until {found.until:%Y-%m-%d}", file=sys.stderr)
    _end([server])
    return _start(_server(host, port, found)), found


def _end_with_parent() -> None:
    """Let a child end when this process is killed outright; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _announce(
    host: str,
    port: int,
    server: "subprocess.Popen[bytes]",
    held: "Certificates | None",
    *,
    demonstration: bool,
) -> None:
    """Say where to go, once somebody answers there."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((host, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    shown = f"[{host}]" if ":" in host else host
    print(f"liuhen serves at {'https' if held else 'http'}://{shown}:{port}/", flush=True)
    if held:
        _say_whom_to_trust(held)
    if demonstration:
        from liuhen.cli.demo import print_sign_ins

        print_sign_ins()


def _say_whom_to_trust(held: "Certificates") -> None:
    print(
        f"let workstations trust {held.authority}\n"
        f"  SHA-256 {held.fingerprint}\n"
        f"  Windows: certutil -addstore Root ca.crt; others: docs/howto/serve-with-tls.md",
        flush=True,
    )


def _end(children: "list[subprocess.Popen[bytes]]") -> None:
    """End them in order; then outright, with whatever they have started: it may hold the port."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # each leads a group of its own
        child.wait()
