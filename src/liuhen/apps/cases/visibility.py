# SPDX-License-Identifier: Apache-2.0
"""Which cases and facts of the own bureau a viewer sees: the narrowing of every query.

- whoever reaches the whole bureau sees all of it;
- whoever reaches sections sees what belongs to them, and the cases that he or she handles;
- whoever may not see cases sees nothing, and is not told that there is something;
- confidential rows need a permission of their own, or that one handles the case.
"""

from typing import Generic
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewed import Row, ViewedManager
from liuhen.apps.people.viewer import Viewer

_HANDLED = "SELECT case_id FROM cases_handler WHERE person_id = %s AND until IS NULL"


def handled_by(person: UUID) -> RawSQL:
    """Return the keys of the cases that a person handles, for a condition that a key is in them.

    A person handles some hundreds: a database looks them up once, and not for each case it passes.
    Nearly every query of a page says it, so the statement is written out: Django would take longer
    to make it than a database to answer it.
    """
    key = UUIDField().get_db_prep_value(person, connection)
    return RawSQL(_HANDLED, [key])  # noqa: S611  # our own words, and a parameter


def _narrowed(rows: QuerySet[Row], viewer: Viewer, own: Q, case: str) -> QuerySet[Row]:
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return rows
    if not viewer.may(Permission.CASE_VIEW):
        return rows.none()
    return rows.filter(own | Q(**{f"{case}__in": handled_by(viewer.person_id)}))


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
        sections = viewer.sections(Permission.CONFIDENTIAL_VIEW)
        own = Q(case__section_id__in=sections)
        return rows.filter(own | Q(case_id__in=handled_by(viewer.person_id)))


class ReceivedSecretManager(ViewedManager[Row], Generic[Row]):
    """Who sent a confidential paper: as `SecretManager`; without a case, for who took it in too."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        if viewer.reaches_bureau(Permission.CONFIDENTIAL_VIEW):
            return rows
        if not viewer.may(Permission.CASE_VIEW):
            return rows.none()
        sections = viewer.sections(Permission.CONFIDENTIAL_VIEW)
        own = Q(case__section_id__in=sections) | Q(case=None, section_id__in=sections)
        mine = Q(case=None, paper__recorded_by=viewer.person_id)
        return rows.filter(own | mine | Q(case_id__in=handled_by(viewer.person_id)))


class ShellManager(ViewedManager[Row], Generic[Row]):
    """State-secret shells: for whoever sees the cases of the whole bureau."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        return rows if viewer.reaches_bureau(Permission.CASE_VIEW) else rows.none()
