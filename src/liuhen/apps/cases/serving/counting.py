# SPDX-License-Identifier: Apache-2.0
"""How a bureau counts days: its zone and the calendar, and the periods of statutes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.people.models import Organisation
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due as due_by
from liuhen.law.period import Period
from liuhen.law.statutory import Term
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone


@dataclass(frozen=True, slots=True)
class Counting:
    """How a bureau counts days: its zone and the calendar, read once."""

    zone: Zone
    calendar: Calendar

    def ends(self, term: Term, start: datetime) -> datetime:
        """Return when a statutory period ends; one without a length ends where it begins."""
        return start if term.within is None else self.end(term.within, start)

    def end(self, within: Period, start: datetime) -> datetime:
        """Return the last moment of a period."""
        ends = due_by(within, int(start.timestamp()), self.calendar, self.zone)
        return datetime.fromtimestamp(ends.at, UTC)

    def estimates(self, term: Term, start: datetime) -> bool:
        """Whether a statutory period ends among days whose working days nobody published yet."""
        seconds = int(start.timestamp())
        within = term.within
        return within is not None and due_by(within, seconds, self.calendar, self.zone).estimated

    def day(self, at: datetime) -> int:
        """Return the day of an instant, as a number."""
        return self.zone.date_of(int(at.timestamp()))


def counting_of(bureau: Organisation, at: datetime) -> Counting:
    """Return how the bureau counts days today."""
    return Counting(Zone(pack_now(bureau, at).manifest.time_zone), calendar_today())


def ends_of(term: Term, start: datetime, case: Case) -> datetime:
    """Return when a statutory period ends, counted from `start` as the bureau counts."""
    return counting_of(case.bureau, start).ends(term, start)
