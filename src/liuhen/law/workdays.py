# SPDX-License-Identifier: Apache-2.0
"""Which days are working days, by the yearly notices of the State Council.

What this module promises:

- a day off of a notice is no working day, a make-up day (调休上班) is one, every other day goes by
  its weekday; where two notices name one day, the later notice counts;
- a year for which no notice is known is counted from weekends alone, and an answer that asked about
  a day of such a year says so (`estimated`);
- a `Calendar` never changes; `version` is made from its content, so equal versions give equal days.

Days are ordinals (`date.toordinal()`) inside, because the engine asks very often; the methods that
take and return dates stand beside them for everyone else.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from liuhen.law.decoding import decode
from liuhen.law.errors import BadInput

SHIPPED = Path(__file__).parents[1] / "packs" / "calendar" / "cn.json"
_LAST_DAY = date.max.toordinal()
_REMEMBERED = 1 << 16  # answers kept by one calendar: a few megabytes at most

K = TypeVar("K")
Year = Annotated[int, msgspec.Meta(ge=1949, le=9998)]


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One notice: the days off and the make-up working days that it names.

    `off` and `makeup` may be written out in full (the weekend days of a holiday too). The notice
    covers `year`; days of the December before and the January after may stand in it. `source` is
    the notice's number or address, `issued` its date.
    """

    year: Year
    source: str
    issued: date | None = None
    off: tuple[date, ...] = ()
    makeup: tuple[date, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    notices: list[Notice]
    about: str = ""


class Calendar:
    """The working days of a country, from its notices in the order in which they were issued.

    Raises:
        BadInput: a notice contradicts itself; the sentence begins with `name`.
    """

    def __init__(self, notices: Iterable[Notice], name: str = "calendar") -> None:
        self.notices = tuple(notices)
        self._years = frozenset(notice.year for notice in self.notices)
        off: set[int] = set()
        makeup: set[int] = set()
        for i, notice in enumerate(self.notices):
            _check(notice, off, f"{name}: notices[{i}]")
            rest = {day.toordinal() for day in notice.off}
            work = {day.toordinal() for day in notice.makeup}
            off = (off | rest) - work
            makeup = (makeup | work) - rest
        self._off = frozenset(day for day in off if not _is_weekend(day))
        self._makeup = frozenset(day for day in makeup if _is_weekend(day))
        self._first: dict[int, tuple[int, bool]] = {}
        self._nth: dict[tuple[int, int], tuple[int, bool]] = {}

    # ------------------------------------------------------------ with dates

    @cached_property
    def version(self) -> str:
        """The last year covered and a digest of the days, such as `2026-1f0c5a9b3e77`."""
        content = msgspec.json.encode(
            [sorted(self._years), sorted(self._off), sorted(self._makeup)]
        )
        return f"{max(self._years, default=0)}-{sha256(content).hexdigest()[:12]}"

    @property
    def years(self) -> frozenset[int]:
        """The years for which a notice is known."""
        return self._years

    def covers(self, year: int) -> bool:
        """Whether a notice is known for `year`."""
        return year in self._years

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day (from weekends alone in a year that is not covered)."""
        return self.works(day.toordinal())

    def next_working_day(self, day: date) -> date:
        """The first working day on or after `day`.

        >>> load_calendar().next_working_day(date(2026, 2, 15))  # Spring Festival 2026
        datetime.date(2026, 2, 24)
        """
        return date.fromordinal(self.first_from(day.toordinal())[0])

    def add_working_days(self, day: date, count: int) -> tuple[date, bool]:
        """The last of `count` working days after `day`, and whether it is estimated.

        `day` itself is not counted (民法典第二百零一条). Estimated is an answer for which a day of
        a year without a notice was looked at.

        >>> load_calendar().add_working_days(date(2026, 3, 2), 7)
        (datetime.date(2026, 3, 11), False)
        >>> load_calendar().add_working_days(date(2026, 12, 30), 2)
        (datetime.date(2027, 1, 1), True)
        """
        last, estimated = self.nth_after(day.toordinal(), count)
        return date.fromordinal(last), estimated

    def with_notice(
        self,
        year: int,
        off: Iterable[date],
        makeup: Iterable[date],
        source: str,
        issued: date | None = None,
    ) -> "Calendar":
        """A new calendar that knows one more notice, which counts before all earlier ones.

        Raises:
            BadInput: the notice contradicts itself or names days of other years.
        """
        added = Notice(
            year=year, source=source, issued=issued, off=tuple(off), makeup=tuple(makeup)
        )
        return Calendar((*self.notices, added))

    # ------------------------------------------------------------ with ordinals

    def works(self, day: int) -> bool:
        """Whether the day with this ordinal is a working day."""
        if _is_weekend(day):
            return day in self._makeup
        return day not in self._off

    def first_from(self, day: int) -> tuple[int, bool]:
        """The first working day on or after `day`, and whether that is estimated."""
        known = self._first.get(day)
        if known is None:
            found = min(day, _LAST_DAY)
            while found < _LAST_DAY and not self.works(found):
                found += 1
            known = found, self._estimates(min(day, found), found)
            _remember(self._first, day, known)
        return known

    def nth_after(self, day: int, count: int) -> tuple[int, bool]:
        """The last of `count` working days after `day`, and whether that is estimated."""
        key = day, count
        known = self._nth.get(key)
        if known is None:
            found, left = day, count
            while left > 0 and found < _LAST_DAY:
                found += 1
                left -= self.works(found)
            known = found, self._estimates(min(day + 1, found), found)
            _remember(self._nth, key, known)
        return known

    def _estimates(self, first: int, last: int) -> bool:
        """Whether a year between the days `first` and `last` is not covered."""
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        return not self._years.issuperset(years)


def _is_weekend(day: int) -> bool:
    return day % 7 in (6, 0)  # ordinal 1 was a Monday


def _remember(answers: dict[K, tuple[int, bool]], key: K, answer: tuple[int, bool]) -> None:
    if len(answers) >= _REMEMBERED:
        answers.clear()
    answers[key] = answer


def _check(notice: Notice, off_before: set[int], where: str) -> None:
    """Refuse a notice that cannot be meant; `off_before` are the days off of earlier notices."""
    if not notice.source.strip():
        raise BadInput(f"{where}.source: is blank; expected the notice's number or address")
    if not notice.off and not notice.makeup:
        raise BadInput(f"{where}.off: names no day; expected the days off of {notice.year}")
    first, last = date(notice.year - 1, 12, 1), date(notice.year + 1, 1, 31)
    for key, days in (("off", notice.off), ("makeup", notice.makeup)):
        for i, day in enumerate(days):
            if not first <= day <= last:
                raise BadInput(f"{where}.{key}[{i}]: found {day}; expected a day of {notice.year}")
    for i, day in enumerate(notice.makeup):
        if day in notice.off:
            raise BadInput(
                f"{where}.makeup[{i}]: {day} stands under off too; expected one of the two"
            )
        if not _is_weekend(day.toordinal()) and day.toordinal() not in off_before:
            raise BadInput(
                f"{where}.makeup[{i}]: {day} is worked anyway; expected a Saturday, a Sunday or "
                "a day that an earlier notice gave off"
            )


# ---------------------------------------------------------------- files


def decode_calendar(raw: bytes, name: str = "calendar") -> Calendar:
    """Read a calendar from JSON: `{"about": …, "notices": [{"year", "source", "issued", …}]}`.

    Raises:
        BadInput: the file is not such a calendar, or a notice in it contradicts itself.
    """
    return Calendar(decode(raw, _File, name).notices, name)


def encode_calendar(calendar: Calendar, about: str = "") -> bytes:
    """Write a calendar the way `decode_calendar` reads it, one notice a line."""
    lines = b",\n".join(b"  " + msgspec.json.encode(notice) for notice in calendar.notices)
    return b'{"about": ' + msgspec.json.encode(about) + b',\n"notices": [\n' + lines + b"\n]}\n"


def load_calendar(path: Path | None = None) -> Calendar:
    """The calendar in the file `path`; without one, the shipped calendar of China.

    Raises:
        BadInput: the file cannot be read or is no calendar.
    """
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> Calendar:
    return _read(SHIPPED)


def _read(path: Path) -> Calendar:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); expected a calendar") from None
    return decode_calendar(raw, path.name)
