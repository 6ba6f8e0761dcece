# SPDX-License-Identifier: Apache-2.0
"""Recusal (回避): somebody asks that an officer withdraw, and the head decides (处罚法 art. 43).

What this module promises:

- until the head has decided the investigation goes on, and no decision of the case is made (the
  gate `recusal`); who may decide on what was asked is told so (`undecided_for`, `deciders_of`);
- nobody decides about himself or herself, nor does whoever acts in that person's place; about the
  head, or where the head withdrew, a deputy decides and says which meeting or superior did so;
- who withdrew takes no part in the case any more (`separation`), handles it no more, and is not
  named again (`acts.assign_handlers`);
- what was asked and decided stays, with the ground and the reason.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Case, Handler, Recusal
from liuhen.apps.cases.of_case import seen_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting_for
from liuhen.apps.people.holders import Holders, holders_on
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_DECIDERS = frozenset({Role.BUREAU_HEAD, Role.DEPUTY_HEAD})


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

    A deputy decides where no head may; `reason` says then which meeting or superior decided so.

    Raises:
        NotAllowedError: not the head, or it is about the head or whoever delegated the role.
        BadFactError: it was decided already, or a refusal or a deputy gives no reason.
    """
    with case_act(
        "cases.decide_recusal", by=by, case=recusal.case, permission=Permission.CASE_SIGN
    ) as doing:
        row = Recusal.objects.within(doing.case.bureau_id).get(pk=recusal.pk)
        is_deputy = _require_decider(doing, row)
        if row.granted is not None:
            raise BadFactError(_("This was decided already."))
        said = checks.text(reason, "reason", 500)
        if is_deputy and not said:
            raise BadFactError(
                _("It is about the head: say which meeting or superior decided so."), "reason"
            )
        if not granted and not said:
            raise BadFactError(_("Say why, so that it can be told to who asked."), "reason")
        if granted:
            for handler in Handler.objects.filter(case=doing.case, person=row.person_id):
                doing.record.update(handler, until=doing.record.at)
        return doing.record.update(
            row, granted=granted, reason=said, decided_at=doing.record.at, decided_by=by.person
        )


def recusals_of(viewer: Viewer, case: Case) -> list[Recusal]:
    """Return what was asked about withdrawing in a case that the viewer sees, oldest first."""
    return sorted(seen_in(Recusal, viewer, case), key=lambda row: row.asked_at)


def get_recusal(viewer: Viewer, key: UUID) -> Recusal:
    """Return one of them.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    rows = Recusal.objects.seen_by(viewer).select_related("person", "case__section")
    if (found := rows.filter(pk=key).first()) is None:
        raise UnknownRowError(_("There is no such entry."))
    return found


def decides_on(viewer: Viewer, recusal: Recusal) -> bool:
    """Whether the viewer may decide on it, so that a page offers it to nobody else."""
    return _why_not(viewer, recusal.case, recusal) == ""


def undecided_for(viewer: Viewer) -> list[Recusal]:
    """Return what waits for the viewer's decision in cases that are not archived, oldest first."""
    if viewer.bureau is None or not viewer.roles & _DECIDERS:
        return []
    rows = Recusal.objects.seen_by(viewer).filter(granted=None, case__archived_at=None)
    found = list(rows.select_related("case__section", "person").order_by("asked_at", "id"))
    if not found:
        return []
    deciders = deciders_of(found, _holders(viewer, viewer.bureau))
    return [row for row in found if viewer.person_id in deciders[row.pk]]


def deciders_of(rows: Collection[Recusal], holders: Holders) -> dict[UUID, set[UUID]]:
    """Return who may decide on each of what was asked in one bureau, by its key."""
    withdrew: dict[UUID, set[UUID]] = defaultdict(set)
    granted = Recusal.objects.within(holders.bureau).filter(
        case__in={row.case_id for row in rows}, granted=True
    )
    for case, person in granted.values_list("case_id", "person_id"):
        withdrew[case].add(person)
    return {
        row.pk: _free_of(holders, row.case.section_id, {row.person_id} | withdrew[row.case_id])
        for row in rows
    }


def _free_of(holders: Holders, section: UUID, barred: set[UUID]) -> set[UUID]:
    """The heads who may decide; and the deputies, where none of them does in the own right."""
    found: set[UUID] = set()
    in_own_right = False
    for one in holders.of(Role.BUREAU_HEAD, section):
        behalf = holders.acting_for(one.pk, Role.BUREAU_HEAD, section)
        if one.pk in barred or (behalf is not None and behalf.pk in barred):
            continue
        found.add(one.pk)
        in_own_right = in_own_right or behalf is None
    if not in_own_right:
        role = Role.DEPUTY_HEAD
        deputies = (one.pk for one in holders.of(role, section))
        own = {one for one in deputies if holders.acting_for(one, role, section) is None}
        found |= own - barred
    return found


def _require_decider(doing: CaseAct, row: Recusal) -> bool:
    """Refuse whoever may not decide on it; return whether a deputy does in the head's stead."""
    if why := _why_not(doing.by, doing.case, row):
        raise NotAllowedError(why)
    return not _is_head_in(doing.by, doing.case, _barred(doing.case, row))


def _why_not(by: Viewer, case: Case, row: Recusal) -> str:
    if row.person_id == by.person_id:
        return _("Nobody decides about himself or herself.")
    if by.person_id in deciders_of([row], _holders(by, case.bureau))[row.pk]:
        return ""
    if by.role_over(Role.BUREAU_HEAD, case.section_id):
        return _("Nobody decides about whoever delegated the role to him or her.")
    return _("The head of the bureau decides who withdraws.")


def _barred(case: Case, row: Recusal) -> set[UUID]:
    """Who may not decide: whom it is about, and who withdrew from the case."""
    withdrew = Recusal.objects.within(case.bureau_id).filter(case=case, granted=True)
    return {row.person_id, *withdrew.values_list("person_id", flat=True)}


def _is_head_in(by: Viewer, case: Case, barred: set[UUID]) -> bool:
    """Whether somebody is head of the bureau, in the own right or for a head who may decide."""
    if not by.role_over(Role.BUREAU_HEAD, case.section_id) or by.person_id in barred:
        return False
    behalf = acting_for(by, Role.BUREAU_HEAD, case.section_id)
    return behalf is None or behalf.pk not in barred


def _holders(viewer: Viewer, bureau: Organisation) -> Holders:
    return holders_on(bureau, timezone.localtime(viewer.at).date())
