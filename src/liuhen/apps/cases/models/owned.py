# SPDX-License-Identifier: Apache-2.0
"""What every row about a case has: its bureau, its case, its key, and who may see it."""

from django.db import models

from liuhen.apps.cases.models.facts import Case
from liuhen.apps.cases.visibility import CasePartManager
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.ids import new_id


class OfCase(models.Model):
    """A row of one case; its model says who may see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class CasePart(OfCase):
    """A row of one case, seen by whoever sees the case."""

    objects = CasePartManager()

    class Meta:
        abstract = True
