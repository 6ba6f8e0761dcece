# SPDX-License-Identifier: Apache-2.0
"""How long ahead somebody is told of a due: a few words such as `3wd`, `1d`, `2h`, by kind.

- `wd` are working days, `d` days; both begin at eight in the morning of that day, so that nobody is
  told at midnight; `h` are hours before the due itself;
- a bureau sets its own leads for each kind; what it has not set are those of `USUAL`.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.compliance.errors import BadLeadError, NotPermittedError
from liuhen.apps.compliance.models import ReminderSetting
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law.workdays import Calendar

#: What is due, in the order of pages: duties of the regulation, approvals, what a party has to do.
KINDS = ("duty", "approval", "party")
USUAL: Mapping[str, tuple[str, ...]] = {
    "duty": ("3wd", "1d", "2h"),
    "approval": ("1d", "2h"),
    "party": ("3wd",),
}
MOST_LEADS = 5
_LEAD = re.compile(r"(?P<count>[1-9]\d?)(?P<unit>wd|d|h)")
_MOST_DAYS = 60
_MORNING = time(8)
_LONGEST_HOLIDAY = 20  # days; a lead of working days may reach over one


def read_leads(text: str) -> list[str]:
    """Return the leads that `text` names, such as `3wd, 1d 2h`; an empty text names none.

    Raises:
        BadLeadError: a word that is no lead, a lead that is too long, or too many of them.

    >>> read_leads("3wd, 1d 2h")
    ['3wd', '1d', '2h']
    """
    words = list(dict.fromkeys(re.split(r"[\s,，、;；]+", text.strip().lower()))) if text else []
    words = [word for word in words if word]
    for word in words:
        found = _LEAD.fullmatch(word)
        if found is None or int(found["count"]) > _MOST_DAYS:
            raise BadLeadError(
                _("“%(word)s” is no time ahead; write 3wd (working days), 1d (days) or 2h (hours).")
                % {"word": word[:20]},
                "leads",
            )
    if len(words) > MOST_LEADS:
        raise BadLeadError(
            _("At most %(n)d reminders of one due, or nobody reads them.") % {"n": MOST_LEADS},
            "leads",
        )
    return words


def begins_at(due: datetime, lead: str, calendar: Calendar) -> datetime:
    """Return from when on a due is told of by `lead`."""
    found = _LEAD.fullmatch(lead)
    if found is None:
        return due
    count = int(found["count"])
    if found["unit"] == "h":
        return due - timedelta(hours=count)
    local = timezone.localtime(due)
    day = local.date()
    day = _back(day, count, calendar) if found["unit"] == "wd" else day - timedelta(days=count)
    return timezone.make_aware(datetime.combine(day, _MORNING))


def _back(day: date, count: int, calendar: Calendar) -> date:
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working(day)
    return day


def lead_now(due: datetime, leads: Iterable[str], now: datetime, calendar: Calendar) -> str | None:
    """Return the lead that tells of `due` at `now`: the last that has begun; none before it."""
    begun = [(begins_at(due, lead, calendar), lead) for lead in leads]
    return max((one for one in begun if one[0] <= now), default=(now, None))[1]


def horizon(leads: Iterable[str]) -> timedelta:
    """Return how far ahead the longest of `leads` may look."""
    days = [0]
    for lead in leads:
        found = _LEAD.fullmatch(lead)
        if found and found["unit"] == "wd":
            days.append(int(found["count"]) * 7 // 5 + 2 + _LONGEST_HOLIDAY)
        elif found and found["unit"] == "d":
            days.append(int(found["count"]) + 1)
        elif found:
            days.append(int(found["count"]) // 24 + 1)
    return timedelta(days=max(days))


def leads_of(bureau: UUID) -> dict[str, tuple[str, ...]]:
    """Return the leads of every kind that count in a bureau."""
    rows = ReminderSetting.objects.within(bureau).filter(superseded_at=None)
    own = {kind: tuple(leads) for kind, leads in rows.values_list("kind", "leads")}
    return {kind: own.get(kind, USUAL[kind]) for kind in KINDS}


def settings_of(viewer: Viewer) -> QuerySet[ReminderSetting]:
    """Return what was set in the viewer's bureau, the newest first."""
    rows = ReminderSetting.objects.seen_by(viewer).select_related("set_by")
    return rows.order_by("-set_at", "kind")


def set_leads(*, by: Viewer, leads: Mapping[str, str]) -> list[ReminderSetting]:
    """Set the leads of the kinds named, each as text; those that stay as they are change nothing.

    Raises:
        NotPermittedError: the role does not allow it.
        BadLeadError: see `read_leads`.
    """
    if by.bureau is None or not by.may(Permission.HOOK_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    now = leads_of(by.bureau.pk)
    read = {kind: read_leads(leads[kind]) for kind in KINDS if kind in leads}
    changed = {kind: words for kind, words in read.items() if tuple(words) != now[kind]}
    if not changed:
        return []
    with act("compliance.set_reminders", by=by) as record:
        rows = ReminderSetting.objects.within(by.bureau.pk).select_for_update()
        for row in rows.filter(kind__in=changed, superseded_at=None):
            record.update(row, superseded_at=record.at)
        return [
            record.create(
                ReminderSetting(
                    bureau=by.bureau, kind=kind, leads=words, set_at=record.at, set_by=by.person
                )
            )
            for kind, words in changed.items()
        ]
