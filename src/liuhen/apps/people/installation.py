# SPDX-License-Identifier: Apache-2.0
"""The three administrators of an installation, whom no bureau appoints."""

from django.contrib.auth.hashers import make_password
from django.utils.translation import override

from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import put_person, put_role, random_password, today
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act


def add_administrator(
    *, by: SystemActor, role: Role, username: str, name: str = "", password_hash: str = ""
) -> tuple[Person, str]:
    """Add an administrator of the installation; returns a password where none is given.

    Without a name it is called by its role, in Chinese.

    Only the command line does this: whoever runs it holds the installation anyway.
    """
    with override("zh-hans"):
        name = name or str(role.label)
    password = "" if password_hash else random_password()
    hashed = password_hash or make_password(password)
    with act("people.add_administrator", by=by) as record:
        person = put_person(
            record=record,
            bureau=None,
            username=username,
            name=name,
            password_hash=hashed,
            must_change_password=not password_hash,
        )
        put_role(record=record, person=person, role=role, organisation=None, from_date=today())
    return person, password
