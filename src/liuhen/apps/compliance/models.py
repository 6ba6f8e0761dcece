# SPDX-License-Identifier: Apache-2.0
"""A projection of findings, for lists and numbers. It may be dropped and made again at any time."""

from django.db import models

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.visibility import CaseOwnedManager
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.ids import new_id


class Generation(models.Model):
    """One whole making of the projection; lists read the current one."""

    id = models.AutoField(primary_key=True)
    begun_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)
    current = models.BooleanField(default=False)
    cause = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="one_current_generation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class CaseOwned(models.Model):
    """A row about one case, seen by whoever sees the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+")
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class OpenDuty(CaseOwned):
    """A duty to be seen to. Whether it is late follows from `due` and the clock."""

    obligation = models.CharField(max_length=80)
    articles = models.JSONField()
    subject = models.CharField(max_length=80)
    status = models.CharField(max_length=10)
    due = models.DateTimeField(null=True)
    missing = models.JSONField()
    text = models.TextField()
    estimated = models.BooleanField(default=False)

    objects = CaseOwnedManager()

    class Meta:
        indexes = [
            models.Index(fields=["generation", "bureau", "section", "due"], name="duty_list"),
            models.Index(fields=["generation", "case"], name="duty_case"),
            models.Index(fields=["estimated"], name="duty_estimated"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.subject}"


class CaseTally(CaseOwned):
    """How many findings of each status a case has, its stage, when it changes by itself."""

    stage = models.CharField(max_length=14)
    met = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    breached = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0)
    advised = models.PositiveIntegerField(default=0)
    estimated = models.PositiveIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)
    next_change_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField()
    pack_version = models.CharField(max_length=80)
    calendar_version = models.CharField(max_length=80)

    objects = CaseOwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "case"], name="one_tally_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"
