# SPDX-License-Identifier: Apache-2.0
"""How instants and spans of time are written for a person.

Instants are shown in the active time zone: 3月3日 10:42, with the year where it is not this year.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from liuhen.apps.cases.named import day_said


def moment_said(at: datetime, *, seconds: bool = False) -> str:
    """Write an instant. The last second of a day is written 24:00, as the law speaks of it."""
    zone = timezone.get_current_timezone()
    local = at.astimezone(zone)
    day = day_said(local.date(), timezone.now().astimezone(zone).year)
    clock = f"{local:%H:%M:%S}" if seconds else _clock(local)
    return f"{day} {clock}" if get_language() != "en" else f"{day}, {clock}"


def clock_said(at: datetime) -> str:
    """Write the time of day; 23:59:59 is the 24:00 of deadlines."""
    return _clock(timezone.localtime(at))


def _clock(local: datetime) -> str:
    last = (local.hour, local.minute, local.second) == (23, 59, 59)
    return "24:00" if last else f"{local.hour:02}:{local.minute:02}"


def span_said(start: datetime, end: datetime | None) -> str:
    """Write from when to when: 3月2日 09:00–10:42, or over several days both in full."""
    if end is None:
        return _("from %(start)s, still going on") % {"start": moment_said(start)}
    zone = timezone.get_current_timezone()
    until = end.astimezone(zone)
    if start.astimezone(zone).date() == until.date():
        if start == end:
            return moment_said(start)
        return f"{moment_said(start)}–{_clock(until)}"
    return f"{moment_said(start)} – {moment_said(end)}"


def length_said(length: timedelta) -> str:
    """Write a length of time with its two largest units: 1 小时 58 分, 3 天 2 小时, 45 秒."""
    seconds = int(abs(length.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        _("%(n)d min") % {"n": minutes} if minutes and not days else "",
        _("%(n)d s") % {"n": left} if not (days or hours or minutes) else "",
    ]
    return " ".join(part for part in parts if part)


def left_said(due: datetime, now: datetime) -> str:
    """Write how long there is until `due`, or how long ago it was."""
    length = length_said(due - now)
    if due >= now:
        return _("%(length)s left") % {"length": length}
    return _("%(length)s overdue") % {"length": length}
