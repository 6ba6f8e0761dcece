# SPDX-License-Identifier: Apache-2.0
"""What tus 1.0.0 says in headers, read strictly. docs/reference/upload-protocol.md has the rest."""

import base64
import binascii
import re
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from liuhen.apps.evidence.upload_errors import BadHeaderError
from liuhen.apps.evidence.uploads.bodies import CHECKSUMS

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
BODY_TYPE = "application/offset+octet-stream"
_MOST_METADATA, _MOST_PAIRS = 8192, 64
_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[!-+\--~]{1,64}")  # printable, neither blank nor comma
_DIGEST_BYTES = {"sha256": 32, "sha1": 20}


class Metadata(NamedTuple):
    """Upload-Metadata: as it was written, and read."""

    raw: str
    said: dict[str, str]


def number(request: HttpRequest, name: str) -> int:
    """Return a header that is a whole number from 0 on.

    Raises:
        BadHeaderError: it is missing, or no such number.
    """
    said = request.headers.get(name)
    if said is None:
        raise BadHeaderError(_("%(name)s is missing.") % {"name": name})
    if not _NUMBER.fullmatch(said):
        raise BadHeaderError(_("%(name)s: one whole number from 0 on.") % {"name": name})
    return int(said)


def body_length(request: HttpRequest) -> int | None:
    """Return how long the body says it is; `None` where it does not say.

    Raises:
        BadHeaderError: no number.
    """
    said = request.META.get("CONTENT_LENGTH")
    if said in (None, "") or "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return None
    if not _NUMBER.fullmatch(str(said)):
        raise BadHeaderError(
            _("%(name)s: one whole number from 0 on.") % {"name": "Content-Length"}
        )
    return int(str(said))


def metadata(request: HttpRequest) -> Metadata:
    """Return what Upload-Metadata says.

    Raises:
        BadHeaderError: too much, no base64, no UTF-8, or a key twice.
    """
    raw = request.headers.get("Upload-Metadata", "")
    if len(raw) > _MOST_METADATA:
        raise BadHeaderError(
            _("Upload-Metadata: at most %(most)d characters.") % {"most": _MOST_METADATA}
        )
    said: dict[str, str] = {}
    for pair in raw.split(",") if raw.strip() else ():
        key, _blank, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in said or len(said) >= _MOST_PAIRS:
            raise BadHeaderError(_("Upload-Metadata: pairs of a key and base64, each key once."))
        said[key] = _text(key, value)
    return Metadata(raw, said)


def checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    """Return algorithm and digest of Upload-Checksum, or nothing where it is absent.

    Raises:
        BadHeaderError: another algorithm, or no digest of it.
    """
    said = request.headers.get("Upload-Checksum")
    if said is None:
        return None
    algorithm, _blank, value = said.strip().partition(" ")
    if algorithm not in CHECKSUMS:
        raise BadHeaderError(
            _("Upload-Checksum: known are %(known)s.") % {"known": ", ".join(CHECKSUMS)}
        )
    digest = _bytes(value)
    if digest is None or len(digest) != _DIGEST_BYTES[algorithm]:
        raise BadHeaderError(_("Upload-Checksum: an algorithm, a blank and the digest in base64."))
    return algorithm, digest


def _text(key: str, value: str) -> str:
    found = _bytes(value)
    try:
        if found is not None:
            return found.decode()
    except UnicodeDecodeError:
        pass
    raise BadHeaderError(_("Upload-Metadata: %(key)s is no UTF-8 in base64.") % {"key": key})


def _bytes(value: str) -> bytes | None:
    try:
        return base64.b64decode(value.strip().encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
