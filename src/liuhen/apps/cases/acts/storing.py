# SPDX-License-Identifier: Apache-2.0
"""Confirming what happened to footage, by somebody who neither took part nor typed the entry.

Storing and hand-over take the server's time; the return of the officers is that of their outing.
On which disc footage is kept for long, the custodian says also of an archived case: what makes it
worth keeping may come to light after the end (000/001 art. 21).
That a break was reported to the head is confirmed for a time in the past, by the head.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, current, heads_the_bureau, supersede
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, ServerTimeError
from liuhen.apps.cases.links import is_time_said
from liuhen.apps.cases.models import Case, Fact, FactOrigin, Interruption, Recording
from liuhen.apps.cases.pieces import is_unread
from liuhen.apps.evidence.models import Outing
from liuhen.apps.evidence.outings import outing_of_name
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

F = TypeVar("F", bound=Fact)


def mark_stored(*, by: Viewer, case: Case, recordings: Iterable[Recording]) -> list[Recording]:
    """Confirm, now, that these recordings of the case are stored. The custodian does it."""
    with case_act(
        "cases.mark_stored",
        by=by,
        case=case,
        permission=Permission.CASE_STORE,
        archived_too=True,
    ) as doing:
        rows = [_apart(doing, current(by, one)) for one in recordings]
        if not all(map(waits, rows)):
            raise BadFactError(_("A recording is marked as stored already."))
        now = doing.record.at.replace(microsecond=0)
        return [
            supersede(
                doing.record,
                row,
                by,
                entered=False,
                stored_at=row.stored_at or now,
                stored_by=by.person,
            )
            for row in rows
        ]


def waits(row: Recording) -> bool:
    """Whether a recording waits for the custodian.

    What was merely typed waits until it is stored; an original, which is stored, only where its
    time was typed or nobody could read it: then the custodian confirms that it is right.
    """
    if row.original_id is None:
        return row.stored_at is None
    return row.stored_by_id is None and (row.origin == FactOrigin.TYPED or is_unread(row))


def mark_handed_over(*, by: Viewer, case: Case, recordings: Iterable[Recording]) -> list[Recording]:
    """Confirm, now, that these recordings were handed over to the custodian."""
    with case_act(
        "cases.mark_handed_over",
        by=by,
        case=case,
        permission=Permission.CASE_STORE,
        archived_too=True,
    ) as doing:
        rows = [_apart(doing, current(by, one)) for one in recordings]
        _refuse_links(rows)
        if any(row.handed_over_at or not row.stored_at for row in rows):
            raise BadFactError(_("Only what is stored and not handed over yet is handed over."))
        now = doing.record.at.replace(microsecond=0)
        return [supersede(doing.record, row, by, entered=False, handed_over_at=now) for row in rows]


def put_on_disc(
    *, by: Viewer, case: Case, recordings: Iterable[Recording], disc: str
) -> list[Recording]:
    """Note the number of the disc on which these recordings of the case are kept.

    Raises:
        BadFactError: no number, no recording, or one of another case.
    """
    with case_act(
        "cases.put_on_disc",
        by=by,
        case=case,
        permission=Permission.CASE_STORE,
        archived_too=True,
    ) as doing:
        number = checks.filled(disc, "disc", 60)
        rows = [_of_case(doing, current(by, one)) for one in recordings]
        if not rows:
            raise BadFactError(_("Choose at least one recording."), "recordings")
        return [supersede(doing.record, row, by, entered=False, disc=number) for row in rows]


def mark_returned(*, by: Viewer, case: Case, recordings: Iterable[Recording]) -> list[Recording]:
    """Take the return of the officers from their outing, from where on storing is counted.

    The outing of the recording's officer says when it was; no other time is taken. A head or the
    custodian does it, never a handler: it prolongs a period.

    Raises:
        BadFactError: no ended outing of the officer covers the end of the recording.
    """
    with case_act(
        "cases.mark_returned", by=by, case=case, permission=Permission.CASE_VIEW
    ) as doing:
        _require_head_or_custodian(doing)
        rows = [_apart(doing, current(by, one)) for one in recordings]
        _refuse_links(rows)
        back = [_back_from(row) for row in rows]
        if any(row.stored_at and row.stored_at < at for row, at in zip(rows, back, strict=True)):
            raise BadFactError(_("The recording was stored before they came back."), "returned_at")
        return [
            supersede(doing.record, row, by, entered=False, returned_at=at)
            for row, at in zip(rows, back, strict=True)
        ]


def outing_of(row: Recording) -> Outing | None:
    """Return the outing of the officer whom an entry names, during which the recording ended."""
    return outing_of_name(row.bureau_id, row.officer, row.end or row.start)


def _back_from(row: Recording) -> datetime:
    outing = outing_of(row)
    if outing is None or outing.returned_at is None:
        raise BadFactError(
            _("No outing of %(name)s covers this recording; it is registered before leaving.")
            % {"name": row.officer or _("the officer")},
            "returned_at",
        )
    return outing.returned_at.replace(microsecond=0)


def confirm_report(*, by: Viewer, interruption: Interruption, at: datetime) -> Interruption:
    """Confirm when a break was reported to the head (002 art. 16).

    A head of the bureau says so, who did not handle the case; no other who signs.
    """
    if interruption.case is None:
        raise BadFactError(_("The interruption does not belong to a case yet."))
    with case_act(
        "cases.confirm_report",
        by=by,
        case=interruption.case,
        permission=Permission.CASE_SIGN,
    ) as doing:
        row = _apart(doing, current(by, interruption))
        if not heads_the_bureau(by, doing.case.section_id):
            raise NotAllowedError(_("The head to whom it was reported confirms this."))
        when = checks.time(at, doing.record.at, "reported_to_head_at")
        if when < row.start:
            raise BadFactError(_("The report is before the break."), "reported_to_head_at")
        return supersede(
            doing.record,
            row,
            by,
            entered=False,
            reported_to_head_at=when,
            origin=FactOrigin.ACT,
        )


def _refuse_links(rows: Iterable[Recording]) -> None:
    """Refuse recordings whose return and hand-over the system itself sets."""
    if any(row.original_id is not None for row in rows):
        raise ServerTimeError(
            _("Of footage from a device the system sets this: end the outing, or hand it over.")
        )


def _apart(doing: CaseAct, row: F) -> F:
    """Return `row` if the viewer neither handles its case nor typed it nor took part in it."""
    _of_case(doing, row)
    if doing.has_handled or row.entered_by_id == doing.by.person_id:
        raise NotAllowedError(_("Somebody who did not handle the case confirms this."))
    if isinstance(row, Recording) and _brought_in_by(doing.by, row):
        raise NotAllowedError(_("Somebody who did not bring in the file confirms its time."))
    return row


def _of_case(doing: CaseAct, row: F) -> F:
    if row.case_id != doing.case.pk:
        raise BadFactError(_("The entry belongs to another case."))
    return row


def _brought_in_by(by: Viewer, row: Recording) -> bool:
    """Whether the viewer recorded it, or brought in the file with a time that people say."""
    original = row.original
    if original is None:
        return False
    said_by = original.kept_by_id if is_time_said(original) else None
    return by.person_id in (said_by, original.officer_id)


def _require_head_or_custodian(doing: CaseAct) -> None:
    section = doing.case.section_id
    for permission in (Permission.CASE_STORE, Permission.CASE_CORRECT):
        if doing.by.reaches(permission, section):
            return
    raise NotAllowedError(_("A head or the custodian confirms this."))
