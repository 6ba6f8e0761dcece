# SPDX-License-Identifier: Apache-2.0
"""How a bureau's own platform writes its list of cases: a description, brought in as YAML."""

from django.db import models
from django.db.models import Q

from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class PlatformSheet(models.Model):
    """A description of a platform's sheet. A newer one of the same `word` ends the one before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    word = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    content = models.TextField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "word"], condition=Q(ended_at__isnull=True), name="platform_once"
            )
        ]

    def __str__(self) -> str:
        return self.word
