# SPDX-License-Identifier: Apache-2.0
"""Which facts are somebody's work: those that count, of the open cases that he or she handles."""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from liuhen.apps.cases.models import Fact
from liuhen.apps.cases.visibility import handled_by

F = TypeVar("F", bound=Fact)


def in_hand(rows: QuerySet[F], *, person: UUID, section: UUID | None = None) -> QuerySet[F]:
    """Return those among `rows`; with `section` of its cases alone."""
    found = rows.filter(
        superseded_at=None,
        withdrawn=False,
        case__concluded_at=None,
        case__archived_at=None,
        case_id__in=handled_by(person),
    )
    return found if section is None else found.filter(case__section_id=section)
