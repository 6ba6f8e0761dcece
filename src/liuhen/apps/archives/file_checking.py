# SPDX-License-Identifier: Apache-2.0
"""Holding one original against vault and journal, when somebody presses the button on its page.

What this module promises:

- the bytes are read now, from where they lie, and both digests compared with those of the intake;
- the rows of the original and of its object are what the last leaves about them say, and every leaf
  about them is hashed anew and led to the newest signed head;
- damage is noted on the file as the scrub would note it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from liuhen.apps.archives.asked_work import WORKER, made, shown, waits
from liuhen.apps.archives.checking.files import hold_file
from liuhen.apps.archives.checking.found import MOST_FINDINGS, Checked
from liuhen.apps.archives.checking.leaves import hold_leaves
from liuhen.apps.archives.checking.rows import hold_rows
from liuhen.apps.archives.errors import NothingToReadError
from liuhen.apps.archives.models import FileCheck, WorkState
from liuhen.apps.archives.touching import leaves_of
from liuhen.apps.evidence.keeping import read_again
from liuhen.apps.evidence.models import Holding, Original, Upload
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.one_view import one_view
from liuhen.apps.trace.outside import outside
from liuhen.apps.trace.values import object_reference

CHECK_FILE = "archives.check_file"
_FAILED = "archives.fail_file_check"


@dataclass(frozen=True, slots=True)
class _FileRows:
    """The rows of one original."""

    rows: tuple[Model, ...]

    def all(self) -> Iterator[Model]:
        """Every row."""
        yield from self.rows

    def references(self) -> frozenset[str]:
        """How the journal names them."""
        return frozenset(map(object_reference, self.rows))


def ask_file_check(*, by: Viewer, original: Original) -> FileCheck:
    """Let a worker check an original now; for whoever sees all of it.

    One that waits already is enough.

    Raises:
        NothingToReadError: its bytes were disposed of.
    """
    seen = Original.objects.seen_by(by).select_related("object").get(pk=original.pk)
    if seen.object.disposed_at is not None:
        raise NothingToReadError(
            _("%(name)s was destroyed lawfully: there is nothing to read again.")
            % {"name": seen.file_name}
        )
    rows = FileCheck.objects.seen_by(by).filter(original=seen, state=WorkState.WAITING)
    waiting, key = rows.first(), _key(seen.pk)
    if waiting is not None and waits(waiting, key, _FAILED):
        return waiting
    with act("archives.ask_file_check", by=by) as record:
        row = record.create(
            FileCheck(
                bureau_id=seen.bureau_id, original=seen, asked_at=record.at, asked_by=by.person
            )
        )
        enqueue(CHECK_FILE, {"check_id": str(row.pk)}, lane=Lane.NOW, key=key)
    return row


def run_file_check(check_id: str) -> None:
    """Make a check that was asked for. The job `archives.check_file`; it may run twice."""
    row = FileCheck.everywhere.get(pk=UUID(check_id))
    if row.state != WorkState.WAITING:
        return
    found = made(row, lambda: check_original(row.bureau_id, row.original_id), _FAILED)
    if found is None:
        return
    checked, witnessed_at = found
    with act("archives.check_file", by=WORKER) as record:
        record.update(
            row,
            state=WorkState.READY,
            done_at=record.at,
            leaves=checked.leaves,
            head=checked.head,
            witnessed_at=witnessed_at,
            findings=checked.plain()["findings"][:MOST_FINDINGS],
            said="\n".join(checked.remarks)[:500],
        )


def check_original(bureau: UUID, key: UUID) -> tuple[Checked, datetime | None]:
    """Hold an original against vault and journal; also return up to when a witness holds it."""
    checked = Checked()
    with one_view():
        original = Original.objects.within(bureau).select_related("object").get(pk=key)
        rows = _FileRows(tuple(_rows_of(original)))
        leaves = leaves_of(rows)
        hold_leaves(leaves, checked)
        hold_rows(rows, leaves, checked)
        witnessed_at = _witnessed_at()
    hold_file(original.object, original.file_name, checked, read_again)
    return checked, witnessed_at


class FileChecks(NamedTuple):
    """The last check that was made of an original, the one under way, the one that failed since."""

    done: FileCheck | None
    waiting: FileCheck | None
    failed: FileCheck | None


def file_checks(viewer: Viewer, original: Original) -> FileChecks:
    """Return what is to be shown of the checks of an original."""
    rows = FileCheck.objects.seen_by(viewer).filter(original=original).order_by("-asked_at")
    last = shown(rows[:1], lambda row: _key(row.original_id))
    state = last[0].state if last else ""
    return FileChecks(
        rows.filter(state=WorkState.READY).first(),
        last[0] if state == WorkState.WAITING else None,
        last[0] if state == WorkState.FAILED else None,
    )


def _key(original: UUID) -> str:
    return f"{CHECK_FILE} {original}"


def _rows_of(original: Original) -> Iterator[Model]:
    yield original
    yield original.object
    yield from Holding.objects.filter(object=original.object, holder=object_reference(original))
    yield from Upload.objects.within(original.bureau_id).filter(original=original)


def _witnessed_at() -> datetime | None:
    """When the last leaf was written that a witness outside covers."""
    last = Leaf.objects.filter(index=outside().witnessed - 1).first()
    return last.at if last else None
