# SPDX-License-Identifier: Apache-2.0
"""Explaining what was not recorded, in one act: the break with its reason, statement and report.

Sources: 002 arts. 15 and 16, 003 arts. 15, 17, 26(3) and 27(4), 000/001 art. 14. A statement that
is typed counts from when it was typed; with a scan its own time counts. That a break was reported
to the head counts once the head confirms it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import supersede
from liuhen.apps.cases.acts.entry import Entry, entry
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.models import Activity, Document, FactOrigin, Interruption
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law


@dataclass(frozen=True, slots=True)
class Statement:
    """What is written down of it: as `text`, or as the scan of a paper of `written_at`, or both."""

    text: str = ""
    scan_digest: str = ""
    written_at: datetime | None = None


def explain_gap(
    *,
    by: Viewer,
    activity: Activity,
    start: datetime,
    end: datetime | None,
    cause: str,
    explained_by: str = "",
    statement: Statement | None = None,
    reported_to_head_at: datetime | None = None,
) -> Interruption:
    """Enter why the recording of an activity broke off, with the statement as a paper of its own.

    `cause` and `explained_by` in the contract's words; a `statement` becomes an
    `interruption_statement`. `end` is `None` where the recording did not go on.

    Raises:
        BadFactError: explained by a paper that is not there.
    """
    with entry("cases.explain_gap", by=by, case=activity.case, section=activity.section) as put:
        row = _current(by, activity)
        begun = put.time(start, "start")
        paper = _paper(put, row, "interruption_statement", statement or Statement())
        if explained_by == "document" and paper is None:
            raise BadFactError(_("Write the statement, or add its scan."), "statement")
        return put.put(
            Interruption(
                start=begun,
                end=put.end(begun, end),
                event_ref=row.ref,
                cause=checks.word(cause, law.INTERRUPTION_REASONS, "reason"),
                explained_by=explained_by
                and checks.word(explained_by, ("voice", "document"), "explained_by"),
                document="" if paper is None else paper.ref,
                reported_to_head_at=reported_to_head_at
                and put.time(reported_to_head_at, "reported_to_head_at"),
            )
        )


def explain_missing(
    *,
    by: Viewer,
    activity: Activity,
    reason: str,
    statement: Statement | None = None,
) -> Activity:
    """Enter why an activity was not recorded at all, with the paper that says so.

    Whoever may enter facts says it at any time: it moves no deadline, and the paper counts from
    when it was written.

    Raises:
        BadFactError: it is explained already.
    """
    with entry("cases.explain_missing", by=by, case=activity.case, section=activity.section) as put:
        row = _current(by, activity)
        if row.no_recording:
            raise BadFactError(_("Why it was not recorded is entered already; correct the entry."))
        said = checks.filled(reason, "no_recording.reason", 300)
        written = statement or Statement()
        if not written.text.strip():
            written = replace(written, text=said)
        paper = _paper(put, row, "no_recording_reason", written)
        value = {"reason": said} | ({"document": paper.ref} if paper is not None else {})
        return supersede(put.record, row, by, entered=False, no_recording=value)


def _current(by: Viewer, activity: Activity) -> Activity:
    """The activity as it stands, locked; people may have corrected it meanwhile."""
    rows = Activity.objects.seen_by(by).filter(item=activity.item)
    if by.bureau_id is None or not rows.exists():
        raise UnknownRowError(_("There is no such entry."))
    held = Activity.objects.within(by.bureau_id).select_for_update()
    found = held.filter(item=activity.item, superseded_at=None, withdrawn=False).first()
    if found is None or found.case_id != activity.case_id:
        raise UnknownRowError(_("There is no such entry."))
    return found


def _paper(put: Entry, activity: Activity, kind: str, said: Statement) -> Document | None:
    """The statement as a paper of the case, if there is one."""
    words = checks.text(said.text, "statement")
    if not words and not said.scan_digest:
        return None
    now = put.record.at.replace(microsecond=0)
    at = put.time(said.written_at, "at") if said.written_at else now
    row = Document(
        type=kind,
        at=at,
        event_refs=[activity.ref],
        fields={"reason": words} if words else {},
        signatures=[],
        scan_digest=said.scan_digest and scan_taken(put.by, said.scan_digest).digest,
    )
    return put.put(row, FactOrigin.SCAN if row.scan_digest else FactOrigin.TYPED)
