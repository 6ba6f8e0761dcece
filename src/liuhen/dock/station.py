# SPDX-License-Identifier: Apache-2.0
"""A collection station: waits for cards under a folder and collects each as it is put in.

- Each folder below the station's is a slot (but hidden ones, such as those in which files are on
  their way): a card is in it when the folder holds anything.
- Several cards are read at once, each in a thread; a card that hangs does not stop the others.
- What ended with trouble is tried again with growing pauses, for as long as the card is in.
- A card that is safe altogether is looked at again only when it has changed.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from liuhen.dock.card import list_card
from liuhen.dock.collecting import Report
from liuhen.dock.errors import CardGoneError, DockError

_LOOK_SECONDS = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 600.0
_AT_ONCE = 4

#: Collects the card in a slot; raises `Stopped` when asked to end.
CollectSlot = Callable[[Path], Report]
#: Hears of a slot: what it did, or `None` where it begins.
Told = Callable[[Path, "Report | str | None"], None]


class Stopped(Exception):
    """The station was asked to end."""


class Stop:
    """Asked for by a signal; whoever sleeps wakes up."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ask(self) -> None:
        """End as soon as possible."""
        self._event.set()

    @property
    def asked(self) -> bool:
        """Whether somebody has asked."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Stopped` if somebody has asked."""
        if self.asked:
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: somebody asks meanwhile.
        """
        if self._event.wait(seconds):
            raise Stopped


@dataclass(slots=True)
class _Slot:
    """One folder of the station, and what is known of the card in it."""

    seen: object = None
    pause: float = _FIRST_PAUSE
    again_at: float = 0
    settled: bool = False
    work: "Future[Report] | None" = None


class Station:
    """Watches the slots below a folder until it is stopped."""

    def __init__(self, folder: Path, collect: CollectSlot, told: Told, stop: Stop) -> None:
        self._folder, self._collect, self._told, self._stop = folder, collect, told, stop
        self._slots: dict[Path, _Slot] = {}

    def run(self) -> None:
        """Watch until stopped; then let what is under way end at its next step."""
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="slot") as threads:
            while not self._stop.asked:
                self._look(threads)
                try:
                    self._stop.sleep(_LOOK_SECONDS)
                except Stopped:
                    break
            threads.shutdown(cancel_futures=True)

    def _look(self, threads: ThreadPoolExecutor) -> None:
        for path in self._paths():
            slot = self._slots.setdefault(path, _Slot())
            if slot.work is not None:
                if slot.work.done():
                    self._finished(path, slot, slot.work)
                continue
            seen = _sight_of(path)
            if seen is None:
                self._slots[path] = _Slot()
            elif seen != slot.seen or (not slot.settled and time.monotonic() >= slot.again_at):
                if seen != slot.seen:
                    slot.pause = _FIRST_PAUSE
                slot.seen = seen
                self._told(path, None)
                slot.work = threads.submit(self._collect, path)

    def _paths(self) -> list[Path]:
        try:
            found = [path for path in self._folder.iterdir() if not path.name.startswith(".")]
            return sorted(path for path in found if path.is_dir())
        except OSError:
            return list(self._slots)

    def _finished(self, path: Path, slot: _Slot, work: "Future[Report]") -> None:
        slot.work = None
        try:
            report = work.result()
        except (DockError, Stopped) as error:
            slot.settled = False
            self._told(path, str(error) or "stopped")
        else:
            slot.settled = report.all_safe
            self._told(path, report)
        slot.again_at = time.monotonic() + slot.pause
        slot.pause = min(slot.pause * 2, _LONGEST_PAUSE)


def _sight_of(path: Path) -> object:
    """What a card looks like from outside: another sight is another card, or new files."""
    try:
        listing = list_card(path)
        if not listing.files and not listing.unreadable:
            return None
        return (path.stat().st_dev, hash(listing.files), hash(listing.unreadable))
    except (OSError, CardGoneError):
        return None
