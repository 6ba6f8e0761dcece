# SPDX-License-Identifier: Apache-2.0
"""kill -9 of whoever sends to S3, at every request: whole objects or none, and again it works."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from liuhen.storage.s3 import S3Store, s3_store
from support.rounds import counted, dice, rounds

if TYPE_CHECKING:
    from support.seaweed import Seaweed

_SCRIPT = """
import hashlib, os, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from liuhen.storage.s3 import s3_store

url, staging, at = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
store = s3_store(url, staging, lambda bureau: datetime.now(UTC) + timedelta(seconds=3))
asked = []
def ask(request, **_more):
    asked.append(request.method)
    if len(asked) == at:
        os.kill(os.getpid(), 9)
store._bucket.client.meta.events.register("before-send.s3", ask)
for name, size in (("small", 1000), ("large", 40_000_000)):
    data = name.encode() * (size // 5)
    path = store.incoming("a", name)
    if path.stat().st_mode & 0o200:
        path.write_bytes(data)
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    print(store.adopt("a", path, digest, len(data)).digest, flush=True)
print("requests", len(asked), flush=True)
"""


def run(url: str, staging: Path, at: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _SCRIPT, url, str(staging), str(at)],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def whole_or_none(store: S3Store, said: str) -> None:
    found = {one.digest for one in store.objects()}
    for digest in found:
        store.compare("a", digest)
    assert set(re.findall("sha256:[0-9a-f]{64}", said)) <= found


def test_killed_at_a_request(s3_server: "Seaweed", tmp_path: Path) -> None:
    dry = run(s3_server.url("killed-dry"), tmp_path / "dry", 0)
    assert dry.returncode == 0, dry.stderr
    requests = int(dry.stdout.split()[-1])
    assert requests >= 10

    chance = dice("killed while sending to S3")
    points = chance.sample(range(1, requests + 1), min(requests, rounds()))
    for at in points:
        url, staging = s3_server.url(f"killed-{at}"), tmp_path / str(at)
        ended = run(url, staging, at)
        assert ended.returncode == -9, (at, ended.stderr)
        store = s3_store(url, staging, lambda _bureau: datetime.now(UTC) + timedelta(seconds=3))
        whole_or_none(store, ended.stdout)

        again = run(url, staging, 0)
        assert again.returncode == 0, again.stderr
        whole_or_none(store, again.stdout)
        assert len(list(store.objects())) == 2
        assert list(store.staged()) == []
        store.drop_transfers(datetime.now(UTC) + timedelta(hours=1))
        bucket = store._bucket
        left = bucket.client.list_multipart_uploads(Bucket=bucket.name, Prefix=bucket.prefix)
        assert left.get("Uploads", []) == []
        bucket.client.close()
    counted(f"{len(points)} kills at {len(points)} of {requests} requests")
