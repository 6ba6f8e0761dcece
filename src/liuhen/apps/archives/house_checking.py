# SPDX-License-Identifier: Apache-2.0
"""Checking everything: `journal audit` and how the vault was read lately, for audit administrators.

What this module promises:

- what is kept of a finding is its kind, the reference of the row, the column, the leaf: never what
  a row of a case holds;
- reading takes one moment of the database and holds up nobody; how far it is, another connection
  writes now and then;
- a check that ends by a fault is failed, with a reason that quotes no row, and may be started
  again; so may one that every worker died over.
"""

import threading
from typing import Any, Self
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.archives.asked_work import WORKER, made, shown, waits
from liuhen.apps.archives.models import HouseCheck, WorkState
from liuhen.apps.evidence.damage import MISSING
from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.reading_state import damaged_everywhere, readings
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import NotPermittedError
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.audit import Finding, audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.values import object_reference

CHECK_HOUSE = "archives.check_house"
#: Kept with a check; more is counted.
MOST = 200
_RUNS = 10
_FAILED = "archives.fail_house_check"
_NOTED_EVERY_SECONDS = 2.0
#: Kinds whose sentence names leaves, heads, tiles and triggers, and nothing out of a row.
_TOLD = frozenset({"hole", "tile", "head", "cut", "witness", "trigger"})


def ask_house_check(*, by: Viewer) -> HouseCheck:
    """Let a worker check everything; needs `JOURNAL_VIEW`. One that waits already is enough.

    Raises:
        NotPermittedError: not for this viewer.
    """
    _require(by)
    waiting = HouseCheck.objects.filter(state=WorkState.WAITING).first()
    if waiting is not None and waits(waiting, CHECK_HOUSE, _FAILED):
        return waiting
    with act("archives.ask_house_check", by=by) as record:
        row = record.create(HouseCheck(asked_at=record.at, asked_by=by.person))
        enqueue(CHECK_HOUSE, {"check_id": str(row.pk)}, lane=Lane.BULK, key=CHECK_HOUSE)
    return row


def house_checks(viewer: Viewer) -> list[HouseCheck]:
    """Return the last checks of everything, newest first; needs `JOURNAL_VIEW`."""
    _require(viewer)
    rows = HouseCheck.objects.select_related("asked_by").order_by("-asked_at")[:_RUNS]
    return shown(rows, lambda _row: CHECK_HOUSE)


def run_house_check(check_id: str) -> None:
    """Make a check that was asked for. The job `archives.check_house`; it may run twice."""
    row = HouseCheck.objects.get(pk=UUID(check_id))
    if row.state != WorkState.WAITING:
        return
    found = made(row, lambda: _found(row), _FAILED)
    if found is None:
        return
    with act("archives.check_house", by=WORKER) as record:
        record.update(row, state=WorkState.READY, done_at=record.at, **found)


def _found(row: HouseCheck) -> dict[str, Any]:
    with _Progress(row) as progress:
        report = audit(progress.reached)
    state = readings(timezone.now())
    damaged = [_damaged(one) for one in damaged_everywhere()[:MOST]]
    findings = [*damaged, *(_plain(one) for one in report.findings)]
    return {
        "leaves": report.leaves,
        "rows": report.rows,
        "heads": report.heads,
        "witnessed": report.witnessed,
        "found": report.total + state.damaged,
        "findings": findings[:MOST],
        "days": state.days,
        "objects_kept": state.kept,
        "objects_read": state.lately,
        "objects_unread": state.unread,
        "objects_damaged": state.damaged,
        "size_bytes": state.size_bytes,
        "oldest_at": state.oldest_at,
        "said": "\n".join(report.remarks)[:1000],
    }


def _plain(finding: Finding) -> dict[str, Any]:
    """What is kept of a finding: no value of a row."""
    return {
        "kind": finding.kind,
        "object": finding.object,
        "field": finding.field,
        "leaf": finding.leaf,
        "says": finding.says if finding.kind in _TOLD else "",
    }


def _damaged(stored: StoredObject) -> dict[str, Any]:
    return {
        "kind": "missing" if stored.damage == MISSING else "damaged",
        "object": object_reference(stored),
        "field": "",
        "leaf": None,
        "says": f"{stored.bureau.name} · {stored.digest}",
    }


def _require(viewer: Viewer) -> None:
    if not viewer.may(Permission.JOURNAL_VIEW):
        raise NotPermittedError(_("Only an audit administrator checks everything."))


class _Progress:
    """Writes from a thread of its own how far a check is; the check's connection only reads."""

    def __init__(self, row: HouseCheck) -> None:
        self._row, self._so_far = row.pk, (0, 0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._note, daemon=True)

    def reached(self, done: int, total: int) -> None:
        """Take note of so many leaves."""
        self._so_far = done, total

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _note(self) -> None:
        while not self._over.wait(_NOTED_EVERY_SECONDS):
            done, total = self._so_far
            try:
                HouseCheck.objects.filter(pk=self._row).update(done=done, total=total)
            except DatabaseError:  # the next time will do
                connection.close()
        connection.close()
