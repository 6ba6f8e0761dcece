# SPDX-License-Identifier: Apache-2.0
"""Errors as `application/problem+json` (RFC 9457): every answer of 400 and above has this form.

    {"type": "urn:liuhen:problem:not-found", "title": "Not found", "status": 404, "detail": "…"}

`type` and `title` never change with the language; `detail` is one sentence for a person.
"""

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from liuhen.apps.cases.errors import NotAllowedError, NumberTakenError, UnknownRowError
from liuhen.apps.evidence import upload_errors as uploads
from liuhen.apps.evidence.errors import (
    NotPermittedError as EvidenceNotPermittedError,
)
from liuhen.apps.evidence.errors import SecretError, UnknownFileError, VaultFullError
from liuhen.apps.people.errors import BadTokenError, NotPermittedError, ScopeMissingError
from liuhen.errors import UserError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: ("bad-request", "Bad request"),
    401: ("unauthorized", "A token is needed"),
    403: ("forbidden", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "This address does not know the method"),
    409: ("conflict", "In conflict with what is there"),
    410: ("gone", "There no more"),
    411: ("length-required", "Say Content-Length"),
    412: ("precondition-failed", "Another version of the protocol"),
    413: ("too-large", "Too large"),
    415: ("unsupported-media-type", "Send application/json"),
    422: ("unprocessable", "Cannot be used"),
    423: ("locked", "In use"),
    460: ("checksum-mismatch", "The digest is another"),
    500: ("fault", "A fault of the program"),
    503: ("not-now", "Not now"),
    507: ("no-room", "No room"),
}
_log = logging.getLogger(__name__)
Answer = Callable[..., HttpResponse]


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """Return one error."""
    word, title = TITLES.get(status, TITLES[400])
    body = {"type": f"urn:liuhen:problem:{word}", "title": title, "status": status}
    answer = HttpResponse(
        msgspec.json.encode(body | {"detail": detail or title} | more),
        status=status,
        content_type=MEDIA_TYPE,
    )
    if status == 401:  # noqa: PLR2004  # the status says it best
        answer.headers["WWW-Authenticate"] = 'Bearer realm="liuhen"'
    return answer


def status_of(error: UserError) -> int:
    """Return the status that says what kind of refusal it is."""
    kinds: dict[type[UserError], int] = {
        UnknownRowError: 404,
        NotAllowedError: 403,
        NumberTakenError: 409,
        ScopeMissingError: 403,
        BadTokenError: 401,
        NotPermittedError: 403,
        EvidenceNotPermittedError: 403,
        SecretError: 403,
        UnknownFileError: 404,
        VaultFullError: 507,
        uploads.GoneError: 410,
        uploads.OffsetError: 409,
        uploads.BeyondError: 413,
        uploads.TooMuchError: 413,
        uploads.InUseError: 423,
        uploads.CrowdedError: 503,
        uploads.UnsettledError: 503,
        uploads.BrokenOffError: 400,
        uploads.BadHeaderError: 400,
        uploads.ChecksumError: 460,
        uploads.WrongDigestError: 460,
        uploads.KeptAlreadyError: 403,
        uploads.NoRoomError: 507,
    }
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), 422)


def speak_problems(api: NinjaAPI) -> None:
    """Let everything that goes wrong in the API be told in this form."""

    @api.exception_handler(UserError)
    def refused(_request: HttpRequest, error: UserError) -> HttpResponse:
        field = getattr(error, "field", "")
        more = {"errors": [{"at": field, "says": str(error)}]} if field else {}
        return problem(status_of(error), str(error), **more)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [{"at": _place(one), "says": str(one.get("msg", ""))} for one in error.errors]
        said = "; ".join(f"{one['at']}: {one['says']}" for one in wrong)
        return problem(422, said, errors=wrong)

    @api.exception_handler(HttpError)
    def http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        says = str(error) if error.status_code != HTTPStatus.UNAUTHORIZED else ""
        return problem(error.status_code, says)

    @api.exception_handler(Http404)
    def absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404)

    @api.exception_handler(RequestDataTooBig)
    def too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return problem(413)

    @api.exception_handler(SuspiciousOperation)
    @api.exception_handler(UnreadablePostError)
    def unreadable(_request: HttpRequest, _error: Exception) -> HttpResponse:
        return problem(400)

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        _log.error("%s %s", request.method, request.path, exc_info=error)
        return problem(500, "The fault was noted; tell the administrator of the system.")


def _place(wrong: dict[str, Any]) -> str:
    return ".".join(str(step) for step in wrong.get("loc", ()))


def problems_only(view: Answer) -> Answer:
    """Let an error that has another form (a wrong method) leave as a problem, too."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if (
            answer.status_code < HTTPStatus.BAD_REQUEST
            or answer.headers.get("Content-Type") == MEDIA_TYPE
        ):
            return answer
        made = problem(answer.status_code)
        if allow := answer.headers.get("Allow"):
            made.headers["Allow"] = allow
        return made

    return answered
