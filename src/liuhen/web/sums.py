# SPDX-License-Identifier: Apache-2.0
"""Sums of money, last days and plans, as they are typed and written. Money is kept in fen."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.performing.asked_exactly import AskedPart
from liuhen.web.entering.inputs import DayField

_FEN = 100
_LAST_SECOND = time(23, 59, 59)
_MOST_YUAN = Decimal(10) ** 12
_MOST_LINES = 120


class YuanField(forms.CharField):
    """An amount of money; `cleaned_data` has it in fen."""

    default_error_messages = {"money": _("An amount is written like 3000 or 3000.50.")}

    def __init__(self, **kwargs: Any) -> None:
        """A line for digits."""
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show fen as yuan."""
        return yuan_typed(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Read yuan with at most two places behind the point."""
        text = super().clean(value)
        return fen_of(text, self.error_messages["money"]) if text else None


def fen_of(text: str, sentence: Any) -> int:
    """Return an amount in fen.

    >>> fen_of("3,000.50", ""), fen_of("１２元", "")
    (300050, 1200)

    Raises:
        ValidationError: that is no amount.
    """
    plain = text.replace(",", "").replace("，", "").replace("元", "").replace("¥", "").strip()
    try:
        amount = Decimal(plain)
        fen = amount * _FEN
    except ArithmeticError:  # no number, or none that a computer can multiply
        raise forms.ValidationError(sentence) from None
    if not amount.is_finite() or not 0 < amount < _MOST_YUAN or fen != int(fen):
        raise forms.ValidationError(sentence)
    return int(fen)


def yuan(fen: int | None) -> str:
    """Write an amount of fen in yuan, to be read.

    >>> yuan(123456700), yuan(50), yuan(None)
    ('1,234,567', '0.50', '')
    """
    if fen is None:
        return ""
    whole, rest = divmod(fen, _FEN)
    return f"{whole:,}" + (f".{rest:02}" if rest else "")


def yuan_typed(fen: int) -> str:
    """Write an amount of fen in yuan, as it is typed.

    >>> yuan_typed(300050), yuan_typed(300000)
    ('3000.50', '3000')
    """
    return yuan(fen).replace(",", "")


def end_of_day(day: date) -> datetime:
    """Return the last second of a day in the active zone."""
    return datetime.combine(day, _LAST_SECOND, timezone.get_current_timezone())


def plan_of(text: str) -> list[AskedPart]:
    """Read a plan: an amount and a day a line, or a day alone for all that is left.

    Raises:
        ValidationError: a line that is neither.
    """
    found = []
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise forms.ValidationError(gettext("These are too many parts."))
    for number, line in enumerate(lines, start=1):
        *amount, last = line.split()
        day = DayField().to_python(last) if _is_day(last) else None
        if day is None or len(amount) > 1:
            raise forms.ValidationError(wrong_line(number))
        fen = fen_of(amount[0], wrong_line(number)) if amount else None
        found.append(AskedPart(fen, end_of_day(day)))
    return found


def plan_typed(parts: Iterable[tuple[int, datetime]]) -> str:
    """Write a plan as it is typed."""
    return "\n".join(f"{yuan_typed(fen)} {timezone.localtime(day):%Y-%m-%d}" for fen, day in parts)


def wrong_line(number: int) -> str:
    """Say which line of a plan cannot be read."""
    return gettext("Line %(n)d: write the amount and the day, like 3000 2026-05-31.") % {
        "n": number
    }


def _is_day(text: str) -> bool:
    try:
        return DayField().to_python(text) is not None
    except forms.ValidationError:
        return False
