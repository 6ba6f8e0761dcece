# SPDX-License-Identifier: Apache-2.0
"""Which originals of the own bureau a viewer sees whole.

- whoever reaches the whole bureau sees all of them;
- whoever reaches sections sees what belongs to them;
- everyone who may see cases sees what he or she recorded or brought in.

Somebody who handles a case of another section sees of an original no more than the range that is
linked to the case; that is not this query's matter but that of `evidence.watching`.
"""

from typing import Generic

from django.db.models import Q, QuerySet

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewed import Row, ViewedManager
from liuhen.apps.people.viewer import Viewer


def _narrowed(rows: QuerySet[Row], viewer: Viewer, prefix: str) -> QuerySet[Row]:
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return rows
    if not viewer.may(Permission.CASE_VIEW):
        return rows.none()
    return rows.filter(
        Q(**{f"{prefix}section_id__in": viewer.sections(Permission.CASE_VIEW)})
        | Q(**{f"{prefix}officer_id": viewer.person_id})
        | Q(**{f"{prefix}kept_by_id": viewer.person_id})
    )


class OriginalManager(ViewedManager[Row], Generic[Row]):
    """Originals."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        return _narrowed(rows, viewer, "")


class OriginalOwnedManager(ViewedManager[Row], Generic[Row]):
    """Rows that belong to an original: its marks, what was derived, who watched."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        return _narrowed(rows, viewer, "original__")


class HandOverManager(ViewedManager[Row], Generic[Row]):
    """Lists of hand-over: those of the sections that the viewer reaches."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        if viewer.reaches_bureau(Permission.CASE_VIEW):
            return rows
        if not viewer.may(Permission.CASE_VIEW):
            return rows.none()
        return rows.filter(section_id__in=viewer.sections(Permission.CASE_VIEW))
