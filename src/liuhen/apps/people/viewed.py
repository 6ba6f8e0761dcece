# SPDX-License-Identifier: Apache-2.0
"""Rows that a bureau owns are read through a viewer, or not at all.

`Row.objects.all()` and every reverse relation raise; `Row.objects.seen_by(viewer)` gives what the
viewer may see, `Row.objects.within(bureau)` is for acts and jobs, which have decided already.
"""

from typing import Any, Generic, NoReturn, TypeVar
from uuid import UUID

from django.db import models

from liuhen.apps.people.viewer import Viewer

Row = TypeVar("Row", bound=models.Model)


class ViewerMissingError(RuntimeError):
    """A query without a viewer: a fault of the program, never of the person."""


class ViewedManager(models.Manager[Row], Generic[Row]):
    """Refuses a query without a viewer. A model with rules of its own overrides `visible`."""

    def get_queryset(self) -> NoReturn:
        """Refuse."""
        raise ViewerMissingError(f"{self.model.__name__}: ask with seen_by(viewer)")

    def _rows(self) -> models.QuerySet[Row]:
        return super().get_queryset()

    def seen_by(self, viewer: Viewer) -> models.QuerySet[Row]:
        """Return the rows of the viewer's bureau that the viewer may see."""
        return self.visible(self._rows().filter(bureau_id=viewer.bureau_id), viewer)

    def visible(self, rows: models.QuerySet[Row], viewer: Viewer) -> models.QuerySet[Row]:  # noqa: ARG002  # others narrow by it
        """Narrow `rows` of the bureau to those the viewer may see."""
        return rows

    def within(self, bureau: UUID) -> models.QuerySet[Row]:
        """Return all rows of a bureau, for acts, projections and jobs."""
        return self._rows().filter(bureau_id=bureau)

    def create(self, **values: Any) -> Row:
        """Insert a row; nothing is read."""
        return self._rows().create(**values)
