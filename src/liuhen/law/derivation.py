# SPDX-License-Identifier: Apache-2.0
"""How a due time was computed, as steps that can be shown in words.

What this module promises:

- a step is data: `msgid`, an English sentence part with named places, and the values for them;
- every `msgid` stands in `WORDS` with its singular and its Chinese, so that pages, reports and the
  command line say the same;
- a day is written with its year only where that is not the year of the start.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

Language = Literal["zh", "en"]
Value = int | str | date | datetime | tuple[date, ...]

# msgid (English, plural): English for a count of one where it differs, Chinese
WORDS: dict[str, tuple[str, str]] = {
    "{count} minutes, to the second": ("{count} minute, to the second", "{count}分钟，精确到秒"),
    "{count} hours, to the second": ("{count} hour, to the second", "{count}小时，精确到秒"),
    "{count} days, first day not counted": (
        "{count} day, first day not counted",
        "{count}日，首日不计",
    ),
    "{count} weeks, first day not counted": (
        "{count} week, first day not counted",
        "{count}周，首日不计",
    ),
    "{count} working days, first day not counted": (
        "{count} working day, first day not counted",
        "{count}个工作日，首日不计",
    ),
    "{count} rest days not counted": ("{count} rest day not counted", "{count}个休息日不计"),
    "make-up working days counted: {days}": ("", "调休上班日计入：{days}"),
    "{count} months by the calendar": ("{count} month by the calendar", "{count}个月，按对应日计"),
    "{count} years by the calendar": ("{count} year by the calendar", "{count}年，按对应日计"),
    "no day {number} in that month, its last day counts": (
        "",
        "到期月无{number}日，以月末日为届满日",
    ),
    "end of the day": ("", "当日"),
    "end of the month": ("", "当月月末"),
    "end of the year": ("", "当年年末"),
    "{clock} on the next day": ("", "次日{clock}"),
    "the longest of {count} periods": ("", "{count}个期限中取最长者"),
    "the shortest of {count} periods": ("", "{count}个期限中取最短者"),
    "last day {day} is a rest day": ("", "届满日{day}为休息日"),
    "moved to {day}": ("", "顺延至{day}"),
    "until the end of {day}": ("", "至{day}24时"),
    "until {at}": ("", "至{at}"),
    "no working-day calendar for {year} yet, counted from weekends alone": (
        "",
        "{year}年放假安排尚未公布，仅按周末推算",
    ),
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Step(msgspec.Struct, frozen=True):
    """One step of the computation: `msgid` of `WORDS` and the values for its places."""

    msgid: str
    values: dict[str, Value] = {}


class Derivation(msgspec.Struct, frozen=True):
    """The way from `start` to the last second `at`, both in the bureau's time zone."""

    start: datetime
    at: datetime
    estimated: bool
    steps: tuple[Step, ...]

    def sentence(self, language: Language = "zh") -> str:
        """The steps in words, in Chinese (`zh`) or English (`en`)."""
        parts = [_said(step, language, self.start.year) for step in self.steps]
        return ("，" if language == "zh" else ", ").join(parts)


def _said(step: Step, language: Language, year: int) -> str:
    one, chinese = WORDS[step.msgid]
    if language == "zh":
        template = chinese
    else:
        template = one if one and step.values.get("count") == 1 else step.msgid
    shown = {name: _shown(value, language, year) for name, value in step.values.items()}
    return template.format(**shown)


def _shown(value: Value, language: Language, year: int) -> str:
    if isinstance(value, tuple):
        between = "、" if language == "zh" else " and "
        return between.join(_shown(day, language, year) for day in value)
    if isinstance(value, datetime):
        return f"{_day(value, language, year)} {value:%H:%M:%S}"
    if isinstance(value, date):
        return _day(value, language, year)
    return str(value)


def _day(day: date, language: Language, year: int) -> str:
    if language == "zh":
        said = f"{day.month}月{day.day}日"
        return said if day.year == year else f"{day.year}年{said}"
    said = f"{day.day} {_MONTHS[day.month - 1]}"
    return said if day.year == year else f"{said} {day.year}"
