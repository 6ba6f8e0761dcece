# SPDX-License-Identifier: Apache-2.0
"""A real S3 server with object lock, thrown away afterwards: SeaweedFS on the loopback address.

`scripts/s3.py` runs one until it is interrupted.

For tests alone: its own ports know no keys and delete what the S3 port has locked. Telemetry is
off, no port but those named here is opened, nothing listens outside this machine.
"""

import ctypes
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import boto3

BUCKET = "liuhen-test"
_PATIENCE_SECONDS = 60
_PR_SET_PDEATHSIG = 1
#: The rights of our own key: it cannot lift a lock, nor make a bucket.
_RIGHTS = [
    "Read",
    "Write",
    "List",
    "Tagging",
    "PutObjectRetention",
    "GetObjectRetention",
    "PutObjectLegalHold",
    "GetObjectLegalHold",
]
_PORTS = [
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
]


class Seaweed(NamedTuple):
    """A server that runs. `environment` holds our own key, `admin` a client that may do all."""

    endpoint: str
    environment: dict[str, str]
    admin: object

    def url(self, prefix: str = "") -> str:
        """The address of the store, as LIUHEN_STORE_URL says it."""
        return f"s3://{BUCKET}/{prefix}?endpoint={quote(self.endpoint, safe='')}"


@contextmanager
def seaweed() -> Iterator[Seaweed]:
    """Run a server with one bucket that has object lock."""
    folder = Path(tempfile.mkdtemp(prefix="liuhen-s3-"))
    with ExitStack() as left:
        left.callback(shutil.rmtree, folder, ignore_errors=True)
        ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
        log = left.enter_context((folder / "log").open("wb"))
        child = subprocess.Popen(
            _command(folder, ports),
            stdout=log,
            stderr=log,
            cwd=folder,
            preexec_fn=_with_its_parent,  # noqa: PLW1509  # one call of the system, no lock
        )
        left.callback(child.wait)
        left.callback(child.kill)  # a polite end takes it half a minute
        endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        _wait_for(endpoint, child, folder / "log")
        admin = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="ADMIN",
            aws_secret_access_key="admin-of-a-test",
        )
        left.callback(admin.close)
        admin.create_bucket(Bucket=BUCKET, ObjectLockEnabledForBucket=True)
        ours = {
            "AWS_ACCESS_KEY_ID": "OURS",
            "AWS_SECRET_ACCESS_KEY": "ours-of-a-test",
            "AWS_REGION": "us-east-1",
        }
        yield Seaweed(endpoint, ours, admin)


def _with_its_parent() -> None:
    """Let the server end with a session that is killed (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _command(folder: Path, ports: dict[str, int]) -> list[str]:
    keys = folder / "s3.json"
    keys.write_text(json.dumps({"identities": [_admin(), _ours()]}), encoding="utf-8")
    (folder / "data").mkdir()
    return [
        str(Path(sys.executable).with_name("weed")),
        "-logtostderr=true",
        "server",
        f"-dir={folder / 'data'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-volume.max=0",
        "-master.volumeSizeLimitMB=256",
        "-master.telemetry=false",
        "-s3",
        f"-s3.config={keys}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]


def _admin() -> dict[str, object]:
    key = {"accessKey": "ADMIN", "secretKey": "admin-of-a-test"}
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    return {"name": "admin", "credentials": [key], "actions": actions}


def _ours() -> dict[str, object]:
    key = {"accessKey": "OURS", "secretKey": "ours-of-a-test"}
    return {"name": "ours", "credentials": [key], "actions": _RIGHTS}


def _free_ports(count: int) -> list[int]:
    with ExitStack() as bound:
        sockets = [bound.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_for(endpoint: str, child: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and child.poll() is None:
        try:
            with urlopen(f"{endpoint}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the S3 server did not start: {log.read_text(errors='replace')[-2000:]}")
