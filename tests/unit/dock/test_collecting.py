# SPDX-License-Identifier: Apache-2.0
"""A card is collected whole, whatever happens on the way, and only what is safe is called so."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from liuhen.dock.card import Found
from liuhen.dock.errors import CardGoneError, DockError, ServerRefused
from liuhen.dock.memory import Memory
from liuhen.dock.wire import Wire
from support.docking import Docking
from support.flaky import flaky_way_to

MIB = 1 << 20


def test_every_file_arrives_and_is_safe_once_the_server_has_read_it_again(docking: Docking) -> None:
    raws = {"a.mp4": docking.put("DCIM/a.mp4", 3 * MIB + 7), "录.wav": docking.put("录.wav", 9)}

    report = docking.dock(device="DSJ-01", officer="zhang")

    assert report.all_safe
    assert {name: bytes(held.data) for name, held in docking.server.kept.items()} == raws
    for line in report.lines:
        raw = raws[line.path.rpartition("/")[2]]
        assert line.sha256 == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert (line.sm3, line.state, line.new) == ("sm3:00", "safe", True)
    told = docking.server.kept["a.mp4"].metadata
    assert told.pop("ended")  # as the card says
    assert told == {
        "filename": "a.mp4",
        "device": "DSJ-01",
        "officer": "zhang",
        "came_by": "dock",
        "time_source": "file",
    }


def test_a_device_that_the_server_does_not_know_is_told_of(docking: Docking) -> None:
    docking.put("a.mp4", 9)
    docking.server.findings = ("device_unknown",)

    for _ in range(2):  # also of what was sent before
        report = docking.dock(device="NOPE-1")
        assert [one.device_unknown for one in report.lines] == [True]
        assert (report.device, report.all_safe) == ("NOPE-1", True)


def test_what_was_sent_before_is_not_sent_again_but_asked_after(docking: Docking) -> None:
    docking.put("a.mp4", MIB)
    docking.dock()
    docking.put("b.mp4", MIB, seed=2)
    docking.server.requests.clear()

    report = docking.dock()

    assert [(line.path, line.new) for line in report.lines] == [("a.mp4", False), ("b.mp4", True)]
    assert report.all_safe
    assert docking.server.made == 2
    assert "GET /api/v1/uploads/1" in docking.server.requests


def test_what_is_kept_and_not_yet_read_again_is_not_safe(docking: Docking) -> None:
    docking.put("a.mp4", 100)
    docking.server.safe_after = 1_000_000

    report = docking.dock(safe_seconds=0)

    assert not report.all_safe
    assert [(line.state, line.safe) for line in report.lines] == [("kept", False)]
    docking.server.safe_after = 0
    assert docking.dock().all_safe
    assert docking.server.made == 1


@pytest.mark.parametrize("status", [423, 429, 500, 502, 503, 504, 409])
def test_a_busy_server_is_asked_again(docking: Docking, status: int) -> None:
    docking.put("a.mp4", 2 * MIB)
    # three for the time, then creation, first piece
    docking.server.statuses = [0, 0, 0, 0, status, 0, status]

    assert docking.dock().all_safe
    assert docking.slept


@pytest.mark.parametrize(("status", "says"), [(401, "token"), (403, "refused with 403")])
def test_whoever_may_not_is_told_in_one_sentence(docking: Docking, status: int, says: str) -> None:
    docking.put("a.mp4", 10)
    docking.server.statuses = [0, 0, 0, status]

    with pytest.raises(ServerRefused, match=says):
        docking.dock()


@pytest.mark.parametrize("status", [413, 507, 400, 415])
def test_a_file_that_is_not_taken_is_named_and_the_others_go_on(
    docking: Docking, status: int
) -> None:
    docking.put("a.mp4", 10)
    docking.put("b.mp4", 10, seed=2)
    os.utime(docking.card / "a.mp4", (1, 1))
    docking.server.statuses = [0, 0, 0, status]

    report = docking.dock()

    assert [(line.path, line.state) for line in report.lines] == [
        ("a.mp4", "failed"),
        ("b.mp4", "safe"),
    ]
    assert f"({status})" in report.lines[0].why
    assert not report.all_safe


def test_an_upload_that_the_server_has_lost_is_begun_again(docking: Docking) -> None:
    docking.put("a.mp4", 2 * MIB)
    docking.server.statuses = [0, 0, 0, 0, 0, 404]

    assert docking.dock().all_safe
    assert docking.server.made == 2


def test_bytes_that_the_server_lost_in_a_power_cut_are_sent_again(docking: Docking) -> None:
    raw = docking.put("a.mp4", 3 * MIB)
    docking.server.lose = 2

    assert docking.dock().all_safe
    assert bytes(docking.server.kept["a.mp4"].data) == raw


def test_other_bytes_at_the_server_are_never_called_safe(docking: Docking) -> None:
    docking.put("a.mp4", MIB)
    docking.server.spoil = 99

    report = docking.dock()

    assert [line.state for line in report.lines] == ["failed"]
    assert "other bytes" in report.lines[0].why


def test_bytes_changed_on_the_way_are_sent_once_more(docking: Docking) -> None:
    raw = docking.put("a.mp4", MIB)
    docking.server.spoil = 1

    assert docking.dock().all_safe
    assert bytes(docking.server.uploads["2"].data) == raw


def test_a_file_that_changes_while_it_is_read_is_begun_again(docking: Docking) -> None:
    docking.put("a.mp4", 3 * MIB)
    raw = b""

    def grow(_file: Found, offset: int) -> None:
        nonlocal raw
        if not raw and offset >= MIB:
            raw = docking.put("a.mp4", 3 * MIB + 50, seed=9)

    docking.screen.hook = grow

    report = docking.dock()

    assert report.all_safe
    assert report.lines[0].size_bytes == 3 * MIB + 50
    held = [one for one in docking.server.uploads.values() if not one.gone]
    assert [bytes(one.data) for one in held] == [raw]


def test_a_file_that_keeps_changing_is_left_for_later(docking: Docking) -> None:
    docking.put("a.mp4", 100)
    times = iter(range(1, 1000))
    docking.screen.hook = lambda *_: os.utime(docking.card / "a.mp4", (next(times),) * 2)

    report = docking.dock()

    assert [(line.state, line.why) for line in report.lines] == [
        ("failed", "it was written to while it was read")
    ]
    assert all(one.gone for one in docking.server.uploads.values())


def test_a_card_that_is_taken_out_gives_one_sentence_and_goes_on_later(
    docking: Docking, tmp_path: Path
) -> None:
    for number in range(3):
        docking.put(f"{number}.mp4", 2 * MIB, seed=number)
        os.utime(docking.card / f"{number}.mp4", (number + 1, number + 1))
    away = tmp_path / "away"

    def pull(file: Found, offset: int) -> None:
        if file.path == "1.mp4" and offset >= MIB and not away.exists():
            away.mkdir()
            for one in docking.card.iterdir():
                shutil.move(one, away)
            raise _unplugged(file)

    def _unplugged(file: Found) -> CardGoneError:
        return CardGoneError(file.path)

    docking.screen.hook = pull
    report = docking.dock()
    assert "taken out after 1 of 3 files" in report.trouble
    assert [line.state for line in report.lines] == ["safe", "failed", "failed"]

    away.rename(docking.card) if not docking.card.exists() else None
    for one in away.iterdir():
        shutil.move(one, docking.card)
    assert docking.dock().all_safe
    assert docking.server.made == 3  # the file under way went on where it was


def test_what_comes_or_changes_while_others_are_sent_is_not_called_safe(docking: Docking) -> None:
    docking.put("a.mp4", 100)
    docking.put("b.mp4", 2 * MIB)
    os.utime(docking.card / "a.mp4", (1, 1))

    def film(file: Found, _offset: int) -> None:
        if file.path == "b.mp4" and not (docking.card / "c.mp4").exists():
            docking.put("a.mp4", 200)
            docking.put("c.mp4", 100)

    docking.screen.hook = film

    report = docking.dock()

    assert not report.all_safe
    assert {line.path: line.state for line in report.lines} == {
        "a.mp4": "failed", "b.mp4": "safe", "c.mp4": "failed",
    }  # fmt: skip
    assert docking.dock().all_safe


def test_names_that_read_alike_are_told_apart(docking: Docking) -> None:
    docking.put("巡查.mp4", 100)
    docking.put("巡查.mp4".encode("gb18030"), 200, seed=2)

    assert docking.dock().all_safe
    assert {len(one.data) for one in docking.server.uploads.values()} == {100, 200}
    docking.address = "http://127.0.0.1:9"
    assert len(docking.dock(patience_seconds=0).lines) == 2


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(docking: Docking) -> None:
    docking.put("a.mp4", 10)
    docking.put("b.mp4", 10)
    docking.screen.listed = lambda _: (docking.card / "a.mp4").unlink()

    report = docking.dock()

    assert {line.path: line.state for line in report.lines} == {"a.mp4": "failed", "b.mp4": "safe"}
    assert "cannot be read" in report.lines[0].why + report.lines[1].why


def test_a_server_that_stays_away_is_given_up_after_a_while(docking: Docking) -> None:
    docking.put("a.mp4", 10)
    docking.address = "http://127.0.0.1:9"

    report = docking.dock(patience_seconds=0)

    assert "cannot be reached" in report.trouble
    assert [(line.path, line.state) for line in report.lines] == [("a.mp4", "failed")]
    assert not report.all_safe


def test_an_empty_card_is_no_trouble(docking: Docking) -> None:
    assert docking.dock().all_safe
    assert docking.server.requests == []


def test_a_lost_memory_costs_a_second_sending_and_nothing_else(docking: Docking) -> None:
    docking.put("a.mp4", MIB)
    docking.dock()
    (docking.memory / "dock.sqlite3").write_bytes(b"no database" * 1000)

    assert docking.dock().all_safe
    assert docking.server.made == 2
    assert len(list(docking.memory.glob("dock.damaged-*"))) == 1


def test_a_memory_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(DockError, match="--state"):
        Memory(tmp_path / "file", "server", "device")


@pytest.mark.parametrize("seed", range(12))
def test_a_way_that_breaks_at_any_byte_loses_none(
    docking: Docking, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    raws = {f"{n}.mp4": docking.put(f"{n}.mp4", (n + 1) * MIB, seed=n) for n in range(3)}
    with flaky_way_to(docking.server.port, seed, breaks=8, most_bytes=2 * MIB) as way:
        docking.address = way.address
        report = docking.dock()

    assert report.all_safe, (seed, way.broken, docking.screen.heard)
    assert {name: bytes(held.data) for name, held in docking.server.kept.items()} == raws


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("liuhen.local", "no address"),
        ("ftp://liuhen.local", "no address"),
        ("http://10.0.0.5:8000", "--insecure"),
        ("http://liuhen.local", "--insecure"),
        ("http://127.0.0.1:99999", "no address"),
    ],
)
def test_an_address_that_cannot_be_or_is_in_the_open_is_refused(address: str, says: str) -> None:
    with pytest.raises(DockError, match=says):
        Wire(address, "x")


def test_http_is_allowed_here_or_when_insisted() -> None:
    for address in ("http://127.0.0.1:1", "http://localhost", "http://[::1]:1"):
        Wire(address, "x")
    Wire("http://liuhen.local", "x", insecure=True)
