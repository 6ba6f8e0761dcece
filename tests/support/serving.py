# SPDX-License-Identifier: Apache-2.0
"""The real server on the test's own database and vault, to be killed and started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from support.children import database_url
from support.nursery import At, Child, Nursery

_PATIENCE_SECONDS = 30
_LOADED = ("django", "granian.cli", "liuhen.site.wsgi", "liuhen.site.urls", "liuhen.worker.run")


def worker_environment(home: Path) -> dict[str, str]:
    """What a process needs to work with the test's database, keys and vault (below `home`)."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "LIUHEN_HOME": str(settings.LIUHEN_HOME),
        "LIUHEN_SIGNING_KEY": str(settings.LIUHEN_SIGNING_KEY),
        "LIUHEN_STORE_URL": (home / "vault").as_uri(),
        "DJANGO_SETTINGS_MODULE": "liuhen.site.settings",
    }


class NoAnswerError(AssertionError):
    """The server has ended before it answered once, or does not answer."""


class Server:
    """`granian`, as `liuhen serve` starts it, at `address`; data lie below `home`.

    `quick`: it and its workers are forked from a process that has loaded the program, for tests
    that kill them often; `code` is run in that process first. It ends with `close`.
    """

    def __init__(
        self, home: Path, *, quick: bool = False, code: str = "", **environment: str
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**worker_environment(home), **environment}
        self.child: subprocess.Popen[bytes] | Child | None = None
        self.nursery = Nursery(self.environment, _LOADED, code=code) if quick else None

    def start(
        self, *, threads: int | None = None, at: At | None = None, log: Path | None = None
    ) -> "Server":
        """Start it, and wait until it answers; NoAnswerError where it does not.

        With `threads` that many answer; `at` and `log` as in a nursery.
        """
        from liuhen.cli.serve import _server

        command = _server("127.0.0.1", self.port, None)
        if threads is not None:
            command[command.index("--blocking-threads") + 1] = str(threads)
        if self.nursery is not None:
            self.child = self.nursery.start("granian", command[3:], at=at, log=log)
        else:
            self.child = subprocess.Popen(command, env=self.environment, start_new_session=True)
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until and self.child.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                connection.request("OPTIONS", "/api/v1/uploads/")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            else:
                return self
            finally:
                connection.close()
        raise NoAnswerError("the server does not answer")

    def work(self) -> "subprocess.Popen[bytes] | Child":
        """Start a worker beside it."""
        if self.nursery is not None:
            return self.nursery.start("liuhen.worker")
        return subprocess.Popen([sys.executable, "-m", "liuhen.worker"], env=self.environment)

    def pids(self) -> list[int]:
        """The processes of the server: granian's own, and those that answer."""
        if self.child is None:
            return []
        own = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children")
        try:
            return [int(pid) for pid in own.read_text().split()] + [self.child.pid]
        except (FileNotFoundError, ProcessLookupError):
            return []

    def kill(self) -> None:
        """End it as a loss of power would: no handler runs."""
        if self.child is not None:
            pids = self.pids()
            with suppress(ProcessLookupError):  # it may have ended by itself
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None
            while any(_lives(pid) for pid in pids):  # it still holds the port
                time.sleep(0.01)

    def close(self) -> None:
        """End it, and the process that its children came from."""
        self.kill()
        if self.nursery is not None:
            self.nursery.close()
            self.nursery = None


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
