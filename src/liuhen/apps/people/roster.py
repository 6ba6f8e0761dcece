# SPDX-License-Identifier: Apache-2.0
"""People from a sheet (`people.sheet`): shown with every fault first, then entered, all or none."""

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.acts import role_organisation
from liuhen.apps.people.errors import BadRosterError, NotPermittedError, PeopleError
from liuhen.apps.people.models import Kind, Organisation, Person
from liuhen.apps.people.sheet import Entry, Fault, Preview, example_sheet, read_sheet
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import (
    put_certificate,
    put_membership,
    put_person,
    put_role,
    put_section,
    random_password,
    today,
)
from liuhen.apps.trace.journal import Record, act

__all__ = [
    "Entry",
    "Fault",
    "NewPerson",
    "Preview",
    "example_sheet",
    "import_roster",
    "passwords_for",
    "preview",
    "preview_first",
    "put_people",
]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person who was entered, with the password that is shown once."""

    person: Person
    password: str


def preview(viewer: Viewer, raw: bytes) -> Preview:
    """Read a sheet and say what it would bring and what is wrong with it; nothing is written.

    Raises:
        NotPermittedError: the viewer does not manage people.
        BadRosterError: no XLSX file, too large, or a column is missing.
    """
    bureau = _bureau_of(viewer)
    found = read_sheet(raw)
    names = set(Organisation.objects.filter(bureau=bureau).values_list("name", flat=True))
    _check_together(found, names | {bureau.name})
    if not found.faults:
        _try(viewer, bureau, found)
    return found


def preview_first(raw: bytes) -> Preview:
    """Read the sheet of a bureau that is yet to be set up; nothing is written.

    Raises:
        BadRosterError: no XLSX file, too large, or a column is missing.
    """
    found = read_sheet(raw)
    _check_together(found, set())
    return found


def import_roster(*, by: Viewer, entries: Iterable[Entry]) -> list[NewPerson]:
    """Enter everyone of a good preview, all or none; passwords are returned once.

    Raises:
        PeopleError: somebody can no longer be entered; then nobody was.
    """
    bureau = _bureau_of(by)
    entries = list(entries)
    if not entries:
        raise BadRosterError(_("The sheet names nobody."))
    passwords, hashes = passwords_for(entries)
    with act("people.import_roster", by=by) as record:
        people = put_people(record, bureau, entries, hashes)
    return [NewPerson(*pair) for pair in zip(people, passwords, strict=True)]


def passwords_for(entries: Sized) -> tuple[list[str], list[str]]:
    """Return a password for each entry, and its digest; made before an act, as it takes long."""
    passwords = [random_password() for _number in range(len(entries))]
    return passwords, list(map(make_password, passwords))


def _bureau_of(viewer: Viewer) -> Organisation:
    if viewer.bureau is None or not viewer.may(Permission.PEOPLE_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))
    return viewer.bureau


def _check_together(found: Preview, names: set[str]) -> None:
    """Faults that show only beside the other rows, and sections that are not among `names`."""
    seen: dict[str, int] = {}
    for entry in found.entries:
        if (first := seen.setdefault(entry.username, entry.row)) != entry.row:
            sentence = _("The user name stands in row %(r)d already.") % {"r": first}
            found.faults.append(Fault(entry.row, sentence))
    wanted = dict.fromkeys(entry.section for entry in found.entries)
    found.new_sections = [name for name in wanted if name not in names]
    if not found.entries and not found.faults:
        found.faults.append(Fault(0, _("The sheet names nobody.")))
    found.faults.sort(key=lambda fault: fault.row)


def _try(viewer: Viewer, bureau: Organisation, found: Preview) -> None:
    """Enter the people for a moment, to learn what only writing can tell, and take them back."""
    for entry in found.entries:
        with transaction.atomic():
            record = Record("people.preview_roster", viewer, viewer.at)
            try:
                put_people(record, bureau, [entry], [""])
            except PeopleError as error:
                found.faults.append(Fault(entry.row, str(error)))
            transaction.set_rollback(True)


def put_people(
    record: Record, bureau: Organisation, entries: Sequence[Entry], hashes: Sequence[str]
) -> list[Person]:
    """Enter people with their sections, roles and certificates, inside an act."""
    made = []
    for entry, password_hash in zip(entries, hashes, strict=True):
        section = _section(record, bureau, entry.section)
        person = put_person(
            record=record,
            bureau=bureau,
            username=entry.username,
            name=entry.name,
            password_hash=password_hash,
            telephone=entry.telephone,
            email=entry.email,
        )
        put_membership(record=record, person=person, organisation=section, from_date=today())
        for role in entry.roles:
            put_role(
                record=record,
                person=person,
                role=role,
                organisation=role_organisation(role, section),
                from_date=today(),
                paper=entry.paper,
            )
        if entry.certificate is not None:
            put_certificate(record=record, person=person, value=entry.certificate)
        made.append(person)
    return made


def _section(record: Record, bureau: Organisation, name: str) -> Organisation:
    if name == bureau.name:
        return bureau
    known = Organisation.objects.filter(bureau=bureau, name=name).first()
    return known or put_section(record=record, parent=bureau, name=name, kind=Kind.SECTION)
