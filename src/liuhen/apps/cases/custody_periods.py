# SPDX-License-Identifier: Apache-2.0
"""Until when the things in the bureau's hands may be held.

What this module promises:

- how long a thing may stay is a period of statute (`packs/shared/statutory.yaml`), from when it was
  taken; an extension or a decision that stands in the case counts;
- a release ends the period of what its paper lists; one that lists nothing ends that of the one
  thing that is still held.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.models import Activity, Document, Paper, Thing
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due
from liuhen.law.statutory import Term, terms
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone

Measure = Thing.Measure
#: The activities that settle a period, by the measure.
_SETTLED = {
    Measure.PRESERVED: ("preservation_disposed", "coercive_measure", "measure_released"),
    Measure.SEALED: ("measure_released", "preservation_disposed"),
    Measure.SEIZED: ("measure_released", "preservation_disposed"),
}
_EXTENDED = "measure_extended"
_RELEASED = "measure_released"
#: The forms that list what is released.
_RELEASING = ("seizure_release",)


@dataclass(frozen=True, slots=True)
class Held:
    """A thing with the last moment until which it may be held as it is, and by which statute.

    `until` is `None` where no statute says so, or where it was decided on.
    """

    thing: Thing
    until: datetime | None
    term: Term | None
    estimated: bool = False

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
    settling, calendar = _settling(rows), calendar_today()
    zone = Zone(pack_now(rows[0].bureau, timezone.now()).manifest.time_zone)
    released = _Released(rows, settling)
    return [
        _held(row, _counting(row, settling.get(row.case_id, []), released), calendar, zone)
        for row in rows
    ]


def taken_since(thing: Thing, now: datetime) -> int:
    """Return for how many days a thing has been in custody (the first day counts as none)."""
    first = timezone.localtime(thing.received_at).date()
    return (timezone.localtime(thing.ended_at or now).date() - first).days


class _Released:
    """What the releases of some cases let go: what their papers list, else the only thing held."""

    def __init__(self, rows: list[Thing], settling: dict[UUID, list[Activity]]) -> None:
        """Read the papers and the things of the cases in which something was released."""
        bureau = rows[0].bureau_id
        cases = {
            key for key, done in settling.items() if any(one.kind == _RELEASED for one in done)
        }
        self._listed: list[tuple[UUID, set[str], set[str]]] = []
        self._held: dict[UUID, list[Thing]] = {}
        if not cases:
            return
        papers = Paper.objects.within(bureau).filter(
            case__in=cases, form__in=_RELEASING, replaced_by=None
        )
        facts = Document.objects.within(bureau).filter(
            case__in=cases, type="measure_release", superseded_at=None, withdrawn=False
        )
        refs = dict(facts.values_list("item", "event_refs"))
        for paper in papers:
            names = {str(one.get("name", "")).strip() for one in paper.values.get("released") or []}
            about = {*paper.event_refs, *(refs.get(paper.item, ()) if paper.item else ())}
            self._listed.append((paper.case_id, about, names))
        for row in Thing.objects.within(bureau).filter(case__in=cases, measure__in=_SETTLED):
            self._held.setdefault(row.case_id, []).append(row)

    def lets_go(self, release: Activity, thing: Thing) -> bool:
        """Whether the thing is among what was released."""
        lists = [
            names
            for case, about, names in self._listed
            if case == thing.case_id and (not about or release.ref in about)
        ]
        if lists:
            return any({thing.name, thing.number} & names for names in lists)
        return not any(
            one.received_at <= release.start
            and (one.ended_at is None or one.ended_at > release.start)
            for one in self._held.get(thing.case_id, [])
            if one.pk != thing.pk
        )


def _counting(row: Thing, activities: list[Activity], released: _Released) -> list[Activity]:
    """The activities of its case that count for the thing."""
    return [one for one in activities if one.kind != _RELEASED or released.lets_go(one, row)]


def _settling(rows: list[Thing]) -> dict[UUID, list[Activity]]:
    """The activities of each case that settle or extend a period."""
    found: dict[UUID, list[Activity]] = {}
    kinds = {_EXTENDED, *(kind for some in _SETTLED.values() for kind in some)}
    activities = Activity.objects.within(rows[0].bureau_id).filter(
        case__in={row.case_id for row in rows},
        kind__in=kinds,
        superseded_at=None,
        withdrawn=False,
    )
    for one in activities.order_by("start"):
        if one.case_id is not None:
            found.setdefault(one.case_id, []).append(one)
    return found


def _held(row: Thing, activities: list[Activity], calendar: Calendar, zone: Zone) -> Held:
    term = terms().get(f"custody.{row.measure}")
    if term is None or term.within is None or row.ended_at is not None:
        return Held(row, None, term)
    later = [one for one in activities if one.start >= row.received_at]
    if any(one.kind in _SETTLED.get(Measure(row.measure), ()) for one in later):
        return Held(row, None, term)
    end = due(term.within, int(row.received_at.timestamp()), calendar, zone)
    until = zone.datetime_of(end.at)
    said = [_time_of(one.attrs.get("until")) for one in later if one.kind == _EXTENDED]
    return Held(row, max([until, *(one for one in said if one)]), term, end.estimated)


def _time_of(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
