# SPDX-License-Identifier: Apache-2.0
"""A derivation reads as a person would say it."""

import msgspec
import pytest

from liuhen.law.deadlines import explain
from liuhen.law.derivation import WORDS
from support.periods import CHINA, SHANGHAI, at, period


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
