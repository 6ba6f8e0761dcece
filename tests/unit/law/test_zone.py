# SPDX-License-Identifier: Apache-2.0
"""Local days: when one ends, and on which an instant lies, whatever the clocks do."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.deadlines import Period, Zone, due
from liuhen.law.errors import BadInput
from support.periods import CHINA, INSTANTS, ZONES, at


@pytest.mark.parametrize(
    ("key", "day", "last_second"),
    [
        ("Asia/Shanghai", date(2026, 3, 4), "2026-03-04T15:59:59+00:00"),
        # summer time begins and ends at night: days of 23 and 25 hours
        ("America/New_York", date(2026, 3, 8), "2026-03-09T03:59:59+00:00"),
        ("America/New_York", date(2026, 11, 1), "2026-11-02T04:59:59+00:00"),
        ("Asia/Shanghai", date(1990, 4, 15), "1990-04-15T14:59:59+00:00"),
        # the clocks jump over midnight: the day begins at 01:00, the one before ends as ever
        ("America/Sao_Paulo", date(2018, 11, 3), "2018-11-04T02:59:59+00:00"),
        # the hour before midnight comes twice: the day ends the second time
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18T02:59:59+00:00"),
        # the clocks jump from 23:30 to 00:30: the day ends at the jump
        ("America/Toronto", date(1919, 3, 30), "1919-03-31T04:29:59+00:00"),
        # a day that a place left out has no second of its own
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T09:59:59+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T09:59:59+00:00"),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-31T09:59:59+00:00"),
    ],
)
def test_a_day_ends_with_its_last_second_whatever_the_clocks_do(
    key: str, day: date, last_second: str
) -> None:
    found = Zone(key).end_of_day(day.toordinal())
    assert datetime.fromtimestamp(found, UTC).isoformat() == last_second


@given(
    st.sampled_from(
        [
            *("Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "America/Toronto"),
            *("Pacific/Apia", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo"),
        ]
    ).map(Zone),
    st.integers(-2_000_000_000, 4_000_000_000),
)
def test_an_instant_lies_in_exactly_one_local_day(zone: Zone, instant: int) -> None:
    day = zone.date_of(instant)
    assert zone.end_of_day(day - 1) < instant <= zone.end_of_day(day)
    shown = zone.datetime_of(instant).date().toordinal()
    assert abs(day - shown) <= 1  # another day only where the clocks went back over midnight


@given(INSTANTS, ZONES)
def test_outside_jumps_the_day_is_the_one_that_the_clocks_show(instant: int, zone: Zone) -> None:
    assert zone.date_of(instant) == zone.datetime_of(instant).date().toordinal()


def test_a_time_that_the_clocks_skip_is_the_moment_of_the_jump() -> None:
    new_york = Zone("America/New_York")
    found = due(Period(next_day="02:30"), at("2026-03-07 12:00", new_york), CHINA, new_york)
    assert new_york.datetime_of(found.at).isoformat() == "2026-03-08T01:59:59-05:00"


@pytest.mark.parametrize("key", ["Asia/Peking", "", "/etc/passwd", "../../etc/passwd", "a\0b"])
def test_an_unknown_zone_is_refused_in_one_sentence(key: str) -> None:
    with pytest.raises(BadInput, match="expected a name such as Asia/Shanghai"):
        Zone(key)
