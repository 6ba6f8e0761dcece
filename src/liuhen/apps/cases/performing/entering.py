# SPDX-License-Identifier: Apache-2.0
"""What acts on dues share: the due that is held, sums, and a step with the paper that shows it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.models import Activity, Document, Due, FactOrigin
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

_MOST_FEN = 10**15


@dataclass(frozen=True, slots=True)
class Shown:
    """The paper beside a step: its number and scan, or (`ref`) one that stands in the case."""

    number: str = ""
    scan_digest: str = ""
    ref: str = ""


def money(fen: int | None) -> int:
    """Return a sum of money.

    Raises:
        BadFactError: it is none.
    """
    if fen is None or not 0 < fen < _MOST_FEN:
        raise BadFactError(_("How much is it? Enter an amount of more than nothing."), "amount")
    return fen


def on_due(
    due: Due, by: Viewer, name: str, permission: Permission = Permission.CASE_ENTER
) -> AbstractContextManager[CaseAct]:
    """Begin an act on the case of a due."""
    return case_act(name, by=by, case=due.case, permission=permission)


def open_due(doing: CaseAct, due: Due) -> Due:
    """Return a due, locked.

    Raises:
        UnknownRowError: it is not of the case; BadFactError: it is done already.
    """
    rows = Due.objects.within(doing.case.bureau_id).select_for_update()
    row = rows.filter(pk=due.pk, case=doing.case).first()
    if row is None:
        raise UnknownRowError(_("There is no such entry in the case."))
    if row.done_at is not None:
        raise BadFactError(_("That is done already."))
    return row


def put_step(
    doing: CaseAct,
    kind: str,
    start: datetime,
    end: datetime | None,
    paper: str,
    *,
    fields: Mapping[str, str],
    shown: Shown,
    officers: Iterable[Mapping[str, Any]] = (),
    noted: Mapping[str, Any] | None = None,
) -> Activity:
    """Enter an activity and the paper that shows it; `noted`: more of its details."""
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    begun = put.time(start, "at")
    row = put.put(
        Activity(
            kind=kind,
            start=begun,
            end=put.end(begun, end) or begun,
            officers=checks.officers(officers),
            details=details_of({"note": next(iter(fields.values()), "")} | dict(noted or {})),
        )
    )
    if shown.ref:
        put.name_in(shown.ref, row.ref)
        return row
    told = dict(fields) | ({"document_number": shown.number} if shown.number else {})
    document = Document(
        type=paper,
        at=begun,
        event_refs=[row.ref],
        fields=checks.fields_of(told),
        scan_digest=shown.scan_digest and scan_taken(doing.by, shown.scan_digest).digest,
    )
    put.put(document, FactOrigin.SCAN if document.scan_digest else FactOrigin.TYPED)
    return row
