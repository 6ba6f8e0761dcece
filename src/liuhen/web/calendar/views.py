# SPDX-License-Identifier: Apache-2.0
"""The years that are known, the dues that were estimated, and the notice of a new year."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.compliance.queries import estimated_duties
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.rules.calendar import add_notice, calendar_today
from liuhen.errors import UserError
from liuhen.law.workdays import Notice
from liuhen.web.calendar.days import spans_said
from liuhen.web.calendar.forms import NoticeForm
from liuhen.web.pages import page

_DUTIES = 50
_OPEN_YEARS = 2  # this year and the one before stand open, older ones are folded


@dataclass(frozen=True, slots=True)
class YearShown:
    """One notice, newest first; `open` says whether its days are unfolded."""

    year: int
    source: str
    off: list[str]
    worked: list[str]
    open: bool


@page(Permission.CALENDAR_VIEW)
def years(request: HttpRequest) -> HttpResponse:
    """Show every year that is known, and the dues that were counted from weekends alone."""
    viewer = viewer_of(request)
    this_year = timezone.localtime(viewer.at).year
    calendar = calendar_today()
    notices = sorted(calendar.notices, key=lambda notice: notice.year, reverse=True)
    duties = Paginator(estimated_duties(viewer), _DUTIES).get_page(request.GET.get("page"))
    values = {
        "years": [_shown(notice, this_year) for notice in notices],
        "missing": [year for year in (this_year, this_year + 1) if not calendar.covers(year)],
        "page": duties,
    }
    return render(request, "calendar/years.html", values)


@page(Permission.CALENDAR_MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Take the notice of a year: show its days as they were read, and store it once confirmed."""
    viewer = viewer_of(request)
    calendar = calendar_today()
    year = timezone.localtime(viewer.at).year
    following = next(one for one in range(year, year + 100) if not calendar.covers(one))
    form = NoticeForm(request.POST or None, initial={"year": following})
    values: dict[str, Any] = {"form": form}
    if form.is_valid():
        read = form.cleaned_data
        if "confirmed" in request.POST:
            try:
                add_notice(by=viewer, **read)
            except UserError as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request,
                    _("The days of %(year)d count from now on; dues are being made again.")
                    % {"year": read["year"]},
                )
                return redirect("calendar:years")
        else:
            values["off"] = spans_said(read["days_off"], read["year"])
            values["worked"] = spans_said(read["make_up_days"], read["year"])
            values["known"] = calendar.covers(read["year"])
    status = 422 if form.errors else 200
    return render(request, "calendar/add.html", values, status=status)


def _shown(notice: Notice, this_year: int) -> YearShown:
    return YearShown(
        notice.year,
        notice.source,
        spans_said(notice.off, notice.year),
        spans_said(notice.makeup, notice.year),
        notice.year > this_year - _OPEN_YEARS,
    )
