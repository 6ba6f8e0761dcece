# SPDX-License-Identifier: Apache-2.0
"""Sends objects of the vault, whole or a range of them (RFC 9110, section 14).

What this module promises:

- memory stays flat: pieces of 256 KiB, read as they are sent;
- one range is answered with 206, one outside the object with 416, several or a garbled one with the
  whole object, as the standard allows; `If-Range` is minded;
- uploaded bytes leave as attachments that no browser takes for a page: `nosniff`, and a content
  policy of a sandbox. A player plays them all the same. What we made ourselves may show inline;
- by setting, the front server sends the bytes (`X-Accel-Redirect`), or the store itself from an
  address signed for a moment; the grant has been asked before, here, for every request.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.vault.store import ObjectMissingError, StoreAwayError

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\s*")
_SANDBOX = "sandbox; default-src 'none'"
_PARTIAL, _GONE, _UNSATISFIABLE, _AWAY = 206, 410, 416, 503


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an object: `length` bytes from `start` on."""

    start: int
    length: int


class UnsatisfiableError(Exception):
    """The range lies outside the object."""


def send(
    request: HttpRequest,
    object_: StoredObject,
    *,
    media_type: str,
    file_name: str,
    own: bool = False,
) -> HttpResponseBase:
    """Answer with the bytes of `object_`. `own`: we made them, so they may show inline."""
    disposition = content_disposition_header(not own, file_name) or "attachment"
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": f'"{object_.digest}"',
        "Content-Disposition": disposition,
        "Content-Security-Policy": _SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    try:
        part = wanted_part(request, object_)
    except UnsatisfiableError:
        headers["Content-Range"] = f"bytes */{object_.size_bytes}"
        return HttpResponse(status=_UNSATISFIABLE, headers=headers)
    if (handed := _handed_over(object_)) is not None:
        headers["X-Accel-Redirect"] = handed
        return HttpResponse(headers=headers, content_type=media_type)
    if part is not None:
        last = part.start + part.length - 1
        headers["Content-Range"] = f"bytes {part.start}-{last}/{object_.size_bytes}"
    sent = part or Part(0, object_.size_bytes)
    headers["Content-Length"] = str(sent.length)
    status = 200 if part is None else _PARTIAL
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=media_type)
    try:
        return _from_vault(object_, sent, media_type, status, headers)
    except ObjectMissingError:
        return _said(_GONE, _("The bytes of “%(name)s” are no longer in the vault."), file_name)
    except StoreAwayError:
        return _said(_AWAY, _("The store of “%(name)s” does not answer; try again."), file_name)


def _from_vault(
    object_: StoredObject, part: Part, media_type: str, status: int, headers: dict[str, str]
) -> HttpResponseBase:
    """The bytes themselves, or where the store gives them out. What fails, fails before it."""
    signed = _signed(object_, media_type, headers["Content-Disposition"])
    if signed:
        return redirect(signed)
    pieces = _pieces(object_, part)
    return StreamingHttpResponse(pieces, status=status, headers=headers, content_type=media_type)


def wanted_part(request: HttpRequest, object_: StoredObject) -> Part | None:
    """Return the one range that is asked for, or `None` for everything.

    Raises:
        UnsatisfiableError: it begins behind the end.
    """
    unchanged = request.headers.get("If-Range", f'"{object_.digest}"') == f'"{object_.digest}"'
    found = _RANGE.fullmatch(request.headers.get("Range", "")) if unchanged else None
    size = object_.size_bytes
    match found.groups() if found else ("", ""):
        case ("", ""):
            return None
        case ("", last):
            length = min(int(last), size)
            start = size - length
        case (first, last):
            start = int(first)
            end = min(int(last), size - 1) if last else size - 1
            if last and int(last) < start:
                return None  # garbled: as if nothing had been asked
            length = end - start + 1
    if start >= size or length <= 0:
        raise UnsatisfiableError
    return Part(start, length)


def _pieces(object_: StoredObject, part: Part) -> Iterator[bytes]:
    """The bytes; that they are there is known before the answer begins."""
    store, bureau = vault(), str(object_.bureau_id)
    store.size(bureau, object_.digest)
    return store.open_range(bureau, object_.digest, part.start, part.length)


def _handed_over(object_: StoredObject) -> str | None:
    """Where the front server finds the object, if it is to send it."""
    place = str(getattr(settings, "LIUHEN_ACCEL", ""))
    if not place:
        return None
    name = object_.digest.removeprefix("sha256:")
    return f"{place.rstrip('/')}/{object_.bureau_id}/{name[:2]}/{name}"


def _signed(object_: StoredObject, media_type: str, disposition: str) -> str:
    """An address of the store's own server, if it is to send the bytes."""
    seconds = int(getattr(settings, "LIUHEN_PRESIGN", 0))
    if not seconds:
        return ""
    return vault().address(
        str(object_.bureau_id),
        object_.digest,
        seconds=seconds,
        media_type=media_type,
        disposition=disposition,
    )


def _said(status: int, sentence: str, name: str) -> HttpResponse:
    text = sentence % {"name": name}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
