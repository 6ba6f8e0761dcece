# SPDX-License-Identifier: Apache-2.0
"""Which cases and facts of the own bureau a viewer sees: the narrowing of every query.

- whoever reaches the whole bureau sees all of it;
- whoever reaches sections sees what belongs to them, and the cases that he or she handles;
- whoever may not see cases sees nothing, and is not told that there is something;
- confidential rows need a permission of their own, or that one handles the case.
"""

from typing import Generic

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewed import Row, ViewedManager
from liuhen.apps.people.viewer import Viewer


def _narrowed(rows: QuerySet[Row], viewer: Viewer, own: Q, case: str) -> QuerySet[Row]:
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return rows
    if not viewer.may(Permission.CASE_VIEW):
        return rows.none()
    handlers = apps.get_model("cases", "Handler")._default_manager  # documented
    handled = handlers.filter(person_id=viewer.person_id, case_id=OuterRef(case))
    return rows.filter(own | Exists(handled))


class CaseManager(ViewedManager[Row], Generic[Row]):
    """Cases: by their section, or handled by the viewer."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(section_id__in=sections), case="pk")


class FactManager(ViewedManager[Row], Generic[Row]):
    """Facts: by their case, or, without one, by the section that entered them."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        own = Q(case__section_id__in=sections) | Q(case=None, section_id__in=sections)
        return _narrowed(rows, viewer, own, case="case_id")


class CaseOwnedManager(ViewedManager[Row], Generic[Row]):
    """Rows of a projection about cases: by the section of their case."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(section_id__in=sections), case="case_id")


class CasePartManager(ViewedManager[Row], Generic[Row]):
    """Rows of a case, by the section of the case.

    One that has no case yet is seen by whoever reaches the whole bureau; who else may see it, its
    own module says.
    """

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(case__section_id__in=sections), case="case_id")


class SecretManager(ViewedManager[Row], Generic[Row]):
    """Confidential rows: for those with the permission over the section, and the handlers."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        if viewer.reaches_bureau(Permission.CONFIDENTIAL_VIEW):
            return rows
        if not viewer.may(Permission.CASE_VIEW):
            return rows.none()
        handlers = apps.get_model("cases", "Handler")._default_manager  # documented
        handled = handlers.filter(person_id=viewer.person_id, case_id=OuterRef("case_id"))
        sections = viewer.sections(Permission.CONFIDENTIAL_VIEW)
        return rows.filter(Q(case__section_id__in=sections) | Exists(handled))


class ShellManager(ViewedManager[Row], Generic[Row]):
    """State-secret shells: for whoever sees the cases of the whole bureau."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        return rows if viewer.reaches_bureau(Permission.CASE_VIEW) else rows.none()
