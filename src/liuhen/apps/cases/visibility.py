# SPDX-License-Identifier: Apache-2.0
"""Which cases and facts of the own bureau a viewer sees: the narrowing of every query.

- whoever reaches the whole bureau sees all of it;
- whoever reaches sections sees what belongs to them, and the cases that he or she handles;
- whoever may not see cases sees nothing, and is not told that there is something;
- confidential rows need a permission of their own, or that one handles the case.
"""

from typing import Any, Generic
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

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


class IsHandledBy(Func):
    """Whether the case of a row is one that a person handles: for tables of which little is kept.

    Told `in` a statement, PostgreSQL passes every row and asks of each; told of a list, it looks
    the person's rows up, beside those of a section. Of tables with many rows, or rows that an index
    gives in the order that is wanted, the first is the quicker: `handled_by`.
    """

    template = "%(expressions)s"
    arg_joiner = " IN "
    output_field = BooleanField()

    def __init__(self, person: UUID) -> None:
        super().__init__(F("case_id"), handled_by(person))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> Any:
        """As PostgreSQL is told of a list."""
        return self.as_sql(
            compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **more
        )


def _narrowed(rows: QuerySet[Row], viewer: Viewer, own: Q) -> QuerySet[Row]:
    if viewer.reaches_bureau(Permission.CASE_VIEW):
        return rows
    return rows.filter(own) if viewer.may(Permission.CASE_VIEW) else rows.none()


def _confidential(rows: QuerySet[Row], viewer: Viewer, own: Q) -> QuerySet[Row]:
    if viewer.reaches_bureau(Permission.CONFIDENTIAL_VIEW):
        return rows
    may = viewer.may(Permission.CASE_VIEW)
    return rows.filter(own | _handled(viewer)) if may else rows.none()


def _own(rows: QuerySet[Row], viewer: Viewer, handled: Q) -> QuerySet[Row]:
    if not viewer.may(Permission.CASE_VIEW):
        return rows.none()
    return rows.filter(handled, bureau_id=viewer.bureau_id)


def _handled(viewer: Viewer, case: str = "case_id") -> Q:
    return Q(**{f"{case}__in": handled_by(viewer.person_id)})


class CaseManager(ViewedManager[Row], Generic[Row]):
    """Cases: by their section, or handled by the viewer."""

    def handled(self, viewer: Viewer) -> QuerySet[Row]:
        """Return those that the viewer handles, all of which he or she sees."""
        return _own(self._rows(), viewer, _handled(viewer, "pk"))

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(section_id__in=sections) | _handled(viewer, "pk"))


class FactManager(ViewedManager[Row], Generic[Row]):
    """Facts: by their case, or, without one, by the section that entered them."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        own = Q(case__section_id__in=sections) | Q(case=None, section_id__in=sections)
        return _narrowed(rows, viewer, own | _handled(viewer))


class CaseOwnedManager(ViewedManager[Row], Generic[Row]):
    """Rows of a projection about cases: by the section of their case."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(section_id__in=sections) | _handled(viewer))


class OpenManager(ViewedManager[Row], Generic[Row]):
    """Rows of a projection that go when they are settled, so that few are there: as above."""

    def handled(self, viewer: Viewer) -> QuerySet[Row]:
        """Return those of the cases that the viewer handles, all of which he or she sees."""
        return _own(self._rows(), viewer, Q(IsHandledBy(viewer.person_id)))

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        handled = Q(IsHandledBy(viewer.person_id))
        return _narrowed(rows, viewer, Q(section_id__in=sections) | handled)


class CasePartManager(ViewedManager[Row], Generic[Row]):
    """Rows of a case, by the section of the case.

    One that has no case yet is seen by whoever reaches the whole bureau; who else may see it, its
    own module says.
    """

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CASE_VIEW)
        return _narrowed(rows, viewer, Q(case__section_id__in=sections) | _handled(viewer))


class SecretManager(ViewedManager[Row], Generic[Row]):
    """Confidential rows: for those with the permission over the section, and the handlers."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CONFIDENTIAL_VIEW)
        return _confidential(rows, viewer, Q(case__section_id__in=sections))


class ReceivedSecretManager(ViewedManager[Row], Generic[Row]):
    """Who sent a confidential paper: as `SecretManager`; without a case, for who took it in too."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        sections = viewer.sections(Permission.CONFIDENTIAL_VIEW)
        own = Q(case__section_id__in=sections) | Q(case=None, section_id__in=sections)
        mine = Q(case=None, paper__recorded_by=viewer.person_id)
        return _confidential(rows, viewer, own | mine)


class ShellManager(ViewedManager[Row], Generic[Row]):
    """State-secret shells: for whoever sees the cases of the whole bureau."""

    def visible(self, rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
        """Narrow to what the viewer may see."""
        return rows if viewer.reaches_bureau(Permission.CASE_VIEW) else rows.none()
