# SPDX-License-Identifier: Apache-2.0
"""The form of a year's notice."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.rules.calendar import calendar_today
from liuhen.web.calendar.days import BadDaysError, read_days, with_weekday

_SATURDAY = 5
_DECEMBER = 12


class NoticeForm(forms.Form):
    """Year, days off, days worked in exchange, and which notice it is."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    source = forms.CharField(
        label=_("Number of the notice"),
        max_length=300,
        help_text=_("For example 国办发明电〔2026〕…号."),
    )
    days_off = forms.CharField(
        label=_("Days off"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Type them or paste them from the notice: 1月1日至3日, 2月5日—11日 …"),
    )
    make_up_days = forms.CharField(
        label=_("Weekend days that are worked (调休上班)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("For example 1月4日, 2月14日. Empty where there is none."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the days, and refuse what cannot be meant."""
        values = super().clean() or {}
        year = values.get("year")
        if year is None:
            return values
        for name in ("days_off", "make_up_days"):
            try:
                values[name] = read_days(values.get(name) or "", year)
            except BadDaysError as error:
                self.add_error(name, str(error))
                values.pop(name, None)
        self._check(year, values.get("days_off") or [], values.get("make_up_days") or [])
        return values

    def _check(self, year: int, off: list[date], worked: list[date]) -> None:
        for name, days in (("days_off", off), ("make_up_days", worked)):
            for day in days:
                near = (year - 1, _DECEMBER) <= (day.year, day.month) <= (year + 1, 1)
                if not near:
                    sentence = gettext("%(day)s is no day of %(year)d.")
                    self.add_error(name, sentence % {"day": day, "year": year})
        calendar = calendar_today()
        for day in worked:
            said = {"day": with_weekday(day, year)}
            if day in off:
                self.add_error(
                    "make_up_days", gettext("%(day)s stands among the days off, too.") % said
                )
            elif day.weekday() < _SATURDAY and calendar.is_working(day):
                self.add_error("make_up_days", gettext("%(day)s is worked anyway.") % said)
        if "days_off" not in self.errors and not off:
            self.add_error("days_off", gettext("A notice names at least one day off."))
