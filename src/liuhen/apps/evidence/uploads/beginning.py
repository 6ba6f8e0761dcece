# SPDX-License-Identifier: Apache-2.0
"""Beginning an upload, and ending what is given up or left."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence.arriving import clean_name, zone_of_bureau
from liuhen.apps.evidence.claims import claims_from
from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.intake import refuse_secret, require_may_add
from liuhen.apps.evidence.models import Upload, UploadState
from liuhen.apps.evidence.quota import require_room
from liuhen.apps.evidence.turns import BusyError, VanishedError, turn_at
from liuhen.apps.evidence.upload_errors import (
    BadHeaderError,
    GoneError,
    KeptAlreadyError,
    NoRoomError,
    UnknownUploadError,
)
from liuhen.apps.evidence.uploads.finishing import complete_upload, settle
from liuhen.apps.evidence.uploads.rows import LIFE, METADATA, expire_later, forget, path_of, turn_of
from liuhen.apps.people.viewer import Viewer
from liuhen.vault.store import StoreError, StoreFullError

log = logging.getLogger(__name__)


def begin_upload(*, by: Viewer, length: int, said: Mapping[str, str], metadata: str = "") -> Upload:
    """Begin an upload of `length` bytes and reserve their room; return its row.

    `said` is what the client says of the file (see `claims`), `metadata` how it was written, which
    the protocol wants back.

    Raises:
        NotPermittedError, SecretError: see `intake`.
        BadHeaderError: a digest that is none.
        TooMuchError, NoRoomError: see `quota`.
    """
    require_may_add(by)
    if by.bureau is None:
        raise ValueError("who may add evidence has a bureau")
    claims = claims_from(said, zone_of_bureau(by.bureau, by.at))
    refuse_secret(claims)
    if "sha256" in claims.unreadable:
        raise BadHeaderError(_("sha256: 64 hexadecimal digits of the whole file."))
    now = timezone.now()
    row = Upload(
        bureau=by.bureau,
        person=by.person,
        file_name=clean_name(said.get("filename", "")),
        length=length,
        claims={**msgspec.to_builtins(claims), METADATA: metadata},
        created_at=now,
        expires_at=now + LIFE,
    )
    with transaction.atomic():
        require_room(by.person, length)
        row.save(force_insert=True)
        expire_later(row.expires_at)
    try:
        path_of(row)
    except BaseException as error:
        Upload.everywhere.filter(pk=row.pk).update(state=UploadState.GONE)
        if isinstance(error, StoreFullError):
            raise NoRoomError(_("The store has no room; nothing was taken.")) from None
        raise
    return row


def upload_of(by: Viewer, key: UUID) -> Upload:
    """Return an upload that the viewer began.

    Raises:
        UnknownUploadError: there is none, or somebody else's.
    """
    rows = Upload.objects.seen_by(by).filter(person=by.person)
    found = rows.select_related("original__object", "bureau", "person__bureau").filter(pk=key)
    if (row := found.first()) is None:
        raise UnknownUploadError(_("There is no such upload."))
    return row


def end_upload(*, by: Viewer, upload: Upload) -> None:
    """Forget an upload and its bytes.

    Raises:
        KeptAlreadyError: it is an original.
        GoneError: it was ended before.
        InUseError: another connection sends to it.
    """
    if upload.state == UploadState.GONE:
        raise GoneError(_("The upload has ended; begin a new one."))
    settle(by=by, upload=upload)
    if upload.state == UploadState.DONE:
        raise KeptAlreadyError(_("The file has been kept; what is kept is not taken back."))
    with turn_of(upload) as turn:
        if upload.state == UploadState.DONE:
            raise KeptAlreadyError(_("The file has been kept; what is kept is not taken back."))
        forget(upload, turn.path)


def expire_uploads() -> None:
    """End what nobody has gone on with. The job `evidence.expire_uploads`."""
    now = timezone.now()
    rows = Upload.everywhere.filter(state=UploadState.OPEN, expires_at__lte=now)
    for upload in rows.select_related("bureau", "person__bureau"):
        try:
            if upload.offset >= upload.length:
                complete_upload(str(upload.pk))
                continue
            with turn_at(path_of(upload), patience_seconds=0) as turn:
                forget(upload, turn.path)
        except (BusyError, VanishedError):  # somebody is about it at this moment
            continue
        except (EvidenceError, StoreError) as error:
            log.warning("upload %s stays: %s", upload.pk, error)
    following = Upload.everywhere.filter(state=UploadState.OPEN).order_by("expires_at").first()
    if following is not None:
        expire_later(max(following.expires_at, now + timedelta(hours=1)))
