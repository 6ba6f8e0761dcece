# SPDX-License-Identifier: Apache-2.0
"""Participants as one viewer sees them.

What this module promises:

- whoever may not see what is confidential is told that there is something, and not what.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case, Participant, ParticipantSecret
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.cases.participants.ages import age_on, day_of_the_act, minority
from liuhen.apps.cases.participants.particulars import Role
from liuhen.apps.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """A participant as one viewer sees it.

    `secret` is `None` where there is none or the viewer may not see it; `withheld` says which.
    `age`: on the day of the act; `minor`: what the age of a party asks for, "none" (no penalty)
    or "lighter", or nothing; of anybody else only that it is a minor.
    """

    row: Participant
    secret: ParticipantSecret | None
    withheld: bool
    age: int | None = None
    minor: str = ""

    @property
    def name(self) -> str:
        """The name, as far as this viewer may know it; the mask of a minor's."""
        return (self.secret.name if self.secret else "") or self.row.name

    @property
    def address(self) -> str:
        """The address, as far as this viewer may know it."""
        own = self.secret.address if self.secret and self.row.hidden else ""
        return own or self.row.address

    @property
    def service_address(self) -> str:
        """The confirmed address for service, as far as this viewer may know it."""
        return (self.secret.service_address if self.secret else "") or self.row.service_address

    @property
    def service_email(self) -> str:
        """Where somebody is served electronically, as far as this viewer may know it."""
        return (self.secret.service_email if self.secret else "") or self.row.service_email


def participants_of(viewer: Viewer, case: Case, *, ended: bool = False) -> list[Told]:
    """Return the participants of a case, parties first; those that ended only where asked for."""
    rows = seen_rows(Participant, viewer, case)
    if not ended:
        rows = rows.filter(ended_at=None)
    order = {role: place for place, role in enumerate(Role.values)}
    found = sorted(rows, key=lambda row: (order.get(row.role, 9), row.recorded_at, row.pk))
    return _told(viewer, case, found)


def get_participant(viewer: Viewer, key: Any) -> Told:
    """Return one participant.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Participant.objects.seen_by(viewer).select_related("case", "case__bureau")
    row = rows.filter(pk=key).first()
    if row is None:
        raise UnknownRowError(_("There is no such person in the case."))
    return _told(viewer, row.case, [row])[0]


def _told(viewer: Viewer, case: Case, rows: list[Participant]) -> list[Told]:
    if not rows:
        return []
    own = ParticipantSecret.objects.seen_by(viewer).filter(participant__in=rows)
    seen = {one.participant_id: one for one in own}
    there = set(
        ParticipantSecret.objects.within(case.bureau_id)
        .filter(participant__in=rows)
        .values_list("participant_id", flat=True)
    )
    day = day_of_the_act(case)
    return [
        Told(row, None, withheld=row.pk in there)
        if row.pk not in seen
        else _seen(row, seen[row.pk], case, day)
        for row in rows
    ]


def _seen(row: Participant, secret: ParticipantSecret, case: Case, day: date) -> Told:
    if secret.birth_date is None:
        return Told(row, secret, withheld=False)
    age = age_on(secret.birth_date, day)
    return Told(row, secret, withheld=False, age=age, minor=minority(case, age))
