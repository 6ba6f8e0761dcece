# SPDX-License-Identifier: Apache-2.0
"""How long ahead somebody is told of a due: a few words such as `3wd`, `1d`, `2h`, by kind.

- people read and write them in words, such as 3个工作日, 1天, 2小时 (`lead_said`);
- `wd` are working days, `d` days; both begin at eight in the morning of that day, so that nobody is
  told at midnight; `h` are hours before the due itself;
- a bureau sets its own leads for each kind; what it has not set are those of `USUAL`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
#: The same as people write it.
_WRITTEN = re.compile(
    r"(?<![\d-])(?P<count>[1-9]\d?)\s*"
    r"(?P<unit>working days?|wd|个?工作日|days?|d|天|日|hours?|h|个?小时)(?![a-z])"
)
_BETWEEN = re.compile(r"[\s,、;]+")
_MOST_DAYS = 60
_MORNING = time(8)
_LONGEST_HOLIDAY = 20  # days; a lead of working days may reach over one


def read_leads(text: str) -> list[str]:
    """Return the leads that `text` names, in words or as `3wd, 1d 2h`; an empty text names none.

    Raises:
        BadLeadError: a word that is no lead, a lead that is too long, or too many of them.

    >>> read_leads("3个工作日，1天，2小时"), read_leads("3 working days, 1 day, 2 hours")
    (['3wd', '1d', '2h'], ['3wd', '1d', '2h'])
    >>> read_leads("3wd, 1d 2h")
    ['3wd', '1d', '2h']
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    written = [f"{one['count']}{_unit(one['unit'])}" for one in _WRITTEN.finditer(plain)]
    words = list(dict.fromkeys(written))
    strange = _BETWEEN.sub(" ", _WRITTEN.sub(" ", plain)).split()
    strange += [word for word in words if _count(word) > _MOST_DAYS]
    for word in strange:
        raise BadLeadError(
            _("“%(word)s” is no time ahead; write 3 working days, 1 day or 2 hours.")
            % {"word": word[:20]},
            "leads",
        )
    if len(words) > MOST_LEADS:
        raise BadLeadError(
            _("At most %(n)d reminders of one due, or nobody reads them.") % {"n": MOST_LEADS},
            "leads",
        )
    return words


def lead_said(lead: str) -> str:
    """Say a lead in words: 3个工作日."""
    found = _LEAD.fullmatch(lead)
    if found is None:
        return lead
    count = int(found["count"])
    words = {
        "wd": ngettext("%(n)d working day", "%(n)d working days", count),
        "d": ngettext("%(n)d day", "%(n)d days", count),
        "h": ngettext("%(n)d hour", "%(n)d hours", count),
    }
    return words[found["unit"]] % {"n": count}


def _unit(written: str) -> str:
    if "work" in written or "工" in written or written == "wd":
        return "wd"
    return "h" if "h" in written or "时" in written else "d"


def _count(lead: str) -> int:
    found = _LEAD.fullmatch(lead)
    return int(found["count"]) if found else _MOST_DAYS + 1


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
