# SPDX-License-Identifier: Apache-2.0
"""Delegation (委托代行): a head who is away lets somebody else act in his or her role.

What this module promises:

- it is a dated grant of that role over the same organisation, made by its holder, with the paper
  that says so; it is given from today on, never for days that have passed, and for a year at most;
- a role that one holds by delegation is not passed on; two delegations of one role for the same
  days are one too many;
- who acts is somebody who could hold the role: of those who investigate and decide, never who
  watches, keeps devices, brings in cases or sits at a desk alone;
- roles that may not stand in one hand (`roles.conflict`) do not, by delegation either;
- whoever holds the role in his or her own right acts in the own right: `acting_for` names the
  holder only where the delegation alone gives the role.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import BadPersonError, NotPermittedError
from liuhen.apps.people.models import Organisation, Person, RoleGrant
from liuhen.apps.people.roles import SIGNING, Role, conflict
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import put_role
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.once import once

#: Roles that are delegated: those of heads. A reviewer's qualification is his or her own.
DELEGABLE = SIGNING - {Role.LEGAL_REVIEWER}
LONGEST = timedelta(days=366)
#: Who could hold a role of a head: who holds one of these. The head of a section is one of those
#: who enforce; whoever acts for a head of the bureau leads already.
_HEADS = frozenset({Role.SECTION_HEAD, Role.DEPUTY_HEAD, Role.BUREAU_HEAD})
FIT: dict[Role, frozenset[Role]] = {
    Role.SECTION_HEAD: _HEADS | {Role.OFFICER},
    Role.DEPUTY_HEAD: _HEADS,
    Role.BUREAU_HEAD: _HEADS,
}


def delegate(
    *,
    by: Viewer,
    to: Person,
    role: Role | str,
    organisation: Organisation,
    from_date: date,
    until_date: date,
    paper: str,
    scan_digest: str = "",
) -> RoleGrant:
    """Let `to` act in the viewer's own role, both days counted. `paper`: what orders it.

    Raises:
        NotPermittedError: not the viewer's own role, or not one that is delegated.
        BadPersonError: a person or days that cannot be; `field` names the input.
        RoleConflictError: the roles may not stand in one hand.
    """
    role = Role(role)
    own = own_grants(by).filter(role=role, organisation=organisation).first()
    if not by.may(Permission.DELEGATE) or role not in DELEGABLE or own is None:
        raise NotPermittedError(_("Only a head delegates, and only a role of his or her own."))
    _check_days(by, own, from_date, until_date)
    if not paper.strip():
        raise BadPersonError(_("Say which paper delegates the role: its number or title."), "paper")
    if to.pk == by.person_id or to.bureau_id != by.bureau_id or not to.is_active:
        raise BadPersonError(_("Choose a colleague of your bureau who is on duty."), "to")
    _check_roles(to, role, _today(by))
    with act("people.delegate", by=by) as record:
        if _overlapping(to, role, organisation, from_date, until_date):
            raise BadPersonError(
                _("%(name)s acts as %(role)s on some of these days already.")
                % {"name": to.name, "role": role.label},
                "to",
            )
        if (other := _given(by, role, organisation, from_date, until_date)) is not None:
            raise BadPersonError(
                _("%(name)s acts for you on some of these days already; end that first.")
                % {"name": other.person.name},
                "to",
            )
        grant = put_role(
            record=record,
            person=to,
            role=role,
            organisation=organisation,
            from_date=from_date,
            until_date=until_date,
            paper=paper,
        )
        return record.update(grant, delegated_by=by.person, scan_digest=scan_digest)


def end_delegation(*, by: Viewer, grant: UUID) -> RoleGrant:
    """End a delegation early: by whoever gave it or holds it. From now on it does not count."""
    with act("people.end_delegation", by=by) as record:
        row = (
            RoleGrant.objects.select_for_update(of=("self",))
            .filter(pk=grant, person__bureau_id=by.bureau_id)
            .exclude(delegated_by=None)
            .first()
        )
        if row is None or by.person_id not in (row.delegated_by_id, row.person_id):
            raise NotPermittedError(_("There is no such delegation of yours."))
        last = _today(by) - timedelta(days=1)
        if row.until_date is not None and row.until_date <= last:
            raise BadPersonError(_("The delegation has ended already."))
        return record.update(row, until_date=last)


def own_grants(viewer: Viewer) -> QuerySet[RoleGrant]:
    """Return the roles that the viewer holds today in the own right and may delegate."""
    day = _today(viewer)
    rows = RoleGrant.objects.filter(
        person=viewer.person, delegated_by=None, role__in=DELEGABLE, from_date__lte=day
    )
    return rows.filter(Q(until_date=None) | Q(until_date__gte=day)).select_related("organisation")


def delegations(viewer: Viewer) -> QuerySet[RoleGrant]:
    """Return the delegations that the viewer gave or holds, the newest first."""
    mine = Q(delegated_by=viewer.person) | Q(person=viewer.person, delegated_by__isnull=False)
    rows = RoleGrant.objects.filter(mine).select_related("person", "delegated_by", "organisation")
    return rows.order_by("-from_date", "-id")


def delegates_for(viewer: Viewer) -> QuerySet[Person]:
    """Return who may be chosen: the other active people of the bureau who could hold the role."""
    own = {Role(one.role) for one in own_grants(viewer)}
    fit = frozenset[Role]().union(*(FIT[role] for role in own))
    holding = _holding(fit, _today(viewer)).values("person")
    rows = Person.objects.filter(bureau=viewer.bureau, is_active=True, pk__in=holding)
    return rows.exclude(pk=viewer.person_id).order_by("name")


def acting_for(viewer: Viewer, role: str, section: UUID | None) -> Person | None:
    """Return in whose place the viewer acts in `role` over `section`; `None` in the own right."""
    return acting(viewer).for_(role, section)


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose place a viewer acts today, for whoever asks of many cases at once."""

    viewer: Viewer
    grants: Sequence[RoleGrant]

    def for_(self, role: str, section: UUID | None) -> Person | None:
        """Return as `acting_for`."""
        over = {
            held.organisation
            for held in self.viewer.held
            if held.role == role and (held.whole_bureau or section in held.sections)
        }
        held = [one for one in self.grants if one.role == role and one.organisation_id in over]
        if not held or any(grant.delegated_by is None for grant in held):
            return None
        return held[0].delegated_by


def acting(viewer: Viewer) -> Acting:
    """Return in whose place the viewer acts today, read once."""
    return once((acting, viewer.person_id), lambda: _acting(viewer))


def _acting(viewer: Viewer) -> Acting:
    day = _today(viewer)
    rows = RoleGrant.objects.filter(person=viewer.person, from_date__lte=day)
    rows = rows.filter(Q(until_date=None) | Q(until_date__gte=day)).order_by("from_date", "id")
    return Acting(viewer, list(rows.select_related("delegated_by")))


def _check_days(by: Viewer, own: RoleGrant, since: date, until: date) -> None:
    if since < _today(by):
        raise BadPersonError(_("A delegation begins today or later."), "from_date")
    if until < since:
        raise BadPersonError(_("The delegation ends before it begins."), "until_date")
    if until - since > LONGEST:
        raise BadPersonError(_("A delegation lasts a year at most."), "until_date")
    if own.until_date is not None and until > own.until_date:
        raise BadPersonError(
            _("You hold the role yourself until %(day)s only.") % {"day": own.until_date},
            "until_date",
        )


def _overlapping(
    to: Person, role: Role, organisation: Organisation, since: date, until: date
) -> bool:
    rows = RoleGrant.objects.filter(person=to, role=role, organisation=organisation)
    later = Q(until_date=None) | Q(until_date__gte=since)
    return rows.filter(later, from_date__lte=until).exists()


def _given(
    by: Viewer, role: Role, organisation: Organisation, since: date, until: date
) -> RoleGrant | None:
    """The delegation that the viewer gave already for some of these days."""
    rows = RoleGrant.objects.filter(delegated_by=by.person, role=role, organisation=organisation)
    later = rows.filter(Q(until_date=None) | Q(until_date__gte=since), from_date__lte=until)
    return later.select_related("person").first()


def _check_roles(to: Person, role: Role, day: date) -> None:
    """Refuse who could not hold the role in the own right.

    An administrator, and whoever may not hold both, is refused for that (`roles.conflict`).
    """
    rows = _holding(Role, day).filter(person=to)
    held = frozenset(Role(one) for one in rows.values_list("role", flat=True))
    if conflict(held, role) or held & FIT[role]:
        return
    raise BadPersonError(
        _("%(name)s holds no role from which somebody acts as %(role)s.")
        % {"name": to.name, "role": role.label},
        "to",
    )


def _holding(roles: Iterable[Role], day: date) -> QuerySet[RoleGrant]:
    """The grants of these roles in the own right that hold on the day."""
    rows = RoleGrant.objects.filter(role__in=list(roles), delegated_by=None, from_date__lte=day)
    return rows.filter(Q(until_date=None) | Q(until_date__gte=day))


def _today(viewer: Viewer) -> date:
    return timezone.localtime(viewer.at).date()
