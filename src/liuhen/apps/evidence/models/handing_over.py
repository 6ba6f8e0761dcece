# SPDX-License-Identifier: Apache-2.0
"""Hand-over of a section's recordings to the custodian (004 art. 10, 001 art. 19)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.models.originals import Original
from liuhen.apps.evidence.visibility import HandOverManager, OriginalOwnedManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.ids import new_id


class LineState(models.TextChoices):
    """Where one recording of a list stands."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class HandOver(models.Model):
    """One list of a section. `number` counts in the bureau's year and prints on the receipt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    custodian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = HandOverManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "number"], name="hand_over_number")
        ]
        ordering = ["-offered_at"]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


class HandOverLine(models.Model):
    """One original on a list; `decided_at` is the server's time and becomes `handed_over_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    hand_over = models.ForeignKey(HandOver, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=LineState.choices, default=LineState.OFFERED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = OriginalOwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["original"],
                condition=~models.Q(state="returned"),
                name="handed_over_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.original_id}: {self.state}"
