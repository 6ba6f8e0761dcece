# SPDX-License-Identifier: Apache-2.0
"""Archiving, after which nothing is added. Approvals stand in `approvals`, endings in `ending`."""

from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct, case_act, next_ref
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case, FactOrigin, NumberState, PaperNumber
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


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
