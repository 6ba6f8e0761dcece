# SPDX-License-Identifier: Apache-2.0
"""Asking for a bundle on a page; a worker makes it, and what was made is taken here.

Bundles lie as zip files in LIUHEN_HOME/bundles for some days. Taking one leaves a leaf of its own,
as asking does; the export itself leaves one about the case.
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from liuhen.apps.archives.asked_work import WORKER, fail, shown
from liuhen.apps.archives.bundling import write_bundle
from liuhen.apps.archives.errors import UnknownBundleError
from liuhen.apps.archives.models import Bundle, WorkState
from liuhen.apps.cases.acting import require_over_case
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.queries import get_case
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import act
from liuhen.archive.names import safe_name
from liuhen.archive.sinks import ZipSink
from liuhen.errors import UserError

MAKE, FORGET = "archives.bundle", "archives.forget_bundle"
#: So long a bundle may be taken.
KEPT = timedelta(days=7)
_LONGEST_PURPOSE = 300


class PurposeMissingError(UserError):
    """Nobody takes evidence out of the house without saying for what."""


def ask_bundle(*, by: Viewer, case: Case, purpose: str, whole: bool = False) -> Bundle:
    """Let a worker make the bundle of a case; needs `EVIDENCE_DOWNLOAD` over it.

    Raises:
        UnknownRowError, NotAllowedError: not for this viewer.
        PurposeMissingError: it is not said for what.
    """
    seen = get_case(by, case.pk)
    require_over_case(by, seen, Permission.EVIDENCE_DOWNLOAD)
    said = " ".join(purpose.split())[:_LONGEST_PURPOSE]
    if not said:
        raise PurposeMissingError(_("Say for what the bundle is: it is recorded with it."))
    with act("archives.ask_bundle", by=by) as record:
        made = record.create(
            Bundle(
                bureau_id=seen.bureau_id,
                section_id=seen.section_id,
                case=seen,
                asked_at=record.at,
                asked_by=by.person,
                purpose=said,
                whole=whole,
            )
        )
        enqueue(MAKE, {"bundle_id": str(made.pk)}, lane=Lane.NOW, key=_key(made))
    return made


def make_bundle(bundle_id: str) -> None:
    """Make a bundle that was asked for. The job `archives.bundle`; it may run twice."""
    row = Bundle.everywhere.select_related("case__bureau", "asked_by").get(pk=UUID(bundle_id))
    if row.state != WorkState.WAITING:
        return
    target = path_of(row)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in (target, *target.parent.glob(f".{row.pk}*.part")):
        left.unlink(missing_ok=True)  # of a worker that died over it
    by = viewer_for(row.asked_by, row.asked_at, row.case.bureau)
    try:
        made = write_bundle(
            by=by,
            who=f"{row.asked_by.name} ({row.asked_by.username})",
            case=row.case,
            purpose=row.purpose,
            sink_for=lambda size: ZipSink(target, top=_top(row.case), expected_bytes=size),
            whole=row.whole,
        )
    except UserError as error:
        fail(row, str(error), "archives.fail_bundle")
        return
    with act("archives.make_bundle", by=WORKER) as record:
        record.update(
            row,
            state=WorkState.READY,
            made_at=record.at,
            size_bytes=target.stat().st_size,
            leaf=made.leaf,
            said="\n".join(one.partition(" (")[0] for one in made.left_out)[:500],
        )
        arguments = {"bundle_id": str(row.pk)}
        enqueue(FORGET, arguments, lane=Lane.BULK, after=record.at + KEPT, key=f"{FORGET} {row.pk}")


def forget_bundle(bundle_id: str) -> None:
    """Remove a bundle whose days are over. The job `archives.forget_bundle`."""
    row = Bundle.everywhere.get(pk=UUID(bundle_id))
    path_of(row).unlink(missing_ok=True)
    if row.state == WorkState.READY:
        with act("archives.forget_bundle", by=WORKER) as record:
            record.update(row, state=WorkState.GONE)


def take_bundle(*, by: Viewer, case: Case, bundle_id: UUID) -> tuple[Bundle, Path]:
    """Return a bundle that is ready and where its file lies, and note who takes it.

    Raises:
        UnknownBundleError: there is none (any more) for this viewer.
    """
    seen = get_case(by, case.pk)
    require_over_case(by, seen, Permission.EVIDENCE_DOWNLOAD)
    row = Bundle.objects.seen_by(by).filter(pk=bundle_id, case=seen).first()
    if row is None or row.state != WorkState.READY or not path_of(row).is_file():
        raise UnknownBundleError(_("There is no such bundle, or it was removed."))
    with act("archives.take_bundle", by=by) as record:
        record.about(row)
        record.note(size_bytes=row.size_bytes)
    return row, path_of(row)


def bundles_of(viewer: Viewer, case: Case) -> list[Bundle]:
    """Return the bundles of a case, newest first."""
    rows = Bundle.objects.seen_by(viewer).filter(case=case).select_related("asked_by")
    return shown(rows.order_by("-asked_at")[:20], _key)


def _key(row: Bundle) -> str:
    return f"{MAKE} {row.pk}"


def path_of(bundle: Bundle) -> Path:
    """Return where the file of a bundle lies."""
    return Path(settings.LIUHEN_HOME) / "bundles" / f"{bundle.pk}.zip"


def file_name(case: Case) -> str:
    """Return the name under which a bundle is handed out."""
    return f"{_top(case)}.zip"


def _top(case: Case) -> str:
    return safe_name(f"证据包_{case.number}", "bundle")
