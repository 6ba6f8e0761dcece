# SPDX-License-Identifier: Apache-2.0
"""Deadlines: the cases of the contract, the edges, and what must hold for every period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.deadlines import Period, Zone, due, explain
from support.periods import CHINA, INSTANTS, PERIODS, SHANGHAI, ZONES, at, period


def end(start: str, **grammar: object) -> str:
    found = due(period(**grammar), at(start), CHINA, SHANGHAI)
    return SHANGHAI.datetime_of(found.at).isoformat()


@pytest.mark.parametrize(
    ("start", "grammar", "expected"),
    [
        # an urgent start on 2 March: the form follows within two days (000, 001 art. 7)
        ("2026-03-02 09:00", {"days": 2}, "2026-03-04T23:59:59+08:00"),
        ("2026-03-02 00:00", {"days": 2}, "2026-03-04T23:59:59+08:00"),
        ("2026-03-02 23:59:59", {"days": 2}, "2026-03-04T23:59:59+08:00"),
        # … within 24 hours (003 art. 10)
        ("2026-03-02 09:00", {"hours": 24}, "2026-03-03T09:00:00+08:00"),
        ("2026-03-06 17:00", {"hours": 24}, "2026-03-07T17:00:00+08:00"),
        ("2026-03-02 09:00", {"minutes": 90}, "2026-03-02T10:30:00+08:00"),
        # storing within seven working days (002 art. 19)
        ("2026-03-02 10:30", {"working_days": 7}, "2026-03-11T23:59:59+08:00"),
        # filing within 30 days of conclusion (000, 001 art. 19)
        ("2026-03-03 15:00", {"days": 30}, "2026-04-02T23:59:59+08:00"),
        # the end on a Saturday, on a make-up Saturday, in the Spring Festival, in Qingming
        ("2026-03-05 09:00", {"days": 2}, "2026-03-09T23:59:59+08:00"),
        ("2026-02-26 09:00", {"days": 2}, "2026-02-28T23:59:59+08:00"),
        ("2026-02-12 09:00", {"days": 2}, "2026-02-14T23:59:59+08:00"),
        ("2026-02-13 09:00", {"days": 2}, "2026-02-24T23:59:59+08:00"),
        ("2026-03-04 09:00", {"days": 31}, "2026-04-07T23:59:59+08:00"),
        ("2026-03-05 09:00", {"days": 2, "roll": False}, "2026-03-07T23:59:59+08:00"),
        # working days over the Spring Festival with its two make-up Saturdays
        ("2026-02-13 09:00", {"working_days": 7}, "2026-03-02T23:59:59+08:00"),
        ("2026-03-02 09:00", {"weeks": 1}, "2026-03-09T23:59:59+08:00"),
        # months and years
        ("2026-08-31 09:00", {"months": 6}, "2027-02-28T23:59:59+08:00"),
        ("2027-08-31 09:00", {"months": 6}, "2028-02-29T23:59:59+08:00"),
        ("2026-12-15 09:00", {"months": 1}, "2027-01-15T23:59:59+08:00"),
        ("2028-02-29 09:00", {"years": 1}, "2029-02-28T23:59:59+08:00"),
        ("2028-02-29 09:00", {"years": 4}, "2032-02-29T23:59:59+08:00"),
        ("2026-02-07 09:00", {"months": 1}, "2026-03-07T23:59:59+08:00"),
        ("2026-02-07 09:00", {"months": 1, "roll": True}, "2026-03-09T23:59:59+08:00"),
        # stored the same day, handed over by the end of the month (004 art. 10)
        ("2026-03-07 09:00", {"end_of": "day"}, "2026-03-07T23:59:59+08:00"),
        ("2026-02-07 09:00", {"end_of": "month"}, "2026-02-28T23:59:59+08:00"),
        ("2026-12-07 09:00", {"end_of": "month"}, "2026-12-31T23:59:59+08:00"),
        ("2026-03-07 09:00", {"end_of": "year"}, "2026-12-31T23:59:59+08:00"),
        ("2026-05-07 09:00", {"end_of": "month", "roll": True}, "2026-06-01T23:59:59+08:00"),
        # what other bureaus write
        ("2026-03-02 23:00", {"next_day": "12:00"}, "2026-03-03T12:00:00+08:00"),
        ("2026-03-02 01:00", {"next_day": "24:00"}, "2026-03-03T23:59:59+08:00"),
        (
            "2026-03-02 09:00",
            {"longest": [{"days": 1}, {"hours": 36}]},
            "2026-03-03T23:59:59+08:00",
        ),
        (
            "2026-03-02 13:00",
            {"longest": [{"days": 1}, {"hours": 36}]},
            "2026-03-04T01:00:00+08:00",
        ),
        (
            "2026-03-02 13:00",
            {"shortest": [{"days": 1}, {"hours": 36}]},
            "2026-03-03T23:59:59+08:00",
        ),
    ],
)
def test_a_period_ends_when_the_law_says(
    start: str, grammar: dict[str, object], expected: str
) -> None:
    """民法典第二百零一条至第二百零三条；行政处罚法第八十五条"""
    assert end(start, **grammar) == expected


def test_the_day_is_that_of_the_bureau_and_not_of_greenwich() -> None:
    """17:30 in Greenwich is the next day in Shanghai."""
    start = int(datetime(2026, 3, 1, 17, 30, tzinfo=UTC).timestamp())
    found = due(period(days=2), start, CHINA, SHANGHAI)
    assert SHANGHAI.datetime_of(found.at).isoformat() == "2026-03-04T23:59:59+08:00"


# ---------------------------------------------------------------- estimated


@pytest.mark.parametrize(
    ("start", "grammar", "estimated"),
    [
        ("2026-12-29 09:00", {"working_days": 2}, False),
        ("2026-12-30 09:00", {"working_days": 2}, True),
        ("2026-12-29 09:00", {"days": 2}, False),
        ("2026-12-29 09:00", {"days": 4}, True),
        ("2026-12-29 09:00", {"days": 4, "roll": False}, False),
        ("2027-03-01 09:00", {"days": 1}, True),
        ("2003-12-30 09:00", {"days": 1}, True),
        ("2003-12-30 09:00", {"days": 2}, False),
        ("2027-03-01 09:00", {"hours": 24}, False),
        ("2027-03-01 09:00", {"minutes": 24}, False),
        ("2027-03-01 09:00", {"months": 6}, False),
        ("2027-03-01 09:00", {"months": 6, "roll": True}, True),
        ("2027-03-01 09:00", {"years": 3}, False),
        ("2027-03-01 09:00", {"end_of": "month"}, False),
        ("2027-03-01 09:00", {"end_of": "day"}, False),
        ("2027-03-01 09:00", {"next_day": "12:00"}, False),
        ("2027-03-01 09:00", {"longest": [{"days": 1}, {"hours": 72}]}, True),
        ("2027-03-01 09:00", {"longest": [{"months": 1}, {"hours": 72}]}, False),
    ],
)
def test_only_a_question_about_working_days_of_an_uncovered_year_makes_an_estimate(
    start: str, grammar: dict[str, object], *, estimated: bool
) -> None:
    found = due(period(**grammar), at(start), CHINA, SHANGHAI)
    assert found.estimated is estimated
    said = explain(period(**grammar), at(start), CHINA, SHANGHAI)
    assert said.estimated is estimated
    assert ("仅按周末推算" in said.sentence("zh")) is estimated


def test_publishing_the_missing_year_ends_the_estimate() -> None:
    start = at("2026-12-29 09:00")
    published = CHINA.with_notice(2027, [date(2027, 1, 1)], [date(2027, 1, 2)], "国办发明电")
    assert due(period(days=4), start, published, SHANGHAI).estimated is False
    found = due(period(days=4), start, published, SHANGHAI)
    assert SHANGHAI.datetime_of(found.at).date() == date(2027, 1, 2)


# ---------------------------------------------------------------- for every period


@given(PERIODS, INSTANTS, st.integers(0, 40 * 86400), ZONES)
def test_a_later_start_never_gives_an_earlier_end(
    measured: Period, start: int, later: int, zone: Zone
) -> None:
    first = due(measured, start, CHINA, zone)
    second = due(measured, start + later, CHINA, zone)
    assert first.at <= second.at


@given(PERIODS, INSTANTS, ZONES)
def test_no_period_ends_before_it_starts(measured: Period, start: int, zone: Zone) -> None:
    assert due(measured, start, CHINA, zone).at >= start


@given(PERIODS, INSTANTS, ZONES)
def test_the_derivation_comes_to_the_same_end_and_can_be_said_in_both_languages(
    measured: Period, start: int, zone: Zone
) -> None:
    found = due(measured, start, CHINA, zone)
    made = explain(measured, start, CHINA, zone)
    assert made.at.timestamp() == found.at
    assert made.start.timestamp() == start
    for language in ("zh", "en"):
        assert made.sentence(language)
        assert "{" not in made.sentence(language)


@given(INSTANTS, st.integers(1, 400))
def test_days_end_at_midnight_of_a_working_day_no_earlier_than_the_last_day(
    start: int, count: int
) -> None:
    found = SHANGHAI.datetime_of(due(Period(days=count), start, CHINA, SHANGHAI).at)
    last = SHANGHAI.datetime_of(start).date() + timedelta(days=count)
    assert found.time().isoformat() == "23:59:59"
    assert found.date() == CHINA.next_working_day(last)


def test_the_end_of_time_gives_an_answer() -> None:
    start = SHANGHAI.end_of_day(date.max.toordinal()) - 7
    for measured in (Period(days=30), Period(months=9), Period(hours=9999), Period(years=9)):
        assert SHANGHAI.datetime_of(due(measured, start, CHINA, SHANGHAI).at).year == 9999
    assert due(Period(working_days=9), start, CHINA, SHANGHAI).estimated
    assert due(Period(next_day="12:00"), start, CHINA, SHANGHAI).at <= start
    first = SHANGHAI.end_of_day(1) - 200_000  # before the year 1 began
    assert due(Period(end_of="day"), first, CHINA, SHANGHAI).at > first
