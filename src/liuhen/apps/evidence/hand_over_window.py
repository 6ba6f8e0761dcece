# SPDX-License-Identifier: Apache-2.0
"""When a section hands its recordings over, as the bureau's own regulation says it.

004 art. 10: in the last week of each month. The other texts name no such days: there, recordings
are handed over whenever they are ready, at the latest with the filing of the case (001 art. 19).
Outside the window nothing is refused; the page says when it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.packs import pack_of
from liuhen.law.pack import Obligation, Pack


@dataclass(frozen=True, slots=True)
class Window:
    """From the first to the last day (both counted) of the window that is open or comes next."""

    first: date
    last: date
    open: bool
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOverRule:
    """What the text says: a window of days, or the filing of the case and within how many days."""

    window: Window | None = None
    filing_days: int | None = None
    articles: tuple[str, ...] = ()


def hand_over_rule(bureau: Organisation, at: datetime) -> HandOverRule:
    """Return when the bureau's recordings are handed over, as seen at `at`."""
    try:
        pack = pack_of(bureau, timezone.localtime(at).date())
    except NoPackError:
        return HandOverRule()
    day = at.astimezone(ZoneInfo(pack.manifest.time_zone)).date()
    for duty in pack.obligations:
        days = duty.after_handover_in_last_days
        if days and any(part.handed_over for part in duty.require):
            return HandOverRule(window=window_of_month(day, days, _articles(duty)))
    return _with_filing(pack)


def window_of_month(day: date, days: int, articles: tuple[str, ...] = ()) -> Window:
    """Return the window of the month of `day`: its last `days` days.

    >>> found = window_of_month(date(2026, 2, 10), 7)
    >>> str(found.first), str(found.last), found.open
    ('2026-02-22', '2026-02-28', False)
    >>> window_of_month(date(2026, 3, 25), 7).open
    True
    """
    month_after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = month_after - timedelta(days=1)
    first = month_after - timedelta(days=days)
    return Window(first, last, first <= day <= last, articles)


def _with_filing(pack: Pack) -> HandOverRule:
    """The filing of the case, where the text gives it days."""
    for duty in pack.obligations:
        files = any(part.event == "archived" for part in duty.require)
        if files and duty.within is not None and duty.within.days:
            return HandOverRule(filing_days=duty.within.days, articles=_articles(duty))
    return HandOverRule()


def _articles(duty: Obligation) -> tuple[str, ...]:
    return (duty.article,) if isinstance(duty.article, str) else tuple(duty.article)
