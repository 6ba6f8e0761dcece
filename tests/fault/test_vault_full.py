# SPDX-License-Identifier: Apache-2.0
"""The disk is full at each step: a clean refusal, nothing half visible, and it works once there is
room."""

import errno
import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liuhen.storage.local import LocalStore
from liuhen.vault.store import Stored, StoreFullError
from support.rounds import counted

DATA = os.urandom(1000) * 300
DIGEST = "sha256:" + hashlib.sha256(DATA).hexdigest()
_STEPS = ("open", "mkdir", "write", "fsync", "link")


class FullDisk:
    """Lets the n-th call that takes room fail, and every one after it."""

    def __init__(self, patch: pytest.MonkeyPatch, full_at: int) -> None:
        self.calls, self.full_at = 0, full_at
        for name in _STEPS:
            patch.setattr(os, name, self._wrapped(name, getattr(os, name)))

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            if name == "open" and not given[1] & os.O_CREAT:
                return real(*given, **named)
            if name == "mkdir" and Path(given[0]).exists():
                return real(*given, **named)
            self.calls += 1
            if 0 < self.full_at <= self.calls:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*given, **named)

        return call


def put(store: LocalStore) -> Stored:
    return store.put("a", [DATA[:1000], DATA[1000:]], most_bytes=10**6)


def stage(store: LocalStore) -> Path:
    path = store.incoming("a", "upload-1")
    path.write_bytes(DATA)
    return path


def steps_of(folder: Path, work: Callable[[LocalStore], object]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        counted = FullDisk(patch, 0)
        work(LocalStore(folder))
    return counted.calls


def test_full_at_each_step_of_a_put(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "dry", put)
    assert steps >= 8
    for step in range(1, steps + 1):
        store = LocalStore(tmp_path / str(step))
        with pytest.MonkeyPatch.context() as patch:
            FullDisk(patch, step)
            with pytest.raises(StoreFullError):
                put(store)

        assert list(store.staged()) == []
        for one in store.objects():  # linked, but its folder could not be written through
            store.compare("a", one.digest)
        assert put(store) == store.compare("a", DIGEST)
    counted(f"each of {steps} steps")


def test_full_at_each_step_of_adopting(tmp_path: Path) -> None:
    def adopt(store: LocalStore) -> Stored:
        return store.adopt("a", store.incoming("a", "upload-1"), DIGEST, len(DATA))

    stage(LocalStore(tmp_path / "dry"))
    steps = steps_of(tmp_path / "dry", adopt)
    for step in range(1, steps + 1):
        stage(LocalStore(tmp_path / str(step)))
        store = LocalStore(tmp_path / str(step))
        with pytest.MonkeyPatch.context() as patch:
            FullDisk(patch, step)
            with pytest.raises(StoreFullError):
                adopt(store)

        assert [one.name for one in store.staged()] == ["upload-1"]  # not a byte must come again
        assert adopt(store) == store.compare("a", DIGEST)
        assert list(store.staged()) == []
    counted(f"each of {steps} steps")


def test_a_file_system_that_is_really_full(small_disk: Path) -> None:
    store = LocalStore(small_disk / "vault")
    kept = store.put("a", [b"x" * 100_000], most_bytes=10**6)
    before = store.free_bytes()

    with pytest.raises(StoreFullError):
        store.put("a", (os.urandom(65_536) for _ in range(100)), most_bytes=10**8)

    assert list(store.staged()) == []
    assert [one.digest for one in store.objects()] == [kept.digest]
    assert store.free_bytes() == before
    assert store.put("a", [b"y" * 100_000], most_bytes=10**6).size_bytes == 100_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_file_larger_than_the_process_may_write_is_refused(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from liuhen.storage.local import LocalStore
from liuhen.vault.store import StoreFullError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
store = LocalStore(Path(sys.argv[1]))
try:
    store.put("a", [b"x" * 60_000] * 3, most_bytes=10**6)
except StoreFullError:
    print(list(store.staged()), list(store.objects()))
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "[] []\n"


def test_the_counter_of_steps_counts_what_takes_room(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for name in _STEPS:
            real = getattr(os, name)
            patch.setattr(
                os, name, lambda *a, _n=name, _r=real, **k: (seen.update([_n]), _r(*a, **k))[1]
            )
        put(LocalStore(tmp_path))
    assert set(seen) == set(_STEPS)
