# SPDX-License-Identifier: Apache-2.0
"""How long something is kept: by the calendar, never rolled over."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.deadlines import Period, keep_until
from liuhen.law.errors import BadInput
from support.periods import period


@pytest.mark.parametrize(
    ("grammar", "start", "expected"),
    [
        ({"years": 1}, date(2026, 3, 3), date(2027, 3, 3)),
        ({"years": 3}, date(2026, 3, 2), date(2029, 3, 2)),
        ({"years": 3}, date(2028, 2, 29), date(2031, 2, 28)),
        ({"months": 6}, date(2026, 3, 16), date(2026, 9, 16)),
        ({"months": 6}, date(2026, 8, 31), date(2027, 2, 28)),
        ({"months": 6}, date(2027, 8, 31), date(2028, 2, 29)),
        ({"days": 30}, date(2026, 3, 5), date(2026, 4, 4)),  # Qingming, and not moved
        ({"weeks": 2}, date(2026, 3, 5), date(2026, 3, 19)),
    ],
)
def test_retention_runs_by_the_calendar_and_never_rolls_over(
    grammar: dict[str, object], start: date, expected: date
) -> None:
    assert keep_until(period(**grammar), start) == expected


@pytest.mark.parametrize(
    "grammar",
    [
        {"hours": 24},
        {"minutes": 5},
        {"working_days": 7},
        {"end_of": "month"},
        {"next_day": "12:00"},
    ],
)
def test_a_period_that_is_no_retention_period_is_refused(grammar: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="expected one of days, weeks, months, years"):
        keep_until(period(**grammar), date(2026, 3, 2))


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(0, 400),
    st.one_of(
        st.integers(1, 60).map(lambda n: Period(months=n)),
        st.integers(1, 9).map(lambda n: Period(years=n)),
    ),
)
def test_what_began_later_is_never_kept_shorter(start: date, later: int, measured: Period) -> None:
    assert keep_until(measured, start) <= keep_until(measured, start + timedelta(days=later))
