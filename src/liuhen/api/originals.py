# SPDX-License-Identifier: Apache-2.0
"""What a dock asks of files that it has brought: are they there, and may the device forget them?"""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from liuhen.api.either import Session
from liuhen.api.shapes import problems
from liuhen.api.tokens import Token, viewer_of
from liuhen.apps.evidence.intake import require_may_add
from liuhen.apps.evidence.standing import MOST_ASKED, Standing, known_of, standing_of_original
from liuhen.apps.people.models import Scope

router = Router(tags=["originals"])
_EITHER = [Token(Scope.UPLOAD), Session()]
_Digest = Annotated[str, Field(pattern="^(sha256:)?[0-9a-fA-F]{64}$")]


class FileState(Schema):
    """How far a file is; it may be erased from the device only where `safe_to_erase` is true."""

    original: UUID
    state: str
    sha256: str
    sm3: str
    safe_to_erase: bool
    findings: list[str]

    @classmethod
    def of(cls, standing: Standing) -> "FileState":
        """Tell it."""
        if standing.original is None:
            raise ValueError("no original")
        return cls(
            original=standing.original,
            state=standing.state,
            sha256=standing.sha256,
            sm3=standing.sm3,
            safe_to_erase=standing.safe_to_erase,
            findings=list(standing.findings),
        )


class Asked(Schema):
    """Digests of files, 64 hex digits each."""

    sha256: Annotated[list[_Digest], Field(max_length=MOST_ASKED)]


class KnownFiles(Schema):
    """Those of the digests that are there and that the person may see, as they were asked."""

    known: dict[str, FileState]


@router.get(
    "/originals/{uuid:original}",
    auth=_EITHER,
    response=FileState,
    operation_id="getOriginalState",
    openapi_extra={"responses": problems(401, 403, 404)},
)
def get_original_state(request: HttpRequest, original: UUID) -> FileState:
    """Tell how far an original is: kept, read again and safe, or damaged."""
    viewer = viewer_of(request)
    require_may_add(viewer)
    return FileState.of(standing_of_original(viewer, original))


@router.post(
    "/originals/known",
    auth=_EITHER,
    response=KnownFiles,
    operation_id="findKnownOriginals",
    openapi_extra={"responses": problems(401, 403, 422)},
)
def find_known(request: HttpRequest, asked: Asked) -> KnownFiles:
    """Tell which files are there already, so that a dock need not bring them again."""
    viewer = viewer_of(request)
    require_may_add(viewer)
    found = known_of(viewer, asked.sha256)
    return KnownFiles(known={digest: FileState.of(one) for digest, one in found.items()})
