# SPDX-License-Identifier: Apache-2.0
"""Until when the things in the bureau's hands may be held.

What this module promises:

- how long a thing may stay is a period of statute (`packs/shared/statutory.yaml`), from when it was
  taken; an extension or a decision that stands in the case counts;
- a release, or a decision on what was preserved, ends the period of what its paper lists; one that
  lists nothing ends that of the one thing that is still held by such a measure;
- while sealed or seized things are appraised the period does not run (`appraisal_periods`);
- what else is done in the case ends no period: sealing another thing is no decision on this one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.appraisal_periods import APPRAISAL, NOTICES, left_out
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Document, Paper, Thing
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.times import minute_said
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.statutory import Term, terms
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone

Measure = Thing.Measure
_EXTENDED = "measure_extended"
_RELEASED = "measure_released"
_DISPOSED = "preservation_disposed"
#: The activity that settles a period, by the measure.
_SETTLED = {
    Measure.PRESERVED: _DISPOSED,
    Measure.SEALED: _RELEASED,
    Measure.SEIZED: _RELEASED,
}
#: The forms that list what such an activity settles, with the field of the list.
_LISTING = {
    _RELEASED: ("seizure_release", "released"),
    _DISPOSED: ("preserve_disposal", "things"),
}
_OF_FORM = {form: (kind, column) for kind, (form, column) in _LISTING.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """A thing with the last moment until which it may be held as it is, and by which statute.

    `until` is `None` where no statute says so, or where it was decided on. `appraised`: so many
    days of appraisal are left out of it.
    """

    thing: Thing
    until: datetime | None
    term: Term | None
    estimated: bool = False
    appraised: int = 0

    def is_over(self, now: datetime) -> bool:
        """Whether it is held for too long."""
        return self.thing.ended_at is None and self.until is not None and self.until < now


def held(things: Iterable[Thing]) -> list[Held]:
    """Return things of one bureau with the end of the period in which each may be held.

    Law: 行政处罚法第五十六条, 行政强制法第二十五条; `packs/shared/statutory.yaml` has the
    numbers. The last moment counts still.
    """
    rows = list(things)
    if not rows:
        return []
    done, calendar = _done(rows), calendar_today()
    zone = Zone(pack_now(rows[0].bureau, timezone.now()).manifest.time_zone)
    settled, clock = _Settled(rows, done), _Clock(calendar, zone, _notices(rows, done))
    return [_held(row, done.get(row.case_id, []), settled, clock) for row in rows]


def require_taken_within(doing: CaseAct, ref: str, received: datetime) -> datetime:
    """Return when a thing was taken: not before the activity in which it was, to the minute.

    Raises:
        BadFactError: it is before; its period would run from a day on which nobody had it.
    """
    rows = known_rows(Activity, doing.case) if ref else []
    begun = next((row.start for row in rows if row.ref == ref), received)
    if received < begun.replace(second=0, microsecond=0):
        raise BadFactError(
            _("It was taken in an activity that began later (%(time)s): look at both again.")
            % {"time": minute_said(begun)},
            "received_at",
        )
    return received


def is_undecided(thing: Thing) -> bool:
    """Whether what was preserved was let go though nobody decided on it (处罚法 art. 56)."""
    let_go = thing.outcome in ("returned", "released")
    if thing.measure != Measure.PRESERVED or not let_go:
        return False
    done = _done([thing])
    later = [one for one in done.get(thing.case_id, []) if one.start >= thing.received_at]
    decided = any(one.kind in _LISTING for one in later)
    return not (decided or _Settled([thing], done).is_settled(thing, later))


def taken_since(thing: Thing, now: datetime) -> int:
    """Return for how many days a thing has been in custody (the first day counts as none)."""
    first = timezone.localtime(thing.received_at).date()
    return (timezone.localtime(thing.ended_at or now).date() - first).days


@dataclass(frozen=True, slots=True)
class _List:
    """What a paper lists: of which case, about which entries, and what such an activity settles."""

    case: UUID
    kind: str
    about: frozenset[str]
    names: frozenset[str]
    at: datetime


class _Settled:
    """What became of the things of some cases: what papers list, else the only thing held."""

    def __init__(self, rows: list[Thing], done: dict[UUID, list[Activity]]) -> None:
        """Read the papers and the things of the cases in which something may be settled."""
        bureau = rows[0].bureau_id
        cases = {
            key
            for key, activities in done.items()
            if any(one.kind in _LISTING for one in activities)
        }
        preserved = {row.case_id for row in rows if row.measure == Measure.PRESERVED}
        self._lists: list[_List] = []
        self._held: dict[UUID, list[Thing]] = {}
        if cases | preserved:
            self._read_papers(bureau, cases | preserved)
        if cases:
            for row in Thing.objects.within(bureau).filter(case__in=cases, measure__in=_SETTLED):
                self._held.setdefault(row.case_id, []).append(row)

    def _read_papers(self, bureau: UUID, cases: set[UUID]) -> None:
        papers = Paper.objects.within(bureau).filter(
            case__in=cases, form__in=_OF_FORM, replaced_by=None
        )
        found = list(papers)
        items = [one.item for one in found if one.item is not None]
        facts = Document.objects.within(bureau).filter(
            item__in=items, superseded_at=None, withdrawn=False
        )
        refs = dict(facts.values_list("item", "event_refs")) if items else {}
        for paper in found:
            kind, column = _OF_FORM[paper.form]
            names = (str(one.get("name", "")).strip() for one in paper.values.get(column) or [])
            about = {*paper.event_refs, *(refs.get(paper.item, ()) if paper.item else ())}
            self._lists.append(
                _List(paper.case_id, kind, frozenset(about), frozenset(names), paper.issued_at)
            )

    def is_settled(self, thing: Thing, later: Iterable[Activity]) -> bool:
        """Whether it was said what becomes of this very thing.

        A decision on what was preserved is none on what was sealed then.
        """
        kinds = {_SETTLED[Measure(thing.measure)], _RELEASED}
        decided = _DISPOSED in kinds and any(
            {thing.name, thing.number} & one.names
            for one in self._lists
            if (one.case, one.kind) == (thing.case_id, _DISPOSED) and one.at >= thing.received_at
        )
        return decided or any(self._settles(one, thing) for one in later if one.kind in kinds)

    def _settles(self, done: Activity, thing: Thing) -> bool:
        lists = [
            one.names
            for one in self._lists
            if (one.case, one.kind) == (thing.case_id, done.kind)
            and (not one.about or done.ref in one.about)
        ]
        if lists:
            return any({thing.name, thing.number} & names for names in lists)
        if done.kind != _SETTLED[Measure(thing.measure)]:
            return False
        return not any(
            one.received_at <= done.start and (one.ended_at is None or one.ended_at > done.start)
            for one in self._held.get(thing.case_id, [])
            if one.pk != thing.pk and _SETTLED[Measure(one.measure)] == done.kind
        )


def _done(rows: list[Thing]) -> dict[UUID, list[Activity]]:
    """The activities of each case that may settle, extend or interrupt a period."""
    found: dict[UUID, list[Activity]] = {}
    activities = Activity.objects.within(rows[0].bureau_id).filter(
        case__in={row.case_id for row in rows},
        kind__in=(_EXTENDED, APPRAISAL, *_LISTING),
        superseded_at=None,
        withdrawn=False,
    )
    for one in activities.order_by("start"):
        if one.case_id is not None:
            found.setdefault(one.case_id, []).append(one)
    return found


def _notices(rows: list[Thing], done: dict[UUID, list[Activity]]) -> dict[UUID, list[Paper]]:
    """The notices of appraisals, of the cases in which something was appraised."""
    cases = [key for key, found in done.items() if any(one.kind == APPRAISAL for one in found)]
    told: dict[UUID, list[Paper]] = {}
    if cases:
        papers = Paper.objects.within(rows[0].bureau_id).filter(
            case__in=cases, form__in=NOTICES, replaced_by=None
        )
        for paper in papers:
            told.setdefault(paper.case_id, []).append(paper)
    return told


@dataclass(frozen=True, slots=True)
class _Clock:
    """By what a period is counted: working days, the zone, and by case what interrupts it."""

    calendar: Calendar
    zone: Zone
    notices: dict[UUID, list[Paper]]


def _held(row: Thing, activities: list[Activity], settled: _Settled, clock: _Clock) -> Held:
    term = terms().get(f"custody.{row.measure}")
    if term is None or term.within is None or row.ended_at is not None:
        return Held(row, None, term)
    later = [one for one in activities if one.start >= row.received_at]
    if settled.is_settled(row, later):
        return Held(row, None, term)
    end = due(term.within, int(row.received_at.timestamp()), clock.calendar, clock.zone)
    until, appraised = clock.zone.datetime_of(end.at), timedelta()
    if row.measure != Measure.PRESERVED:
        done = [one for one in activities if one.kind == APPRAISAL]
        appraised = left_out(done, clock.notices.get(row.case_id, []), row.received_at)
        said = [_time_of(one.attrs.get("until")) for one in later if one.kind == _EXTENDED]
        until = max([until + appraised, *(one for one in said if one)])
    return Held(row, until, term, end.estimated, appraised.days)


def _time_of(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
