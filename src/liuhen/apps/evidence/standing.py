# SPDX-License-Identifier: Apache-2.0
"""How far a file is, in words that a dock decides by: may the device forget it?

`safe` says that the bytes were read back from the store and both digests taken, and that nothing is
known against them since. Only then is a file safe to erase.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.keeping import is_safe
from liuhen.apps.evidence.models import Original, Upload, UploadState
from liuhen.apps.people.viewer import Viewer

OPEN, KEPT, SAFE, DAMAGED, GONE = "open", "kept", "safe", "damaged", "gone"
MOST_ASKED = 1000


class Standing(NamedTuple):
    """What is told of a file. `id` is that of the upload, empty where it was asked otherwise.

    `findings` are words, as docs/reference/recordings.md has them.
    """

    id: UUID | None
    original: UUID | None
    file_name: str
    length: int
    offset: int
    state: str
    sha256: str
    sm3: str
    safe_to_erase: bool
    findings: tuple[str, ...] = ()


def standing_of_upload(upload: Upload) -> Standing:
    """Return how far an upload is."""
    if upload.state == UploadState.DONE and upload.original is not None:
        told = _told(upload.original)
        return told._replace(id=upload.pk, file_name=upload.file_name)
    return Standing(
        id=upload.pk,
        original=None,
        file_name=upload.file_name,
        length=upload.length,
        offset=upload.offset,
        state=GONE if upload.state == UploadState.GONE else OPEN,
        sha256="",
        sm3="",
        safe_to_erase=False,
    )


def standing_of_original(viewer: Viewer, key: UUID) -> Standing:
    """Return how far an original is that the viewer may see.

    Raises:
        UnknownFileError: there is none for this viewer.
    """
    found = Original.objects.seen_by(viewer).select_related("object").filter(pk=key).first()
    if found is None:
        raise UnknownFileError(_("There is no such file."))
    return _told(found)


def known_of(viewer: Viewer, digests: Collection[str]) -> dict[str, Standing]:
    """Return which files with these digests (64 hex digits) are there, as far as the viewer sees.

    Of what other sections and bureaus hold, nothing can be learnt by asking.
    """
    wanted = {f"sha256:{one.removeprefix('sha256:').lower()}": one for one in digests}
    rows = Original.objects.seen_by(viewer).select_related("object")
    found = rows.filter(object__digest__in=wanted, object__disposed_at=None)
    return {wanted[one.object.digest]: _told(one) for one in found}


def _words(original: Original) -> tuple[str, ...]:
    """What was found; a device that became known since is not unknown any more."""
    words = dict.fromkeys(str(one.get("word", "")) for one in original.findings)
    if original.device_id is not None:
        words.pop("device_unknown", None)
    return tuple(words)


def _told(original: Original) -> Standing:
    held = original.object
    safe = is_safe(original)
    state = SAFE if safe else DAMAGED if held.damaged_at is not None else KEPT
    return Standing(
        id=None,
        original=original.pk,
        file_name=original.file_name,
        length=held.size_bytes,
        offset=held.size_bytes,
        state=state,
        sha256=held.digest,
        sm3=held.sm3,
        safe_to_erase=safe,
        findings=_words(original),
    )
