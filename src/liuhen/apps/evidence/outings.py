# SPDX-License-Identifier: Apache-2.0
"""Outings (外出): work away from the seat, registered before leaving and ended on return.

What this module promises:

- both ends are the server's time: nothing is registered for a moment that has passed;
- one person has one outing at a time;
- nothing but a person ends an outing: one that is left open is asked after, and after the bureau's
  own number of days it is said to be left open, to the officer, the section head and in the report;
- only an outing says when a recording's officer came back (`returned_at`), for recordings that end
  while it lasted (002 art. 19, 003 art. 27(5)).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence import following
from liuhen.apps.evidence.errors import BadOutingError, NotPermittedError, UnknownFileError
from liuhen.apps.evidence.models import Original, Outing, OutingGround
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Membership, Organisation, Person, RoleGrant
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

#: An outing whose expected return is longer ago than this is asked after.
LONG_PAST = timedelta(hours=12)
#: Without an expected return, an outing is asked after when it has lasted so long.
LONG_OUT = timedelta(days=3)
#: After so many days, at most, a bureau lets an outing be said to be left open.
MOST_DAYS = 90


def outing_covering(officer: Person | UUID, at: datetime) -> Outing | None:
    """Return the outing during which `officer` was away at `at`, ended or not."""
    return _covering(officer, at).first()


def returned_at(officer: Person | UUID, ended: datetime) -> datetime | None:
    """Return when the officer came back from the outing during which a recording ended.

    `None` where there was no outing, or it is still going on.
    """
    outing = outing_covering(officer, ended)
    return None if outing is None else outing.returned_at


def returns_at(
    bureau: UUID, ended: Collection[tuple[UUID | None, datetime]]
) -> dict[tuple[UUID | None, datetime], datetime]:
    """Return the same for many recordings, each by its officer and its end, where one came back."""
    if not ended:
        return {}
    times = [at for _officer, at in ended]
    rows = Outing.objects.within(bureau).filter(officer__in={officer for officer, _at in ended})
    rows = rows.filter(
        Q(returned_at=None) | Q(returned_at__gte=min(times)), left_at__lte=max(times)
    )
    outings_of: dict[UUID | None, list[Outing]] = defaultdict(list)
    for row in rows.order_by("-left_at"):
        outings_of[row.officer_id].append(row)
    found = {}
    for officer, at in ended:
        covering = (
            row
            for row in outings_of[officer]
            if row.left_at <= at and (row.returned_at is None or row.returned_at >= at)
        )
        outing = next(covering, None)
        if outing is not None and outing.returned_at is not None:
            found[officer, at] = outing.returned_at
    return found


def outing_of_name(bureau: UUID, name: str, ended: datetime) -> Outing | None:
    """Return the ended outing of the one person of that name during which a recording ended.

    For entries that name their officer in words. `None` where there is none, or more than one
    person of the name was away then.
    """
    rows = Outing.objects.within(bureau).select_related("officer")
    rows = rows.filter(officer__name=name.strip(), left_at__lte=ended, returned_at__gte=ended)
    found = list(rows.order_by("-left_at"))
    return found[0] if len({one.officer_id for one in found}) == 1 else None


def outings(viewer: Viewer) -> QuerySet[Outing]:
    """Return the outings that the viewer may see: the bureau's, or those of the own sections."""
    rows = Outing.objects.seen_by(viewer).select_related(
        "officer", "section", "registered_by", "ended_by", "bureau"
    )
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return rows
    sections = viewer.sections(Permission.CASE_VIEW)
    return rows.filter(Q(section_id__in=sections) | Q(officer_id=viewer.person_id))


def away(viewer: Viewer) -> QuerySet[Outing]:
    """Return who is away now, whoever left first before the others."""
    return outings(viewer).filter(returned_at=None).order_by("left_at")


def is_long_past(outing: Outing, now: datetime) -> bool:
    """Whether the return of an open outing should be asked after."""
    if outing.returned_at is not None:
        return False
    if outing.expected_back is None:
        return now - outing.left_at > LONG_OUT
    return now - outing.expected_back > LONG_PAST


def is_left_open(outing: Outing, now: datetime) -> bool:
    """Whether nobody ended the outing for the bureau's number of days after it should have."""
    if outing.returned_at is not None:
        return False
    since = outing.expected_back or outing.left_at
    return now - since > timedelta(days=outing.bureau.outing_days)


def left_open(viewer: Viewer, section: UUID | None = None) -> list[Outing]:
    """Return the outings that are left open, of a section or of all that the viewer sees."""
    rows = away(viewer) if section is None else away(viewer).filter(section=section)
    return [one for one in rows if is_left_open(one, viewer.at)]


def set_outing_days(*, by: Viewer, days: int) -> None:
    """Set after how many days an outing of the bureau is said to be left open.

    Raises:
        NotPermittedError: the viewer does not set up the bureau.
        BadOutingError: not 1 to 90 days.
    """
    if by.bureau is None or not by.may(Permission.BUREAU_SETUP):
        raise NotPermittedError(_("Your role does not allow this."))
    if not 1 <= days <= MOST_DAYS:
        raise BadOutingError(_("Choose 1 to %(most)d days.") % {"most": MOST_DAYS}, "days")
    with act("evidence.set_outing_days", by=by) as record:
        record.update(by.bureau, outing_days=days)


def get_outing(viewer: Viewer, key: UUID) -> Outing:
    """Return an outing by its key.

    Raises:
        UnknownFileError: not there, or not for this viewer.
    """
    found = outings(viewer).filter(pk=key).first()
    if found is None:
        raise UnknownFileError(_("There is no such outing."))
    return found


def known_places(viewer: Viewer, most: int = 30) -> list[str]:
    """Return where outings led lately, each place once."""
    lately = outings(viewer).order_by("-left_at").values_list("place", flat=True)[:200]
    return list(dict.fromkeys(lately))[:most]


def may_register_for(viewer: Viewer) -> QuerySet[Person]:
    """Return whose outings the viewer may register and end: the own, and those of colleagues."""
    if viewer.bureau_id is None or not viewer.may(Permission.EVIDENCE_ADD):
        return Person.objects.none()
    goes_out = RoleGrant.objects.filter(role__in=(Role.OFFICER, Role.SECTION_HEAD))
    people = Person.objects.filter(bureau=viewer.bureau_id, is_active=True)
    people = people.filter(Q(pk=viewer.person_id) | Q(pk__in=goes_out.values("person")))
    if not viewer.reaches_bureau(Permission.EVIDENCE_ADD):
        day = timezone.localtime(viewer.at).date()
        of_sections = Membership.objects.filter(
            Q(until_date=None) | Q(until_date__gte=day),
            organisation__in=viewer.sections(Permission.EVIDENCE_ADD),
        )
        people = people.filter(Q(pk=viewer.person_id) | Q(pk__in=of_sections.values("person")))
    return people.order_by("name", "username")


def leave(
    *,
    by: Viewer,
    officer: Person,
    ground: OutingGround | str,
    place: str,
    expected_back: datetime | None = None,
) -> Outing:
    """Register, before leaving, that `officer` goes away now; the server's time counts.

    Raises:
        NotPermittedError: neither the own outing nor that of a colleague of the section.
        BadOutingError: already away, no place, or the expected return is not to come.
    """
    _require_over(by, officer)
    if ground not in OutingGround.values:
        raise BadOutingError(_("Choose the ground of the outing."), "ground")
    if not place.strip():
        raise BadOutingError(_("Where does the outing lead? Name the place."), "place")
    bureau = _bureau_of(officer)
    with act("evidence.leave", by=by) as record:
        Person.objects.select_for_update(no_key=True).get(pk=officer.pk)  # one at a time
        if expected_back is not None and expected_back <= record.at:
            raise BadOutingError(
                _("The expected return lies in the past; an outing is registered before leaving."),
                "expected_back",
            )
        if Outing.objects.within(bureau).filter(officer=officer, returned_at=None):
            raise BadOutingError(
                _("%(name)s is away already; end that outing first.") % {"name": officer.name},
                "officer",
            )
        return record.create(
            Outing(
                bureau_id=bureau,
                section=_section_of(officer, record.at),
                officer=officer,
                ground=ground,
                place=place.strip()[:200],
                expected_back=expected_back,
                left_at=record.at,
                registered_by=by.person,
            )
        )


def come_back(*, by: Viewer, outing: Outing) -> Outing:
    """End an outing now; from here on the storing of what was recorded meanwhile is counted.

    Raises:
        NotPermittedError: neither the own outing nor that of a colleague of the section.
        BadOutingError: it has ended already.
    """
    _require_over(by, outing.officer)
    with act("evidence.come_back", by=by) as record:
        row = Outing.objects.within(outing.bureau_id).select_for_update().get(pk=outing.pk)
        if row.returned_at is not None:
            raise BadOutingError(_("This outing has ended already."))
        record.update(row, returned_at=record.at, ended_by=by.person)
        following.tell(recorded_during(row), record)
        return row


def recorded_during(outing: Outing) -> list[UUID]:
    """Return the keys of the officer's originals that touch the time of the outing."""
    rows = Original.objects.within(outing.bureau_id).filter(officer=outing.officer_id)
    rows = rows.filter(Q(end__gte=outing.left_at) | Q(end=None, start__gte=outing.left_at))
    if outing.returned_at is not None:
        rows = rows.filter(start__lte=outing.returned_at)
    return list(rows.values_list("pk", flat=True))


def _covering(officer: Person | UUID, at: datetime) -> QuerySet[Outing]:
    person = officer if isinstance(officer, Person) else Person.objects.get(pk=officer)
    return (
        Outing.objects.within(_bureau_of(person))
        .filter(Q(returned_at=None) | Q(returned_at__gte=at), officer=person, left_at__lte=at)
        .order_by("-left_at")
    )


def _bureau_of(person: Person) -> UUID:
    if person.bureau_id is None:  # people from outside bodies do not go out for a bureau
        raise BadOutingError(_("%(name)s belongs to no bureau.") % {"name": person.name}, "officer")
    return person.bureau_id


def _require_over(by: Viewer, officer: Person) -> None:
    if not may_register_for(by).filter(pk=officer.pk).exists():
        raise NotPermittedError(
            _("An outing is registered and ended by the officer or a colleague of the section.")
        )


def _section_of(person: Person, at: datetime) -> Organisation | None:
    """The section to which a person belongs on that day."""
    day = timezone.localtime(at).date()
    for one in person.memberships.select_related("organisation").order_by("-from_date"):
        if one.holds_on(day) and one.organisation.bureau_id is not None:
            return one.organisation
    return None
