# SPDX-License-Identifier: Apache-2.0
"""`liuhen dock`: bring what is new on a recorder or card to the server. No Django in the process.

Exit status: 0 every file is safe to erase from the card; 1 something is not, and is named; 2
nothing could be collected. Nothing on the card is ever deleted or changed.
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from liuhen.cli.parser import Parser
from liuhen.errors import UserError

if TYPE_CHECKING:
    from liuhen.dock.collecting import Plan
    from liuhen.dock.station import Stop
    from liuhen.dock.wire import Wire

_EXAMPLE = (
    "liuhen dock /media/card --server https://liuhen.local:8443 --device DSJ-01 "
    "--token-file token.txt"
)
_INTERRUPTED = 130
_SLOT = "@folder"


def configure(parser: Parser) -> None:
    """Add the options of `dock`; it has no verbs."""
    parser.epilog = f"example:\n  {_EXAMPLE}"
    add = parser.add_argument
    add("folder", metavar="DIR", type=Path, help="the recorder's or card's folder; it is only read")
    add("--server", required=True, metavar="URL", help="such as https://liuhen.local:8443")
    add(
        "--device",
        default="",
        metavar="ID",
        help="its number in the register, or serial number; with --watch also @folder",
    )
    add("--officer", default="", metavar="NAME", help="who recorded (default: what names say)")
    add("--token-file", type=Path, metavar="FILE", help="holds the token (default: LIUHEN_TOKEN)")
    add(
        "--pattern",
        default="",
        metavar="P",
        help="form of names, as {serial}_{time:%%Y%%m%%d%%H%%M%%S}",
    )
    add("--device-time", metavar="TIME", help="what the device's clock shows at this moment")
    add(
        "--clock",
        choices=["none", "newest"],
        default="none",
        help="newest: the newest file ended just now, so its time is the device's clock",
    )
    add("--watch", action="store_true", help="each folder in DIR is a slot; wait for cards")
    add("--ca", metavar="FILE", help="certificate of the local authority, for https")
    add("--insecure", action="store_true", help="allow http to another machine, in the open")
    add("--state", type=Path, metavar="DIR", help="the station's memory (default: see the manual)")
    add("--patience", type=float, default=900, metavar="S", help="seconds without progress (900)")
    add("--wait-safe", type=float, default=600, metavar="S", help="seconds for the check (600)")
    add("--json", action="store_true", help="print JSON; with --watch a line for each card")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from liuhen.dock.collecting import Plan
    from liuhen.dock.memory import usual_folder
    from liuhen.media.names import check_pattern

    if not options.folder.is_dir():
        raise UserError(f"{options.folder}: is not a folder that can be read; is the card in?")
    if options.pattern:
        check_pattern(options.pattern)
    if options.watch and (options.device_time or options.clock != "none"):
        raise UserError("--device-time and --clock are for one card; with --watch give neither")
    plan = Plan(
        memory=options.state or usual_folder(),
        patience_seconds=options.patience,
        safe_seconds=options.wait_safe,
        device=options.device,
        officer=options.officer,
        pattern=options.pattern,
        shown=_instant(options.device_time) if options.device_time else None,
        just_filmed=options.clock == "newest",
    )
    return _watch(options, plan) if options.watch else _once(options, plan)


def _once(options: argparse.Namespace, plan: "Plan") -> int:
    from liuhen.cli.dock.saying import say
    from liuhen.cli.dock.screen import screen_for
    from liuhen.dock.collecting import collect
    from liuhen.dock.station import Stop, Stopped

    wire = _wire(options)
    stop = Stop()
    screen = screen_for(sys.stderr)
    with _ended_by_signals(stop):
        try:
            report = collect(options.folder, wire, plan, screen, sleep=stop.sleep, check=stop.check)
        except Stopped:
            screen.end()
            print("stopped; the same command goes on from here", file=sys.stderr)
            return _INTERRUPTED
        finally:
            wire.close()
    screen.end()
    say(report, as_json=options.json)
    return 0 if report.all_safe else 1


def _watch(options: argparse.Namespace, plan: "Plan") -> int:
    from liuhen.cli.dock.saying import say_slot
    from liuhen.cli.dock.screen import slot_screen
    from liuhen.dock.collecting import Report, collect
    from liuhen.dock.station import Station, Stop

    stop = Stop()
    _wire(options)  # whatever is wrong with address or token is said at once

    def collect_slot(slot: Path) -> Report:
        wire = _wire(options)
        try:
            screen = slot_screen(slot.name, sys.stderr)
            device = slot.name if plan.device == _SLOT else plan.device
            of_slot = replace(plan, device=device)
            return collect(slot, wire, of_slot, screen, sleep=stop.sleep, check=stop.check)
        finally:
            wire.close()

    def told(slot: Path, what: "Report | str | None") -> None:
        say_slot(slot.name, what, as_json=options.json)

    with _ended_by_signals(stop):
        print(f"waiting for cards under {options.folder}", file=sys.stderr, flush=True)
        Station(options.folder, collect_slot, told, stop).run()
    print("the station has stopped", file=sys.stderr)
    return 0


def _wire(options: argparse.Namespace) -> "Wire":
    from liuhen.dock.wire import Wire

    return Wire(options.server, _token(options), ca=options.ca, insecure=options.insecure)


def _token(options: argparse.Namespace) -> str:
    token = os.environ.get("LIUHEN_TOKEN", "")
    if options.token_file is not None:
        try:
            token = options.token_file.read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise UserError(f"--token-file: {options.token_file} cannot be read: {why}") from None
    token = token.strip()
    if not token:
        raise UserError(
            "a token is needed: set LIUHEN_TOKEN or give --token-file; "
            "`liuhen token create --user NAME --scope upload` makes one"
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise UserError("the token has characters that no token has; copy it once more")
    return token


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"--device-time: found {text!r}; expected what the clock shows, such as "
            "2026-03-10T12:00:00"
        ) from None
    return found.astimezone()  # without an offset: the zone of the station


@contextmanager
def _ended_by_signals(stop: "Stop") -> Iterator[None]:
    """Let SIGINT and SIGTERM ask for the end; what is under way ends at its next step."""
    before = {
        number: signal.signal(number, lambda *_: stop.ask())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
