# SPDX-License-Identifier: Apache-2.0
"""The three administrators of an installation, whom no bureau appoints."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import override

from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import put_person, put_role, random_password, today
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import Record, act


def add_administrator(
    *, by: SystemActor, role: Role, username: str, name: str = "", password_hash: str = ""
) -> tuple[Person, str]:
    """Add an administrator of the installation; returns a password where none is given.

    Without a name it is called by its role, in Chinese.

    Only the command line does this: whoever runs it holds the installation anyway.
    """
    password = "" if password_hash else random_password()
    hashed = password_hash or make_password(password)
    with act("people.add_administrator", by=by) as record:
        person = put_administrator(
            record=record,
            role=role,
            username=username,
            name=name,
            password_hash=hashed,
            must_change_password=not password_hash,
        )
    return person, password


def put_administrator(
    *,
    record: Record,
    role: Role,
    username: str,
    password_hash: str,
    name: str = "",
    must_change_password: bool = True,
) -> Person:
    """Add an administrator of the installation inside an act."""
    with override("zh-hans"):
        name = name or str(role.label)
    person = put_person(
        record=record,
        bureau=None,
        username=username,
        name=name,
        password_hash=password_hash,
        must_change_password=must_change_password,
    )
    put_role(record=record, person=person, role=role, organisation=None, from_date=today())
    return person


def administrator_name(role: Role) -> str:
    """Return the user name that an administrator of the installation gets at first."""
    return role.value.replace("_", ".")
