# SPDX-License-Identifier: Apache-2.0
"""Working days: the shipped calendar, the counting, and years without a notice."""

import runpy
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuhen.law.errors import BadInput
from liuhen.law.workdays import (
    SHIPPED,
    Calendar,
    Notice,
    decode_calendar,
    encode_calendar,
    load_calendar,
)

ONE_DAY = timedelta(days=1)
CHINA = load_calendar()
days = st.dates(date(2003, 6, 1), date(2028, 6, 1))


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def days_of(year: int, *spans: str) -> set[date]:
    """The days of `2-15..2-23` and the like."""
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("..")
        begin, end = (date(year, *map(int, day.split("-"))) for day in (first, last or first))
        found.update(every_day(begin, end))
    return found


def test_every_day_of_2004_to_2026_agrees_with_the_package_it_was_made_from() -> None:
    differing = [
        day
        for day in every_day(date(2004, 1, 1), date(2026, 12, 31))
        if CHINA.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_the_shipped_file_is_what_the_seed_script_writes() -> None:
    root = Path(__file__).parents[3]
    script = runpy.run_path(str(root / "scripts" / "seed_calendar.py"))
    assert script["seeded"]() == SHIPPED.read_bytes()


@pytest.mark.parametrize(
    ("year", "off", "makeup"),
    [
        pytest.param(
            2025,  # 国办发明电〔2024〕12号
            days_of(2025, "1-1", "1-28..2-4", "4-4..4-6", "5-1..5-5", "5-31..6-2", "10-1..10-8"),
            days_of(2025, "1-26", "2-8", "4-27", "9-28", "10-11"),
            id="2025",
        ),
        pytest.param(
            2026,  # 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
            days_of(
                2026,
                *("1-1..1-3", "2-15..2-23", "4-4..4-6", "5-1..5-5"),
                *("6-19..6-21", "9-25..9-27", "10-1..10-7"),
            ),
            days_of(2026, "1-4", "2-14", "2-28", "5-9", "9-20", "10-10"),
            id="2026",
        ),
    ],
)
def test_a_year_agrees_with_the_text_of_its_notice(
    year: int, off: set[date], makeup: set[date]
) -> None:
    for day in every_day(date(year, 1, 1), date(year, 12, 31)):
        expected = day in makeup or (day.weekday() < 5 and day not in off)
        assert CHINA.is_working(day) == expected, day


def test_the_shipped_calendar_covers_2004_to_2026() -> None:
    assert CHINA.years == set(range(2004, 2027))
    assert CHINA.covers(2026)
    assert not CHINA.covers(2027)
    assert not CHINA.covers(2003)


def test_every_shipped_notice_names_its_source_and_from_2008_on_its_number_and_date() -> None:
    for notice in CHINA.notices:
        assert notice.source
        assert notice.year < 2008 or ("号" in notice.source and notice.issued is not None)


@given(days, st.integers(1, 400))
def test_working_days_are_counted_one_by_one_from_the_day_after(day: date, count: int) -> None:
    last, _ = CHINA.add_working_days(day, count)
    passed = every_day(day + ONE_DAY, last)
    assert sum(map(CHINA.is_working, passed)) == count
    assert CHINA.is_working(last)


@given(days)
def test_the_next_working_day_is_the_first_one_not_before_the_day(day: date) -> None:
    found = CHINA.next_working_day(day)
    assert CHINA.is_working(found)
    assert not any(map(CHINA.is_working, every_day(day, found - ONE_DAY)))


@given(days, st.integers(1, 40))
def test_an_answer_is_estimated_exactly_where_an_uncovered_year_was_looked_at(
    day: date, count: int
) -> None:
    last, estimated = CHINA.add_working_days(day, count)
    assert estimated == any(
        not CHINA.covers(passed.year) for passed in every_day(day + ONE_DAY, last)
    )


def test_make_up_saturdays_count_around_the_spring_festival_of_2026() -> None:
    assert CHINA.is_working(date(2026, 2, 14))
    assert CHINA.is_working(date(2026, 2, 28))
    assert CHINA.next_working_day(date(2026, 2, 15)) == date(2026, 2, 24)
    assert CHINA.add_working_days(date(2026, 2, 13), 1) == (date(2026, 2, 14), False)
    assert CHINA.add_working_days(date(2026, 2, 13), 2) == (date(2026, 2, 24), False)
    assert CHINA.add_working_days(date(2026, 2, 27), 1) == (date(2026, 2, 28), False)


def test_the_last_covered_day_is_answered_without_estimate_and_the_next_with_one() -> None:
    assert CHINA.first_from(date(2026, 12, 31).toordinal()) == (
        date(2026, 12, 31).toordinal(),
        False,
    )
    assert CHINA.first_from(date(2027, 1, 1).toordinal()) == (date(2027, 1, 1).toordinal(), True)


def test_a_year_without_a_notice_is_counted_from_weekends_alone() -> None:
    assert CHINA.is_working(date(2027, 10, 1))  # a Friday, and not known to be a holiday
    assert not CHINA.is_working(date(2027, 10, 2))


def test_an_administrator_adds_a_year_and_the_old_calendar_stays_as_it_was() -> None:
    off = days_of(2027, "10-1..10-7")
    added = CHINA.with_notice(2027, off, [date(2027, 10, 9)], "国办发明电〔2026〕9号")
    assert not added.is_working(date(2027, 10, 1))
    assert added.is_working(date(2027, 10, 9))
    assert added.add_working_days(date(2027, 9, 30), 1) == (date(2027, 10, 8), False)
    assert added.version.startswith("2027-")
    assert not CHINA.covers(2027)
    assert CHINA.is_working(date(2027, 10, 1))


def test_a_later_notice_counts_before_an_earlier_one() -> None:
    """2020 the Spring Festival was made longer when it had begun (国办发明电〔2020〕1号)."""
    first = Calendar(
        [Notice(year=2020, source="a", off=(date(2020, 1, 30),), makeup=(date(2020, 2, 1),))]
    )
    longer = first.with_notice(2020, [date(2020, 1, 31), date(2020, 2, 1)], [], "b")
    assert first.is_working(date(2020, 1, 31))
    assert first.is_working(date(2020, 2, 1))
    assert not longer.is_working(date(2020, 1, 31))
    assert not longer.is_working(date(2020, 2, 1))
    back = longer.with_notice(2020, [], [date(2020, 1, 31)], "c")
    assert back.is_working(date(2020, 1, 31))


def test_the_notice_for_a_year_may_name_the_last_days_of_december_before_it() -> None:
    """国办发明电〔2018〕15号: 31 December 2018 off, 29 December worked."""
    assert not CHINA.is_working(date(2018, 12, 31))
    assert CHINA.is_working(date(2018, 12, 29))
    of_2019 = next(notice for notice in CHINA.notices if notice.year == 2019)
    assert date(2018, 12, 31) in of_2019.off


def test_the_version_comes_from_the_days_and_not_from_how_they_are_written() -> None:
    plain = Calendar([Notice(year=2026, source="a", off=(date(2026, 10, 1), date(2026, 10, 2)))])
    wordy = Calendar(
        [
            Notice(
                year=2026,
                source="the same, with its Saturday",
                issued=date(2025, 11, 4),
                off=(date(2026, 10, 3), date(2026, 10, 2), date(2026, 10, 1)),
            )
        ]
    )
    other = Calendar([Notice(year=2026, source="a", off=(date(2026, 10, 1),))])
    assert plain.version == wordy.version
    assert plain.version != other.version
    assert plain.version.startswith("2026-")


def test_a_calendar_written_and_read_again_is_the_same() -> None:
    again = decode_calendar(encode_calendar(CHINA, "about"), "again.json")
    assert again.version == CHINA.version
    assert again.notices == CHINA.notices


def test_the_edges_of_time_give_an_answer() -> None:
    assert CHINA.next_working_day(date.max) == date.max
    assert CHINA.add_working_days(date.max - ONE_DAY, 20) == (date.max, True)
    assert CHINA.next_working_day(date.min) == date.min


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (b'"year": "x"', "notices[0].year: expected int, got str, found 'x'"),
        (
            b'"year": 2027, "source": "s", "off": ["2027-02-30"]',
            "notices[0].off[0]: '2027-02-30' is not a date such as 2026-03-02",
        ),
        (
            b'"year": 2027, "source": "s"',
            "notices[0].off: names no day; expected the days off of 2027",
        ),
        (
            b'"year": 2027, "source": " ", "off": ["2027-02-03"]',
            "notices[0].source: is blank; expected the notice's number or address",
        ),
        (
            b'"year": 2027, "source": "s", "off": ["2027-02-03", "2025-02-03"]',
            "notices[0].off[1]: found 2025-02-03; expected a day of 2027",
        ),
        (
            b'"year": 2027, "source": "s", "off": ["2027-02-06"], "makeup": ["2027-02-06"]',
            "notices[0].makeup[0]: 2027-02-06 stands under off too; expected one of the two",
        ),
        (
            b'"year": 2027, "source": "s", "makeup": ["2027-02-05"]',
            (
                "notices[0].makeup[0]: 2027-02-05 is worked anyway; expected a Saturday, a "
                "Sunday or "
                "a day that an earlier notice gave off"
            ),
        ),
    ],
)
def test_a_bad_notice_is_refused_in_one_sentence(notice: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        decode_calendar(b'{"notices": [{%s}]}' % notice, "cn.json")
    assert str(refused.value) == f"cn.json: {sentence}"


def test_a_calendar_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"missing\.json: cannot be read"):
        load_calendar(tmp_path / "missing.json")
