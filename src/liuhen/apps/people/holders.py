# SPDX-License-Identifier: Apache-2.0
"""Who holds which role over a section on a day, and which officers hold a valid certificate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from liuhen.apps.people.access import POLICY, Permission, Reach
from liuhen.apps.people.models import Certificate, Kind, Organisation, Person, RoleGrant
from liuhen.apps.people.roles import Role


@dataclass(frozen=True, slots=True)
class Holders:
    """The people of a bureau on a day, by role and by the organisation over which they hold it.

    `by_role`: the organisation, who holds the role over it, and in whose place, where delegated.
    """

    bureau: UUID
    by_role: dict[str, list[tuple[UUID, Person, Person | None]]]
    parents: Mapping[UUID, UUID | None]
    certified: frozenset[UUID]

    def of(self, role: str, section: UUID) -> list[Person]:
        """Return who holds `role` over `section`, by name."""
        over = set(self._above(section))
        held = self.by_role.get(role, [])
        found = {person.pk: person for place, person, _behalf in held if place in over}
        return sorted(found.values(), key=lambda one: (one.name, one.username))

    def who_may(self, permission: Permission, section: UUID) -> list[Person]:
        """Return who has a permission over `section` by a role of the table."""
        found: dict[UUID, Person] = {}
        for role, held in self.by_role.items():
            reach = POLICY[Role(role)].get(permission)
            if reach is Reach.BUREAU:
                found |= {person.pk: person for _place, person, _behalf in held}
            elif reach is Reach.SECTION:
                found |= {person.pk: person for person in self.of(role, section)}
        return list(found.values())

    def everybody(self) -> list[Person]:
        """Return whoever holds a role of the bureau, each once."""
        rows = (person for held in self.by_role.values() for _place, person, _behalf in held)
        return list({person.pk: person for person in rows}.values())

    def acting_for(self, person: UUID, role: str, section: UUID) -> Person | None:
        """Return in whose place the person acts in `role`; `None` in the own right."""
        over = set(self._above(section))
        held = self.by_role.get(role, [])
        behalf = [one for place, who, one in held if place in over and who.pk == person]
        return None if None in behalf else next(iter(behalf), None)

    def certified_officers(self, section: UUID) -> list[Person]:
        """Return the officers of the section whose certificate is valid."""
        return [one for one in self.of(Role.OFFICER, section) if one.pk in self.certified]

    def _above(self, section: UUID) -> Iterable[UUID]:
        place: UUID | None = section
        while place is not None:
            yield place
            place = self.parents.get(place) if place != self.bureau else None


def holders_on(bureau: Organisation, day: date) -> Holders:
    """Return who holds which role in the bureau on `day`; only people who may sign in count."""
    below = Organisation.objects.filter(Q(bureau=bureau) | Q(pk=bureau.pk))
    parents = dict(below.values_list("pk", "parent_id"))
    grants = RoleGrant.objects.filter(
        organisation__in=parents, person__is_active=True, from_date__lte=day
    ).filter(Q(until_date=None) | Q(until_date__gte=day))
    by_role: dict[str, list[tuple[UUID, Person, Person | None]]] = {}
    for grant in grants.select_related("person", "delegated_by").order_by("from_date", "id"):
        if grant.organisation_id is not None:
            held = (grant.organisation_id, grant.person, grant.delegated_by)
            by_role.setdefault(grant.role, []).append(held)
    valid = Certificate.objects.filter(person__bureau=bureau).filter(
        Q(valid_until=None) | Q(valid_until__gte=day)
    )
    certified = valid.exclude(established=False).values_list("person_id", flat=True)
    return Holders(bureau.pk, by_role, parents, frozenset(certified))


def enforcing_sections(bureau: Organisation) -> list[Organisation]:
    """Return the sections and units of the bureau that are not closed."""
    rows = Organisation.objects.filter(
        bureau=bureau, kind__in=(Kind.SECTION, Kind.UNIT), closed_on=None
    )
    return list(rows.order_by("code"))
