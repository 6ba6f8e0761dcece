# SPDX-License-Identifier: Apache-2.0
"""A month of due times with its working days, the list of it, and the address for programs."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liuhen.apps.compliance.agenda import PASSING, Happening, happenings
from liuhen.apps.compliance.calendar_feed import (
    AHEAD,
    BACK,
    as_icalendar,
    calendar_key_of,
    end_calendar_key,
    make_calendar_key,
    viewer_by_secret,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.rules.calendar import calendar_today
from liuhen.web.agenda.words import what_said
from liuhen.web.calendar.days import WEEKDAYS_EN, WEEKDAYS_ZH
from liuhen.web.pages import Open, page

_SHOWN_A_DAY = 4
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One happening, ready to be shown."""

    one: Happening
    said: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the month's sheet."""

    day: date
    inside: bool
    works: bool
    is_today: bool
    lines: list[Line]

    @property
    def first(self) -> list[Line]:
        """What fits into its field."""
        return self.lines[:_SHOWN_A_DAY]

    @property
    def more(self) -> int:
        """How much does not."""
        return max(len(self.lines) - _SHOWN_A_DAY, 0)


@page(Permission.CASE_VIEW)
def month(request: HttpRequest) -> HttpResponse:
    """Show a month: as a sheet with its working days and as a list below it."""
    viewer = viewer_of(request)
    today = timezone.localdate(viewer.at)
    first = _month(request.GET.get("month", ""), today)
    whose = request.GET.get("whose", "mine" if Role.OFFICER in viewer.roles else "all")
    start = first - timedelta(days=first.weekday())
    after = _next(first)
    end = after + timedelta(days=-after.weekday() % _WEEK)
    by_day: dict[date, list[Line]] = defaultdict(list)
    for one in happenings(viewer, _midnight(start), _midnight(end), mine=whose == "mine"):
        late = one.is_over(viewer.at) and one.kind not in PASSING
        by_day[timezone.localdate(one.at)].append(Line(one, what_said(one), late))
    calendar = calendar_today()
    days = [
        Day(
            day, day.month == first.month, calendar.is_working(day), day == today,
            by_day.get(day, []),
        )
        for day in (start + timedelta(days=n) for n in range((end - start).days))
    ]  # fmt: skip
    values = {
        "weeks": [days[n : n + _WEEK] for n in range(0, len(days), _WEEK)],
        "list": [one for one in days if one.inside and one.lines],
        "weekdays": WEEKDAYS_EN if get_language() == "en" else list(WEEKDAYS_ZH),
        "first": first,
        "said": first.strftime("%Y-%m")
        if get_language() == "en"
        else f"{first:%Y}年{first.month}月",
        "before": f"{first - timedelta(days=1):%Y-%m}" if first.year > _FIRST_YEAR else "",
        "after": f"{after:%Y-%m}" if first.year < _LAST_YEAR else "",
        "this": f"{first:%Y-%m}",
        "mine": whose == "mine",
        "covered": calendar.covers(first.year),
        "now": viewer.at,
    }
    return render(request, "agenda/month.html", values)


@page(Permission.CASE_VIEW)
def address(request: HttpRequest) -> HttpResponse:
    """Make, show once, and end the secret address for calendar programs."""
    viewer = viewer_of(request)
    made = ""
    if request.method == "POST":
        if "end" in request.POST:
            if end_calendar_key(by=viewer):
                messages.success(request, _("The address is ended; programs get nothing any more."))
            return redirect("agenda:address")
        secret = make_calendar_key(by=viewer)
        made = request.build_absolute_uri(reverse("agenda:fetch", args=[secret]))
    values = {"made": made, "key": calendar_key_of(viewer)}
    return render(request, "agenda/address.html", values)


@page(Open.EVERYONE)
def fetch(_request: HttpRequest, secret: str) -> HttpResponse:
    """Hand the person's own due times to a calendar program that knows the secret.

    Only case numbers and what is due; in Chinese, because a program says no language.
    """
    now = timezone.now()
    viewer = viewer_by_secret(secret, now)
    if viewer is None:
        raise Http404
    with translation.override("zh-hans"):
        found = happenings(viewer, now - BACK, now + AHEAD, mine=True)
        lines = ((one, f"{one.case.number} {what_said(one)}") for one in found)
        body = as_icalendar(lines, _("Due times"), now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="liuhen.ics"'
    return response


def _month(text: str, today: date) -> date:
    """The first day of the month that the address names, or of this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else today.replace(day=1)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
