# SPDX-License-Identifier: Apache-2.0
"""What has been served, and when it counts as done.

What this module promises:

- the day of service is computed from the rows, never typed: from a signature, from the arrival, or
  as deemed by the statute; what is handed over is not served before whoever received it signed,
  what is left not before a witness signed or it is filmed, and what is posted not before the proof
  of receipt is there (民事诉讼法 arts. 87 to 94);
- mail that came back stays, as a service that failed;
- what needs consent counts from when that is there (`consent`), and until then not.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Document, FactOrigin, Recording
from liuhen.apps.cases.serving.asking import needs_of
from liuhen.apps.cases.serving.consent import INFORMANT, agreed_at, consents_of
from liuhen.apps.cases.serving.counting import Counting, counting_of
from liuhen.law.statutory import Term, Way, terms, ways

_DAY = timedelta(days=1)
#: Footage that shows nothing.
_HEARD = "audio"
#: By which columns of footage `filmed_in` tells what it shows.
SHOWN_BY = ("kind", "event_refs")


@dataclass(frozen=True, slots=True)
class Served:
    """One service. `at`: when it counts as done, computed; `expected`: when it will be deemed so.

    `waits`: it is not known yet whether the paper arrived, or the proof of it is not there.
    `reached`: when it arrived, by what was said. `term`: by which statute it is deemed.
    `agreed`: since when whoever is served agrees to a way that needs it; `unagreed`: it arrived
    without that, and so does not count.
    """

    row: Activity
    way: Way | None
    at: datetime | None
    expected: datetime | None = None
    returned: bool = False
    waits: bool = False
    agreed: datetime | None = None
    unagreed: bool = False
    reached: datetime | None = None
    term: Term | None = None
    to: str = ""
    address: str = ""
    after: str = ""
    filmed: bool = False
    recording: str = ""


def services_in(case: Case, documents: Iterable[Document] | None = None) -> list[Served]:
    """Return the services of a case, the earliest first."""
    rows = [row for row in known_rows(Activity, case) if row.kind == "service"]
    if not rows:
        return []
    proofs = known_rows(Document, case) if documents is None else list(documents)
    films = filmed_in(known_rows(Recording, case))
    counting = counting_of(case.bureau, rows[0].start)
    found = services_from(rows, proofs, films, counting, consents_of(rows))
    asked = {
        one.way.id: needs_of(case, one.way, one.row.start).recording for one in found if one.way
    }
    return [replace(one, recording=asked.get(one.way.id, "") if one.way else "") for one in found]


def services_from(
    activities: Iterable[Activity],
    documents: Iterable[Document],
    films: Collection[str],
    counting: Counting,
    consents: Mapping[UUID, datetime],
) -> list[Served]:
    """Return the services among the activities of one case, the earliest first; reads nothing.

    `films`: what footage shows, by reference (`filmed_in`). `consents`: since when those who are
    served agree to that (`consents_of`).
    """
    proofs = list(documents)
    rows = [row for row in activities if row.kind == "service"]
    found = [_served(row, proofs, films, counting, consents.get(row.pk)) for row in rows]
    return sorted(found, key=lambda one: one.row.start)


def filmed_in(recordings: Iterable[Recording]) -> set[str]:
    """Return the references of the activities that photos and films show."""
    return {ref for row in recordings if row.kind != _HEARD for ref in row.event_refs}


def _served(
    row: Activity,
    documents: list[Document],
    films: Collection[str],
    counting: Counting,
    agreed: datetime | None,
) -> Served:
    note = note_of(row)
    way = ways().get(note.get("way", "") or row.attrs.get("method", ""))
    made = Served(
        row, way, None, returned=bool(row.attrs.get("returned")), filmed=row.ref in films,
        to=note.get("to", ""), address=note.get("address", ""), after=note.get("after", ""),
        agreed=agreed_at(note, agreed),
    )  # fmt: skip
    if made.returned:
        return made
    own = [one for one in documents if row.ref in one.event_refs]
    counted = _counted(made, note, own, counting)
    if way is None or not way.consent or counted.at is None or made.to == INFORMANT:
        return counted
    if counted.agreed is None:
        return replace(counted, at=None, unagreed=True)
    return replace(counted, at=max(counted.at, counted.agreed))


def _counted(
    made: Served, note: Mapping[str, Any], own: list[Document], counting: Counting
) -> Served:
    """When the service counts as done."""
    row, way = made.row, made.way
    if way is None or way.counts_from == "start":
        return replace(made, at=row.start)
    if way.counts_from == "term" and way.term:
        term = terms()[way.term]
        ends = counting.ends(term, row.start)
        now = timezone.now()
        return replace(made, at=ends if ends < now else None, expected=ends, term=term)
    reached = datetime.fromisoformat(note["reached"]) if note.get("reached") else None
    made = replace(made, reached=reached)
    if at := _shown(made, way, own):
        return replace(made, at=at)
    # what came from elsewhere says nothing of an arrival: the service itself has to do
    outside = row.origin == FactOrigin.IMPORT or not note
    return replace(made, at=row.start) if outside else replace(made, waits=True)


def _shown(made: Served, way: Way, own: list[Document]) -> datetime | None:
    """When it was served by what shows that it was."""
    if way.counts_from == "witness":
        return made.row.start if made.filmed or _signed(own, ("witness",)) else None
    signed = _signed(own, ("recipient", "party"))
    if way.counts_from == "signature":
        return signed
    confirmed = [one.at for one in own if one.type == "delivery_confirmation"]
    if made.reached and (confirmed or not way.later.delivered):
        return made.reached
    return min(confirmed, default=signed if way.word != "mail" else None)


def _signed(documents: Iterable[Document], roles: Collection[str]) -> datetime | None:
    """When the first of these signed on a paper that shows the service."""
    times = [
        datetime.fromisoformat(one["at"]) if one.get("at") else row.at
        for row in documents
        for one in row.signatures
        if one["role"] in roles and not one.get("refused")
    ]
    return min(times, default=None)


def note_of(row: Activity) -> dict[str, Any]:
    """Return what was noted of a service beside the words of the contract."""
    found: dict[str, Any] = row.details.get("service", {})
    return found


def service_time(case: Case, ref: str) -> datetime | None:
    """Return when the paper of that reference was served or will be deemed so; else nothing."""
    return first_times(services_in(case)).get(ref)


def first_times(services: Iterable[Served]) -> dict[str, datetime]:
    """Return when each paper was first served or will be deemed so, by its reference."""
    found: dict[str, datetime] = {}
    for one in services:
        at, ref = one.at or one.expected, one.row.attrs.get("of")
        if at is not None and ref and not one.returned:
            found[ref] = min(at, found.get(ref, at))
    return found
