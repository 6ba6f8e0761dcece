# SPDX-License-Identifier: Apache-2.0
"""Deadlines: the cases of the contract, the edges, and what must hold for every period."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.deadlines import Period, Zone, due, explain, keep_until
from liuhen.law.derivation import WORDS
from liuhen.law.errors import BadInput
from liuhen.law.workdays import load_calendar

CHINA = load_calendar()
SHANGHAI = Zone("Asia/Shanghai")


def at(text: str, zone: Zone = SHANGHAI) -> int:
    """The instant of a local time such as `2026-03-02 09:00`."""
    local = datetime.fromisoformat(text)
    return zone.instant(local.toordinal(), local.time())


def period(**grammar: object) -> Period:
    return msgspec.convert(grammar, Period)


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

plain_periods = st.one_of(
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
several = st.lists(plain_periods, min_size=2, max_size=4).map(tuple)
periods = st.one_of(
    plain_periods,
    several.map(lambda parts: Period(longest=parts)),
    several.map(lambda parts: Period(shortest=parts)),
)
zones = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC"]
).map(Zone)
instants = st.integers(at("2003-06-01 00:00"), at("2028-06-01 00:00"))


@given(periods, instants, st.integers(0, 40 * 86400), zones)
def test_a_later_start_never_gives_an_earlier_end(
    measured: Period, start: int, later: int, zone: Zone
) -> None:
    first = due(measured, start, CHINA, zone)
    second = due(measured, start + later, CHINA, zone)
    assert first.at <= second.at


@given(periods, instants, zones)
def test_no_period_ends_before_it_starts(measured: Period, start: int, zone: Zone) -> None:
    assert due(measured, start, CHINA, zone).at >= start


@given(periods, instants, zones)
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


@given(instants, st.integers(1, 400))
def test_days_end_at_midnight_of_a_working_day_no_earlier_than_the_last_day(
    start: int, count: int
) -> None:
    found = SHANGHAI.datetime_of(due(Period(days=count), start, CHINA, SHANGHAI).at)
    last = SHANGHAI.datetime_of(start).date() + timedelta(days=count)
    assert found.time().isoformat() == "23:59:59"
    assert found.date() == CHINA.next_working_day(last)


@given(periods)
def test_a_period_written_and_read_again_is_the_same(measured: Period) -> None:
    assert msgspec.convert(msgspec.to_builtins(measured), Period) == measured


def test_the_end_of_time_gives_an_answer() -> None:
    start = SHANGHAI.end_of_day(date.max.toordinal()) - 7
    for measured in (Period(days=30), Period(months=9), Period(hours=9999), Period(years=9)):
        assert SHANGHAI.datetime_of(due(measured, start, CHINA, SHANGHAI).at).year == 9999
    assert due(Period(working_days=9), start, CHINA, SHANGHAI).estimated
    assert due(Period(next_day="12:00"), start, CHINA, SHANGHAI).at <= start
    first = SHANGHAI.end_of_day(1) - 200_000  # before the year 1 began
    assert due(Period(end_of="day"), first, CHINA, SHANGHAI).at > first


# ---------------------------------------------------------------- local days


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


@given(instants, zones)
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


# ---------------------------------------------------------------- retention


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


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("start", "grammar", "english", "chinese"),
    [
        (
            "2026-02-20 09:00",
            {"days": 2},
            (
                "2 days, first day not counted, last day 22 February is a rest day, "
                "moved to 24 February"
            ),
            "2日，首日不计，届满日2月22日为休息日，顺延至2月24日",
        ),
        (
            "2026-03-02 09:00",
            {"days": 2},
            "2 days, first day not counted, until the end of 4 March",
            "2日，首日不计，至3月4日24时",
        ),
        (
            "2026-02-24 09:00",
            {"working_days": 5},
            (
                "5 working days, first day not counted, 1 rest day not counted, "
                "make-up working days counted: 28 February, until the end of 2 March"
            ),
            "5个工作日，首日不计，1个休息日不计，调休上班日计入：2月28日，至3月2日24时",
        ),
        (
            "2026-03-02 09:00",
            {"hours": 1},
            "1 hour, to the second, until 2 March 10:00:00",
            "1小时，精确到秒，至3月2日 10:00:00",
        ),
        (
            "2026-08-31 09:00",
            {"months": 6},
            (
                "6 months by the calendar, no day 31 in that month, its last day counts, "
                "until the end of 28 February 2027"
            ),
            "6个月，按对应日计，到期月无31日，以月末日为届满日，至2027年2月28日24时",
        ),
        (
            "2026-03-07 09:00",
            {"end_of": "month"},
            "end of the month, until the end of 31 March",
            "当月月末，至3月31日24时",
        ),
        (
            "2026-03-02 09:00",
            {"next_day": "12:00"},
            "12:00 on the next day, until 3 March 12:00:00",
            "次日12:00，至3月3日 12:00:00",
        ),
        (
            "2026-03-02 09:00",
            {"longest": [{"hours": 12}, {"days": 1}]},
            "the longest of 2 periods, 1 day, first day not counted, until the end of 3 March",
            "2个期限中取最长者，1日，首日不计，至3月3日24时",
        ),
        (
            "2026-12-31 09:00",
            {"days": 2},
            (
                "2 days, first day not counted, last day 2 January 2027 is a rest day, moved to "
                "4 January 2027, no working-day calendar for 2027 yet, counted from weekends alone"
            ),
            (
                "2日，首日不计，届满日2027年1月2日为休息日，顺延至2027年1月4日，"
                "2027年放假安排尚未公布，仅按周末推算"
            ),
        ),
    ],
)
def test_a_derivation_reads_as_a_person_would_say_it(
    start: str, grammar: dict[str, object], english: str, chinese: str
) -> None:
    made = explain(period(**grammar), at(start), CHINA, SHANGHAI)
    assert made.sentence("en") == english
    assert made.sentence("zh") == chinese
    assert made.sentence() == chinese


def test_the_steps_are_data_and_survive_json() -> None:
    made = explain(period(days=2), at("2026-02-20 09:00"), CHINA, SHANGHAI)
    assert all(step.msgid in WORDS for step in made.steps)
    assert msgspec.to_builtins(made)["steps"][1] == {
        "msgid": "last day {day} is a rest day",
        "values": {"day": "2026-02-22"},
    }


# ---------------------------------------------------------------- the grammar


@pytest.mark.parametrize(
    ("grammar", "refusal"),
    [
        ({}, "a period has exactly one kind: minutes, hours,"),
        ({"days": 2, "hours": 1}, "a period has exactly one kind, not days and hours together"),
        ({"hours": 2, "roll": True}, "roll has no meaning for hours"),
        ({"working_days": 2, "roll": False}, "roll has no meaning for working_days"),
        ({"days": 0}, "Expected `int` >= 1"),
        ({"days": -1}, "Expected `int` >= 1"),
        ({"days": 10**30}, "Expected `int` <= 36600"),
        ({"hours": 1.5}, "Expected `int"),
        ({"days": True}, "Expected `int"),
        ({"day": 1}, "unknown field `day`"),
        ({"end_of": "week"}, "Invalid enum value 'week'"),
        ({"next_day": "25:00"}, "matching regex"),
        ({"next_day": "12:00\n"}, "matching regex"),
        ({"next_day": "9:00"}, "matching regex"),
        ({"longest": [{"days": 1}]}, "length >= 2"),
        ({"longest": [{"days": 1}, {}]}, r"exactly one kind.*at `\$\.longest\[1\]`"),
        (
            {"longest": [{"days": 1}, {"shortest": [{"days": 1}, {"days": 2}]}]},
            "longest compares plain periods",
        ),
    ],
)
def test_a_period_outside_the_grammar_is_refused_with_the_reason(
    grammar: dict[str, object], refusal: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=refusal):
        period(**grammar)
