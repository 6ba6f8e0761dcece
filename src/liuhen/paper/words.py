# SPDX-License-Identifier: Apache-2.0
"""How Chinese documents write days, times, amounts of money and numbers of things."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_CENT = Decimal("0.01")
#: Amounts from here on have no word.
TOO_MUCH = Decimal(10) ** 16


def long_date(day: date) -> str:
    """Write a day as documents do.

    >>> long_date(date(2026, 3, 2))
    '2026年3月2日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def long_time(instant: datetime, zone: str) -> str:
    """Write an instant in local time, to the minute.

    >>> long_time(datetime.fromisoformat("2026-03-02T01:05:30+00:00"), "Asia/Shanghai")
    '2026年3月2日9时05分'
    """
    local = instant.astimezone(ZoneInfo(zone))
    return f"{long_date(local.date())}{local.hour}时{local.minute:02d}分"


def plain_amount(amount: Decimal) -> str:
    """Write yuan without a zero that says nothing.

    >>> plain_amount(Decimal("2000")), plain_amount(Decimal("20.5"))
    ('2000', '20.50')
    """
    cents = amount.quantize(_CENT, ROUND_HALF_UP)
    return str(int(cents)) if cents == cents.to_integral_value() else str(cents)


def capital(amount: Decimal) -> str:
    """Write yuan in capital numerals, which cannot be altered unseen.

    As the rules on filling in bills have it (正确填写票据和结算凭证的基本规定): zeros between
    digits are written once, an amount that ends in yuan or tenths closes with 整.

    >>> capital(Decimal("1680.32")), capital(Decimal("107000.53")), capital(Decimal("2000"))
    ('壹仟陆佰捌拾元叁角贰分', '壹拾万柒仟元伍角叁分', '贰仟元整')

    Raises:
        ValueError: less than nothing, or 10 to the 16 and more.
    """
    cents = amount.quantize(_CENT, ROUND_HALF_UP)
    if not 0 <= cents < TOO_MUCH:
        raise ValueError("an amount in words lies between 0 and 10 to the 16")
    yuan, rest = divmod(int(cents * 100), 100)
    tenths, hundredths = divmod(rest, 10)
    said = f"{_whole(yuan)}元" if yuan or not rest else ""
    if not rest:
        return said + "整"
    if tenths:
        said += f"{_DIGITS[tenths]}角"
    elif said:
        said += "零"
    return said + (f"{_DIGITS[hundredths]}分" if hundredths else "整")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    said, gap = "", False
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // 10000**power % 10000
        if group == 0:
            gap = bool(said)
            continue
        gap = gap or (bool(said) and group < 1000)  # noqa: PLR2004  # its first place is empty
        name = _GROUPS[power]
        if power == len(_GROUPS) - 1 and number // 10**8 % 10000:
            name = "万"  # 万亿 says 亿 once, after the last group of it
        said += ("零" if gap else "") + _group(group) + name
        gap = False
    return said


def _group(number: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
