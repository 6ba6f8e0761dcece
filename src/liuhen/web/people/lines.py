# SPDX-License-Identifier: Apache-2.0
"""A person as the pages show it: section, roles that count, certificates and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from liuhen.apps.people.models import Certificate, Organisation, Person, RoleGrant
from liuhen.apps.people.roles import Role

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role over an organisation, on one day."""

    grant: RoleGrant
    name: str
    over: Organisation | None
    holds: bool
    to_come: bool


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate; `state` is valid, soon, expired or unknown (no date was entered)."""

    certificate: Certificate
    state: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person."""

    person: Person
    places: list[str]
    roles: list[HeldRole]
    certificates: list[HeldCertificate]

    @property
    def held(self) -> list[HeldRole]:
        """The roles that count today or will count."""
        return [role for role in self.roles if role.holds or role.to_come]


def line_of(person: Person, day: date) -> PersonLine:
    """Return `person` as of `day`; memberships, grants and certificates have been fetched."""
    memberships = [one for one in person.memberships.all() if one.holds_on(day)]
    return PersonLine(
        person,
        [one.organisation.name for one in memberships],
        [_role(grant, day) for grant in person.grants.all()],
        [HeldCertificate(one, state_on(one, day)) for one in person.certificates.all()],
    )


def lines_of(people: Iterable[Person], day: date) -> list[PersonLine]:
    """Return all people, those who may sign in first."""
    lines = [line_of(person, day) for person in people]
    return sorted(
        lines, key=lambda line: (not line.person.is_active, line.places, line.person.name)
    )


def state_on(certificate: Certificate, day: date) -> str:
    """Say how a certificate stands on `day`; it counts through its last day."""
    until = certificate.valid_until
    if until is None:
        return "unknown"
    if until < day:
        return "expired"
    return "soon" if until <= day + SOON else "valid"


def _role(grant: RoleGrant, day: date) -> HeldRole:
    return HeldRole(
        grant,
        str(Role(grant.role).label),
        grant.organisation,
        grant.holds_on(day),
        grant.from_date > day,
    )
