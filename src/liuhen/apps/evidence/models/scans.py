# SPDX-License-Identifier: Apache-2.0
"""Scanned papers. A row here is written after its file is on the disk."""

from django.db import models

from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class Scan(models.Model):
    """A scanned paper that a document row points at by its digest.

    The same bytes are kept once: `kept_by` brought them first, `brought_by` later.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="scans")
    digest = models.CharField(max_length=71)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=100)
    brought_by = models.JSONField(default=list)

    objects = ViewedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bureau", "digest"], name="scan_of_bureau")]

    def __str__(self) -> str:
        return self.file_name

    def was_brought_by(self, reference: str) -> bool:
        """Whether somebody, by the reference of a viewer, brought it."""
        return reference in (self.kept_by, *self.brought_by)
