# SPDX-License-Identifier: Apache-2.0
"""A collection station takes each card as it comes, and gives none up."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from liuhen.dock import station
from liuhen.dock.collecting import Line, Report
from liuhen.dock.errors import DockError
from liuhen.dock.station import Station, Stop, Stopped


class Watched:
    """A station whose slots are collected by `answer`; `seen` is what it collected."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stop = folder, Stop()
        self.seen: list[str] = []
        self.told: list[str] = []
        self.answers: list[Report | Exception] = []
        self.thread = threading.Thread(
            target=Station(folder, self._collect, self._told, self.stop).run
        )

    def _collect(self, slot: Path) -> Report:
        self.seen.append(slot.name)
        answer = self.answers.pop(0) if self.answers else _safe()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _told(self, slot: Path, what: Report | str | None) -> None:
        if isinstance(what, str):
            self.told.append(f"{slot.name}: {what}")

    def until(self, *seen: str) -> None:
        until = time.monotonic() + 10
        while self.seen != list(seen) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.1)  # and no more than that
        assert self.seen == list(seen)


def _safe() -> Report:
    return Report(lines=[Line("a.mp4", 1, "safe")])


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(station, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(station, "_FIRST_PAUSE", 0.05)
    made = Watched(tmp_path)
    yield made
    made.stop.ask()
    made.thread.join(10)
    assert not made.thread.is_alive()


def put(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"x")


def test_a_card_is_collected_once_and_again_when_it_has_changed(watched: Watched) -> None:
    (watched.folder / "2").mkdir()  # an empty slot
    put(watched.folder, "1/a.mp4")
    watched.thread.start()
    watched.until("1")

    put(watched.folder, "1/b.mp4")
    watched.until("1", "1")
    put(watched.folder, "2/a.mp4")
    watched.until("1", "1", "2")


def test_a_hidden_folder_is_no_slot(watched: Watched) -> None:
    put(watched.folder, ".on-its-way/a.mp4")
    put(watched.folder, "1/a.mp4")
    watched.thread.start()
    watched.until("1")


def test_a_card_that_is_taken_out_and_put_in_again_is_looked_at_again(watched: Watched) -> None:
    put(watched.folder, "1/a.mp4")
    watched.thread.start()
    watched.until("1")

    shutil.rmtree(watched.folder / "1")
    time.sleep(0.2)
    put(watched.folder, "1/a.mp4")
    watched.until("1", "1")


def test_what_ended_with_trouble_is_tried_again(watched: Watched) -> None:
    put(watched.folder, "1/a.mp4")
    kept = Report(lines=[Line("a.mp4", 1, "kept")])
    watched.answers = [DockError("the server refuses this token"), kept, Report(trouble="away")]
    watched.thread.start()

    watched.until("1", "1", "1", "1")
    assert watched.told == ["1: the server refuses this token"]


def test_whoever_sleeps_wakes_up_when_the_station_is_stopped() -> None:
    stop = Stop()
    threading.Timer(0.05, stop.ask).start()

    with pytest.raises(Stopped):
        stop.sleep(30)
