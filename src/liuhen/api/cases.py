# SPDX-License-Identifier: Apache-2.0
"""Cases over the API: list, facts, findings, import. Each operation calls one query or act."""

from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from liuhen.api.instants import instant_of
from liuhen.api.problems import problem
from liuhen.api.shapes import CaseLine, CasePage, Imported, of_contract, problems
from liuhen.api.tokens import Token, viewer_of
from liuhen.apps.cases.acts import export_facts, import_case
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.queries import find_cases, get_case
from liuhen.apps.compliance.judging import judge
from liuhen.apps.compliance.queries import tallies_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Scope
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import Viewer
from liuhen.law.reading import load_facts

router = Router(tags=["cases"])
_READ, _IMPORT = Token(Scope.READ), Token(Scope.IMPORT)


@router.get(
    "/cases",
    auth=_READ,
    response=CasePage,
    operation_id="listCases",
    openapi_extra={"responses": problems(401, 403, 422)},
)
def list_cases(
    request: HttpRequest,
    number: Annotated[str, Query(max_length=80, description="exactly this number")] = "",
    after: Annotated[UUID | None, Query(description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """List the cases that the token's person may see, the newest first."""
    viewer = viewer_of(request)
    _require(viewer, Permission.CASE_VIEW)
    rows = find_cases(viewer).order_by("-id")
    if number:
        rows = rows.filter(number=_line(number))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    page = found[:limit]
    tallies = tallies_of(page)
    lines = [
        CaseLine.of(case, tallies[case.pk].stage if case.pk in tallies else None) for case in page
    ]
    return CasePage(cases=lines, next=page[-1].pk if len(found) > limit else None)


@router.get(
    "/cases/{uuid:case}/facts",
    auth=_READ,
    operation_id="getFacts",
    openapi_extra={
        "responses": {200: {"description": "The facts", "content": of_contract("Facts")}}
        | problems(401, 403, 404)
    },
)
def get_facts(request: HttpRequest, case: UUID) -> HttpResponse:
    """Return the facts of a case as they are claimed today; that they went out is recorded."""
    viewer = viewer_of(request)
    _require(viewer, Permission.CASE_EXPORT)
    return _json(export_facts(by=viewer, case=get_case(viewer, case)))


@router.get(
    "/cases/{uuid:case}/findings",
    auth=_READ,
    operation_id="getFindings",
    openapi_extra={
        "responses": {200: {"description": "The findings", "content": of_contract("Report")}}
        | problems(401, 403, 404, 422)
    },
)
def get_findings(
    request: HttpRequest,
    case: UUID,
    as_of: Annotated[str | None, Query(description="ISO 8601 with an offset; now")] = None,
    known_at: Annotated[str | None, Query(description="by the facts known then; today's")] = None,
) -> HttpResponse:
    """Judge a case by its bureau's regulation."""
    viewer = viewer_of(request)
    _require(viewer, Permission.CASE_VIEW)
    found = get_case(viewer, case)
    when, known = instant_of("as_of", as_of), instant_of("known_at", known_at)
    return _json(msgspec.json.encode(judge(found, when or viewer.at, known)))


@router.post(
    "/cases",
    auth=_IMPORT,
    response={201: Imported},
    operation_id="importCase",
    openapi_extra={
        "requestBody": {"required": True, "content": of_contract("Facts")},
        "responses": problems(400, 401, 403, 409, 413, 415, 422),
    },
)
def post_case(
    request: HttpRequest,
    section: Annotated[
        str, Query(max_length=100, description="code or name; needed where there are several")
    ] = "",
) -> Status[Imported] | HttpResponse:
    """Bring in a whole case. It becomes a new one, marked as from outside."""
    viewer = viewer_of(request)
    _require(viewer, Permission.CASE_IMPORT)
    if request.content_type != "application/json":
        return problem(415)
    facts = load_facts(request.body, "request body")  # its faults are told first
    place = _section(viewer, section)
    made = import_case(by=viewer, section=place, facts=facts, name="request body")
    return Status(201, Imported(id=made.pk, number=made.number))


def _require(viewer: Viewer, permission: Permission) -> None:
    if viewer.bureau is None or not viewer.may(permission):
        raise NotAllowedError(_("Your role does not allow this."))


def _section(viewer: Viewer, wanted: str) -> Organisation:
    """The section that was named by its code or its name, or the only one there is."""
    offered = list(sections_to_enter(viewer, Permission.CASE_IMPORT).order_by("code"))
    if not wanted and len(offered) == 1:
        return offered[0]
    found = [one for one in offered if one.code == wanted]
    found = found or [one for one in offered if one.name == wanted]
    if not found:
        known = "、".join(f"{one.code} ({one.name})" for one in offered)
        raise BadFactError(
            _("say which one by its code or name; known are: %(known)s.") % {"known": known or "—"},
            "section",
        )
    return found[0]


def _line(text: str) -> str:
    """Text that a database can look for: some refuse a NUL."""
    return text.replace("\x00", "")


def _json(raw: bytes) -> HttpResponse:
    return HttpResponse(raw, content_type="application/json")
