# SPDX-License-Identifier: Apache-2.0
"""The bytes that one request brings to an upload.

What this module promises:

- every answer that names an offset names what is on the disk for good;
- what lies in the file beyond it (after a crash) counts for nothing and is cut off;
- a body with a checksum counts whole or not at all.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.evidence.crowd import Crowd
from liuhen.apps.evidence.intake import Kept
from liuhen.apps.evidence.models import Upload, UploadState
from liuhen.apps.evidence.receiving import Read, Received, receive
from liuhen.apps.evidence.running_digest import Running
from liuhen.apps.evidence.turns import LostError, Turn
from liuhen.apps.evidence.upload_errors import (
    BeyondError,
    BrokenOffError,
    ChecksumError,
    CrowdedError,
    GoneError,
    NoRoomError,
    OffsetError,
)
from liuhen.apps.evidence.uploads.finishing import finished
from liuhen.apps.evidence.uploads.rows import forget, record, refresh, require_open, states, turn_of
from liuhen.apps.people.viewer import Viewer

#: So many bodies at once in a process; the other threads of the server stay for pages.
MOST_AT_ONCE = 56
CHECKSUMS = ("sha256", "sha1")
crowd = Crowd(MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Body:
    """What one request brings: where it says it begins, and how long it says it is."""

    offset: int
    length: int
    read: Read
    checksum: tuple[str, bytes] | None = None


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
    require_open(upload)
    _require_place(upload, body)
    if not crowd.enter():
        raise CrowdedError(_("Too many uploads run at once; try again in some seconds."))
    try:
        with turn_of(upload) as turn:
            require_open(upload)
            _require_place(upload, body)
            return _received(by, upload, body, turn)
    except LostError:
        refresh(upload)
        raise OffsetError(upload.offset) from None
    finally:
        crowd.leave()


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
        return finished(by, upload, turn)
    known = _state(upload, turn)
    before = known.copy() if body.checksum else None
    received = receive(
        turn,
        body.read,
        start=upload.offset,
        length=body.length,
        known=known,
        crowd=crowd,
        record=lambda size: record(upload, size),
        checksum=body.checksum[0] if body.checksum else "",
    )
    if body.checksum and before is not None:
        _compare(upload, body.checksum[1], received, before, turn)
    states.keep(upload.pk, received.running)
    with turn.recording():
        if received.size == upload.length:
            return finished(by, upload, turn)
        if not record(upload, received.size):
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
    states.keep(upload.pk, before)
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
        forget(upload, turn.path)
        raise GoneError(_("The bytes of the upload were lost; begin a new one."))
    if size > upload.offset:
        turn.cut(upload.offset)
    known = states.taken(upload.pk)
    return known if known is not None and known.size <= upload.offset else Running()
