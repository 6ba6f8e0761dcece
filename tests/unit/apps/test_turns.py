# SPDX-License-Identifier: Apache-2.0
"""One writer at a time, and a dead one does not hold the others up for ever."""

import threading
import time
from pathlib import Path

import pytest

from liuhen.apps.evidence import turns
from liuhen.apps.evidence.turns import BusyError, LostError, VanishedError, turn_at


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(turns, "SILENCE_SECONDS", 0.2)
    monkeypatch.setattr(turns, "_LOOK_SECONDS", 0.02)
    path = tmp_path / "upload"
    path.write_bytes(b"0123")
    return path


def test_a_second_one_waits_and_is_told(file: Path) -> None:
    with (
        turn_at(file, patience_seconds=0),
        pytest.raises(BusyError),
        turn_at(file, patience_seconds=0.05),
    ):
        pass
    with turn_at(file, patience_seconds=0):
        pass


def test_a_silent_one_loses_its_turn_and_writes_no_more(file: Path) -> None:
    with turn_at(file, patience_seconds=0) as dead:
        with turn_at(file, patience_seconds=5) as other, other.writing() as descriptor:
            turns.os.pwrite(descriptor, b"4567", 4)
        with pytest.raises(LostError), dead.writing():
            pass
        with pytest.raises(LostError), dead.recording():
            pass


def test_one_who_was_only_slow_goes_on(file: Path) -> None:
    with turn_at(file, patience_seconds=0) as slow:
        time.sleep(0.5)
        with turn_at(file, patience_seconds=1):
            pass  # somebody looked, and touched nothing
        with slow.writing() as descriptor:
            turns.os.pwrite(descriptor, b"4", 4)
        with pytest.raises(BusyError), turn_at(file, patience_seconds=0):
            pass


def test_one_who_keeps_writing_keeps_the_turn(file: Path) -> None:
    with turn_at(file, patience_seconds=0) as busy:
        for _step in range(10):
            time.sleep(0.05)
            with busy.writing():
                pass
        with pytest.raises(BusyError), turn_at(file, patience_seconds=0):
            pass


def test_who_waits_for_a_file_that_goes_is_told(file: Path) -> None:
    def end() -> None:
        time.sleep(0.1)
        file.unlink()
        ended.set()

    ended = threading.Event()
    with turn_at(file, patience_seconds=0) as turn:
        threading.Thread(target=end).start()
        with pytest.raises(VanishedError), turn_at(file, patience_seconds=5):
            pass
        assert ended.is_set()
        turn.touch()
