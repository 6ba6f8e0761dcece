# SPDX-License-Identifier: Apache-2.0
"""What can be done to people, roles and sections. Each act leaves one leaf.

Nobody gives a role to himself or herself. Roles of the installation are given at set-up, or by a
system administrator; all others by the administrator of the bureau.
"""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import BadPasswordError, BadPersonError, NotPermittedError
from liuhen.apps.people.models import Certificate, Kind, Organisation, Person, RoleGrant
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import (
    CertificateValue,
    email_address,
    put_certificate,
    put_membership,
    put_person,
    put_role,
    put_section,
    random_password,
    today,
)
from liuhen.apps.trace.journal import act


def add_section(
    *, by: Viewer, parent: Organisation, name: str, code: str = "", kind: str = Kind.SECTION
) -> Organisation:
    """Add a section (or unit) to the own bureau."""
    _require_manager(by)
    _require_own(by, parent)
    with act("people.add_section", by=by) as record:
        return put_section(record=record, parent=parent, name=name, code=code, kind=kind)


def rename_section(*, by: Viewer, section: Organisation, name: str) -> Organisation:
    """Give a section another name."""
    _require_manager(by)
    _require_own(by, section)
    if not name.strip():
        raise BadPersonError(_("A section has a name."), "name")
    with act("people.rename_section", by=by) as record:
        return record.update(section, name=name.strip()[:100])


def add_person(
    *,
    by: Viewer,
    username: str,
    name: str,
    section: Organisation,
    roles: Iterable[Role | str] = (),
    telephone: str = "",
    email: str = "",
    certificate: CertificateValue | None = None,
    from_date: date | None = None,
    paper: str = "",
) -> tuple[Person, str]:
    """Add a person to a section, with roles over it; returns the person and a password, shown once.

    Roles that concern the whole bureau (head, reviewer, custodian …) are given over the bureau.
    """
    _require_manager(by)
    _require_own(by, section)
    password = random_password()
    password_hash = make_password(password)
    since = from_date or today()
    with act("people.add_person", by=by) as record:
        person = put_person(
            record=record,
            bureau=by.bureau,
            username=username,
            name=name,
            password_hash=password_hash,
            telephone=telephone,
            email=email,
        )
        put_membership(record=record, person=person, organisation=section, from_date=since)
        for role in map(Role, roles):
            _require_grantable(role)
            over = role_organisation(role, section)
            put_role(
                record=record,
                person=person,
                role=role,
                organisation=over,
                from_date=since,
                paper=paper,
            )
        if certificate is not None:
            put_certificate(record=record, person=person, value=certificate)
    return person, password


#: Roles that are held over the section a person belongs to; the rest over the bureau.
_OVER_SECTION = frozenset({Role.OFFICER, Role.SECTION_HEAD})


def role_organisation(role: Role, section: Organisation) -> Organisation:
    """Return over which organisation a role is held by somebody of `section`."""
    if role in _OVER_SECTION or section.bureau is None:
        return section
    return section.bureau


def grant_role(
    *,
    by: Viewer,
    person: Person,
    role: Role | str,
    organisation: Organisation,
    from_date: date | None = None,
    until_date: date | None = None,
    paper: str = "",
) -> RoleGrant:
    """Give a role over an organisation of the own bureau, also to somebody from outside."""
    _require_manager(by)
    _require_own(by, organisation)
    role = Role(role)
    _require_grantable(role)
    if person.pk == by.person_id:
        raise NotPermittedError(_("Nobody gives a role to himself or herself."))
    if person.bureau_id not in (by.bureau_id, None):
        raise NotPermittedError(_("The person belongs to another bureau."))
    with act("people.grant_role", by=by) as record:
        return put_role(
            record=record,
            person=person,
            role=role,
            organisation=organisation,
            from_date=from_date or today(),
            until_date=until_date,
            paper=paper,
        )


def end_role(*, by: Viewer, grant: RoleGrant, until_date: date | None = None) -> RoleGrant:
    """Let a role end; its last day is `until_date`, by default yesterday's, so it ends at once."""
    _require_manager(by)
    if grant.organisation is None:
        raise NotPermittedError(_("Roles of the installation are not ended here."))
    _require_own(by, grant.organisation)
    last = until_date or date.fromordinal(today().toordinal() - 1)
    with act("people.end_role", by=by) as record:
        return record.update(grant, until_date=last)


def set_certificate(*, by: Viewer, person: Person, value: CertificateValue) -> Certificate:
    """Add a certificate of enforcement, or bring it up to date."""
    _require_manager(by)
    _require_colleague(by, person)
    with act("people.set_certificate", by=by) as record:
        return put_certificate(record=record, person=person, value=value)


def set_email(*, by: Viewer, person: Person, email: str) -> Person:
    """Say where a person is told by e-mail, or (empty) nowhere: the own one, or as administrator.

    Raises:
        BadPersonError: that is no address.
    """
    if person.pk != by.person_id:
        _require_manager(by)
        _require_colleague(by, person)
    address = email_address(email)
    with act("people.set_email", by=by) as record:
        return record.update(person, email=address)


def set_active(*, by: Viewer, person: Person, active: bool) -> Person:
    """Let a person sign in, or no longer."""
    _require_manager(by)
    _require_colleague(by, person)
    if person.pk == by.person_id:
        raise NotPermittedError(_("Nobody shuts himself or herself out."))
    with act("people.set_active", by=by) as record:
        return record.update(person, is_active=active)


def reset_password(*, by: Viewer, person: Person) -> str:
    """Give a person a new password, which is returned once and must be changed at sign-in."""
    _require_manager(by)
    _require_colleague(by, person)
    password = random_password()
    person.set_password(password)
    with act("people.reset_password", by=by) as record:
        record.about(person)
        person.save(update_fields=["password"])
        record.update(person, must_change_password=True)
    return password


def change_password(*, by: Viewer, old: str, new: str) -> None:
    """Change one's own password.

    Raises:
        BadPasswordError: the old one is wrong, or the new one is not accepted.
    """
    person = by.person
    if not person.check_password(old):
        raise BadPasswordError(_("The old password is not right."))
    if old == new:
        raise BadPasswordError(_("The new password is the old one."))
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise BadPasswordError(" ".join(error.messages)) from None
    person.set_password(new)
    with act("people.change_password", by=by) as record:
        record.about(person)
        person.save(update_fields=["password"])
        record.update(person, must_change_password=False)


def _require_manager(by: Viewer) -> None:
    if by.bureau is None or not by.may(Permission.PEOPLE_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))


def _require_own(by: Viewer, organisation: Organisation) -> None:
    if by.bureau not in (organisation, organisation.bureau):
        raise NotPermittedError(_("There is no such section in your bureau."))


def _require_colleague(by: Viewer, person: Person) -> None:
    if person.bureau_id != by.bureau_id:
        raise NotPermittedError(_("There is no such person in your bureau."))


def _require_grantable(role: Role) -> None:
    if role in OF_INSTALLATION:
        raise NotPermittedError(_("%(r)s is not given by a bureau.") % {"r": role.label})
