# SPDX-License-Identifier: Apache-2.0
"""Approving, concluding, archiving: the steps of a case that the system itself records."""

from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, next_ref
from liuhen.apps.cases.acts.signing import require_signer
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case, FactOrigin, NumberState, PaperNumber
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


def approve(*, by: Viewer, case: Case, role: str) -> Activity:
    """Enter the approval of a head, now."""
    with case_act("cases.approve", by=by, case=case, permission=Permission.CASE_SIGN) as doing:
        if role == "legal_reviewer":
            raise BadFactError(_("A reviewer reviews; heads approve."), "role")
        require_signer(doing, role)
        return _step(doing, "approval", doing.record.at, FactOrigin.ACT)


def conclude(*, by: Viewer, case: Case, at: datetime | None = None) -> Case:
    """Enter that the case is concluded, now or earlier; archiving is counted from there."""
    with case_act("cases.conclude", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        if doing.case.concluded_at is not None:
            raise BadFactError(_("The case is concluded already."))
        when = checks.time(at or doing.record.at, doing.record.at, "at")
        _step(doing, "case_concluded", when, FactOrigin.TYPED if at else FactOrigin.ACT)
        return doing.record.update(doing.case, concluded_at=when)


def archive_case(*, by: Viewer, case: Case) -> Case:
    """Archive a concluded case, now; after that nothing is added to it."""
    with case_act(
        "cases.archive_case", by=by, case=case, permission=Permission.CASE_ARCHIVE
    ) as doing:
        if doing.case.concluded_at is None:
            raise BadFactError(_("A case is concluded before it is archived."))
        _require_numbers_explained(doing)
        _step(doing, "archived", doing.record.at, FactOrigin.ACT)
        return doing.record.update(doing.case, archived_at=doing.record.at.replace(microsecond=0))


def _require_numbers_explained(doing: CaseAct) -> None:
    """Refuse while a number waits for its paper: later nobody could say what became of it.

    Raises:
        BadFactError
    """
    waiting = PaperNumber.objects.within(doing.case.bureau_id).filter(
        case=doing.case, state=NumberState.RESERVED
    )
    if (found := waiting.order_by("reserved_at").first()) is not None:
        raise BadFactError(
            _(
                "Number %(number)s waits for its paper: issue the draft, or give it up with a "
                "reason, before the case is archived."
            )
            % {"number": found.text}
        )


def _step(doing: CaseAct, kind: str, start: datetime, origin: str) -> Activity:
    instant = start.replace(microsecond=0)
    row = Activity(
        bureau=doing.case.bureau,
        case=doing.case,
        section=doing.case.section,
        ref=next_ref(doing.case, Activity),
        kind=kind,
        start=instant,
        end=instant,
        origin=origin,
        recorded_at=doing.record.at,
        entered_at=doing.record.at,
        entered_by=doing.by.person,
        recorded_by=doing.by.person,
    )
    return doing.record.create(row)
