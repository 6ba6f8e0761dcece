# SPDX-License-Identifier: Apache-2.0
"""Taking in: bytes that lie safely in the vault become an original of the catalogue.

What this module promises:

- the row is written after the bytes and their name are on the disk (wall 4), in one act with the
  object, its holder and the upload that brought it; the jobs that read it again stand in the same
  transaction;
- the same bytes twice in a bureau are the same original, and nothing is written twice;
- nothing is refused for a formal fault (wall 10): what is wrong or unknown is a finding on the row;
- material that is said to be a state secret is not taken (wall 8);
- the device's own times stay beside the corrected ones: start = raw start + offset, where the
  offset is one that counts (`clock_readings`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.arriving import Known, know
from liuhen.apps.evidence.claims import STATE_SECRET, Claims
from liuhen.apps.evidence.clock_readings import note_measured
from liuhen.apps.evidence.errors import BadFileError, NotPermittedError, SecretError, VaultFullError
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.evidence.models import Original, TimeSource, Upload, UploadState
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue, withdraw
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.vault.store import Stored, StoreFullError, TooLargeError

PROBE = "evidence.probe"
LINK_CLAIMED = "cases.link_claimed"
COMPLETE = "evidence.complete_upload"
#: A form brings no more; larger files come by the upload protocol, which can be resumed.
MOST_FORM_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file. `already_there`: the bureau had these bytes before."""

    original: Original
    already_there: bool


def keep_original(
    *,
    by: Viewer,
    stored: Stored,
    file_name: str,
    kind: str = "",
    section: Organisation | None = None,
    claims: Claims | None = None,
    upload: Upload | None = None,
) -> Kept:
    """Write the row of a file whose bytes are in the vault of the viewer's bureau.

    With an `upload`, that is done in the same act; whether the viewer may add evidence was asked
    when it began, and is not asked again.

    Raises:
        NotPermittedError: the viewer brings no evidence into a bureau.
        SecretError: the file is said to be a state secret.
    """
    said = claims or Claims()
    if upload is None:
        require_may_add(by)
    refuse_secret(said)
    known = know(by, file_name, said, kind=kind, section=section)
    try:
        return _kept(by, stored, known, said, upload)
    except IntegrityError:  # the same bytes came twice at once: the other one was first
        return _kept(by, stored, known, said, upload)


def keep_file(
    *,
    by: Viewer,
    file_name: str,
    chunks: Iterable[bytes],
    claims: Claims | None = None,
    kind: str = "",
    section: Organisation | None = None,
    most_bytes: int = MOST_FORM_BYTES,
) -> Kept:
    """Take in a small file that came with a form: photos, documents.

    Raises:
        BadFileError: larger than `most_bytes`.
        VaultFullError: no room.
        NotPermittedError, SecretError: as in `keep_original`, before a byte is kept.
    """
    require_may_add(by)
    said = claims or Claims(came_by="form")
    refuse_secret(said)
    try:
        stored = repairing.put(str(by.bureau_id), chunks, most_bytes=most_bytes)
    except TooLargeError:
        raise BadFileError(
            _("The file is larger than %(most)d MiB; bring it in by the upload page.")
            % {"most": most_bytes // 1024**2}
        ) from None
    except StoreFullError:
        raise VaultFullError from None
    return keep_original(
        by=by, stored=stored, file_name=file_name, kind=kind, section=section, claims=said
    )


def require_may_add(by: Viewer) -> None:
    """Refuse whoever brings no evidence into a bureau.

    Raises:
        NotPermittedError: so it is.
    """
    if by.bureau is None or not by.may(Permission.EVIDENCE_ADD):
        raise NotPermittedError(_("Your role does not bring in recordings."))


def refuse_secret(claims: Claims) -> None:
    """Refuse what is said to be a state secret: this system may not hold it.

    Raises:
        SecretError: so it is.
    """
    if claims.secrecy == STATE_SECRET:
        raise SecretError(
            _(
                "Material that is a state secret is not kept here; hand it to its keeper and enter "
                "the shell of the case with the place where it lies."
            )
        )


def _kept(by: Viewer, stored: Stored, known: Known, claims: Claims, upload: Upload | None) -> Kept:
    there = _there(by, stored)
    if there is not None and upload is None and there.object.disposed_at is None:
        _link_later(there, claims, by.person_id, _typed_start(known, claims))
        return Kept(there, already_there=True)
    try:
        return _written(by, stored, known, claims, upload)
    except _DoneAlready as done:  # another request or worker was first
        return Kept(done.original, already_there=True)


class _DoneAlready(Exception):
    """The upload has its original; the act is not done twice."""

    def __init__(self, original: Original) -> None:
        super().__init__(str(original.pk))
        self.original = original


def _written(
    by: Viewer, stored: Stored, known: Known, claims: Claims, upload: Upload | None
) -> Kept:
    with act("evidence.keep", by=by) as record:
        if upload is not None:
            _require_undone(upload)
        there = _there(by, stored)
        if there is None:
            original = _new(by, record, stored, known, claims)
        else:
            original = there
            record.about(original)
            register_object(record, original.bureau, stored, original)
        if upload is not None:
            _finish(record, upload, original, stored, claims, begins=_typed_start(known, claims))
        elif not record.changed:  # written by somebody else a moment ago
            record.note(again=known.file_name)
        if upload is None:
            _link_later(original, claims, by.person_id, _typed_start(known, claims))
    return Kept(original, already_there=there is not None)


def _there(by: Viewer, stored: Stored) -> Original | None:
    rows = Original.objects.within(_bureau(by).pk).select_related("object", "bureau")
    return rows.filter(object__digest=stored.digest).first()


def _new(by: Viewer, record: Record, stored: Stored, known: Known, claims: Claims) -> Original:
    original = Original(
        bureau=by.bureau,
        section=known.section,
        kind=known.kind,
        file_name=known.file_name,
        device=known.device,
        device_code=known.said_device,
        officer=known.officer,
        officer_name=known.said_officer,
        raw_start=known.raw_start,
        raw_end=known.raw_end,
        offset_ms=known.offset_ms,
        start=known.start,
        end=known.end,
        time_source=known.time_source,
        kept_at=record.at,
        kept_by=by.person,
        came_by=claims.came_by or "api",
        findings=known.findings,
    )
    record.about(original)
    original.object = register_object(record, _bureau(by), stored, original)
    record.create(original)
    if claims.note:
        record.note(note=claims.note)
    if known.device is not None and known.measured_ms is not None:
        note_measured(record, by, known.device, known.measured_ms, claims)
    key = f"{PROBE} {original.pk}"
    enqueue(PROBE, {"original_id": str(original.pk)}, lane=Lane.SOON, key=key)
    return original


def _require_undone(upload: Upload) -> None:
    """Hold the upload's row; whoever else finishes it waits, and then finds it done."""
    row = Upload.everywhere.select_for_update(of=("self",)).get(pk=upload.pk)
    if row.original is not None:
        upload.refresh_from_db()
        raise _DoneAlready(row.original)


def _finish(
    record: Record,
    upload: Upload,
    original: Original,
    stored: Stored,
    claims: Claims,
    *,
    begins: datetime | None,
) -> None:
    """End the upload in the same transaction."""
    row = Upload.everywhere.get(pk=upload.pk)
    record.update(
        row,
        state=UploadState.DONE,
        original=original,
        digest=stored.digest,
        offset=row.length,
    )
    withdraw(f"{COMPLETE} {upload.pk}")
    upload.refresh_from_db()
    _link_later(original, claims, upload.person_id, begins)


def declared_start(by: Viewer, file_name: str, claims: Claims) -> datetime | None:
    """Return when a file began as somebody typed it, its clock corrected; `None` if nobody did."""
    return _typed_start(know(by, file_name, claims, kind="", section=None), claims)


def remember_claims(by: Viewer, original: Original, claims: Claims) -> None:
    """Write down for which activity a kept file was brought in, where no upload says it.

    Like an upload that has ended, it is no evidence and leaves no leaf.
    """
    if not claims.activity or by.bureau is None:
        return
    rows = Upload.objects.seen_by(by).filter(original=original, state=UploadState.DONE)
    if rows.filter(claims__activity=claims.activity).exists():
        return
    size, now = original.object.size_bytes, timezone.now()
    Upload.everywhere.create(
        bureau=by.bureau,
        person=by.person,
        file_name=original.file_name,
        length=size,
        offset=size,
        digest=original.object.digest,
        claims=msgspec.to_builtins(claims),
        state=UploadState.DONE,
        created_at=now,
        expires_at=now,
        original=original,
    )


def _typed_start(known: Known, claims: Claims) -> datetime | None:
    typed = claims.raw_start is not None and claims.time_source == TimeSource.TYPED
    return known.start if typed else None


def _link_later(
    original: Original, claims: Claims, person: UUID, begins: datetime | None = None
) -> None:
    """Leave a job that links the original to the activity that was claimed, for that person.

    `begins` is when it began as somebody typed it: of use where the kept file tells no time.
    """
    if claims.activity:
        enqueue(
            LINK_CLAIMED,
            {
                "original_id": str(original.pk),
                "activity_id": claims.activity,
                "person_id": str(person),
                "begins": begins.isoformat() if begins else "",
            },
            key=f"{LINK_CLAIMED} {original.pk} {claims.activity}",
        )


def _bureau(by: Viewer) -> Organisation:
    if by.bureau is None:
        raise NotPermittedError(_("Your role does not bring in recordings."))
    return by.bureau
