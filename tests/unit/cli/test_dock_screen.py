# SPDX-License-Identifier: Apache-2.0
"""What a person sees while a card is collected, and the sentence at the end."""

import io
import json

import pytest

from liuhen.cli.dock.saying import say, say_slot
from liuhen.cli.dock.screen import Screen
from liuhen.dock.card import Found, Listing, PassedOver
from liuhen.dock.clock import DeviceClock, StationClock
from liuhen.dock.collecting import Line, Report
from support.house import beijing

MIB = 1 << 20


class Now:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def screened(*, over: bool) -> tuple[Screen, io.StringIO, Now, Found]:
    out, now = io.StringIO(), Now()
    screen = Screen(out, over=over, now=now)
    file = Found("DCIM/巡查\x1b[2J.mp4", 100 * MIB, 0)
    screen.listed(
        Listing((file, file), (PassedOver("x", "system"), PassedOver("leer.mp4", "empty")), ())
    )
    return screen, out, now, file


def test_elsewhere_than_on_a_terminal_there_are_plain_lines_and_few() -> None:
    screen, out, now, file = screened(over=False)
    for second in range(21):
        now.time += 1
        screen.sending(file, second * 4 * MIB)
    screen.done(file, new=True)
    said = out.getvalue()

    assert "\r" not in said
    assert "\x1b" not in said  # a name does not steer the terminal
    assert said.startswith("2 files, 200.0 MiB\n")
    assert "leer.mp4: has no bytes; this recording failed\n" in said
    lines = [line for line in said.splitlines() if "%" in line]
    assert len(lines) == 3
    assert "20 %  1/2 files  40.0 MiB of 200.0 MiB  4.0 MiB/s  40 s left" in lines[1]


def test_on_a_terminal_one_line_is_written_over() -> None:
    screen, out, now, file = screened(over=True)
    for second in range(5):
        now.time += 1
        screen.sending(file, second * MIB)
    screen.end()

    assert out.getvalue().count("\n") == 3  # files, passed over, empty
    assert out.getvalue().endswith("\r\x1b[K")


def test_trouble_is_said_at_once() -> None:
    screen, out, _now, file = screened(over=False)
    screen.waiting("no connection to the server", 3.2)
    screen.failed(file, "it cannot be read: Input/output error")

    assert "no connection to the server; trying again in 3 s\n" in out.getvalue()
    assert "it cannot be read: Input/output error\n" in out.getvalue()


@pytest.mark.parametrize(
    ("states", "trouble", "says"),
    [
        (["safe"], "", "safe at the server: all of 1 file; the card may be cleared"),
        ([], "", "there is nothing to collect"),
        (["safe", "kept", "failed"], "", "do NOT clear the card: safe 1 file, kept but not read"),
        (["safe"], "the card was taken out", "do NOT clear the card: safe 1 file"),
    ],
)
def test_the_last_sentence_says_whether_the_card_may_be_cleared(
    states: list[str], trouble: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report(lines=[Line("a.mp4", 1, state) for state in states], trouble=trouble)
    say(report, as_json=False)

    assert capsys.readouterr().err.strip().splitlines()[-1].startswith(says)
    assert report.all_safe == says.endswith(("cleared", "collect"))


@pytest.mark.parametrize(("device", "named"), [("NOPE-1", "NOPE-1"), ("", "that the names tell")])
def test_a_device_that_nobody_knows_is_named_in_one_line(
    device: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [Line(f"{name}.mp4", 1, "safe", device_unknown=True) for name in "ab"]
    say(Report(lines=lines, device=device), as_json=False)

    first, last = capsys.readouterr().err.strip().splitlines()
    assert first.startswith(f"the device {named} was not in the server's register when 2 files")
    assert last.endswith("the card may be cleared")


def test_a_station_is_not_told_to_give_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(lines=[Line("a.mp4", 1, "kept")], trouble="the card was taken out")
    say_slot("slot 1", report, as_json=False)
    said = capsys.readouterr().err
    assert "command" not in said
    assert "the station tries again" in said


def test_the_list_is_json_with_how_the_clocks_were_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = DeviceClock(beijing("2026-03-02 09:00"), beijing("2026-03-02 09:02"), "read")
    line = Line("a.mp4", 5, "safe", sha256="sha256:ab", sm3="sm3:cd", original="o", new=True)
    report = Report([line], [], [], StationClock(-20, 510), clock)
    say(report, as_json=True)

    said = json.loads(capsys.readouterr().out)
    assert said["clock"] == {
        "station_offset_ms": -20,
        "station_within_ms": 510,
        "device_offset_ms": 120_000,
        "how": "read",
        "device_ahead_seconds": 0,
    }
    assert said["files"] == [
        {
            "path": "a.mp4", "size_bytes": 5, "state": "safe", "safe": True, "new": True,
            "sha256": "ab", "sm3": "cd", "original": "o", "why": None,
            "device_unknown": False,
        }
    ]  # fmt: skip
