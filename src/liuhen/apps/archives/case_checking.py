# SPDX-License-Identifier: Apache-2.0
"""Holding one case against vault and journal, when somebody asks for it on the page of the case."""

from uuid import UUID

from liuhen.apps.archives.asked_work import WORKER, made, shown, waits
from liuhen.apps.archives.checking.cases import check_case
from liuhen.apps.archives.checking.found import MOST_FINDINGS
from liuhen.apps.archives.models import CaseCheck, WorkState
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.queries import get_case
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act

CHECK = "archives.check_case"
_FAILED = "archives.fail_check"


def ask_check(*, by: Viewer, case: Case) -> CaseCheck:
    """Let a worker hold a case against vault and journal; for whoever sees the case."""
    seen = get_case(by, case.pk)
    waiting = CaseCheck.objects.seen_by(by).filter(case=seen, state=WorkState.WAITING).first()
    if waiting is not None and waits(waiting, _key(waiting), _FAILED):
        return waiting
    with act("archives.ask_check", by=by) as record:
        row = record.create(
            CaseCheck(
                bureau_id=seen.bureau_id,
                section_id=seen.section_id,
                case=seen,
                asked_at=record.at,
                asked_by=by.person,
            )
        )
        enqueue(CHECK, {"check_id": str(row.pk)}, lane=Lane.NOW, key=_key(row))
    return row


def run_check(check_id: str) -> None:
    """Make a check that was asked for. The job `archives.check_case`; it may run twice."""
    row = CaseCheck.everywhere.select_related("case__bureau").get(pk=UUID(check_id))
    if row.state != WorkState.WAITING:
        return
    found = made(row, lambda: check_case(row.case), _FAILED)
    if found is None:
        return
    plain = found.plain()
    with act("archives.check_case", by=WORKER) as record:
        record.update(
            row,
            state=WorkState.READY,
            done_at=record.at,
            files=found.files,
            size_bytes=found.size_bytes,
            rows=found.rows,
            leaves=found.leaves,
            findings=plain["findings"][:MOST_FINDINGS],
            unwitnessed_since=found.unwitnessed_since,
            said="\n".join(found.remarks)[:500],
        )


def checks_of(viewer: Viewer, case: Case) -> list[CaseCheck]:
    """Return the checks of a case, newest first."""
    rows = CaseCheck.objects.seen_by(viewer).filter(case=case).select_related("asked_by")
    return shown(rows.order_by("-asked_at")[:10], _key)


def _key(row: CaseCheck) -> str:
    return f"{CHECK} {row.pk}"
