# SPDX-License-Identifier: Apache-2.0
"""Invented cases as rows of a demonstration bureau.

These rows say that they were recorded when they happened, which no act ever says; so nothing here
writes into a bureau that is not marked `demonstration`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from msgspec.structs import replace

from liuhen.apps.cases.acting import tell
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FactOrigin,
    Handler,
    Incident,
    Numbering,
    Recording,
)
from liuhen.apps.cases.numbering import number_text
from liuhen.apps.cases.rows import rows_of
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law

BUILDER = SystemActor("demonstration")
_TOLD_EVERY = 10  # cases


class NoDemonstrationError(RuntimeError):
    """Invented rows were to be written into a real bureau: a fault of the program."""


@dataclass(frozen=True, slots=True)
class Staffed:
    """A demonstration bureau with its people by name.

    Raises:
        NoDemonstrationError: the bureau is a real one.
    """

    bureau: Organisation
    section: Organisation
    office: Organisation
    people: dict[str, Person]

    def __post_init__(self) -> None:
        """Refuse a real bureau."""
        if not self.bureau.demonstration:
            raise NoDemonstrationError(self.bureau.name)


def put_cases(staffed: Staffed, invented: Iterable[law.Facts], told: Callable[[str], None]) -> int:
    """Write the cases in the order in which they began, so that numbers rise with time.

    `told` hears now and then how far it is. Returns how many cases there are.
    """
    found = sorted(invented, key=_opened)
    last: defaultdict[tuple[str, int], int] = defaultdict(int)
    for done, facts in enumerate(found):
        if done and done % _TOLD_EVERY == 0:
            told(f"{staffed.bureau.name}: {done} of {len(found)} cases")
        year = timezone.localtime(_opened(facts)).year
        last[facts.case.act, year] += 1
        number = number_text(staffed.bureau, facts.case.act, year, last[facts.case.act, year])
        with act("demonstration.put_case", by=BUILDER) as record:
            _put_case(staffed, replace(facts, case=replace(facts.case, id=number)), record)
    with act("demonstration.number", by=BUILDER) as record:
        record.about(staffed.bureau)
        record.create_many(
            [
                Numbering(bureau=staffed.bureau, act=kind, year=year, next=number + 1)
                for (kind, year), number in last.items()
            ]
        )
    return len(found)


def _opened(facts: law.Facts) -> datetime:
    return min(event.start for event in facts.events)


def _put_case(staffed: Staffed, facts: law.Facts, record: Record) -> None:
    bureau, about = staffed.bureau, facts.case
    party = about.party if isinstance(about.party, law.Party) else law.Party()
    officers = dict.fromkeys(one.name for event in facts.events for one in event.officers)
    handlers = [staffed.people[name] for name in officers if name in staffed.people][:2]
    case = Case(
        bureau=bureau,
        section=staffed.section,
        number=about.id,
        title=about.title,
        act=about.act,
        procedure=about.procedure or "",
        origin=about.origin or "",
        party_name=party.name,
        party_kind=party.kind or "",
        secrecy=about.secrecy,
        opened_at=_opened(facts),
        recorded_at=_opened(facts),
        concluded_at=_last(facts, "case_concluded"),
        archived_at=_last(facts, "archived"),
        created_by=handlers[0] if handlers else None,
    )
    record.create(case)
    record.about(case)
    record.create_many([Handler(case=case, person=person) for person in handlers])
    by_kind: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
    for row in rows_of(facts):
        row.bureau, row.section, row.case = bureau, staffed.section, case
        by_kind[type(row)].append(as_recorded_then(row, case.created_by))
    for rows in by_kind.values():
        record.create_many(rows)
    tell(case, record)


def _last(facts: law.Facts, kind: str) -> datetime | None:
    return max((event.start for event in facts.events if event.type == kind), default=None)


def as_recorded_then(row: Fact, person: Person | None) -> Fact:
    """Let a row say that it was recorded when it happened, as a bureau at work would have it."""
    row.origin = FactOrigin.DEVICE if isinstance(row, Recording) else FactOrigin.ACT
    then = row.at if isinstance(row, Document | Incident) else row.start  # type: ignore[attr-defined]  # the other kinds have one
    row.recorded_at = row.entered_at = then
    row.entered_by = row.recorded_by = person
    return row


def put_patrols(staffed: Staffed, now: datetime) -> None:
    """Write three patrols without a case, as most footage is."""
    officers = list(staffed.people.values())[:2]
    for days in (1, 3, 8):
        start = (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
        end = start + timedelta(minutes=95)
        patrol = Activity(
            kind="routine_patrol",
            start=start,
            end=end,
            place=staffed.bureau.parent.name if staffed.bureau.parent else "",
            officers=[{"name": one.name} for one in officers],
            identity_shown=True,
        )
        film = Recording(
            kind="video",
            start=start,
            end=end,
            device="DSJ-01",
            officer=officers[0].name,
            informed=True,
            content=["scene", "people"],
            event_refs=[f"e-patrol{days:02}"],
        )
        with act("demonstration.put_patrol", by=BUILDER) as record:
            record.about(patrol)  # looked for when it gets a case: its times lead to no leaf
            for ref, row in ((f"e-patrol{days:02}", patrol), (f"r-patrol{days:02}", film)):
                row.bureau, row.section, row.ref = staffed.bureau, staffed.section, ref
                record.create(as_recorded_then(row, officers[0]))
