# SPDX-License-Identifier: Apache-2.0
"""What is asked for on a page and made by a worker: bundles, and checks of integrity.

A check is of one file, of a case, or of everything that the journal answers for.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.visibility import CaseOwnedManager
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.visibility import OriginalOwnedManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.ids import new_id


class WorkState(models.TextChoices):
    """Where a piece of work stands."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
    GONE = "gone", _("Removed")


class Bundle(models.Model):
    """A bundle of a case as one zip file, kept for some days below LIUHEN_HOME.

    `purpose` is what was asked for with it; `whole` says that originals are in it also where only a
    part belongs to the case. `leaf` is the leaf of the export, `said` why it failed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    whole = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=WorkState.choices, default=WorkState.WAITING)
    made_at = models.DateTimeField(null=True)
    size_bytes = models.BigIntegerField(null=True)
    leaf = models.BigIntegerField(null=True)
    said = models.CharField(max_length=500, blank=True, default="")

    objects = CaseOwnedManager()
    #: For the worker, which makes what somebody was allowed to ask for.
    everywhere: "models.Manager[Bundle]" = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-asked_at"], name="bundle_of_case")]
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"bundle of {self.case_id}"


class CaseCheck(models.Model):
    """One check of a case: its files read again, its rows and leaves held against each other."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=WorkState.choices, default=WorkState.WAITING)
    done_at = models.DateTimeField(null=True)
    files = models.PositiveIntegerField(null=True)
    size_bytes = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    leaves = models.PositiveIntegerField(null=True)
    findings = models.JSONField(default=list)
    unwitnessed_since = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True, default="")

    objects = CaseOwnedManager()
    #: For the worker.
    everywhere: "models.Manager[CaseCheck]" = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["case", "-asked_at"], name="check_of_case")]
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"check of {self.case_id}"


class FileCheck(models.Model):
    """One check of one original: read again, its rows and leaves held against each other.

    `head` is the number of leaves of the signed head to which its leaves were led. Up to
    `witnessed_at` somebody outside holds what the journal says.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=WorkState.choices, default=WorkState.WAITING)
    done_at = models.DateTimeField(null=True)
    leaves = models.PositiveIntegerField(null=True)
    head = models.BigIntegerField(null=True)
    witnessed_at = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)
    said = models.CharField(max_length=500, blank=True, default="")

    objects = OriginalOwnedManager()
    #: For the worker.
    everywhere: "models.Manager[FileCheck]" = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["original", "-asked_at"], name="check_of_file")]
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"check of {self.original_id}"


class HouseCheck(models.Model):
    """One check of everything: the journal with all rows, and how the vault was read lately.

    It belongs to the installation, and holds no content of cases: findings are kinds, references,
    columns and numbers of leaves. `found` counts them all, `findings` keeps the first. `done` of
    `total` leaves is the progress. Objects: kept, read within the last `days`, never read yet,
    damaged; `oldest_at` is the reading that lies back longest.
    """

    #: Progress, written while the check reads one moment of the database.
    untraced: ClassVar[frozenset[str]] = frozenset({"done", "total"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=WorkState.choices, default=WorkState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    leaves = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(null=True)
    heads = models.BigIntegerField(null=True)
    witnessed = models.BigIntegerField(null=True)
    found = models.PositiveIntegerField(null=True)
    findings = models.JSONField(default=list)
    days = models.PositiveSmallIntegerField(null=True)
    objects_kept = models.BigIntegerField(null=True)
    objects_read = models.BigIntegerField(null=True)
    objects_unread = models.BigIntegerField(null=True)
    objects_damaged = models.BigIntegerField(null=True)
    size_bytes = models.BigIntegerField(null=True)
    oldest_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"check of everything, {self.asked_at:%Y-%m-%d %H:%M}"
