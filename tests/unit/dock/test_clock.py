# SPDX-License-Identifier: Apache-2.0
"""Clocks are measured, and what nobody measured is not claimed."""

from datetime import UTC, datetime, timedelta

from liuhen.dock.card import Found
from liuhen.dock.clock import StationClock, ahead, device_clock, measure_station
from liuhen.dock.telling import Telling
from liuhen.dock.wire import Answer

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


class Wire:
    """Answers with the server's time, `late` seconds after it was asked."""

    def __init__(self, *late: float) -> None:
        self.now, self.late = NOON.timestamp(), list(late)

    def ask(self, *_what: object) -> Answer:
        self.now += self.late.pop(0)
        server = datetime.fromtimestamp(self.now + 90, UTC)  # ninety seconds ahead
        date = server.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return Answer(204, {"date": date}, b"")


def file(modified: datetime, name: str = "a.mp4") -> Found:
    return Found(name, 1, round(modified.timestamp() * 1_000_000_000))


def test_the_quickest_answer_tells_the_stations_offset() -> None:
    wire = Wire(2.0, 0.0, 4.0)

    station = measure_station(wire, "/", lambda: wire.now)

    assert station is not None
    assert abs(station.offset_ms - 90_000) <= station.within_ms
    assert station.within_ms == 500


def test_nothing_is_claimed_that_nobody_measured() -> None:
    files = [file(NOON)]
    assert device_clock(StationClock(0, 500), files, shown=None, just_filmed=False) is None
    assert Telling(device="D").metadata(files[0]) == {
        "filename": "a.mp4",
        "device": "D",
        "came_by": "dock",
        "ended": "2026-03-02T04:00:00+00:00",  # as the card says; nobody measured its clock
        "time_source": "file",
    }


def test_what_the_display_shows_is_compared_with_the_servers_time() -> None:
    shown = datetime.now(UTC) - timedelta(hours=1)
    clock = device_clock(StationClock(5_000, 500), [], shown=shown, just_filmed=False)

    assert clock is not None
    assert abs(clock.offset_ms - 3_605_000) < 5_000
    told = Telling(clock=clock).metadata(file(NOON))
    assert told["offset_ms"] == str(clock.offset_ms)
    assert "read from the display" in told["note"]
    assert told["device_clock"] < told["measured_at"]


def test_the_end_of_the_newest_file_is_the_clock_where_it_was_filmed_just_now() -> None:
    now = datetime.now(UTC)
    files = [file(now - timedelta(days=1)), file(now - timedelta(minutes=10))]
    clock = device_clock(None, files, shown=None, just_filmed=True)

    assert clock is not None
    assert abs(clock.offset_ms - 600_000) < 5_000
    assert "since the server gave no time" in clock.how


def test_a_file_from_the_future_shows_a_clock_that_is_ahead() -> None:
    now = datetime.now(UTC)
    assert ahead(StationClock(0, 500), [file(now - timedelta(hours=1))]) == timedelta()
    assert ahead(StationClock(0, 500), [file(now + timedelta(hours=1))]) > timedelta(minutes=59)


def test_names_by_a_pattern_of_the_stations_own_are_read_here() -> None:
    telling = Telling(pattern="{serial}-{time:%Y%m%d%H%M%S}")
    assert telling.metadata(file(NOON, "CH3-20260302090000.dav")) == {
        "filename": "CH3-20260302090000.dav",
        "device": "CH3",
        "came_by": "dock",
        "recorded": "2026-03-02T09:00:00",
        "time_source": "name",
    }


def test_a_photo_without_a_time_in_its_name_was_taken_when_its_file_was_written() -> None:
    assert Telling().metadata(file(NOON, "现场.JPG"))["recorded"] == "2026-03-02T04:00:00+00:00"
    assert "recorded" not in Telling().metadata(file(NOON, "D1_20260302090000.jpg"))
    film = Telling().metadata(file(NOON, "MOVI0001.MP4"))
    assert (film["ended"], "recorded" in film) == ("2026-03-02T04:00:00+00:00", False)
