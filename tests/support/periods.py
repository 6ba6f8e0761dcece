# SPDX-License-Identifier: Apache-2.0
"""Periods, zones and instants, for tests of deadlines: written by hand, or any there may be."""

from datetime import datetime

import msgspec
from hypothesis import strategies as st

from liuhen.law.deadlines import Period, Zone
from liuhen.law.workdays import load_calendar

CHINA = load_calendar()
SHANGHAI = Zone("Asia/Shanghai")


def at(text: str, zone: Zone = SHANGHAI) -> int:
    """Return the instant of a local time such as `2026-03-02 09:00`."""
    local = datetime.fromisoformat(text)
    return zone.instant(local.toordinal(), local.time())


def period(**grammar: object) -> Period:
    """Read a period as a pack writes it."""
    return msgspec.convert(grammar, Period)


#: What a pack may write as one period, and as several of which the longest or shortest counts.
_PLAIN = st.one_of(
    st.integers(1, 3000).map(lambda n: Period(minutes=n)),
    st.integers(1, 3000).map(lambda n: Period(hours=n)),
    st.builds(Period, days=st.integers(1, 400), roll=st.sampled_from([None, True, False])),
    st.builds(Period, weeks=st.integers(1, 60), roll=st.sampled_from([None, True, False])),
    st.integers(1, 60).map(lambda n: Period(working_days=n)),
    st.builds(Period, months=st.integers(1, 60), roll=st.sampled_from([None, True, False])),
    st.builds(Period, years=st.integers(1, 10), roll=st.sampled_from([None, True, False])),
    st.builds(
        Period,
        end_of=st.sampled_from(["day", "month", "year"]),
        roll=st.sampled_from([None, True, False]),
    ),
    st.sampled_from(["00:00", "02:30", "12:00", "23:59", "24:00"]).map(
        lambda clock: Period(next_day=clock)
    ),
)
_SEVERAL = st.lists(_PLAIN, min_size=2, max_size=4).map(tuple)
PERIODS = st.one_of(
    _PLAIN,
    _SEVERAL.map(lambda parts: Period(longest=parts)),
    _SEVERAL.map(lambda parts: Period(shortest=parts)),
)
#: Some that have jumps of their clocks, and some that have none.
ZONES = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]
).map(Zone)
#: Of years with a calendar of working days.
INSTANTS = st.integers(at("2003-06-01 00:00"), at("2028-06-01 00:00"))
