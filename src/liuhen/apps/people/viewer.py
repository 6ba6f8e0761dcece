# SPDX-License-Identifier: Apache-2.0
"""Who is looking, at what moment, and how far he or she reaches: what every query and act takes.

A viewer looks at one bureau: the person's own, or, for somebody from an outside body, a bureau over
which a role was granted. Roles count on the day of `at`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from liuhen.apps.people.access import POLICY, Permission, Reach
from liuhen.apps.people.models import Organisation, Person, RoleGrant
from liuhen.apps.people.roles import ADMINISTRATORS, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role that counts today, over one organisation and all below it."""

    role: Role
    organisation: UUID | None
    whole_bureau: bool
    sections: frozenset[UUID]
    name: str = ""  # of the organisation


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person at a moment, in one bureau (none for administrators of the installation)."""

    person: Person
    at: datetime
    bureau: Organisation | None
    held: tuple[Held, ...]

    @property
    def person_id(self) -> UUID:
        """The person's key."""
        return self.person.pk

    @property
    def bureau_id(self) -> UUID | None:
        """The key of the bureau that is looked at."""
        return None if self.bureau is None else self.bureau.pk

    @property
    def reference(self) -> str:
        """How the journal names the viewer."""
        return f"person:{self.person.pk}"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that count."""
        return frozenset(held.role for held in self.held)

    def may(self, permission: Permission | str) -> bool:
        """Whether the viewer has the permission anywhere in the bureau."""
        return any(True for _ in self._giving(permission))

    def reaches_bureau(self, permission: Permission | str) -> bool:
        """Whether the permission holds for the whole bureau."""
        return any(
            held.whole_bureau or POLICY[held.role][Permission(permission)] is Reach.BUREAU
            for held in self._giving(permission)
        )

    def sections(self, permission: Permission | str) -> frozenset[UUID]:
        """The sections and units for which the permission holds."""
        return frozenset().union(*(held.sections for held in self._giving(permission)))

    def reaches(self, permission: Permission | str, section: UUID | None) -> bool:
        """Whether the permission holds for what belongs to `section`."""
        return self.reaches_bureau(permission) or section in self.sections(permission)

    def role_over(self, role: Role, section: UUID | None) -> bool:
        """Whether the viewer holds `role` over `section` (or over the bureau)."""
        return any(
            held.role is role and (held.whole_bureau or section in held.sections)
            for held in self.held
        )

    def _giving(self, permission: Permission | str) -> Iterable[Held]:
        wanted = Permission(permission)
        if wanted.startswith("case.") and self.roles & ADMINISTRATORS:
            return  # whatever else was granted by mistake
        yield from (held for held in self.held if wanted in POLICY[held.role])


def viewer_for(person: Person, at: datetime, bureau: Organisation | None = None) -> Viewer:
    """Return `person` as a viewer at `at`, in `bureau` or else in the bureau that is nearest."""
    day = timezone.localtime(at).date()
    grants = list(
        RoleGrant.objects.filter(person=person, from_date__lte=day)
        .filter(Q(until_date=None) | Q(until_date__gte=day))
        .select_related("organisation__bureau")
    )
    seen = bureau or _own_bureau(person, grants) or _first_bureau(grants)
    children = _children(seen)
    held = (_held(grant, seen, children) for grant in grants if person.is_active)
    return Viewer(person, at, seen, tuple(one for one in held if one is not None))


def bureaus_of(person: Person, day: date) -> list[Organisation]:
    """Return the bureaus that `person` may look at: the own one, and those of granted roles."""
    grants = RoleGrant.objects.filter(person=person, from_date__lte=day).filter(
        Q(until_date=None) | Q(until_date__gte=day)
    )
    found = {} if person.bureau is None else {person.bureau.pk: person.bureau}
    for grant in grants.select_related("organisation__bureau"):
        if grant.organisation and (bureau := _bureau_of(grant.organisation)):
            found.setdefault(bureau.pk, bureau)
    return list(found.values())


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the signed-in person as a viewer, once a request.

    Raises:
        ImproperlyConfigured: nobody is signed in; the page forgot to ask.
    """
    known = getattr(request, "_liuhen_viewer", None)
    if isinstance(known, Viewer):
        return known
    person = request.user
    if not isinstance(person, Person):
        raise ImproperlyConfigured("viewer_of: the page is open to people who are not signed in")
    viewer = _chosen(request, person, timezone.now())
    request._liuhen_viewer = viewer  # type: ignore[attr-defined]  # kept for the request  # noqa: SLF001  # kept for the request
    return viewer


def _chosen(request: HttpRequest, person: Person, at: datetime) -> Viewer:
    """The viewer in the bureau that an outside person chose, where it is one of theirs."""
    chosen = request.session.get("bureau") if hasattr(request, "session") else None
    if person.bureau_id is None and chosen:
        day = timezone.localtime(at).date()
        bureau = next((one for one in bureaus_of(person, day) if str(one.pk) == chosen), None)
        return viewer_for(person, at, bureau)
    return viewer_for(person, at)


def _bureau_of(organisation: Organisation) -> Organisation | None:
    return organisation if organisation.kind == "bureau" else organisation.bureau


def _own_bureau(person: Person, grants: list[RoleGrant]) -> Organisation | None:
    """The person's bureau, which came with the grants where one of them is over it or below it."""
    found = (_bureau_of(grant.organisation) for grant in grants if grant.organisation)
    own = (one for one in found if one is not None and one.pk == person.bureau_id)
    return next(own, None) or person.bureau


def _first_bureau(grants: list[RoleGrant]) -> Organisation | None:
    found = (_bureau_of(grant.organisation) for grant in grants if grant.organisation)
    return next((bureau for bureau in found if bureau is not None), None)


def _children(bureau: Organisation | None) -> dict[UUID, list[UUID]]:
    """What stands directly below each organisation of the bureau."""
    below: dict[UUID, list[UUID]] = {}
    if bureau is not None:
        pairs = Organisation.objects.filter(bureau=bureau).values_list("parent_id", "id")
        for parent, child in pairs:
            if parent is not None:
                below.setdefault(parent, []).append(child)
    return below


def _held(
    grant: RoleGrant, bureau: Organisation | None, children: dict[UUID, list[UUID]]
) -> Held | None:
    """The grant as it counts in `bureau`, or `None` where it does not."""
    role = Role(grant.role)
    if grant.organisation is None:
        return Held(role, None, whole_bureau=True, sections=frozenset())
    if bureau is None or _bureau_of(grant.organisation) != bureau:
        return None
    whole = grant.organisation == bureau
    return Held(
        role,
        grant.organisation.pk,
        whole,
        frozenset(_below(grant.organisation.pk, children)),
        grant.organisation.name,
    )


def _below(top: UUID, children: dict[UUID, list[UUID]]) -> Iterable[UUID]:
    yield top
    for child in children.get(top, []):
        yield from _below(child, children)
