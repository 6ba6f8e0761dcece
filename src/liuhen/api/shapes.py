# SPDX-License-Identifier: Apache-2.0
"""What the API answers, where the contract of facts and findings does not say it already."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from liuhen.api.problems import MEDIA_TYPE, TITLES
from liuhen.apps.cases.models import Case
from liuhen.law.schemas import schema_of


class CaseLine(Schema):
    """One case of a list. `id` is for addresses, `number` for people."""

    id: UUID
    number: str
    title: str
    act: str
    stage: str | None
    from_outside: bool
    opened_at: datetime
    concluded_at: datetime | None
    archived_at: datetime | None

    @classmethod
    def of(cls, case: Case, stage: str | None) -> "CaseLine":
        """Make the line of a case."""
        return cls(
            id=case.pk,
            number=case.number,
            title=case.title,
            act=case.act,
            stage=stage,
            from_outside=case.from_outside,
            opened_at=case.opened_at,
            concluded_at=case.concluded_at,
            archived_at=case.archived_at,
        )


class CasePage(Schema):
    """Some cases, the newest first; `next` is the value of `after` for those that follow."""

    cases: list[CaseLine]
    next: UUID | None


class Imported(Schema):
    """The case that an import made."""

    id: UUID
    number: str


def problems(*statuses: int) -> dict[Any, Any]:
    """Say in the schema which errors an operation answers."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": TITLES[status][1], "content": content} for status in statuses}


def of_contract(kind: str) -> dict[str, Any]:
    """Say that JSON of the contract goes in or out: `Facts` or `Report`."""
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind}"}}}


def contract_components() -> dict[str, Any]:
    """Return the schemas of facts, findings and problems, to stand among the components."""
    found: dict[str, Any] = {"Problem": _PROBLEM}
    for kind in ("facts", "findings"):
        found |= _moved(schema_of(kind)["$defs"])
    return found


def _moved(value: Any) -> Any:
    """Let references lead to the components."""
    if isinstance(value, dict):
        return {key: _moved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item) for item in value]
    if isinstance(value, str):
        return value.replace("#/$defs/", "#/components/schemas/")
    return value


_PROBLEM = {
    "title": "Problem",
    "description": "An error (RFC 9457). `type` never changes with the language.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "says": {"type": "string"}},
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
