# SPDX-License-Identifier: Apache-2.0
"""What is said at the end: which files may be erased, which may not and why."""

import json
import sys
from typing import Any

from liuhen.cli.dock.screen import size
from liuhen.dock.card import readable
from liuhen.dock.collecting import Line, Report


def say(report: Report, *, as_json: bool) -> None:
    """Print the report of one card: the list on stdout, the sentence to end with on stderr."""
    if as_json:
        print(json.dumps(as_values(report), ensure_ascii=False))
    else:
        for line in sorted(report.lines, key=lambda one: one.path):
            print(_row(line))
    for sentence in _sentences(report, "give the same command again"):
        print(sentence, file=sys.stderr)


def say_slot(slot: str, what: Report | str | None, *, as_json: bool) -> None:
    """Print what became of the card in one slot of a station."""
    if what is None:
        print(f"{slot}: a card is in", file=sys.stderr, flush=True)
    elif isinstance(what, str):
        print(f"{slot}: {what}", file=sys.stderr, flush=True)
    else:
        if as_json:
            print(json.dumps({"slot": slot, **as_values(what)}, ensure_ascii=False), flush=True)
        for sentence in _sentences(what, "the station tries again while it is in"):
            print(f"{slot}: {sentence}", file=sys.stderr, flush=True)


def as_values(report: Report) -> dict[str, Any]:
    """Return the report as JSON values; docs/howto/dock-a-recorder.md describes them."""
    clock, station = report.clock, report.station
    return {
        "all_safe": report.all_safe,
        "files": [
            {
                "path": line.path,
                "size_bytes": line.size_bytes,
                "state": line.state,
                "safe": line.safe,
                "new": line.new,
                "sha256": line.sha256.removeprefix("sha256:") or None,
                "sm3": line.sm3.removeprefix("sm3:") or None,
                "original": line.original or None,
                "why": line.why or None,
                "device_unknown": line.device_unknown,
            }
            for line in report.lines
        ],
        "empty_files": report.empty_files,
        "passed_over": [
            {"path": readable(one.path), "why": one.why}
            for one in report.passed_over
            if one.why != "empty"
        ],
        "unreadable": [{"path": readable(path), "why": why} for path, why in report.unreadable],
        "clock": {
            "station_offset_ms": station.offset_ms if station else None,
            "station_within_ms": station.within_ms if station else None,
            "device_offset_ms": clock.offset_ms if clock else None,
            "how": clock.how if clock else None,
            "device_ahead_seconds": round(report.device_ahead_seconds),
        },
        "trouble": report.trouble or None,
    }


def _row(line: Line) -> str:
    path = "".join(letter if letter.isprintable() else "�" for letter in line.path)
    head = f"{line.state:<7}{size(line.size_bytes):>10}  {path}"
    if line.state == "failed":
        return f"{head}: {line.why}"
    return f"{head}  {line.sha256}  {line.original}"


def _sentences(report: Report, then: str) -> list[str]:
    """What a person is to know; `then` is what follows where the card may not be cleared."""
    said = []
    if report.device_ahead_seconds:
        said.append(
            "the device's clock is ahead by at least "
            f"{round(report.device_ahead_seconds)} s: its newest file is from the future; "
            "set it, and give --device-time"
        )
    if unknown := sum(line.device_unknown for line in report.lines):
        device = readable(report.device) if report.device else "that the names tell"
        files = f"{unknown} file{'' if unknown == 1 else 's'}"
        said.append(
            f"the device {device} was not in the server's register when {files} came in; "
            "register it, or give another --device"
        )
    if report.trouble:
        said.append(report.trouble)
    if not report.lines:
        said.append("there is nothing to collect")
    elif report.all_safe:
        said.append(
            f"safe at the server: all of {_counted(report, 'safe')}; the card may be cleared"
        )
    else:
        parts = [
            f"{word} {_counted(report, state)}"
            for state, word in (
                ("safe", "safe"),
                ("kept", "kept but not read again by the server yet"),
                ("failed", "NOT kept"),
            )
            if any(line.state == state for line in report.lines)
        ]
        said.append(f"do NOT clear the card: {', '.join(parts)}; {then}")
    return said


def _counted(report: Report, state: str) -> str:
    number = sum(line.state == state for line in report.lines)
    return f"{number} file{'' if number == 1 else 's'}"
