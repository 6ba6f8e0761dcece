# SPDX-License-Identifier: Apache-2.0
"""The party has seen a recording that is still in the recorder (004 art. 18).

The party confirms on a paper of the form `playback_confirmation` which device recorded from when to
when. The file comes later, at docking. What this module promises:

- as soon as both are there, in whatever order, every recording of that device which lies within the
  confirmed time counts as seen by the party; one that goes beyond it does not: nobody saw the rest;
- a confirmation that the party refused, or that was replaced, confirms nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from liuhen.apps.cases.models import Case, Paper, PaperSignature, Recording
from liuhen.apps.people.models import Person
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import Record
from liuhen.paper.values import as_time

FORM = "playback_confirmation"
#: So far may the clock on the device's screen and what somebody writes down be apart.
SLACK = timedelta(minutes=2)


def bind_confirmations(case: Case, record: Record) -> None:
    """Let recordings say that the party saw them, inside any act on the case."""
    seen = list(_confirmed(case))
    if not seen or case.archived_at is not None:
        return
    rows = Recording.objects.within(case.bureau_id).filter(
        case=case, superseded_at=None, withdrawn=False
    )
    for row in rows.exclude(reviewed_by_party=True):
        if row.end is not None and any(_covers(one, row, row.end) for one in seen):
            _write(row, record)


def _confirmed(case: Case) -> Iterator[tuple[str, datetime, datetime]]:
    """The devices and times that the party confirmed."""
    papers = Paper.objects.within(case.bureau_id).filter(case=case, form=FORM, replaced_by=None)
    signed = PaperSignature.objects.within(case.bureau_id).filter(
        paper__in=papers, role="party", refused=False
    )
    for paper in papers.filter(pk__in=signed.values("paper")):
        first, last = (as_time(paper.values.get(name)) for name in ("record_from", "record_to"))
        device = _name(str(paper.values.get("device") or ""))
        if device and first and last:
            yield device, first, last


def _covers(seen: tuple[str, datetime, datetime], row: Recording, end: datetime) -> bool:
    device, first, last = seen
    return _name(row.device) == device and first - SLACK <= row.start and end <= last + SLACK


def _name(device: str) -> str:
    """A device's number as people write it: spaces and capitals do not matter."""
    return "".join(device.split()).casefold()


def _write(row: Recording, record: Record) -> None:
    made = Recording(**{f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields})
    made.pk, made.recorded_at = new_id(), record.at
    person = getattr(record.actor, "person", None)
    made.recorded_by = person if isinstance(person, Person) else None
    made.reviewed_by_party = True
    record.update(row, superseded_at=record.at)
    record.create(made)
