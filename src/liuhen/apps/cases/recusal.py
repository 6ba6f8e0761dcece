# SPDX-License-Identifier: Apache-2.0
"""Recusal (回避): somebody asks that an officer withdraw, and the head decides (处罚法 art. 43).

What this module promises:

- until the head has decided the investigation goes on, and no decision of the case is made (the
  gate `recusal`);
- nobody decides about himself or herself; who withdrew takes no part in the case any more
  (`separation`), and does not handle it;
- what was asked and decided stays, with the ground and the reason.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Case, Handler, Recusal
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer


def ask_recusal(
    *,
    by: Viewer,
    case: Case,
    person: Person,
    asked_by: str,
    ground: str,
    at: datetime | None = None,
) -> Recusal:
    """Note that `asked_by` (a party, or the officer) asks that `person` withdraw, now or at `at`.

    Raises:
        BadFactError: no ground; the person is not of the bureau, or is asked about already.
    """
    with case_act("cases.ask_recusal", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        if person.bureau_id != doing.case.bureau_id:
            raise BadFactError(_("There is no such person in the bureau."), "person")
        rows = Recusal.objects.within(doing.case.bureau_id).filter(case=doing.case, person=person)
        if rows.filter(granted=None).exists():
            raise BadFactError(
                _("It has been asked already that %(name)s withdraw; the head decides.")
                % {"name": person.name},
                "person",
            )
        return doing.record.create(
            Recusal(
                bureau=doing.case.bureau,
                case=doing.case,
                person=person,
                asked_by=checks.filled(asked_by, "asked_by", 60),
                ground=checks.filled(ground, "ground", 500),
                asked_at=checks.time(at or doing.record.at, doing.record.at, "at"),
                recorded_by=by.person,
                recorded_at=doing.record.at,
            )
        )


def decide_recusal(*, by: Viewer, recusal: Recusal, granted: bool, reason: str = "") -> Recusal:
    """Decide as the head of the bureau, now; who withdraws handles the case no more.

    Raises:
        NotAllowedError: not the head, or it is about the head.
        BadFactError: it was decided already, or a refusal gives no reason.
    """
    with case_act(
        "cases.decide_recusal", by=by, case=recusal.case, permission=Permission.CASE_SIGN
    ) as doing:
        row = Recusal.objects.within(doing.case.bureau_id).get(pk=recusal.pk)
        if not by.role_over(Role.BUREAU_HEAD, doing.case.section_id):
            raise NotAllowedError(_("The head of the bureau decides who withdraws."))
        if row.person_id == by.person_id:
            raise NotAllowedError(_("Nobody decides about himself or herself."))
        if row.granted is not None:
            raise BadFactError(_("This was decided already."))
        said = checks.text(reason, "reason", 500)
        if not granted and not said:
            raise BadFactError(_("Say why, so that it can be told to who asked."), "reason")
        if granted:
            for handler in Handler.objects.filter(case=doing.case, person=row.person_id):
                doing.record.update(handler, until=doing.record.at)
        return doing.record.update(
            row, granted=granted, reason=said, decided_at=doing.record.at, decided_by=by.person
        )


def recusals_of(viewer: Viewer, case: Case) -> QuerySet[Recusal]:
    """Return what was asked about withdrawing in a case that the viewer sees, oldest first."""
    rows = Recusal.objects.seen_by(viewer).filter(case=case)
    return rows.select_related("person", "decided_by").order_by("asked_at")


def get_recusal(viewer: Viewer, key: UUID) -> Recusal:
    """Return one of them.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Recusal.objects.seen_by(viewer).select_related("person", "case__section")
    if (found := rows.filter(pk=key).first()) is None:
        raise UnknownRowError(_("There is no such entry."))
    return found
