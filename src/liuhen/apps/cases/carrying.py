# SPDX-License-Identifier: Apache-2.0
"""Carrying what becomes known of originals into the links that rest on them.

A probe finds the stretches, somebody marks what is seen, an outing ends, a hand-over is accepted:
`evidence.following.tell` calls `carry` inside that act. Each link that says something else now gets
a new version, so that "as known on that day" stays true, and its case is judged again.

In an archived case nothing that is seen is added any more; storing and hand-over still are.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from liuhen.apps.cases.acting import tell
from liuhen.apps.cases.links import Range, hold_outings, system_values
from liuhen.apps.cases.models import Case, FactOrigin, Recording
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.models import Person
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import Record

#: What still changes once the case has been archived.
_AFTER_ARCHIVING = ("stored_at", "returned_at", "handed_over_at")


def carry(original_ids: Collection[UUID], record: Record) -> None:
    """Write what is known now of these originals into their links, inside the act of `record`."""
    found = Original._base_manager.filter(pk__in=list(original_ids))  # an act has decided already
    originals = {one.pk: one for one in found.select_related("device", "officer").order_by("pk")}
    hold_outings(originals.values())
    cases = _held_cases(originals.values())
    changed: set[UUID] = set()
    for original in originals.values():
        rows = Recording.objects.within(original.bureau_id).select_for_update()
        for row in rows.filter(original=original, superseded_at=None, withdrawn=False):
            values = _news(row, original, cases.get(row.case_id) if row.case_id else None)
            if values:
                _write(row, values, record)
                changed |= {row.case_id} if row.case_id else set()
    for key in sorted(changed):
        tell(cases[key], record)


def _held_cases(originals: Iterable[Original]) -> dict[UUID, Case]:
    """The cases that rest on the originals, locked in one order."""
    held: dict[UUID, Case] = {}
    for bureau in {one.bureau_id for one in originals}:
        keys = [one.pk for one in originals if one.bureau_id == bureau]
        links = Recording.objects.within(bureau).filter(original__in=keys, superseded_at=None)
        named = links.exclude(case=None).values("case_id")
        rows = Case.objects.within(bureau).select_for_update().filter(pk__in=named)
        held |= {case.pk: case for case in rows.order_by("pk")}
    return held


def _news(row: Recording, original: Original, case: Case | None) -> dict[str, Any]:
    """What a link says differently now."""
    span: Range = (row.from_ms or 0, row.to_ms or 0)
    values = system_values(original, span)
    if row.origin != FactOrigin.TYPED and original.start is not None:
        values["start"] = original.start + timedelta(milliseconds=span[0])
        if row.end is not None:
            values["end"] = original.start + timedelta(milliseconds=span[1])
    if case is not None and case.archived_at is not None:
        values = {name: values[name] for name in _AFTER_ARCHIVING}
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _write(row: Recording, values: dict[str, Any], record: Record) -> None:
    """Write a new version; nobody typed anything, so who entered the link stays."""
    made = Recording(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    made.pk, made.recorded_at = new_id(), record.at
    person = getattr(record.actor, "person", None)
    made.recorded_by = person if isinstance(person, Person) else None
    for name, value in values.items():
        setattr(made, name, value)
    record.update(row, superseded_at=record.at)
    record.create(made)
