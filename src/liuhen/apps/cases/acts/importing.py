# SPDX-License-Identifier: Apache-2.0
"""Bringing a whole case in from outside, by a role of its own.

- It always makes a new case, marked "from outside"; nothing is imported into a case begun here.
- Its claimed times count as claimed, because the case is marked. Signatures come as words on paper:
  none of them is a signature of this system.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import FACTS, require_over_section, tell
from liuhen.apps.cases.acts.opening import bureau_of, put_handlers, refuse_state_secret
from liuhen.apps.cases.errors import BadFactError, NumberTakenError
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.models import Case, Fact, FactOrigin, SecretShell
from liuhen.apps.cases.numbering import hold_numbers, is_of_series
from liuhen.apps.cases.rows import rows_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import bureaus
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.apps.trace.once import once
from liuhen.law import facts as law
from liuhen.law.errors import BadInput
from liuhen.law.reading import load_facts

#: Characters that a case may have at these paths of its facts.
LONGEST = {"case.id": 80, "case.title": 200, "case.party.name": 200}
_LONGEST_ID = 60


def import_case(
    *,
    by: Viewer,
    section: Organisation,
    facts: bytes | law.Facts,
    name: str = "facts.json",
    handlers: Iterable[Person] = (),
) -> Case:
    """Make a case "from outside" of facts JSON; `name` is what a message calls the file.

    Its number is the file's `case.id`. `handlers`: who of the bureau handles it.

    Raises:
        BadFactError: one sentence with file, JSON path, what was found and what is allowed.
        StateSecretError, NumberTakenError, NotAllowedError.
    """
    read = _read(facts, name)
    refuse_state_secret(read.case.secrecy)
    with act("cases.import_case", by=by) as record:
        require_over_section(by, section, Permission.CASE_IMPORT)
        _refuse_series_of_another(bureau_of(by), read.case.id.strip())
        case = put_imported(read, bureau_of(by), section, by, record)
        put_handlers(case, list(handlers), record)
        record.note(file=name)
        tell(case, record)
    return case


def checked_facts(facts: law.Facts, name: str) -> law.Facts:
    """Return facts that an import would take; `name` is what a message calls them.

    Raises:
        BadFactError: a text that is too long, or a control character.
    """
    return _read(facts, name)


def refuse_number(by: Viewer, number: str) -> None:
    """Refuse a number that cannot be imported because it is of another bureau's series."""
    _refuse_series_of_another(bureau_of(by), number.strip())


def put_imported(
    read: law.Facts, bureau: Organisation, section: Organisation, by: Viewer | None, record: Record
) -> Case:
    """Write the rows of an imported case, inside an act."""
    _refuse_taken(bureau, read.case.id.strip())
    return put_new(read, bureau, section, by, record).case


def put_new(
    read: law.Facts, bureau: Organisation, section: Organisation, by: Viewer | None, record: Record
) -> Rows:
    """Write the rows of an imported case whose number is free."""
    case = _case(read, read.case.id.strip(), record.at)
    case.bureau, case.section, case.created_by = bureau, section, by.person if by else None
    case.before_go_live = bureau.go_live_at is not None and case.opened_at < bureau.go_live_at
    record.create(case)
    record.about(case)
    by_kind: dict[type[Fact], list[Any]] = {}
    for row in rows_of(read):
        _fits(row)
        row.bureau_id, row.section_id, row.case = bureau.pk, section.pk, case
        row.origin = FactOrigin.IMPORT
        row.recorded_at = row.entered_at = record.at
        row.entered_by_id = row.recorded_by_id = by.person_id if by else None
        by_kind.setdefault(type(row), []).append(row)
    for rows in by_kind.values():
        record.create_many(rows)
    return Rows(case, *(by_kind.get(kind, []) for kind in FACTS))


def _read(facts: bytes | law.Facts, name: str) -> law.Facts:
    try:
        read = load_facts(facts, name) if isinstance(facts, bytes) else facts
    except BadInput as error:
        raise BadFactError(str(error)) from None
    if b"\\u0000" in msgspec.json.encode(read):  # no database keeps it in a text
        raise BadFactError(_("It contains a control character."))
    party = read.case.party.name if isinstance(read.case.party, law.Party) else ""
    found = {"case.id": read.case.id, "case.title": read.case.title, "case.party.name": party}
    for path, value in found.items():
        _short(name, path, value, LONGEST[path])
    for items in (read.events, read.documents, read.recordings, read.interruptions, read.incidents):
        for item in items:
            _short(name, "id", item.id, _LONGEST_ID)
    return read


def _short(name: str, path: str, value: str, longest: int) -> None:
    if len(value) > longest or "\x00" in value or (path == "case.id" and not value.strip()):
        raise BadFactError(
            _("%(file)s: %(path)s: between 1 and %(longest)d characters are allowed.")
            % {"file": name, "path": path, "longest": longest}
        )


def _fits(row: Fact) -> None:
    """Refuse words that are longer than their column."""
    for name, column, longest in _bounded(type(row)):
        value = getattr(row, column)
        if isinstance(value, str) and len(value) > longest:
            _short(row.ref, name, value, longest)


@lru_cache(maxsize=16)
def _bounded(kind: type[Fact]) -> tuple[tuple[str, str, int], ...]:
    """The columns of a kind of fact that hold so many characters at most."""
    fields = kind._meta.concrete_fields  # documented by Django
    found = ((one.name, one.attname, getattr(one, "max_length", None)) for one in fields)
    return tuple((name, column, longest) for name, column, longest in found if longest)


def _refuse_taken(bureau: Organisation, number: str) -> None:
    hold_numbers(bureau)
    cases = Case.objects.within(bureau.pk).filter(number=number)
    shells = SecretShell.objects.within(bureau.pk).filter(number=number)
    if cases.exists() or shells.exists():
        raise NumberTakenError(
            _("There is a case %(number)s already; an import never writes into it.")
            % {"number": number}
        )


def _refuse_series_of_another(bureau: Organisation, number: str) -> None:
    """A number of this bureau was allotted before the system; of another one here it is theirs."""
    if is_of_series(number, bureau.short_name):
        return
    others = once((_refuse_series_of_another, bureau.pk), lambda: _names_of_others(bureau))
    if any(is_of_series(number, short_name) for short_name in others):
        raise NumberTakenError(
            _("The number %(number)s belongs to the series of another bureau; give it another.")
            % {"number": number}
        )


def _names_of_others(bureau: Organisation) -> list[str]:
    return list(bureaus().exclude(pk=bureau.pk).values_list("short_name", flat=True))


def _case(read: law.Facts, number: str, now: datetime) -> Case:
    facts = read.case
    party = facts.party if isinstance(facts.party, law.Party) else law.Party()
    return Case(
        number=number,
        title=facts.title or number,
        act=facts.act,
        procedure=facts.procedure or "",
        origin=facts.origin or "",
        party_name=party.name,
        party_kind=party.kind or "",
        secrecy=facts.secrecy,
        from_outside=True,
        opened_at=min(_starts(read), default=now),
        recorded_at=now,
        concluded_at=_last(read, "case_concluded"),
        archived_at=_last(read, "archived"),
    )


def _starts(read: law.Facts) -> list[datetime]:
    """The times at which something began; routine patrols do not open a case."""
    return [event.start for event in read.events if event.type != "routine_patrol"] or [
        event.start for event in read.events
    ]


def _last(read: law.Facts, kind: str) -> datetime | None:
    starts = [event.start for event in read.events if event.type == kind]
    return max(starts, default=None)
