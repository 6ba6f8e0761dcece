# SPDX-License-Identifier: Apache-2.0
"""The real server on the test's own database and vault, to be killed and started again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from support.children import database_url

_PATIENCE_SECONDS = 30


class Server:
    """`granian`, as `liuhen serve` starts it, at `address`; data lie below `home`."""

    def __init__(self, home: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "LIUHEN_HOME": str(settings.LIUHEN_HOME),
            "LIUHEN_STORE_URL": (home / "vault").as_uri(),
            "DJANGO_SETTINGS_MODULE": "liuhen.site.settings",
            **environment,
        }
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start it, and wait until it answers."""
        from liuhen.cli.serve import _server

        self.child = subprocess.Popen(
            _server("127.0.0.1", self.port, None),
            env=self.environment,
            start_new_session=True,
        )
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
        raise AssertionError("the server does not answer")

    def work(self) -> "subprocess.Popen[bytes]":
        """Start a worker beside it."""
        return subprocess.Popen([sys.executable, "-m", "liuhen.worker"], env=self.environment)

    def pids(self) -> list[int]:
        """The processes of the server: granian's own, and those that answer."""
        if self.child is None:
            return []
        own = Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children")
        return [int(pid) for pid in own.read_text().split()] + [self.child.pid]

    def kill(self) -> None:
        """End it as a loss of power would: no handler runs."""
        if self.child is not None:
            pids = self.pids()
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            self.child = None
            while any(_lives(pid) for pid in pids):  # it still holds the port
                time.sleep(0.01)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
