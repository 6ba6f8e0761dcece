# SPDX-License-Identifier: Apache-2.0
"""A card beside a stand-in for the server; `Docking.dock` collects it as the command does."""

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.dock.card import Found, Listing
from liuhen.dock.collecting import Plan, Report, collect
from liuhen.dock.wire import Wire
from support.standin import TOKEN, StandIn

if TYPE_CHECKING:
    from collections.abc import Callable


class Quiet:
    """A screen that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.sent: list[tuple[str, int]] = []
        self.hook: Callable[[Found, int], object] = lambda *_: None

    def listed(self, listing: Listing) -> None:
        self.heard.append(f"listed {len(listing.files)}")

    def reading(self, file: Found, offset: int) -> None:
        self.heard.append(f"reading {file.path} {offset}")

    def sending(self, file: Found, offset: int) -> None:
        self.sent.append((file.path, offset))
        self.hook(file, offset)

    def waiting(self, why: str, seconds: float) -> None:
        self.heard.append(f"{why}: {seconds:.1f} s")

    def done(self, file: Found, *, new: bool) -> None:
        self.heard.append(f"done {file.path} {new}")

    def failed(self, file: Found, why: str) -> None:
        self.heard.append(f"failed {file.path}: {why}")

    def checking(self, left: int) -> None:
        self.heard.append(f"checking {left}")


class Docking:
    """A card beside a server: `dock()` collects it as the command does."""

    def __init__(self, folder: Path, server: StandIn) -> None:
        self.card, self.memory = folder / "card", folder / "memory"
        self.server, self.screen = server, Quiet()
        self.address = server.address
        self.slept: list[float] = []
        self.card.mkdir()

    def put(self, path: str | bytes, size: int, *, seed: int = 1) -> bytes:
        """Put a file of random bytes on the card."""
        raw = random.Random(seed).randbytes(size)
        target = self.card / os.fsdecode(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        return raw

    def dock(self, **options: Any) -> Report:
        wire = Wire(self.address, options.pop("token", TOKEN))
        plan = Plan(memory=self.memory, **{"patience_seconds": 20, "safe_seconds": 5, **options})
        try:
            return collect(self.card, wire, plan, self.screen, sleep=self._sleep)
        finally:
            wire.close()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
