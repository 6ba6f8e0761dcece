# SPDX-License-Identifier: Apache-2.0
"""Reading organisations and people, within what a viewer may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import ApiToken, Kind, Membership, Organisation, Person, RoleGrant
from liuhen.apps.people.roles import ADMINISTRATORS, Role
from liuhen.apps.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation with its depth in the tree (the bureau has 0)."""

    organisation: Organisation
    depth: int


def first_run() -> bool:
    """Whether nobody has been entered yet, so that the first-run page is open."""
    return not Person.objects.exists()


def user_name_in_use(username: str) -> bool:
    """Whether somebody of this installation signs in by that name."""
    return Person.objects.filter(username=username.strip().lower()).exists()


def tree(viewer: Viewer) -> list[Node]:
    """Return the bureau and what stands below it, parents before children."""
    if viewer.bureau is None:
        return []
    below: dict[UUID | None, list[Organisation]] = {}
    for one in Organisation.objects.filter(bureau=viewer.bureau).order_by("code"):
        below.setdefault(one.parent_id, []).append(one)

    def walk(top: Organisation, depth: int) -> Iterator[Node]:
        yield Node(top, depth)
        for child in below.get(top.pk, []):
            yield from walk(child, depth + 1)

    return list(walk(viewer.bureau, 0))


def sections_to_enter(viewer: Viewer, permission: Permission) -> QuerySet[Organisation]:
    """Return the sections and units for which the viewer may open or import cases."""
    below = Organisation.objects.filter(
        bureau=viewer.bureau, kind__in=(Kind.SECTION, Kind.UNIT), closed_on=None
    )
    if viewer.reaches_bureau(permission):
        return below
    return below.filter(pk__in=viewer.sections(permission))


def people(viewer: Viewer) -> QuerySet[Person]:
    """Return the people of the bureau with their memberships, roles and certificates."""
    if viewer.bureau is None or not viewer.may(Permission.PEOPLE_VIEW):
        return Person.objects.none()
    return (
        Person.objects.filter(bureau=viewer.bureau)
        .prefetch_related(
            Prefetch("memberships", Membership.objects.select_related("organisation")),
            Prefetch("grants", RoleGrant.objects.select_related("organisation")),
            "certificates",
        )
        .order_by("username")
    )


def colleagues(viewer: Viewer) -> QuerySet[Person]:
    """Return who can be named as handler or officer: the active people of the bureau."""
    if viewer.bureau is None:
        return Person.objects.none()
    holding = RoleGrant.objects.filter(role__in=(Role.OFFICER, Role.SECTION_HEAD))
    return Person.objects.filter(
        bureau=viewer.bureau, is_active=True, pk__in=holding.values("person")
    ).order_by("name")


def acting_people(
    bureau: UUID, day: date, but: frozenset[Role] = ADMINISTRATORS
) -> QuerySet[Person]:
    """Return who acts in the bureau on `day` in any role `but` an administrator's, by name."""
    held = RoleGrant.objects.exclude(role__in=but).filter(from_date__lte=day)
    held = held.filter(Q(until_date=None) | Q(until_date__gte=day))
    people = Person.objects.filter(bureau=bureau, is_active=True, pk__in=held.values("person"))
    return people.order_by("name")


def near_first(people: QuerySet[Person], viewer: Viewer) -> QuerySet[Person]:
    """Order `people` so that those who belong to one of the viewer's sections stand first."""
    own = {one for held in viewer.held for one in held.sections}
    near = Membership.objects.filter(person=OuterRef("pk"), organisation__in=own, until_date=None)
    return people.annotate(near=Exists(near)).order_by("-near", "name")


def tokens_of(viewer: Viewer) -> QuerySet[ApiToken]:
    """Return the viewer's own tokens, newest first."""
    return ApiToken.objects.filter(person=viewer.person).order_by("-created_at")


def bureaus() -> QuerySet[Organisation]:
    """Return every bureau of the installation, by name."""
    return Organisation.objects.filter(kind=Kind.BUREAU).order_by("name")


def actors_of(bureau: UUID) -> list[str]:
    """Return how the journal names the people of a bureau."""
    keys = Person.objects.filter(bureau_id=bureau).values_list("pk", flat=True)
    return [f"person:{key}" for key in keys]


def names_of_actors(references: Iterable[str]) -> dict[str, str]:
    """Return name and user name of the persons among `references`, as the journal names them."""
    keys = {one.partition(":")[2] for one in references if one.startswith("person:")}
    people = Person.objects.filter(pk__in=keys)
    return {f"person:{one.pk}": f"{one.name} ({one.username})" for one in people}


def officer_value(person: Person) -> dict[str, Any]:
    """Return a person as an officer of an event, with the certificate that is valid longest.

    `person` says whose account it is: names are borne by several, and the contract knows no more.
    """
    value: dict[str, Any] = {"name": person.name, "person": str(person.pk)}
    held = sorted(person.certificates.all(), key=lambda one: one.valid_until or date.max)
    if held:
        certificate = held[-1]  # the one that is valid longest; an expired one is kept and flagged
        value["certificate"] = certificate.number
        if certificate.valid_until is not None:
            value["valid_until"] = certificate.valid_until.isoformat()
        if certificate.established is not None:
            value["established"] = certificate.established
    return value
