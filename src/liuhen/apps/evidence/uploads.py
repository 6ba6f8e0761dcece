# SPDX-License-Identifier: Apache-2.0
"""Uploads (tus 1.0) under way: begun, received, finished, ended, expired.

What this module promises:

- `offset` of a row is what is on the disk for good; every answer that names an offset names that;
- what lies in the file beyond it (after a crash) counts for nothing and is cut off;
- an upload that is whole becomes an original: by the request that brought the last byte, else by
  the next that asks, else by the job that was left in the same transaction as the last byte;
- before an upload is adopted its digest is written down, so that every step may be done again.

How bytes are read and written stands in `receiving`, whose turn it is in `turns`, how much room
there is in `quota`. The rows are no evidence yet and leave no leaf; keeping does.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.arriving import clean_name, zone_of_bureau
from liuhen.apps.evidence.claims import Claims, claims_from
from liuhen.apps.evidence.damage import mark_damaged, what_happened
from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.intake import (
    COMPLETE,
    Kept,
    keep_original,
    refuse_secret,
    require_may_add,
)
from liuhen.apps.evidence.models import StoredObject, Upload, UploadState
from liuhen.apps.evidence.quota import require_room
from liuhen.apps.evidence.receiving import Crowd, Read, Received, Running, digest_rest, receive
from liuhen.apps.evidence.turns import BusyError, LostError, Turn, VanishedError, turn_at
from liuhen.apps.evidence.upload_errors import (
    BadHeaderError,
    BeyondError,
    BrokenOffError,
    ChecksumError,
    CrowdedError,
    GoneError,
    InUseError,
    KeptAlreadyError,
    NoRoomError,
    OffsetError,
    UnknownUploadError,
    UnsettledError,
    WrongDigestError,
)
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.vault.store import ObjectDamagedError, StoreAwayError, StoreError, StoreFullError

log = logging.getLogger(__name__)

LIFE = timedelta(days=7)
#: Beside the claims of a row: how they were written, which the protocol wants back.
METADATA = "metadata"
EXPIRE = "evidence.expire_uploads"
#: So many bodies at once in a process; the other threads of the server stay for pages.
MOST_AT_ONCE = 56
CHECKSUMS = ("sha256", "sha1")
PATIENCE_SECONDS = 3.0
_FINISH_AFTER = timedelta(minutes=1)
_MOST_STATES = 1000

crowd = Crowd(MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Body:
    """What one request brings: where it says it begins, and how long it says it is."""

    offset: int
    length: int
    read: Read
    checksum: tuple[str, bytes] | None = None


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
        _expire_later(row.expires_at)
    try:
        _path(row)
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


def receive_body(*, by: Viewer, upload: Upload, body: Body) -> Kept | None:
    """Take the bytes of one request; return what was kept where they make the file whole.

    `upload.offset` is what is on the disk afterwards, whatever happens.

    Raises:
        GoneError, OffsetError, BeyondError, InUseError, CrowdedError: nothing was read.
        BrokenOffError: less arrived than announced; what came is on the disk.
        NoRoomError: the disk is full; what came is on the disk.
        ChecksumError: the body is not what it should be; the offset is as before.
        WrongDigestError: the whole file is not; the upload is gone.
    """
    _require_open(upload)
    _require_place(upload, body)
    if not crowd.enter():
        raise CrowdedError(_("Too many uploads run at once; try again in some seconds."))
    try:
        with _turn(upload) as turn:
            _require_open(upload)
            _require_place(upload, body)
            return _received(by, upload, body, turn)
    except LostError:
        _refresh(upload)
        raise OffsetError(upload.offset) from None
    finally:
        crowd.leave()


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
    with _turn(upload) as turn:
        whole = upload.state == UploadState.OPEN and upload.offset == upload.length
        return _finished(by, upload, turn) if whole else None


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
    with _turn(upload) as turn:
        if upload.state == UploadState.DONE:
            raise KeptAlreadyError(_("The file has been kept; what is kept is not taken back."))
        _forget(upload, turn.path)


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


def expire_uploads() -> None:
    """End what nobody has gone on with. The job `evidence.expire_uploads`."""
    now = timezone.now()
    rows = Upload.everywhere.filter(state=UploadState.OPEN, expires_at__lte=now)
    for upload in rows.select_related("bureau", "person__bureau"):
        try:
            if upload.offset >= upload.length:
                complete_upload(str(upload.pk))
                continue
            with turn_at(_path(upload), patience_seconds=0) as turn:
                _forget(upload, turn.path)
        except (BusyError, VanishedError):  # somebody is about it at this moment
            continue
        except (EvidenceError, StoreError) as error:
            log.warning("upload %s stays: %s", upload.pk, error)
    following = Upload.everywhere.filter(state=UploadState.OPEN).order_by("expires_at").first()
    if following is not None:
        _expire_later(max(following.expires_at, now + timedelta(hours=1)))


def _expire_later(at: datetime) -> None:
    """One waiting job a day is enough."""
    enqueue(EXPIRE, {}, after=at, key=f"{EXPIRE} {at:%Y-%m-%d}")


def _refresh(upload: Upload) -> None:
    upload.refresh_from_db(fields=["state", "offset", "digest", "original", "expires_at"])


def _require_open(upload: Upload) -> None:
    if upload.state == UploadState.GONE:
        raise GoneError(_("The upload has ended or expired; begin a new one."))
    if upload.state == UploadState.OPEN and upload.expires_at <= timezone.now():
        raise GoneError(_("The upload has expired; begin a new one."))


def _require_place(upload: Upload, body: Body) -> None:
    if body.offset != upload.offset:
        raise OffsetError(upload.offset)
    if body.offset + body.length > upload.length:
        raise BeyondError(
            _("The body would make the file longer than the %(length)d bytes announced.")
            % {"length": upload.length}
        )


def _received(by: Viewer, upload: Upload, body: Body, turn: Turn) -> Kept | None:
    if upload.state == UploadState.DONE:
        return None  # nothing is left to send: the body is empty
    if upload.offset == upload.length:
        return _finished(by, upload, turn)
    known = _state(upload, turn)
    before = known.copy() if body.checksum else None
    received = receive(
        turn,
        body.read,
        start=upload.offset,
        length=body.length,
        known=known,
        crowd=crowd,
        record=lambda size: _record(upload, size),
        checksum=body.checksum[0] if body.checksum else "",
    )
    if body.checksum and before is not None:
        _compare(upload, body.checksum[1], received, before, turn)
    _states.keep(upload.pk, received.running)
    with turn.recording():
        if received.size == upload.length:
            return _finished(by, upload, turn)
        if not _record(upload, received.size):
            raise GoneError(_("The upload has ended; begin a new one."))
    if received.full:
        raise NoRoomError(_("The disk is full; what has arrived stays. Make room and go on."))
    if not received.whole:
        raise _broken_off(upload)
    return None


def _compare(
    upload: Upload, wanted: bytes, received: Received, before: Running, turn: Turn
) -> None:
    """Let the body count whole or not at all.

    Raises:
        ChecksumError, BrokenOffError, NoRoomError: not at all.
    """
    if received.whole and received.body_digest == wanted:
        return
    turn.cut(upload.offset)
    _states.keep(upload.pk, before)
    if received.full:
        raise NoRoomError(_("The disk is full; what has arrived stays. Make room and go on."))
    if not received.whole:
        raise _broken_off(upload)
    raise ChecksumError(_("The body does not have its checksum; send it again."))


def _broken_off(upload: Upload) -> BrokenOffError:
    return BrokenOffError(
        _("The connection ended before the body did; the upload stands at %(offset)d.")
        % {"offset": upload.offset}
    )


def _state(upload: Upload, turn: Turn) -> Running:
    """The digest as far as it is known; what lies beyond the offset is cut off.

    Raises:
        GoneError: less lies there than was said; nothing can be built on it.
    """
    size = turn.size()
    if size < upload.offset:
        _forget(upload, turn.path)
        raise GoneError(_("The bytes of the upload were lost; begin a new one."))
    if size > upload.offset:
        turn.cut(upload.offset)
    known = _states.taken(upload.pk)
    return known if known is not None and known.size <= upload.offset else Running()


def _finished(by: Viewer, upload: Upload, turn: Turn) -> Kept:
    """Let a whole file become an original; every step may be done twice."""
    if upload.digest and turn.size() == 0 < upload.length:
        turn.path.unlink(missing_ok=True)  # it was adopted: asking for it has made a new one
    elif not upload.digest:
        _write_down(upload, turn)
    return _adopted(by, upload, turn.path)


def _write_down(upload: Upload, turn: Turn) -> None:
    """Take the digest, compare, and write it down with the job that goes on from there."""
    known = _states.taken(upload.pk) or Running()
    digest = digest_rest(turn.descriptor, known, upload.length).digest
    wanted = upload.claims.get("sha256", "")
    if wanted and digest != f"sha256:{wanted}":
        _forget(upload, turn.path)
        raise WrongDigestError(
            _("The file that arrived does not have the digest that was announced; send it anew.")
        )
    with transaction.atomic():
        if not _record(upload, upload.length, digest=digest):
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


def _record(upload: Upload, size: int, *, digest: str = "") -> bool:
    """Write down what is durable; `False`: the upload is open no more."""
    values = {"offset": size, "expires_at": timezone.now() + LIFE}
    if digest:
        values["digest"] = digest
    rows = Upload.everywhere.filter(pk=upload.pk, state=UploadState.OPEN)
    if not rows.update(**values):
        return False
    for name, value in values.items():
        setattr(upload, name, value)
    return True


def _forget(upload: Upload, path: Path) -> None:
    """First the row, then the bytes: a file without a row is swept."""
    Upload.everywhere.filter(pk=upload.pk, state=UploadState.OPEN).update(state=UploadState.GONE)
    upload.state = UploadState.GONE
    path.unlink(missing_ok=True)
    _states.taken(upload.pk)


def _path(upload: Upload) -> Path:
    return vault().incoming(str(upload.bureau_id), str(upload.pk))


@contextmanager
def _turn(upload: Upload) -> Iterator[Turn]:
    """Have the turn of an upload, whose row is fresh inside, or say who has it."""
    until = time.monotonic() + PATIENCE_SECONDS
    with ExitStack() as held:
        while True:
            patience = max(until - time.monotonic(), 0)
            try:
                turn = held.enter_context(turn_at(_path(upload), patience_seconds=patience))
            except VanishedError:  # another one has just finished it
                continue
            except BusyError:
                raise InUseError(
                    _("Another connection is sending to this upload; try again in some seconds.")
                ) from None
            break
        _refresh(upload)
        if upload.state != UploadState.OPEN:
            turn.path.unlink(missing_ok=True)  # asking for it has made it anew
        yield turn


def _whole_row(upload_id: str) -> Upload | None:
    rows = Upload.everywhere.select_related("bureau", "person__bureau")
    row = rows.filter(pk=UUID(upload_id), state=UploadState.OPEN).first()
    return None if row is None or row.offset < row.length else row


class _States:
    """Digests of what has arrived so far, between two requests of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[UUID, Running] = OrderedDict()

    def keep(self, key: UUID, running: Running) -> None:
        """Remember; the oldest goes where there are too many."""
        with self._lock:
            self._known[key] = running
            if len(self._known) > _MOST_STATES:
                self._known.popitem(last=False)

    def taken(self, key: UUID) -> Running | None:
        """Return and forget it."""
        with self._lock:
            return self._known.pop(key, None)


_states = _States()
