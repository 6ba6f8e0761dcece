# SPDX-License-Identifier: Apache-2.0
"""Keeping scans: first the bytes on the disk, then the row and its leaf."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.db import IntegrityError
from django.utils.translation import gettext as _

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.errors import BadFileError, NotPermittedError, VaultFullError
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.evidence.models import Scan
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.vault.store import Stored, StoreFullError, TooLargeError

MOST_BYTES = 50 * 1024 * 1024
#: What a scan begins with. Nothing is parsed here; files leave as attachments only.
_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}
#: Who brings in scans: of papers of a case (from outside too), and of what delegates a role.
_SCANNING = (Permission.CASE_ENTER, Permission.CASE_IMPORT, Permission.DELEGATE)


def keep_scan(*, by: Viewer, file_name: str, chunks: Iterable[bytes]) -> Scan:
    """Keep a scanned paper (PDF, JPEG, PNG or TIFF, up to 50 MiB) and return its row.

    Raises:
        BadFileError: another kind of file, an empty or a too large one.
        NotPermittedError: the viewer neither enters nor brings in facts, nor delegates.
        VaultFullError: there is no room; nothing was kept.
    """
    if by.bureau is None or not any(map(by.may, _SCANNING)):
        raise NotPermittedError(_("Your role does not allow this."))
    media_type, whole = _media_type(iter(chunks))
    try:
        stored = repairing.put(str(by.bureau_id), whole, most_bytes=MOST_BYTES)
    except TooLargeError:
        raise BadFileError(
            _("The scan is larger than %(most)d MiB.") % {"most": MOST_BYTES // 1024**2}
        ) from None
    except StoreFullError:
        raise VaultFullError from None
    known = Scan.objects.seen_by(by).filter(digest=stored.digest)
    if (found := known.first()) is not None:
        return _brought_again(by, found)
    try:
        return _put(by, stored, media_type, file_name)
    except IntegrityError:  # the same bytes came twice at once
        return _brought_again(by, known.get())


def _brought_again(by: Viewer, scan: Scan) -> Scan:
    """Note that somebody else has the same paper."""
    if scan.was_brought_by(by.reference):
        return scan
    with act("evidence.keep_scan", by=by) as record:
        row = Scan.objects.within(scan.bureau_id).select_for_update().get(pk=scan.pk)
        record.about(row)
        if row.was_brought_by(by.reference):
            return row
        return record.update(row, brought_by=[*row.brought_by, by.reference])


def _put(by: Viewer, stored: Stored, media_type: str, file_name: str) -> Scan:
    with act("evidence.keep_scan", by=by) as record:
        row = Scan(
            bureau=by.bureau,
            digest=stored.digest,
            size_bytes=stored.size_bytes,
            media_type=media_type,
            file_name=file_name.rsplit("/", 1)[-1].strip()[:200] or "scan",
            kept_at=record.at,
            kept_by=by.reference,
        )
        register_object(record, row.bureau, stored, row)
        return record.create(row)


def _media_type(chunks: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Tell the kind of file from its first bytes, and give all the bytes back."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= max(map(len, _BEGINNINGS)):
            break
    for beginning, media_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            return media_type, chain([head], chunks)
    raise BadFileError(_("A scan is a PDF, JPEG, PNG or TIFF file."))
