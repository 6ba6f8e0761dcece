# SPDX-License-Identifier: Apache-2.0
"""Local days of a bureau's time zone, for instants that are whole seconds since the epoch (UTC).

What this module promises:

- a local day is everything after the end of the day before, up to its own last second 23:59:59;
  days therefore follow one another without gap or overlap, whatever the clocks do;
- where the clocks repeat an hour at midnight the day ends the second time; where they jump over
  midnight it ends at the jump; a day that a place left out (Samoa, 30 December 2011) is empty;
- days are ordinals (`date.toordinal()`), from 2 January of the year 1 to 30 December 9999, so that
  every zone can write their ends; what lies outside counts as the nearest of them.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from liuhen.law.errors import BadInput, quoted

FIRST_DAY = date.min.toordinal() + 1
LAST_DAY = date.max.toordinal() - 1
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY = 86400
_REMEMBERED = 1 << 14


def last_day_of_month(year: int, month: int) -> int:
    """The ordinal of the last day of a month.

    >>> date.fromordinal(last_day_of_month(2028, 2))
    datetime.date(2028, 2, 29)
    """
    if (year, month) >= (date.max.year, 12):
        return LAST_DAY
    return date(year + month // 12, month % 12 + 1, 1).toordinal() - 1


class Zone:
    """The time zone with this name of the IANA database, such as `Asia/Shanghai`.

    Raises:
        BadInput: there is no such zone.
    """

    __slots__ = ("_ends", "_guess", "_info", "key")

    def __init__(self, key: str) -> None:
        try:
            self._info = ZoneInfo(key)
        except (KeyError, ValueError, OSError):
            raise BadInput(
                f"time zone: {quoted(key)} is not known; expected a name such as Asia/Shanghai"
            ) from None
        self.key = key
        offset = datetime(2000, 1, 1, tzinfo=self._info).utcoffset()
        self._guess = _EPOCH_DAY * _DAY + (int(offset.total_seconds()) if offset else 0)
        self._ends: dict[int, int] = {}

    def __repr__(self) -> str:
        return f"Zone({self.key!r})"

    def date_of(self, at: int) -> int:
        """The ordinal of the local day in which the instant `at` lies.

        >>> date.fromordinal(Zone("Asia/Shanghai").date_of(1772380800))  # 2026-03-01T16:00Z
        datetime.date(2026, 3, 2)
        """
        day = (at + self._guess) // _DAY
        before, end = self._ends.get(day - 1), self._ends.get(day)
        if before is not None and end is not None and before < at <= end:
            return day
        day = min(max(day, FIRST_DAY), LAST_DAY)
        while at > self.end_of_day(day) and day < LAST_DAY:
            day += 1
        while day > FIRST_DAY and at <= self.end_of_day(day - 1):
            day -= 1
        return day

    def end_of_day(self, day: int) -> int:
        """The last second of the local day with this ordinal.

        >>> Zone("Asia/Shanghai").end_of_day(date(2026, 3, 4).toordinal())
        1772639999
        """
        end = self._ends.get(day)
        if end is None:
            end = self._last_second(date.fromordinal(min(max(day, FIRST_DAY), LAST_DAY)))
            if len(self._ends) >= _REMEMBERED:
                self._ends.clear()
            self._ends[day] = end
        return end

    def end_of_month(self, at: int) -> int:
        """The last second of the local month in which the instant `at` lies.

        >>> Zone("Asia/Shanghai").datetime_of(Zone("Asia/Shanghai").end_of_month(0)).isoformat()
        '1970-01-31T23:59:59+08:00'
        """
        day = date.fromordinal(self.date_of(at))
        return self.end_of_day(last_day_of_month(day.year, day.month))

    def datetime_of(self, at: int) -> datetime:
        """The instant `at` as an aware time with the zone's offset.

        >>> Zone("Asia/Shanghai").datetime_of(1772639999).isoformat()
        '2026-03-04T23:59:59+08:00'
        """
        return datetime.fromtimestamp(at, self._info)

    def instant(self, day: int, clock: time) -> int:
        """The instant at which the clocks show `clock` on this day.

        Shown twice, the second time counts; skipped, the moment of the jump.
        """
        return self._settled(datetime.combine(date.fromordinal(day), clock))

    def _last_second(self, day: date) -> int:
        return self._settled(datetime.combine(day, time(23, 59, 59)))

    def _settled(self, local: datetime) -> int:
        before, after = (
            int(local.replace(tzinfo=self._info, fold=fold).timestamp()) for fold in (0, 1)
        )
        if after >= before:
            return after
        # The clocks skip `local`. The jump lies between the two readings of it; the last instant
        # that still shows an earlier time is found by halving.
        while before - after > 1:
            middle = (before + after) // 2
            shown = datetime.fromtimestamp(middle, self._info).replace(tzinfo=None)
            before, after = (middle, after) if shown > local else (before, middle)
        return after
