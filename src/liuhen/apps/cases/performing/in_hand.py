# SPDX-License-Identifier: Apache-2.0
"""Which facts are somebody's work: those that count, of the open cases that he or she handles.

Of some hundred cases that a person handles over the years few are open. These are looked up first,
once for all who ask: a database that is told both conditions at once goes through the facts of all.
"""

from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from liuhen.apps.cases.models import Case, Fact
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.trace.once import once

F = TypeVar("F", bound=Fact)


def in_hand(rows: QuerySet[F], *, person: UUID, section: UUID | None = None) -> QuerySet[F]:
    """Return those among `rows`; with `section` of its cases alone."""
    cases = once((in_hand, person), lambda: _open_cases(person))
    keys = [key for key, its_section in cases if section in (None, its_section)]
    return rows.filter(superseded_at=None, withdrawn=False, case__in=keys)


def _open_cases(person: UUID) -> list[tuple[UUID, UUID | None]]:
    """The open cases of a person, each with its section; who may see them, `rows` say."""
    rows = Case._base_manager.filter(pk__in=handled_by(person))
    found = rows.filter(concluded_at=None, archived_at=None)
    return list(found.values_list("pk", "section_id"))
