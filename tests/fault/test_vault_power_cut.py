# SPDX-License-Identifier: Apache-2.0
"""The power fails: what was not written through may be gone, in any combination.

Every step of the store is written down; then the disk is made again as it may be found after a loss
of power at any step. Bytes written since the last fsync of their file are there, half there, zeros,
or gone; entries of a folder made or taken since its last fsync are there or not, each by itself (a
rename in one piece, as file systems do). The store must hold what it had said was kept, whole, and
show nothing half.
"""

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.storage.local import LocalStore
from support.rounds import counted, dice, rounds

Survives = Callable[[], bool]


@dataclass
class File:
    """Bytes that are on the disk for good, and those that may be."""

    durable: bytes = b""
    written: bytes = b""

    def after(self, survives: Survives, chance: random.Random) -> bytes:
        if survives():
            return self.written
        lost = self.written[len(self.durable) :]
        half = lost[: chance.randint(0, len(lost))]
        return self.durable + (half if chance.random() < 0.5 else b"\0" * len(half))


@dataclass
class Change:
    """What one call did to entries: names that came (with what) and names that went."""

    came: dict[Path, Any] = field(default_factory=dict)
    went: tuple[Path, ...] = ()
    synced: bool = False


@dataclass
class Log:
    """Every step of a store below `root`, in order."""

    root: Path
    steps: list[tuple[str, Any]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    open_: dict[int, Path] = field(default_factory=dict)

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("open", "close", "write", "fsync", "link", "unlink", "rename", "mkdir"):
            patch.setattr(os, name, self._noting(name, getattr(os, name)))

    def kept(self, digest: str) -> None:
        self.steps.append(("kept", digest))

    def _noting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        note = getattr(self, f"_{name}")

        def call(*given: Any, **named: Any) -> Any:
            there = name == "open" and Path(given[0]).exists()
            answer = real(*given, **named)
            note(answer, there, *given)
            return answer

        return call

    def _open(self, descriptor: int, there: bool, path: Any, *_mode: Any) -> None:  # noqa: FBT001  # as it was noted
        path = Path(path)
        if not path.is_relative_to(self.root.parent):
            return
        self.open_[descriptor] = path
        if not there:  # the system gives the number of a file that is gone to the next one
            self.numbers[path.stat().st_ino] = len(self.steps)
            self.steps.append(("entry", Change(came={path: len(self.steps)})))

    def _close(self, _answer: Any, _there: Any, descriptor: int) -> None:
        self.open_.pop(descriptor, None)

    def _write(self, size: int, _there: Any, descriptor: int, data: Any) -> None:
        if descriptor in self.open_:
            piece = bytes(data[:size])
            self.steps.append(("write", (self.numbers[os.fstat(descriptor).st_ino], piece)))

    def _fsync(self, _answer: Any, _there: Any, descriptor: int) -> None:
        path = self.open_.get(descriptor)
        if path is not None and path.is_dir():
            self.steps.append(("sync folder", path))
        elif path is not None:
            self.steps.append(("sync file", self.numbers[os.fstat(descriptor).st_ino]))

    def _link(self, _answer: Any, _there: Any, _source: Path, target: Path) -> None:
        self.steps.append(("entry", Change(came={Path(target): self._number(target)})))

    def _unlink(self, _answer: Any, _there: Any, path: Path) -> None:
        self.steps.append(("entry", Change(went=(Path(path),))))

    def _rename(self, _answer: Any, _there: Any, source: Path, target: Path) -> None:
        came = {Path(target): self._number(target)}
        self.steps.append(("entry", Change(came=came, went=(Path(source),))))

    def _mkdir(self, _answer: Any, _there: Any, path: Path, *_mode: Any) -> None:
        self.steps.append(("entry", Change(came={Path(path): None})))

    def _number(self, path: Path) -> int:
        return self.numbers[path.stat().st_ino]

    def cut(self, after: int, folder: Path, survives: Survives, chance: random.Random) -> set[str]:
        """Make the disk in `folder` as it may be after so many steps; return what was kept."""
        files: dict[int, File] = {}
        changes: list[Change] = []
        kept: set[str] = set()
        for what, given in self.steps[:after]:
            if what == "kept":
                kept.add(given)
            elif what == "write":
                files.setdefault(given[0], File()).written += given[1]
            elif what == "sync file":
                file = files.setdefault(given, File())
                file.durable = file.written
            elif what == "entry":
                changes.append(
                    Change(came=dict(given.came), went=given.went)  # its own `synced`
                )
            else:
                for change in changes:
                    parents = {path.parent for path in (*change.came, *change.went)}
                    change.synced |= given in parents
        entries: dict[Path, Any] = {}
        for change in changes:
            if change.synced or survives():
                for path in change.went:
                    entries.pop(path, None)
                entries.update(change.came)
        self._build(folder, entries, files, survives, chance)
        return kept

    def _build(
        self,
        folder: Path,
        entries: dict[Path, Any],
        files: dict[int, File],
        survives: Survives,
        chance: random.Random,
    ) -> None:
        made = {number: file.after(survives, chance) for number, file in files.items()}
        folder.mkdir()
        folders = {self.root.parent}
        for path in sorted(entries, key=lambda one: len(one.parts)):
            if path.parent not in folders:
                continue  # its folder's own entry is lost
            target = folder / path.relative_to(self.root.parent)
            if entries[path] is None:
                target.mkdir()
                folders.add(path)
            else:
                target.write_bytes(made.get(entries[path], b""))


def work(store: LocalStore, kept: Callable[[str], None]) -> None:
    """What a day brings: scans, finished uploads, the same again, a sweep."""
    for number in range(3):
        data = b"scan %d " % number * 500
        kept(store.put("a", [data[:1000], data[1000:]], most_bytes=10**6).digest)
        kept(store.put("a", [data], most_bytes=10**6).digest)
        data = b"footage %d " % number * 500
        path = store.incoming("b", f"upload-{number}")
        descriptor = os.open(path, os.O_WRONLY)
        os.write(descriptor, data[:2000])
        os.write(descriptor, data[2000:])
        os.fsync(descriptor)
        os.close(descriptor)
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        kept(store.adopt("b", path, digest, len(data)).digest)
    lost = store.put("b", [b"no row"], most_bytes=10).digest
    store.quarantine("b", lost, before=datetime.now(UTC) + timedelta(days=1))
    store.bring_back("b", lost)
    kept(lost)


@pytest.fixture
def nothing_is_written_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disks that are made again need no real one."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Log:
    return recorded(tmp_path_factory.mktemp("day"))


def recorded(folder: Path) -> Log:
    log = Log(folder / "vault")
    with pytest.MonkeyPatch.context() as patch:
        log.watch(patch)
        work(LocalStore(log.root), log.kept)
    return log


def holds(log: Log, after: int, folder: Path, survives: Survives, chance: random.Random) -> None:
    kept = log.cut(after, folder, survives, chance)
    store = LocalStore(folder / "vault")
    found = {one.digest: one.bureau for one in store.objects()}
    aside = {one.digest for one in store.quarantined()}
    assert kept <= found.keys() | aside, f"lost after step {after}: {log.steps[after - 1]}"
    for digest, bureau in found.items():
        store.compare(bureau, digest)
    work(LocalStore(folder / "vault"), lambda _digest: None)  # and it goes on
    shutil.rmtree(folder)


@pytest.mark.usefixtures("nothing_is_written_through")
def test_nothing_that_was_not_written_through_survives(day: Log, tmp_path: Path) -> None:
    chance = dice("nothing survives")
    assert len(day.steps) > 100
    steps = len(day.steps)
    cuts = min(steps, rounds())
    for after in chance.sample(range(1, steps + 1), cuts):
        holds(day, after, tmp_path / "disk", lambda: False, chance)
    counted(f"{cuts} cuts, after each of {cuts} of {steps} steps")


@pytest.mark.usefixtures("nothing_is_written_through")
def test_some_of_what_was_not_written_through_survives(day: Log, tmp_path: Path) -> None:
    chance = dice("some survives")
    for _ in range(rounds()):
        share = chance.random()
        after = chance.randint(1, len(day.steps))
        holds(day, after, tmp_path / "disk", lambda: chance.random() < share, chance)  # noqa: B023  # called at once
    counted(f"{rounds()} cuts, after one of {len(day.steps)} steps")


@pytest.mark.parametrize("forgotten", ["of files", "of folders"])
def test_a_store_that_forgot_to_write_through_would_be_found(
    tmp_path: Path, forgotten: str
) -> None:
    log = Log(tmp_path / "vault")
    with pytest.MonkeyPatch.context() as patch:
        log.watch(patch)
        noting = os.fsync

        def forgets(descriptor: int) -> None:
            if _is_folder(log, descriptor) != (forgotten == "of folders"):
                noting(descriptor)

        patch.setattr(os, "fsync", forgets)
        work(LocalStore(log.root), log.kept)
    chance = dice("forgotten")

    def at_every_step() -> None:
        for after in range(1, len(log.steps) + 1):
            holds(log, after, tmp_path / f"disk-{after}", lambda: chance.random() < 0.5, chance)

    with pytest.raises(Exception, match=r"lost|sha256"):
        at_every_step()


def _is_folder(log: Log, descriptor: int) -> bool:
    return descriptor in log.open_ and log.open_[descriptor].is_dir()
