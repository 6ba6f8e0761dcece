# SPDX-License-Identifier: Apache-2.0
"""Which measures that end by a period (sealing, seizure, freezing) ran out, and were not released.

What this module promises:

- every measure has its own period; a release counts for the measure that its paper names, or whose
  things it lists; one of which nothing is known ends the only measure that was running then;
- a measure is over as well once something is said of what became of each of its things;
- while things are appraised the period does not run (`appraisal_periods`);
- an extension counts for the measures that its paper names, else for those that were running.
"""

from datetime import datetime

from liuhen.apps.cases.appraisal_periods import APPRAISAL, NOTICES, left_out
from liuhen.apps.cases.gate_facts import Known
from liuhen.apps.cases.models import Activity, Thing
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.period import Period

_LIMITED = ("seal", "seize", "freeze")
_HOLDS = (Thing.Measure.SEALED, Thing.Measure.SEIZED)
_RELEASING = "seizure_release"


def limited_measures(known: Known) -> list[Activity]:
    """Return the measures that end by a period, by start."""
    found = known.of("coercive_measure")
    return [row for row in found if row.attrs.get("measure") in _LIMITED]


def expired_measures(known: Known, days: int) -> list[Activity]:
    """Return those that ran for longer than so many days, or were extended to, and still run."""
    left = measures_left(known, limited_measures(known))
    return [row for row in left if _until(known, row, days) < known.at]


def measures_left(known: Known, measures: list[Activity]) -> list[Activity]:
    """Return those of the measures of a case, all or all of a kind, that were not released."""
    running = _Running(known, measures)
    return [row for row in measures if running.is_left(row)]


def _until(known: Known, row: Activity, days: int) -> datetime:
    end = due(Period(days=days), int(row.start.timestamp()), calendar_today(), known.zone)
    of_it = (one for one in known.of("measure_extended") if _extends(known, one, row))
    untils = [_time_of(one.attrs.get("until")) for one in of_it]
    appraisals = known.of(APPRAISAL)
    notices = known.issued(*NOTICES) if appraisals else []
    until = known.zone.datetime_of(end.at) + left_out(appraisals, notices, row.start)
    return max([until, *(one for one in untils if one)])


def _extends(known: Known, event: Activity, row: Activity) -> bool:
    measures = {one.ref for one in limited_measures(known)}
    named = _named(known, event, "measure_extension") & measures
    return event.start >= row.start and (not named or row.ref in named)


def _named(known: Known, event: Activity, kind: str) -> set[str]:
    """The entries that papers of this type name beside the event."""
    papers = (one for one in known.papers(kind) if event.ref in one.event_refs)
    return {ref for one in papers for ref in one.event_refs} - {event.ref}


class _Running:
    """What is left of the measures after the releases of the case, one after the other."""

    def __init__(self, known: Known, measures: list[Activity]) -> None:
        self.known, self.measures = known, measures
        self.released: set[str] = set()
        self._things = {row.ref: self._of(row) for row in measures}
        self._listed = {
            str(one.get("name", "")).strip()
            for paper in known.issued(_RELEASING)
            for one in paper.values.get("released") or []
        } - {""}
        for at, refs in self._releases():
            self._release(at, refs)

    def is_left(self, row: Activity) -> bool:
        """Whether the measure still runs."""
        return row.ref not in self.released and not self._is_over(row, self.known.at)

    def _of(self, row: Activity) -> list[Thing]:
        """The things that the measure took; of a lone one also those that name no measure."""
        lone = len(self.measures) == 1
        things = [one for one in self.known.things if one.measure in _HOLDS]
        return [one for one in things if one.event_ref == row.ref or (lone and not one.event_ref)]

    def _is_over(self, row: Activity, at: datetime) -> bool:
        """Whether each of its things had gone by then, or stands on a paper of release."""
        things = self._things[row.ref]
        gone = (one.ended_at is not None and one.ended_at <= at for one in things)
        return bool(things) and all(
            left or {one.name, one.number} & self._listed
            for left, one in zip(gone, things, strict=True)
        )

    def _releases(self) -> list[tuple[datetime, set[str]]]:
        """When something was released, and which entries its papers name; by time."""
        papers = self.known.papers("measure_release")
        events = self.known.of("measure_released")
        found = [(one.start, _named(self.known, one, "measure_release")) for one in events]
        told = {one.ref for one in events}
        found += [(one.at, set(one.event_refs)) for one in papers if not told & set(one.event_refs)]
        return sorted(found, key=lambda one: one[0])

    def _release(self, at: datetime, refs: set[str]) -> None:
        running = [row for row in self.measures if row.start <= at and row.ref not in self.released]
        named = [row.ref for row in running if row.ref in refs]
        left = named or [row.ref for row in running if not self._is_over(row, at)]
        if named or len(left) == 1:
            self.released |= {ref for ref in left if not self._is_listed(ref)}

    def _is_listed(self, ref: str) -> bool:
        """Whether papers say which things are released: then each of the measure is looked at."""
        return bool(self._listed and self._things[ref])


def _time_of(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
