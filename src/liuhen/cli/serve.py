# SPDX-License-Identifier: Apache-2.0
"""`liuhen serve`: web server and worker in one process tree.

This process starts the two as children and waits. When one of them ends, or a signal asks for it,
both are ended; the server finishes what it is answering, the worker the job under way.
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
from types import FrameType

from liuhen.cli.database import ready
from liuhen.cli.parser import Parser
from liuhen.errors import UserError

_PATIENCE_SECONDS = 30
_PR_SET_PDEATHSIG = 1
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_THREADS = 64  # every running upload or download holds one


def configure(parser: Parser) -> None:
    """`liuhen serve` has no verbs."""
    parser.add_argument(
        "--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to serve"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    host, port = _address(options.bind)
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
    _require_free(host, port)
    return _supervise(_server(host, port), host, port, demonstration=demonstration)


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


def _server(host: str, port: int) -> list[str]:
    from django.db import connection

    # SQLite has one writer, so one process is enough; PostgreSQL carries more
    workers = 1 if connection.vendor == "sqlite" else 2
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(_THREADS), "--log-level", "error"),
        "liuhen.site.wsgi:application",
    ]


def _supervise(server: list[str], host: str, port: int, *, demonstration: bool) -> int:
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "liuhen.site.settings"}
    worker = [sys.executable, "-m", "liuhen.worker"]
    # a session of their own: Ctrl-C reaches this process, which then ends both in order
    children = [
        subprocess.Popen(  # our own commands  # noqa: S603  # our own commands
            command,
            env=environment,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # no thread has been started yet
        )
        for command in (server, worker)
    ]
    try:
        _announce(host, port, children[0], demonstration=demonstration)
        while not asked.is_set() and all(child.poll() is None for child in children):
            asked.wait(0.5)
    finally:
        _end(children)
    if asked.is_set():
        print("liuhen has stopped", file=sys.stderr)
        return 0
    print("liuhen: the server or the worker ended by itself; see above", file=sys.stderr)
    return 1


def _end_with_parent() -> None:
    """Let a child end when this process is killed outright; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _announce(
    host: str, port: int, server: "subprocess.Popen[bytes]", *, demonstration: bool
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
    print(f"liuhen serves at http://{shown}:{port}/", flush=True)
    if demonstration:
        from liuhen.cli.demo import print_sign_ins

        print_sign_ins()


def _end(children: "list[subprocess.Popen[bytes]]") -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
