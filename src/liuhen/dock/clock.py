# SPDX-License-Identifier: Apache-2.0
"""How wrong the clocks are: the recorder's, the station's, measured against the server's.

An offset is server minus device, in milliseconds: what is to be added to the device's times. How it
was measured always stands beside it, because the ways differ in worth:

- `--device-time`: somebody read the recorder's display at that moment;
- `--clock newest`: the newest file on the card ended just before it was put in;
- nothing: the offset is not known, and 0 is not claimed. A file from the future shows that the
  device's clock is ahead, and by how much at least.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from liuhen.dock.card import Found
from liuhen.dock.wire import Wire

_ASKED = 3
_TICK_MS = 500  # the Date header cuts fractions of a second


@dataclass(frozen=True, slots=True)
class StationClock:
    """The server's clock minus the station's, give or take `within_ms`; `None` was not measured."""

    offset_ms: int
    within_ms: int

    def server_now(self) -> datetime:
        """The server's time, by the station's clock."""
        return datetime.now(UTC) + timedelta(milliseconds=self.offset_ms)


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """The server's clock minus the device's, and how that is known."""

    device_at: datetime
    server_at: datetime
    how: str

    @property
    def offset_ms(self) -> int:
        """What is to be added to the device's times."""
        return round((self.server_at - self.device_at) / timedelta(milliseconds=1))


def measure_station(
    wire: Wire, path: str, now: Callable[[], float] = time.time
) -> StationClock | None:
    """Ask the server for the time of its answers; the quickest answer counts."""
    best: StationClock | None = None
    for _attempt in range(_ASKED):
        sent = now()
        answer = wire.ask("OPTIONS", path)
        came = now()
        try:
            said = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
        except (TypeError, ValueError):
            continue
        offset_ms = round((said - (sent + came) / 2) * 1000) + _TICK_MS
        within_ms = round((came - sent) * 500) + _TICK_MS
        if best is None or within_ms < best.within_ms:
            best = StationClock(offset_ms, within_ms)
    return best


def device_clock(
    station: StationClock | None,
    files: Iterable[Found],
    *,
    shown: datetime | None,
    just_filmed: bool,
) -> DeviceClock | None:
    """Return the device's clock as far as somebody has said how to know it."""
    reference = station or StationClock(0, 0)
    against = "server" if station else "station, since the server gave no time"
    if shown is not None:
        return DeviceClock(
            shown, reference.server_now(), f"read from the display, against the {against}"
        )
    newest = max((file.modified_ns for file in files), default=None)
    if just_filmed and newest is not None:
        return DeviceClock(
            moment(newest), reference.server_now(), f"end of the newest file, against the {against}"
        )
    return None


def ahead(station: StationClock | None, files: Iterable[Found]) -> timedelta:
    """Return how far at least the device's clock is ahead: its newest file is from the future."""
    newest = max((file.modified_ns for file in files), default=None)
    if newest is None:
        return timedelta()
    reference = station or StationClock(0, 0)
    found = moment(newest) - reference.server_now() - timedelta(milliseconds=reference.within_ms)
    return max(found, timedelta())


def moment(nanoseconds: int) -> datetime:
    """Return a file's time as an instant."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=nanoseconds // 1000)
