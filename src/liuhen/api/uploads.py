# SPDX-License-Identifier: Apache-2.0
"""The upload protocol (tus 1.0.0) at /api/v1/uploads/, for programs and pages.

Bodies are streamed, so these views stand beside the operations of the API and not among them. What
they do stands in `apps.evidence.uploads`; here headers are read, status codes chosen, and what is
left of a refused body is read for a while, so that the answer is heard.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from liuhen.api import tus
from liuhen.api.either import viewer_behind
from liuhen.api.problems import problem, status_of
from liuhen.apps.evidence.intake import Kept
from liuhen.apps.evidence.models import Upload, UploadState
from liuhen.apps.evidence.standing import standing_of_upload
from liuhen.apps.evidence.upload_errors import (
    ChecksumError,
    GoneError,
    InUseError,
    NoRoomError,
    OffsetError,
    UnsettledError,
    UploadError,
    WrongDigestError,
)
from liuhen.apps.evidence.uploads.beginning import begin_upload, end_upload, upload_of
from liuhen.apps.evidence.uploads.bodies import CHECKSUMS, Body, receive_body
from liuhen.apps.evidence.uploads.finishing import settle
from liuhen.apps.evidence.uploads.rows import METADATA
from liuhen.apps.people.models import Scope
from liuhen.apps.people.viewer import Viewer
from liuhen.errors import UserError

View = Callable[..., HttpResponse]
_DRAIN_BYTES, _DRAIN_SECONDS, _PIECE = 64 * 1024 * 1024, 10.0, 1024 * 1024
_AGAIN_SECONDS = 5
_log = logging.getLogger(__name__)


class _Refused(Exception):
    """A request that is answered by a status alone."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers


def _spoken(view: View) -> View:
    """Let every answer speak tus, and every refusal be a problem whose body was listened to."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        try:
            answer = view(request, **kwargs)
        except _Refused as refused:
            answer = problem(refused.status, str(refused))
            for name, value in refused.headers.items():
                answer.headers[name.replace("_", "-")] = value
        except UserError as error:
            answer = _refusal(error)
        except OperationalError:  # another writer took too long
            _log.warning("%s %s", request.method, request.path, exc_info=True)
            answer = problem(503, _("The database is busy; try again in some seconds."))
            answer.headers["Retry-After"] = str(_AGAIN_SECONDS)
        except Exception:  # noqa: BLE001  # told as a problem, and noted
            _log.exception("%s %s", request.method, request.path)
            answer = problem(500, _("The fault was noted; tell the administrator of the system."))
        answer.headers["Tus-Resumable"] = tus.VERSION
        answer.headers["Cache-Control"] = "no-store"
        if answer.status_code >= 400:  # noqa: PLR2004  # the status says it best
            _drain(request)
        return answer

    return answered


@_spoken
def uploads(request: HttpRequest) -> HttpResponse:
    """Tell what is spoken here (OPTIONS), or begin an upload (POST)."""
    if request.method == "OPTIONS":
        return _capabilities()
    if request.method != "POST":
        raise _Refused(405, _("Begin an upload with POST."), Allow="OPTIONS, POST")
    _require_version(request)
    with_body = _body_type(request)
    viewer = viewer_behind(request, Scope.UPLOAD)
    metadata = tus.metadata(request)
    if "Upload-Defer-Length" in request.headers:
        raise _Refused(400, _("Upload-Length is needed; it cannot be deferred."))
    length = tus.number(request, "Upload-Length")
    body = _body(request, 0) if with_body else None
    upload = begin_upload(by=viewer, length=length, said=metadata.said, metadata=metadata.raw)
    kept = _first_body(viewer, upload, body)
    answer = _told(HttpResponse(status=201), upload, kept)
    answer.headers["Location"] = f"{request.path}{upload.pk}"
    return answer


@_spoken
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for an upload, send to it, or end it."""
    method = request.method or ""
    if method == "POST":  # some proxies and clients know no other
        method = request.headers.get("X-HTTP-Method-Override", "POST").upper()
    if method == "OPTIONS":
        return _capabilities()
    answers = {"HEAD": _head, "GET": _status, "PATCH": _patch, "DELETE": _delete}
    if method not in answers:
        raise _Refused(405, _("An upload knows HEAD, GET, PATCH and DELETE."), Allow=_METHODS)
    if method != "GET":
        _require_version(request)
    if method == "PATCH" and not _body_type(request):
        raise _Refused(415, _("Send the bytes as application/offset+octet-stream."))
    viewer = viewer_behind(request, Scope.UPLOAD)
    return answers[method](request, viewer, upload_of(viewer, key))


_METHODS = "OPTIONS, HEAD, GET, PATCH, DELETE"


def _capabilities() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer.headers["Tus-Version"] = tus.VERSION
    answer.headers["Tus-Extension"] = tus.EXTENSIONS
    answer.headers["Tus-Max-Size"] = str(settings.LIUHEN_UPLOAD_MOST_BYTES)
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
    return answer


def _head(_request: HttpRequest, viewer: Viewer, row: Upload) -> HttpResponse:
    kept = None
    try:
        kept = settle(by=viewer, upload=row, patiently=True)
    except (InUseError, NoRoomError, UnsettledError):
        row.refresh_from_db(fields=["state", "offset"])
    _require_there(row)
    answer = _told(HttpResponse(status=200), row, kept)
    answer.headers["Upload-Length"] = str(row.length)
    if row.claims.get(METADATA):
        answer.headers["Upload-Metadata"] = row.claims[METADATA]
    return answer


def _status(_request: HttpRequest, viewer: Viewer, row: Upload) -> HttpResponse:
    try:
        settle(by=viewer, upload=row)
    except UploadError:
        row.refresh_from_db(fields=["state", "offset"])
    raw = msgspec.json.encode(standing_of_upload(row)._asdict())
    return HttpResponse(raw, content_type="application/json")


def _patch(request: HttpRequest, viewer: Viewer, row: Upload) -> HttpResponse:
    body = _body(request, tus.number(request, "Upload-Offset"))
    kept = receive_body(by=viewer, upload=row, body=body)
    return _told(HttpResponse(status=204), row, kept)


def _delete(_request: HttpRequest, viewer: Viewer, row: Upload) -> HttpResponse:
    end_upload(by=viewer, upload=row)
    return HttpResponse(status=204)


def _first_body(viewer: Viewer, row: Upload, body: Body | None) -> Kept | None:
    """Take what came with the beginning; whatever of it fails, the upload has begun."""
    if body is None:
        return settle(by=viewer, upload=row)  # nothing is missing of an empty file
    try:
        return receive_body(by=viewer, upload=row, body=body)
    except (ChecksumError, WrongDigestError):
        if row.state == UploadState.OPEN:
            end_upload(by=viewer, upload=row)
        raise
    except UploadError:
        return None


def _told(answer: HttpResponse, row: Upload, kept: Kept | None) -> HttpResponse:
    """Say how far the upload is, and what became of it."""
    answer.headers["Upload-Offset"] = str(row.offset)
    if row.state == UploadState.OPEN:
        answer.headers["Upload-Expires"] = http_date(row.expires_at.timestamp())
    if row.state == UploadState.DONE:
        standing = standing_of_upload(row)
        answer.headers["Liuhen-Original"] = str(standing.original)
        answer.headers["Liuhen-State"] = standing.state
        answer.headers["Liuhen-Digest"] = standing.sha256
    if kept is not None and kept.already_there:
        answer.headers["Liuhen-Already-There"] = "1"
    return answer


def _require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != tus.VERSION:
        raise _Refused(
            412, _("Speak tus 1.0.0: send Tus-Resumable: 1.0.0."), Tus_Version=tus.VERSION
        )


def _require_there(row: Upload) -> None:
    if row.state == UploadState.GONE:
        raise GoneError(_("The upload has ended or expired; begin a new one."))


def _body_type(request: HttpRequest) -> bool:
    """Whether the request says that it brings bytes of the file.

    Some servers and proxies write `text/plain` where there is neither a kind nor a body.
    """
    kind = (request.content_type or "").lower()
    if kind == "text/plain" and tus.body_length(request) == 0:
        return False
    if kind not in ("", tus.BODY_TYPE):
        raise _Refused(415, _("Send the bytes as application/offset+octet-stream."))
    return kind == tus.BODY_TYPE


def _body(request: HttpRequest, offset: int) -> Body:
    length = tus.body_length(request)
    if length is None:
        raise _Refused(411, _("Say Content-Length; a body of unknown length is not taken."))
    return Body(offset, length, request.read, tus.checksum(request))


def _refusal(error: UserError) -> HttpResponse:
    status = status_of(error)
    answer = problem(status, str(error))
    if isinstance(error, OffsetError):
        answer.headers["Upload-Offset"] = str(error.offset)
    if status in (423, 503):
        answer.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return answer


def _drain(request: HttpRequest) -> None:
    """Read what is left of the body, up to a bound: who still sends would not hear the answer."""
    left, until = _DRAIN_BYTES, time.monotonic() + _DRAIN_SECONDS
    try:
        while left > 0 and time.monotonic() < until and (piece := request.read(_PIECE)):
            left -= len(piece)
    except OSError:
        return
