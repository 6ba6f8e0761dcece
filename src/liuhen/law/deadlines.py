# SPDX-License-Identifier: Apache-2.0
"""When a period ends, and why then.

What this module promises (the law in brackets):

- hours and minutes are exact (民法典第二百零一条第二款);
- days: the first day is not counted (第二百零一条第一款), the end is 24:00 of the last day;
  where that is no working day, of the next working day (第二百零三条);
- months and years: the same day of the month in which they end; where it has no such day, its last
  (第二百零二条): 31 August and 6 months end on 28 or 29 February;
- working days: by the calendar, make-up working days counted (行政处罚法第八十五条);
- 24:00 is written as the last second that is still in time, 23:59:59;
- an answer is `estimated` only where a day of a year without a published calendar was looked at to
  see whether it is a working day: never for hours, month ends or retention;
- a later start never gives an earlier end.

Instants are whole seconds since the epoch; what outlives the year 9999 ends with it.
"""

from collections.abc import Iterator
from datetime import date, time

import msgspec

from liuhen.law.derivation import Derivation, Step
from liuhen.law.errors import BadInput
from liuhen.law.period import Period
from liuhen.law.workdays import Calendar
from liuhen.law.zone import LAST_DAY, Zone, last_day_of_month

__all__ = ["Derivation", "Due", "Period", "Zone", "due", "explain", "keep_until"]

_LAST_INSTANT = 253_402_214_399  # 30 December 9999, 23:59:59 UTC
_FRIDAY = 4
_UNPUBLISHED = "no working-day calendar for {year} yet, counted from weekends alone"
_NO_SUCH_DAY = "no day {number} in that month, its last day counts"
_RETENTION = ("days", "weeks", "months", "years")


class Due(msgspec.Struct, frozen=True, gc=False):
    """The last second `at` that is still in time, and whether it rests on an unpublished year."""

    at: int
    estimated: bool = False


def due(period: Period, start: int, calendar: Calendar, zone: Zone) -> Due:
    """When `period` ends, counted from the instant `start`.

    >>> from liuhen.law.workdays import load_calendar
    >>> shanghai = Zone("Asia/Shanghai")
    >>> monday = 1772413200  # 2026-03-02T09:00:00+08:00
    >>> end = due(Period(working_days=7), monday, load_calendar(), shanghai)
    >>> shanghai.datetime_of(end.at).isoformat(), end.estimated
    ('2026-03-11T23:59:59+08:00', False)
    """
    if period.hours is not None:
        return Due(min(start + 3600 * period.hours, _LAST_INSTANT))
    if period.minutes is not None:
        return Due(min(start + 60 * period.minutes, _LAST_INSTANT))
    day = zone.date_of(start)
    if period.next_day is not None:
        return Due(_next_day(day, period.next_day, zone))
    if period.longest is not None or period.shortest is not None:
        return _deciding(period, start, calendar, zone)[1]
    last, estimated = _counted(period, day, calendar)
    return Due(zone.end_of_day(last), estimated)


def keep_until(period: Period, start: date) -> date:
    """The date until which something of the date `start` is kept, without any roll-over.

    >>> keep_until(Period(months=6), date(2026, 8, 31))
    datetime.date(2027, 2, 28)
    >>> keep_until(Period(years=3), date(2028, 2, 29))
    datetime.date(2031, 2, 28)

    Raises:
        BadInput: the period is not one of days, weeks, months or years.
    """
    if period.kind not in _RETENTION:
        allowed = ", ".join(_RETENTION)
        raise BadInput(f"retention period: found {period.kind}; expected one of {allowed}")
    return date.fromordinal(_last_day(period, start.toordinal()))


def _counted(period: Period, day: int, calendar: Calendar) -> tuple[int, bool]:
    """The last day of a period that is counted in days, and whether it is estimated."""
    if period.days is not None and period.roll is not False:  # by far the most frequent
        return calendar.first_from(min(day + period.days, LAST_DAY))
    if period.working_days is not None:
        return calendar.nth_after(day, period.working_days)
    last = _last_day(period, day)
    return calendar.first_from(last) if period.rolls else (last, False)


def _last_day(period: Period, day: int) -> int:
    """The last day of a period counted in whole days, before any roll-over."""
    if period.days is not None:
        return min(day + period.days, LAST_DAY)
    if period.weeks is not None:
        return min(day + 7 * period.weeks, LAST_DAY)
    if period.end_of is not None:
        return _end_of(period.end_of, date.fromordinal(day))
    return _months_later(date.fromordinal(day), period.months or 12 * (period.years or 0))


def _months_later(day: date, months: int) -> int:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    if year > date.max.year:
        return LAST_DAY
    same_day = date(year, month, 1).toordinal() + day.day - 1
    return min(same_day, last_day_of_month(year, month))


def _end_of(unit: str, day: date) -> int:
    if unit == "day":
        return day.toordinal()
    return last_day_of_month(day.year, day.month if unit == "month" else 12)


def _next_day(day: int, clock: str, zone: Zone) -> int:
    """The time `clock` of the day after `day`."""
    following = min(day + 1, LAST_DAY)
    if clock == "24:00":
        return zone.end_of_day(following)
    return zone.instant(following, time.fromisoformat(clock))


def _deciding(period: Period, start: int, calendar: Calendar, zone: Zone) -> tuple[Period, Due]:
    """The part that decides, and the end it gives.

    The end is estimated where any part is: a calendar published later may make another part win.
    """
    ends = [due(part, start, calendar, zone) for part in period.parts]
    choose = max if period.longest else min
    at = choose(end.at for end in ends)
    part = next(part for part, end in zip(period.parts, ends, strict=True) if end.at == at)
    return part, Due(at, any(end.estimated for end in ends))


# ---------------------------------------------------------------- the way there, in steps


def explain(period: Period, start: int, calendar: Calendar, zone: Zone) -> Derivation:
    """How `due` comes to its answer; made only when a person asks.

    >>> from liuhen.law.workdays import load_calendar
    >>> friday = 1771549200  # 2026-02-20T09:00:00+08:00, in the Spring Festival
    >>> made = explain(Period(days=2), friday, load_calendar(), Zone("Asia/Shanghai"))
    >>> made.sentence("en")
    '2 days, first day not counted, last day 22 February is a rest day, moved to 24 February'
    >>> made.sentence("zh")
    '2日，首日不计，届满日2月22日为休息日，顺延至2月24日'
    """
    end = due(period, start, calendar, zone)
    begun, ended = zone.datetime_of(start), zone.datetime_of(end.at)
    steps = list(_steps(period, start, calendar, zone))
    if end.estimated:
        furthest = max(due(part, start, calendar, zone).at for part in (period, *period.parts))
        years = range(zone.datetime_of(furthest).year, begun.year - 1, -1)
        unpublished = next(year for year in years if not calendar.covers(year))
        steps.append(Step(_UNPUBLISHED, {"year": unpublished}))
    return Derivation(begun, ended, end.estimated, tuple(steps))


def _steps(period: Period, start: int, calendar: Calendar, zone: Zone) -> Iterator[Step]:
    kind = period.kind
    first = zone.date_of(start)
    if kind in ("longest", "shortest"):
        yield Step(f"the {kind} of {{count}} periods", {"count": len(period.parts)})
        yield from _steps(_deciding(period, start, calendar, zone)[0], start, calendar, zone)
    elif kind in ("hours", "minutes"):
        end = due(period, start, calendar, zone).at
        yield Step(f"{{count}} {kind}, to the second", {"count": getattr(period, kind)})
        yield Step("until {at}", {"at": zone.datetime_of(end)})
    elif period.next_day is not None:
        yield Step("{clock} on the next day", {"clock": period.next_day})
        yield Step("until {at}", {"at": zone.datetime_of(_next_day(first, period.next_day, zone))})
    elif period.working_days is not None:
        yield from _working_day_steps(period.working_days, first, calendar)
    else:
        yield from _whole_day_steps(period, kind, first, calendar)


def _working_day_steps(count: int, first: int, calendar: Calendar) -> Iterator[Step]:
    last = calendar.nth_after(first, count)[0]
    yield Step("{count} working days, first day not counted", {"count": count})
    if rest := last - first - count:
        yield Step("{count} rest days not counted", {"count": rest})
    passed = (date.fromordinal(day) for day in range(first + 1, last + 1))
    if makeup := tuple(
        day for day in passed if day.weekday() > _FRIDAY and calendar.is_working(day)
    ):
        yield Step("make-up working days counted: {days}", {"days": makeup})
    yield Step("until the end of {day}", {"day": date.fromordinal(last)})


def _whole_day_steps(period: Period, kind: str, first: int, calendar: Calendar) -> Iterator[Step]:
    last = _last_day(period, first)
    end = calendar.first_from(last)[0] if period.rolls else last
    start_day, last_day = date.fromordinal(first), date.fromordinal(last)
    if kind == "end_of":
        yield Step(f"end of the {period.end_of}")
    elif kind in ("days", "weeks"):
        yield Step(f"{{count}} {kind}, first day not counted", {"count": getattr(period, kind)})
    else:
        yield Step(f"{{count}} {kind} by the calendar", {"count": getattr(period, kind)})
        if last_day.day < start_day.day:
            yield Step(_NO_SUCH_DAY, {"number": start_day.day})
    if end == last:
        yield Step("until the end of {day}", {"day": last_day})
    else:
        yield Step("last day {day} is a rest day", {"day": last_day})
        yield Step("moved to {day}", {"day": date.fromordinal(end)})
