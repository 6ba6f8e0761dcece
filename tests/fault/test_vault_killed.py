# SPDX-License-Identifier: Apache-2.0
"""kill -9 at every call that makes something durable or visible: whole objects, or none.

Once by strace, which kills at the n-th system call, and once by a hook within the process, for
machines without strace.
"""

import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from liuhen.storage.local import LocalStore
from support.nursery import can_kill_at_calls
from support.rounds import counted, dice, rounds

_CALLS = [
    "fsync",
    "link",
    "linkat",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "chmod",
    "fchmod",
]
_HOOKED = ["fsync", "link", "rename", "unlink", "mkdir", "chmod", "fchmod", "write"]
_OBJECTS = 6

_SCRIPT = f"""
import os, sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from liuhen.storage.local import LocalStore

call, _, at = os.environ.get("KILL", "").partition(":")
seen = Counter()
def hooked(name, real):
    def run(*given, **named):
        seen[name] += 1
        if name == call and seen[name] == int(at):
            os.kill(os.getpid(), 9)
        return real(*given, **named)
    return run
if "KILL" in os.environ:
    for name in {_HOOKED}:
        setattr(os, name, hooked(name, getattr(os, name)))

import hashlib
store = LocalStore(Path(sys.argv[1]))
def done(stored):
    os.write(1, (stored.digest + "\\n").encode())
for number in range(0, {_OBJECTS}, 2):
    first = b"put %d" % number * 9999
    done(store.put("a", [first[:5000], first[5000:]], most_bytes=10**6))
    done(store.put("a", [first], most_bytes=10**6))
    second = b"adopted %d" % number * 9999
    path = store.incoming("a", f"upload-{{number}}")
    if path.stat().st_mode & 0o200:
        with path.open("wb") as file:
            file.write(second)
            file.flush()
            os.fsync(file.fileno())
    done(store.adopt("a", path, "sha256:" + hashlib.sha256(second).hexdigest(), len(second)))
orphan = store.put("a", [b"orphan"], most_bytes=10)
store.quarantine("a", orphan.digest, before=datetime.now(UTC) + timedelta(days=1))
store.bring_back("a", orphan.digest)
store.quarantine("a", orphan.digest, before=datetime.now(UTC) + timedelta(days=1))
store.remove("a", orphan.digest)
if "KILL" in os.environ:
    print(*(f"{{name}}={{count}}" for name, count in seen.items()), file=sys.stderr)
"""


def run(folder: Path, *before: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*before, sys.executable, "-c", _SCRIPT, str(folder)],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def traced(calls: list[str], *options: str) -> list[str]:
    return ["strace", "-f", "-qq", "-e", f"trace={','.join(calls)}", *options]


def whole_or_none(folder: Path, said: str) -> None:
    """Every object that is to be seen is whole, and so is every one that was said to be kept."""
    store = LocalStore(folder)
    found = {one.digest for one in store.objects()}
    for digest in found:
        store.compare("a", digest)
    assert set(said.split()) <= found


def goes_on(folder: Path) -> None:
    """The same work is done again after the crash, and everything is there."""
    again = run(folder)
    assert again.returncode == 0, again.stderr
    assert len(set(again.stdout.split())) == _OBJECTS
    whole_or_none(folder, again.stdout)
    assert {one.name[:4] for one in LocalStore(folder).staged()} <= {"put-"}


def played(points: list[tuple[str, int]], chance: random.Random) -> list[tuple[str, int]]:
    """So many of the points, each once before any comes twice."""
    chosen: list[tuple[str, int]] = []
    while len(chosen) < rounds():
        chosen += chance.sample(points, min(len(points), rounds() - len(chosen)))
    return chosen


@pytest.mark.skipif(not can_kill_at_calls(), reason="needs strace and the right to trace")
def test_killed_by_the_system_at_a_system_call(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert run(tmp_path / "dry", *traced(_CALLS, "-o", str(log))).returncode == 0
    counts = Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), flags=re.MULTILINE))
    assert counts["fsync"] > 20
    assert counts["link"] + counts["linkat"] >= _OBJECTS
    assert counts["rename"] + counts["renameat"] + counts["renameat2"] == 2

    points = [(call, at) for call, count in counts.items() for at in range(1, count + 1)]
    for number, (call, at) in enumerate(played(points, dice("killed by strace"))):
        folder = tmp_path / str(number)
        inject = f"inject={call}:signal=SIGKILL:when={at}"
        ended = run(folder, *traced([call], "-o", "/dev/null", "-e", inject))
        assert ended.returncode in (-9, 137), (call, at, ended.stderr)
        whole_or_none(folder, ended.stdout)
        goes_on(folder)
        shutil.rmtree(folder)
    counted(f"{rounds()} kills, {len(points)} system calls")


def test_killed_by_itself_at_a_call(tmp_path: Path) -> None:
    dry = run(tmp_path / "dry", KILL="none:0")
    assert dry.returncode == 0, dry.stderr
    counts = {name: int(count) for name, _, count in (x.partition("=") for x in dry.stderr.split())}

    points = [(call, at) for call, count in counts.items() for at in range(1, count + 1)]
    for number, (call, at) in enumerate(played(points, dice("killed by a hook"))):
        folder = tmp_path / str(number)
        ended = run(folder, KILL=f"{call}:{at}")
        assert ended.returncode == -9, (call, at, ended.stderr)
        whole_or_none(folder, ended.stdout)
        goes_on(folder)
        shutil.rmtree(folder)
    counted(f"{rounds()} kills, {len(points)} calls")
