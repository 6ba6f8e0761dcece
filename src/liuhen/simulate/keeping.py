# SPDX-License-Identifier: Apache-2.0
"""When footage is stored and handed over, by the habits of the bureau."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

from liuhen.law.facts import Event
from liuhen.simulate.diary import BEIJING, at_minute
from liuhen.simulate.draft import Draft

_LAST_HOUR = time(23, 40)
_HANDOVER_HOUR = time(17, 0)
_MORNING = 8 * 60 + 25  # minutes after midnight


def kept(draft: Draft, event: Event, recorded: datetime) -> dict[str, Any]:
    """The times at which footage that ended at `recorded` is returned, stored and handed over."""
    habits, dice = draft.bureau.habits, draft.dice
    ended = max(recorded, event.end if isinstance(event.end, datetime) else event.start)
    if habits.store == "same_day":
        last = datetime.combine(recorded.date(), _LAST_HOUR, BEIJING)
        times = {"stored_at": min(last, ended + timedelta(minutes=dice.randint(10, 70)))}
    elif habits.store == "next_day":
        times = _within_a_day(draft, ended)
    else:
        days = dice.choice((0, 0, 1, 1, 2, 3, 5))
        times = {"stored_at": _in_office(draft, ended, days)}
    times = {name: at.replace(microsecond=0) for name, at in times.items()}
    if habits.hands_over_monthly:
        times["handed_over_at"] = _handover(draft, times["stored_at"])
    return times


def _within_a_day(draft: Draft, ended: datetime) -> dict[str, datetime]:
    """Within 24 hours of the end, or of the return of the boat."""
    if draft.at_sea and draft.happens(0.3):
        returned = ended + timedelta(hours=draft.dice.randint(5, 20))
        return {"returned_at": returned, "stored_at": _soon(draft, returned)}
    return {"stored_at": _soon(draft, ended)}


def _soon(draft: Draft, ended: datetime) -> datetime:
    """Within three hours, or first thing on the next day where that is a working day."""
    tomorrow = ended.date() + timedelta(days=1)
    in_the_morning = at_minute(tomorrow, _MORNING + draft.dice.randint(0, 20))
    in_time = in_the_morning - ended < timedelta(hours=23)
    if in_time and draft.diary.is_working(tomorrow) and draft.happens(0.5):
        return in_the_morning
    return ended + timedelta(minutes=draft.dice.randint(30, 170))


def _in_office(draft: Draft, ended: datetime, days: int) -> datetime:
    if not days:
        return ended + timedelta(minutes=draft.dice.randint(20, 100))
    return draft.diary.office_time(draft.diary.working_day_after(ended, days))


def _handover(draft: Draft, stored: datetime) -> datetime:
    """The last working day of the month, after work; later only where the footage came later."""
    last = date(stored.year, stored.month, monthrange(stored.year, stored.month)[1])
    while not draft.diary.is_working(last):
        last -= timedelta(days=1)
    usual = datetime.combine(last, _HANDOVER_HOUR, BEIJING)
    return max(usual, stored + timedelta(minutes=10))
