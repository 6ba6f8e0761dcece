# SPDX-License-Identifier: Apache-2.0
"""Collects one card: lists it, sends what is new, waits until it is safe, and says which files are.

A file that cannot be sent is named and the others go on. Nothing is ever deleted here: the report
says what may be erased, and a person or the recorder does it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from liuhen.dock.card import Found, Listing, PassedOver, device_of, list_card, readable
from liuhen.dock.clock import DeviceClock, StationClock, ahead, device_clock, measure_station
from liuhen.dock.errors import CardGoneError, FileTrouble, Trouble
from liuhen.dock.memory import remembered
from liuhen.dock.sending import Desk, Patience, Screen, Sender, Sent
from liuhen.dock.telling import Telling
from liuhen.dock.tus import UPLOADS, Uploads
from liuhen.dock.wire import Wire

_FIRST_LOOK, _LONGEST_LOOK = 0.5, 15.0


class CollectScreen(Screen, Protocol):
    """Hears how the collection of a card goes on."""

    def listed(self, listing: Listing) -> None:
        """The card has been read through once."""

    def done(self, file: Found, *, new: bool) -> None:
        """All bytes of a file are at the server."""

    def failed(self, file: Found, why: str) -> None:
        """A file cannot be sent."""

    def checking(self, left: int) -> None:
        """So many files are kept, but not yet read again by the server."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a card is collected, and what is known of its files beforehand.

    `memory`: the folder of the station's memory; `patience_seconds`: how long nothing may move
    before we give up; `safe_seconds`: how long to wait for the server's second reading; `shown`:
    what the device's clock shows now; `just_filmed`: the newest file ended just before.
    """

    memory: Path
    patience_seconds: float = 900
    safe_seconds: float = 600
    device: str = ""
    officer: str = ""
    pattern: str = ""
    shown: datetime | None = None
    just_filmed: bool = False


@dataclass(slots=True)
class Line:
    """What became of one file. `state`: safe · kept · failed."""

    path: str
    size_bytes: int
    state: str
    sha256: str = ""
    sm3: str = ""
    original: str = ""
    new: bool = False
    why: str = ""
    device_unknown: bool = False

    @property
    def safe(self) -> bool:
        """Whether the file may be erased from the card."""
        return self.state == "safe"


@dataclass(slots=True)
class Report:
    """What became of a card. `trouble` is why it ended early, if it did.

    `device` is what was said of it beforehand; empty, the names of its files tell.
    """

    lines: list[Line] = field(default_factory=list)
    passed_over: Sequence[PassedOver] = ()
    unreadable: Sequence[tuple[str, str]] = ()
    station: StationClock | None = None
    clock: DeviceClock | None = None
    device_ahead_seconds: float = 0
    trouble: str = ""
    device: str = ""

    @property
    def all_safe(self) -> bool:
        """Whether everything that can be read may be erased."""
        return not self.trouble and not self.unreadable and all(line.safe for line in self.lines)

    @property
    def empty_files(self) -> list[str]:
        """Files without any bytes: recordings that failed."""
        return [readable(one.path) for one in self.passed_over if one.why == "empty"]


def collect(
    root: Path,
    wire: Wire,
    plan: Plan,
    screen: CollectScreen,
    *,
    sleep: Callable[[float], object] = time.sleep,
    check: Callable[[], object] = lambda: None,
) -> Report:
    """Bring everything of a card to the server and return what became of it.

    `sleep` waits, `check` is called before each piece; either may raise to end everything.

    Raises:
        DockError: nothing can be collected: no card, no right to upload, no usable address.
    """
    device_number = device_of(root)
    listing = list_card(root)
    screen.listed(listing)
    patience = Patience(plan.patience_seconds, screen, sleep)
    report = Report(
        passed_over=listing.passed_over, unreadable=listing.unreadable, device=plan.device
    )
    if not listing.files:
        return report
    uploads = Uploads(wire)
    try:
        report.station = patience.until_done(lambda: measure_station(wire, wire.address(UPLOADS)))
    except Trouble as trouble:
        report.trouble = f"the server cannot be reached: {trouble}"
        report.lines += [_failed(file, "the server could not be reached") for file in listing.files]
        return report
    report.clock = device_clock(
        report.station, listing.files, shown=plan.shown, just_filmed=plan.just_filmed
    )
    report.device_ahead_seconds = ahead(report.station, listing.files).total_seconds()
    telling = Telling(plan.device, plan.officer, plan.pattern, report.clock)
    with remembered(plan.memory, wire.server, plan.device) as memory:
        desk = Desk(root, device_number, uploads, memory, telling.metadata, screen, patience, check)
        collection = _Collection(Sender(desk), report, screen, sleep)
        collection.run(listing, plan.safe_seconds)
        collection.look_again(root)
    return report


class _Collection:
    """One card under way."""

    def __init__(
        self,
        sender: Sender,
        report: Report,
        screen: CollectScreen,
        sleep: Callable[[float], object],
    ) -> None:
        self._sender, self._report = sender, report
        self._screen, self._sleep = screen, sleep
        self._waiting: list[tuple[Line, Sent]] = []
        self._told: dict[str, tuple[Found, Line]] = {}  # by the path's own bytes

    def run(self, listing: Listing, safe_seconds: float) -> None:
        """Send everything that can be sent, and wait until it is safe."""
        try:
            for file in listing.files:
                self._one(file)
        except CardGoneError:
            self._left(listing, "the card was taken out")
            self._report.trouble = (
                f"the card was taken out after {len(self._kept())} of {len(listing.files)} files; "
                "put it in again: it goes on from there"
            )
        except Trouble as trouble:
            self._left(listing, "the server could not be reached")
            self._report.trouble = (
                f"nothing has moved for a long time ({trouble}); what has arrived stays"
            )
        self._until_safe(safe_seconds)

    def look_again(self, root: Path) -> None:
        """Call nothing safe that was written to, or came, while the others were sent."""
        if self._report.trouble:
            return
        try:
            now = list_card(root)
        except CardGoneError:
            return  # it was taken out: what was said of its files still holds
        for file in now.files:
            sent, line = self._told.get(file.path, (None, None))
            if sent is None or line is None:
                self._tell(file, _failed(file, "it came after the card was read"))
            elif file != sent and line.state != "failed":
                line.state, line.why = "failed", "it was written to after it was read"

    def _one(self, file: Found) -> None:
        try:
            sent = self._sender.send(file)
        except FileTrouble as trouble:
            self._tell(file, _failed(file, str(trouble)))
            self._screen.failed(file, str(trouble))
            return
        line = Line(readable(sent.file.path), sent.file.size_bytes, "kept", new=sent.new)
        _fill(line, sent)
        self._tell(sent.file, line)
        self._waiting.append((line, sent))
        self._screen.done(file, new=sent.new)

    def _until_safe(self, safe_seconds: float) -> None:
        """Ask after every kept file, also one that was safe before, until all are or time is up."""
        until, pause = time.monotonic() + safe_seconds, _FIRST_LOOK
        while self._waiting:
            try:
                self._waiting = [one for one in map(self._asked, self._waiting) if one is not None]
            except Trouble as trouble:
                self._report.trouble = self._report.trouble or (
                    f"the server could not be asked what is safe ({trouble})"
                )
                return
            if not self._waiting or time.monotonic() > until:
                return
            self._screen.checking(len(self._waiting))
            self._sleep(pause)
            pause = min(pause * 1.5, _LONGEST_LOOK)

    def _asked(self, waiting: tuple[Line, Sent]) -> tuple[Line, Sent] | None:
        line, sent = waiting
        try:
            sent, fate = self._sender.ask(sent)
        except FileTrouble as trouble:
            self._sender.forget(sent)
            line.state, line.why = "failed", f"{trouble}; it is sent again next time"
            return None
        if fate.sha256 and fate.sha256 != sent.known.sha256:
            self._sender.forget(sent)
            line.state, line.why = "failed", "the server has other bytes; it is sent again"
            return None
        _fill(line, sent)
        line.device_unknown = fate.device_unknown
        if fate.damaged:
            line.state, line.why = "failed", "the server finds its copy damaged; keep the file"
        return None if fate.damaged or line.safe else (line, sent)

    def _tell(self, file: Found, line: Line) -> None:
        self._told[file.path] = (file, line)
        self._report.lines.append(line)

    def _left(self, listing: Listing, why: str) -> None:
        """Name every file that was not reached."""
        for file in listing.files:
            if file.path not in self._told:
                self._tell(file, _failed(file, why))

    def _kept(self) -> list[Line]:
        return [line for line in self._report.lines if line.state != "failed"]


def _failed(file: Found, why: str) -> Line:
    return Line(readable(file.path), file.size_bytes, "failed", why=why)


def _fill(line: Line, sent: Sent) -> None:
    known = sent.known
    line.sha256, line.sm3, line.original = known.sha256, known.sm3, known.original
    line.state = "safe" if known.safe else "kept"
    line.why = "" if known.safe else "the server has not read it again yet"
