# SPDX-License-Identifier: Apache-2.0
"""The days of one case: forward only, on working days, in office hours."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from liuhen.law.workdays import Calendar

BEIJING = ZoneInfo("Asia/Shanghai")
_MORNING, _AFTERNOON = 8 * 60 + 40, 13 * 60 + 20  # minutes after midnight
_SLOTS = 20  # of five minutes each
_EVENING = 19 * 60 + 30
_CLOSING_HOUR = 18


class Diary:
    """Where a case stands in time. `now` is the earliest moment for what comes next."""

    def __init__(self, day: date, dice: Random, calendar: Calendar) -> None:
        self._dice = dice
        self._calendar = calendar
        self.now = self.office_time(calendar.next_working_day(day))

    def office_time(self, day: date) -> datetime:
        """Some moment of the morning or the early afternoon of `day`."""
        half = self._dice.choice((_MORNING, _AFTERNOON))
        return at_minute(day, half + 5 * self._dice.randrange(_SLOTS))

    def wait(self, least: int, most: int) -> None:
        """Go on to an office hour between `least` and `most` working days later, at least 1."""
        self.now = self.office_time(
            self.working_day_after(self.now, max(1, self._dice.randint(least, most)))
        )

    def working_day_after(self, at: datetime, days: int) -> date:
        """The last of `days` working days after the day of `at`."""
        return self._calendar.add_working_days(at.date(), days)[0]

    def is_working(self, day: date) -> bool:
        """Whether the bureau works on `day`."""
        return self._calendar.is_working(day)

    def pause(self, least: int, most: int) -> None:
        """Let some minutes pass; what would fall after hours goes to the next working day."""
        self.now += timedelta(minutes=self._dice.randint(least, most))
        if self.now.hour >= _CLOSING_HOUR:
            self.wait(1, 1)

    def spend(self, least: int, most: int) -> tuple[datetime, datetime]:
        """Begin an activity now that takes so many minutes; `now` is its end."""
        start = self.now
        self.now = start + timedelta(minutes=self._dice.randint(least, most))
        return start, self.now

    def until(self, at: datetime) -> None:
        """Go on to `at`, or stay where that has passed."""
        self.now = max(self.now, at)

    def evening(self) -> None:
        """Go on to the evening of the same day."""
        self.until(at_minute(self.now.date(), _EVENING + 5 * self._dice.randrange(12)))


def at_minute(day: date, minutes: int) -> datetime:
    """The moment so many minutes after midnight of `day`."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), BEIJING)
