# SPDX-License-Identifier: Apache-2.0
"""Rows of organisations and people, written inside an act: what acts, set-up and import share."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.errors import BadPersonError, RoleConflictError
from liuhen.apps.people.models import (
    Certificate,
    Kind,
    Membership,
    Organisation,
    Person,
    RoleGrant,
)
from liuhen.apps.people.roles import OF_INSTALLATION, Role, conflict
from liuhen.apps.trace.journal import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
LONGEST_SHORT_NAME = 12
_LONGEST_EMAIL = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


@dataclass(frozen=True, slots=True)
class CertificateValue:
    """A certificate as it was typed."""

    number: str
    valid_until: date | None = None
    established: bool | None = None


def random_password() -> str:
    """Return a password that can be read out: 16 characters in four groups, some 79 bits."""
    groups = ("".join(secrets.choice(_LETTERS) for _n in range(4)) for _g in range(4))
    return "-".join(groups)


def put_bureau(
    *,
    record: Record,
    district: str,
    name: str,
    short_name: str,
    code: str,
    go_live_at: datetime | None,
    pack_id: str,
    demonstration: bool = False,
) -> Organisation:
    """Add a bureau below its district, which is added where it is new."""
    name, district = _named(name, "name"), _named(district, "district")
    short_name = _short_name(short_name)
    _refuse_second_bureau(name, short_name)
    if Organisation.objects.filter(bureau=None, code=code).exists():
        raise BadPersonError(
            _("There is a bureau with the code %(c)s already.") % {"c": code}, "code"
        )
    above = Organisation.objects.filter(kind=Kind.DISTRICT, name=district).first()
    if above is None:
        above = record.create(
            Organisation(kind=Kind.DISTRICT, name=district, code=f"district:{district}"[:40])
        )
    bureau = Organisation(
        kind=Kind.BUREAU,
        parent=above,
        name=name,
        short_name=short_name,
        code=code,
        pack_id=pack_id,
        go_live_at=go_live_at,
        demonstration=demonstration,
    )
    record.create(bureau)
    record.about(bureau)
    return bureau


def _refuse_second_bureau(name: str, short_name: str) -> None:
    """Refuse a bureau that is there already; two bureaus never share a series of numbers."""
    bureaus = Organisation.objects.filter(kind=Kind.BUREAU)
    if bureaus.filter(name=name).exists():
        raise BadPersonError(_("There is a bureau %(n)s already.") % {"n": name}, "name")
    if bureaus.filter(short_name=short_name).exists():
        raise BadPersonError(
            _("There is a bureau with the short name %(n)s already.") % {"n": short_name},
            "short_name",
        )


def _short_name(value: str) -> str:
    """A short name as it may begin a case number."""
    value = _named(value, "short_name", LONGEST_SHORT_NAME)
    if value.isdigit() or set(value) & set("/<>〔〕"):
        raise BadPersonError(
            _("Short name: not digits alone, and without / < > 〔 〕."), "short_name"
        )
    return value


def put_section(
    *, record: Record, parent: Organisation, name: str, code: str = "", kind: str = Kind.SECTION
) -> Organisation:
    """Add a section or unit below a bureau, a unit or a section."""
    bureau = parent if parent.kind == Kind.BUREAU else parent.bureau
    name = _named(name, "name")
    if bureau is None:
        raise BadPersonError(_("A section stands below a bureau."), "parent")
    siblings = Organisation.objects.filter(bureau=bureau)
    if siblings.filter(name=name).exists():
        raise BadPersonError(_("There is a section %(n)s already.") % {"n": name}, "name")
    number = siblings.count() + 1
    return record.create(
        Organisation(
            kind=kind, parent=parent, bureau=bureau, name=name, code=code or f"{number:02}"
        )
    )


def put_person(
    *,
    record: Record,
    bureau: Organisation | None,
    username: str,
    name: str,
    password_hash: str,
    telephone: str = "",
    email: str = "",
    must_change_password: bool = True,
) -> Person:
    """Add a person who may sign in. Hashing takes long, so it is done before the act."""
    username = username.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise BadPersonError(
            _("User name “%(u)s”: 2 to 60 of a–z, 0–9, dot, hyphen, underscore.")
            % {"u": username[:60]},
            "username",
        )
    if Person.objects.filter(username=username).exists():
        raise BadPersonError(_("The user name %(u)s is in use.") % {"u": username}, "username")
    person = Person(
        bureau=bureau,
        username=username,
        name=_named(name, "name", 60),
        telephone=telephone.strip()[:40],
        email=email_address(email),
        must_change_password=must_change_password,
        password=password_hash,
    )
    return record.create(person)


def email_address(text: str) -> str:
    """Return an e-mail address as it is kept; nothing where nothing was typed.

    Raises:
        BadPersonError: that is no address.
    """
    address = unicodedata.normalize("NFKC", text).strip()
    if not address or _is_address(address):
        return address
    raise BadPersonError(
        _("“%(text)s” is no e-mail address such as wang@example.gov.cn.") % {"text": text[:60]},
        "email",
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= _LONGEST_EMAIL


def put_membership(
    *, record: Record, person: Person, organisation: Organisation, from_date: date
) -> Membership:
    """Let a person belong to an organisation from a day on."""
    return record.create(Membership(person=person, organisation=organisation, from_date=from_date))


def put_role(
    *,
    record: Record,
    person: Person,
    role: Role,
    organisation: Organisation | None,
    from_date: date,
    until_date: date | None = None,
    paper: str = "",
) -> RoleGrant:
    """Give a role over an organisation; roles that may not meet in one hand are refused.

    Raises:
        RoleConflictError, BadPersonError.
    """
    if (organisation is None) != (role in OF_INSTALLATION):
        raise BadPersonError(_("The role %(r)s needs an organisation.") % {"r": role.label}, "role")
    if until_date is not None and until_date < from_date:
        raise BadPersonError(_("The role ends before it begins."), "until_date")
    held = roles_held(person, from_date, until_date)
    if (other := conflict(held, role)) is not None:
        raise RoleConflictError(
            _("%(name)s: %(one)s and %(two)s may not stand in one hand.")
            % {"name": person.name, "one": other.label, "two": role.label}
        )
    return record.create(
        RoleGrant(
            person=person,
            role=role,
            organisation=organisation,
            from_date=from_date,
            until_date=until_date,
            paper=paper.strip()[:200],
            granted_by=record.actor.reference,
        )
    )


def roles_held(person: Person, since: date, until: date | None = None) -> frozenset[Role]:
    """Return the roles that a person holds on some day from `since` to `until`."""
    grants: Iterable[RoleGrant] = RoleGrant.objects.filter(person=person)
    return frozenset(
        Role(grant.role)
        for grant in grants
        if (grant.until_date is None or grant.until_date >= since)
        and (until is None or grant.from_date <= until)
    )


def put_certificate(*, record: Record, person: Person, value: CertificateValue) -> Certificate:
    """Add a certificate, or bring the one of that number up to date."""
    number = _named(value.number, "certificate", 60)
    known = Certificate.objects.filter(person=person, number=number).first()
    if known is not None:
        return record.update(known, valid_until=value.valid_until, established=value.established)
    return record.create(
        Certificate(
            person=person,
            number=number,
            valid_until=value.valid_until,
            established=value.established,
        )
    )


def today() -> date:
    """Return the day it is in Beijing."""
    return timezone.localdate()


def _named(value: str, field: str, longest: int = 100) -> str:
    value = value.strip()
    if not value or len(value) > longest or any(character < " " for character in value):
        raise BadPersonError(
            _("Between 1 and %(n)d characters, in one line.") % {"n": longest}, field
        )
    return value
