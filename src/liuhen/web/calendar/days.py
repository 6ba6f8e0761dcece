# SPDX-License-Identifier: Apache-2.0
"""Days as somebody types them, or pastes them from the notice, and days as they are shown.

    2027-01-01, 2027-01-02
    1月1日（周五）至3日（周日）放假调休，共3天
    2月5日—11日

What is no day and none of the words that such notices use is refused, and named.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.cases.named import day_said
from liuhen.errors import UserError

_DAY = r"(?:(?P<y{n}>\d{{4}})[年/.-])?(?P<m{n}>\d{{1,2}})[月/.-](?P<d{n}>\d{{1,2}})日?"
_UNTIL = r"\s*(?:至|到|—+|–|~|～|-)\s*"
_SPAN = re.compile(_DAY.format(n=1) + rf"(?:{_UNTIL}(?:{_DAY.format(n=2)}|(?P<only>\d{{1,2}})日))?")
_IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_WORDS = re.compile(
    r"共\s*\d+\s*天|放假|调休|补休|上班|休息|与周末连休|元旦|春节|清明节?|劳动节|端午节|中秋节|国庆节"
    r"|(?:周|星期)[一二三四五六日天]|[一二三四五六七八九十]、|[\s、，,;；。.:：和及与]"
)
_LONGEST_SPAN = 31
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class BadDaysError(UserError):
    """Text that names something that is no day."""


def read_days(text: str, year: int) -> list[date]:
    """Return the days that `text` names, in order; a day without a year is one of `year`.

    Raises:
        BadDaysError: one sentence that quotes what is no day.

    >>> [str(day) for day in read_days("1月1日（周五）至3日放假，共3天。2027-02-08", 2027)]
    ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-08']
    """
    text = _IN_BRACKETS.sub("", text)
    found = {day for span in _SPAN.finditer(text) for day in _days_of(span, year)}
    left = _WORDS.sub("", _SPAN.sub(" ", text))
    if left:
        raise BadDaysError(
            _("“%(what)s” is not a day such as 2月5日 or 2027-02-05.") % {"what": left[:30]}
        )
    return sorted(found)


def _days_of(span: re.Match[str], year: int) -> Iterator[date]:
    first = _day(span, span["y1"], span["m1"], span["d1"], year)
    if span["only"]:
        last = _day(span, str(first.year), str(first.month), span["only"], year)
    elif span["d2"]:
        last = _day(span, span["y2"] or str(first.year), span["m2"], span["d2"], year)
    else:
        last = first
    length = (last - first).days
    if not 0 <= length <= _LONGEST_SPAN:
        raise BadDaysError(
            _("“%(what)s” ends before it begins, or is too long.") % {"what": span[0]}
        )
    return (first + timedelta(days=n) for n in range(length + 1))


def _day(span: re.Match[str], year: str | None, month: str, day: str, default: int) -> date:
    try:
        return date(int(year or default), int(month), int(day))
    except ValueError:
        raise BadDaysError(_("“%(what)s”: there is no such day.") % {"what": span[0]}) from None


def spans_said(days: Iterable[date], year: int) -> list[str]:
    """Write days with their weekdays, those that follow each other as one span."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and (day - spans[-1][-1]).days == 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return [_span_said(span[0], span[-1], year) for span in spans]


def _span_said(first: date, last: date, year: int) -> str:
    if first == last:
        return with_weekday(first, year)
    return f"{with_weekday(first, year)} – {with_weekday(last, year)}"


def with_weekday(day: date, year: int) -> str:
    """Write a day with its weekday."""
    if get_language() == "en":
        return f"{WEEKDAYS_EN[day.weekday()]} {day_said(day, year)}"
    return f"{day_said(day, year)}（周{WEEKDAYS_ZH[day.weekday()]}）"
