# SPDX-License-Identifier: Apache-2.0
"""A whole upload becomes an original.

What this module promises:

- by the request that brought the last byte, else by the next that asks, else by the job that was
  left in the same transaction as the last byte;
- before an upload is adopted its digest is written down, so that every step may be done again.
"""

import logging
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.damage import mark_damaged, what_happened
from liuhen.apps.evidence.intake import COMPLETE, Kept, keep_original
from liuhen.apps.evidence.models import StoredObject, Upload, UploadState
from liuhen.apps.evidence.running_digest import Running, digest_rest
from liuhen.apps.evidence.turns import Turn
from liuhen.apps.evidence.upload_errors import (
    GoneError,
    NoRoomError,
    UnsettledError,
    WrongDigestError,
)
from liuhen.apps.evidence.uploads.rows import METADATA, forget, record, states, turn_of
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.vault.store import ObjectDamagedError, StoreAwayError, StoreFullError

log = logging.getLogger(__name__)
_FINISH_AFTER = timedelta(minutes=1)


def settle(*, by: Viewer, upload: Upload, patiently: bool = False) -> Kept | None:
    """Finish an upload that is whole but was not kept, as a crash leaves it; else do nothing.

    `patiently`: an upload that is not whole is waited for, too, where another connection is just
    ending: its offset is about to grow.

    Raises:
        InUseError: another connection is about it.
        WrongDigestError: its bytes are not what was announced; the upload is gone.
        NoRoomError, UnsettledError: the store cannot take it now; a job tries again.
    """
    if upload.state != UploadState.OPEN or (upload.offset < upload.length and not patiently):
        return None
    with turn_of(upload) as turn:
        whole = upload.state == UploadState.OPEN and upload.offset == upload.length
        return finished(by, upload, turn) if whole else None


def complete_upload(upload_id: str) -> None:
    """Finish an upload whose bytes are all here. The job `evidence.complete_upload`."""
    upload = _whole_row(upload_id)
    if upload is None:
        return
    viewer = viewer_for(upload.person, timezone.now(), upload.bureau)
    try:
        settle(by=viewer, upload=upload)
    except WrongDigestError as error:
        log.warning("upload %s: %s", upload_id, error)


def finished(by: Viewer, upload: Upload, turn: Turn) -> Kept:
    """Let a whole file become an original; every step may be done twice."""
    if upload.digest and turn.size() == 0 < upload.length:
        turn.path.unlink(missing_ok=True)  # it was adopted: asking for it has made a new one
    elif not upload.digest:
        _write_down(upload, turn)
    return _adopted(by, upload, turn.path)


def _write_down(upload: Upload, turn: Turn) -> None:
    """Take the digest, compare, and write it down with the job that goes on from there."""
    known = states.taken(upload.pk) or Running()
    digest = digest_rest(turn.descriptor, known, upload.length).digest
    wanted = upload.claims.get("sha256", "")
    if wanted and digest != f"sha256:{wanted}":
        forget(upload, turn.path)
        raise WrongDigestError(
            _("The file that arrived does not have the digest that was announced; send it anew.")
        )
    with transaction.atomic():
        if not record(upload, upload.length, digest=digest):
            raise GoneError(_("The upload has ended; begin a new one."))
        key = f"{COMPLETE} {upload.pk}"
        arguments = {"upload_id": str(upload.pk)}
        enqueue(COMPLETE, arguments, after=timezone.now() + _FINISH_AFTER, key=key)


def _adopted(by: Viewer, upload: Upload, path: Path) -> Kept:
    """Let the store take the file, and write the rows.

    Raises:
        NoRoomError, UnsettledError: the store cannot; the job tries again.
    """
    try:
        stored = repairing.adopt(str(upload.bureau_id), path, upload.digest, upload.length)
    except StoreFullError:
        raise NoRoomError(
            _("The store is full; the file has arrived and is kept once there is room.")
        ) from None
    except StoreAwayError:
        raise UnsettledError(
            _("The store does not answer; the file has arrived and is kept once it does.")
        ) from None
    except ObjectDamagedError as error:
        rows = StoredObject.objects.within(upload.bureau_id)
        for row in rows.filter(digest=upload.digest):
            mark_damaged(row, what_happened(error))
        raise UnsettledError(
            _("The vault holds these bytes damaged, and yours are gone; send the file again.")
        ) from None
    said = {key: value for key, value in upload.claims.items() if key != METADATA}
    return keep_original(
        by=by,
        stored=stored,
        file_name=upload.file_name,
        section=upload.section,
        claims=msgspec.convert(said, Claims),
        upload=upload,
    )


def _whole_row(upload_id: str) -> Upload | None:
    rows = Upload.everywhere.select_related("bureau", "person__bureau")
    row = rows.filter(pk=UUID(upload_id), state=UploadState.OPEN).first()
    return None if row is None or row.offset < row.length else row
