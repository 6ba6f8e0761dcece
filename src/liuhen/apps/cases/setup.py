# SPDX-License-Identifier: Apache-2.0
"""Setting up a bureau in one act: organisation, pack, numbers, go-live date, administrator."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.numbering import KIND_CHARACTER, set_first_number
from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import BadPersonError, NotPermittedError
from liuhen.apps.people.installation import administrator_name, put_administrator
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import first_run
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.roster import Entry, NewPerson, passwords_for, put_people
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import (
    put_bureau,
    put_membership,
    put_person,
    put_role,
    put_section,
    random_password,
    today,
)
from liuhen.apps.rules.packs import put_adoption
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import Actor, act


@dataclass(frozen=True, slots=True)
class BureauPlan:
    """What a bureau needs to start. `first_numbers`: act of the contract → first number this year.

    `go_live_at`: the moment before which nothing is judged (default: now). `code` is for addresses.
    `people`: those of a sheet, entered with the bureau or not at all. `administrators`: whether the
    three of the installation are made as well.
    """

    district: str
    name: str
    short_name: str
    pack_id: str
    sections: Iterable[str]
    admin_username: str
    admin_name: str
    admin_password: str = ""
    admin_password_hash: str = ""
    code: str = ""
    go_live_at: datetime | None = None
    first_numbers: Mapping[str, int] = field(default_factory=dict)
    demonstration: bool = False
    people: Sequence[Entry] = ()
    administrators: bool = False


@dataclass(frozen=True, slots=True)
class NewBureau:
    """A bureau that was set up. `password` is empty where one was given.

    `people`: those of the sheet, then the administrators of the installation.
    """

    bureau: Organisation
    sections: list[Organisation]
    admin: Person
    password: str
    people: list[NewPerson] = field(default_factory=list)


def set_up_bureau(*, by: Actor, plan: BureauPlan) -> NewBureau:
    """Set up a bureau with its sections, pack, numbers, and its administrator.

    `by`: a system administrator, the command line (`SystemActor`), or, while nobody is entered yet,
    the first-run page.

    Raises:
        NotPermittedError, BadPersonError, NoPackError, BadFactError: one sentence each.
    """
    _require_founder(by)
    password = plan.admin_password or random_password()
    password_hash = plan.admin_password_hash or make_password(password)
    roles = sorted(OF_INSTALLATION) if plan.administrators else []
    passwords, hashes = passwords_for([*plan.people, *roles])
    with act("cases.set_up_bureau", by=by) as record:
        start = plan.go_live_at or record.at
        code = plan.code or _free_code(plan.pack_id)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code):
            raise BadPersonError(_("The code: 2 to 40 of a–z, 0–9 and hyphen."), "code")
        bureau = put_bureau(
            record=record,
            district=plan.district,
            name=plan.name,
            short_name=plan.short_name,
            code=code,
            go_live_at=start,
            pack_id=plan.pack_id,
            demonstration=plan.demonstration,
        )
        put_adoption(bureau=bureau, pack_id=plan.pack_id, from_date=today(), record=record)
        sections = [
            put_section(record=record, parent=bureau, name=name)
            for name in dict.fromkeys(name.strip() for name in plan.sections)
            if name
        ]
        if not sections:
            raise BadPersonError(_("A bureau has at least one section."), "sections")
        for kind, first in plan.first_numbers.items():
            if kind not in KIND_CHARACTER:
                raise BadPersonError(_("Numbers: there is no act %(k)s.") % {"k": kind}, "numbers")
            year = timezone.localdate().year
            set_first_number(bureau=bureau, act=kind, year=year, first=first, record=record)
        admin = put_person(
            record=record,
            bureau=bureau,
            username=plan.admin_username,
            name=plan.admin_name,
            password_hash=password_hash,
            must_change_password=not plan.demonstration,
        )
        put_membership(record=record, person=admin, organisation=bureau, from_date=today())
        put_role(
            record=record,
            person=admin,
            role=Role.BUREAU_ADMIN,
            organisation=bureau,
            from_date=today(),
        )
        people = put_people(record, bureau, plan.people, hashes[: len(plan.people)])
        for role, hashed in zip(roles, hashes[len(plan.people) :], strict=True):
            username = administrator_name(role)
            people.append(
                put_administrator(record=record, role=role, username=username, password_hash=hashed)
            )
    entered = [NewPerson(*pair) for pair in zip(people, passwords, strict=True)]
    given = plan.admin_password or plan.admin_password_hash
    return NewBureau(bureau, sections, admin, "" if given else password, entered)


def _require_founder(by: Actor) -> None:
    if isinstance(by, Viewer):
        allowed = by.may(Permission.BUREAU_CREATE)
    else:
        allowed = isinstance(by, SystemActor) and (by.name == "init" or first_run())
    if not allowed:
        raise NotPermittedError(_("A system administrator sets up a bureau."))


def _free_code(pack_id: str) -> str:
    taken = set(Organisation.objects.filter(bureau=None).values_list("code", flat=True))
    code, number = pack_id, 2
    while code in taken:
        code, number = f"{pack_id}-{number}", number + 1
    return code[:40]
