# SPDX-License-Identifier: Apache-2.0
"""The working-day calendar of this installation: the shipped one and the notices entered since."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.errors import BadNoticeError, NotPermittedError
from liuhen.apps.rules.models import CalendarNotice
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.once import once
from liuhen.law.errors import BadInput
from liuhen.law.workdays import Calendar, load_calendar

REJUDGE_ESTIMATED = "compliance.rejudge_estimated"
REBUILD = "compliance.rebuild"


def calendar_today() -> Calendar:
    """Return the calendar with every notice that counts today."""
    return _calendar(once(CalendarNotice, _keys_today))


def _keys_today() -> tuple[UUID, ...]:
    rows = CalendarNotice.objects.filter(superseded_at=None).order_by("year")
    return tuple(rows.values_list("id", flat=True))


@lru_cache(maxsize=8)
def _calendar(keys: tuple[UUID, ...]) -> Calendar:
    calendar = load_calendar()
    for notice in CalendarNotice.objects.filter(id__in=keys).order_by("year"):
        calendar = _with(calendar, notice)
    return calendar


def _with(calendar: Calendar, notice: CalendarNotice) -> Calendar:
    return calendar.with_notice(
        notice.year,
        [date.fromisoformat(day) for day in notice.days_off],
        [date.fromisoformat(day) for day in notice.make_up_days],
        notice.source,
    )


def add_notice(
    *,
    by: Viewer,
    year: int,
    days_off: Iterable[date],
    make_up_days: Iterable[date],
    source: str,
) -> CalendarNotice:
    """Enter the State Council's notice for `year`; a notice for that year before it counts no more.

    Dues that were computed from weekends alone are made again by a job; where the year was known
    already, all of them, because any may have moved.

    Raises:
        NotPermittedError, BadNoticeError.
    """
    if not by.may(Permission.CALENDAR_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    if not source.strip():
        raise BadNoticeError(_("Say which notice it is: its number or address."))
    known = calendar_today().covers(year)
    with act("rules.add_notice", by=by) as record:
        notice = CalendarNotice(
            year=year,
            days_off=sorted(str(day) for day in set(days_off)),
            make_up_days=sorted(str(day) for day in set(make_up_days)),
            source=source.strip()[:300],
            entered_at=record.at,
            entered_by=by.reference,
        )
        if not notice.days_off:
            raise BadNoticeError(_("A notice names at least one day off."))
        try:
            _with(load_calendar(), notice)
        except BadInput as error:
            raise BadNoticeError(str(error)) from None
        before = CalendarNotice.objects.select_for_update().filter(year=year, superseded_at=None)
        for row in before:
            record.update(row, superseded_at=record.at)
        record.create(notice)
        job = REBUILD if known else REJUDGE_ESTIMATED
        enqueue(job, {}, lane=Lane.SOON, key=job)
    return notice
