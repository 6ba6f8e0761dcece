# SPDX-License-Identifier: Apache-2.0
"""What every row about a case has: its bureau, its case, its key, and who may see it."""

from django.db import models

from liuhen.apps.cases.models.case import Case
from liuhen.apps.cases.visibility import CasePartManager
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.ids import new_id


class OfBureau(models.Model):
    """A row of one bureau; its model says who may see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class OfCase(OfBureau):
    """A row of one case; its model says who may see it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class CasePart(OfCase):
    """A row of one case, seen by whoever sees the case."""

    objects = CasePartManager()

    class Meta:
        abstract = True


class BeforeCase(OfBureau):
    """A row that may be there before its case is; its model says who may see it."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
