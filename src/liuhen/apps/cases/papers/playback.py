# SPDX-License-Identifier: Apache-2.0
"""The party has seen a recording that is still in the recorder (004 art. 18).

The party confirms on a paper of the form `playback_confirmation` which device recorded from when to
when. The file comes later, at docking. What this module promises:

- as soon as both are there, in whatever order, every recording of that device which lies within the
  confirmed time counts as seen by the party; one that goes beyond it does not: nobody saw the rest;
- a confirmation that the party refused, or that was replaced, confirms nothing;
- the page of the paper names the recordings, and that of a recording the paper.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Case, Paper, PaperSignature, Recording
from liuhen.apps.people.models import Person
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import Record
from liuhen.paper.values import as_time

FORM = "playback_confirmation"
#: Which device recorded, from when, until when.
_Said = tuple[str, datetime, datetime]
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


def _confirmed(case: Case) -> Iterator[_Said]:
    """The devices and times that the party confirmed."""
    return (said for paper in _signed(case) if (said := _said(paper)) is not None)


def _signed(case: Case) -> QuerySet[Paper]:
    """The confirmations that the party signed, the newest first."""
    papers = Paper.objects.within(case.bureau_id).filter(case=case, form=FORM, replaced_by=None)
    signed = PaperSignature.objects.within(case.bureau_id).filter(
        paper__in=papers, role="party", refused=False
    )
    return papers.filter(pk__in=signed.values("paper")).order_by("-issued_at")


def _said(paper: Paper) -> _Said | None:
    """Which device recorded from when to when, as a confirmation says it."""
    first, last = (as_time(paper.values.get(name)) for name in ("record_from", "record_to"))
    device = _name(str(paper.values.get("device") or ""))
    return (device, first, last) if device and first and last else None


def seen_by(paper: Paper) -> list[Recording]:
    """Return the recordings of the case that a confirmation of viewing is about, by start.

    Whether the party signed it is for the caller to ask.
    """
    said = _said(paper)
    rows = known_rows(Recording, paper.case) if said is not None else []
    found = [row for row in rows if row.end and said and _covers(said, row, row.end)]
    return sorted(found, key=lambda row: row.start)


def confirmed_by(row: Recording) -> Paper | None:
    """Return the newest paper on which the party confirms that it saw the recording."""
    if row.case is None or row.end is None or not row.reviewed_by_party:
        return None
    for paper in _signed(row.case):
        said = _said(paper)
        if said is not None and _covers(said, row, row.end):
            return paper
    return None


def _covers(seen: _Said, row: Recording, end: datetime) -> bool:
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
