# SPDX-License-Identifier: Apache-2.0
"""Exhibits and papers received: every one has a number, a keeper, its ways and its outcome.

From whom a paper came that tells of an informant stands in a row of its own (`ReceivedSecret`), as
with participants: no list, search or export can show it by mistake.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.approvals import Approval
from liuhen.apps.cases.models.owned import BeforeCase, CasePart
from liuhen.apps.cases.models.papers import Paper
from liuhen.apps.cases.models.participants import new_salt
from liuhen.apps.cases.visibility import FactManager, ReceivedSecretManager
from liuhen.apps.evidence.models import Original, Scan
from liuhen.apps.people.models import Organisation, Person


class Thing(CasePart):
    """A thing in the bureau's hands: evidence, preserved, sealed, seized, sampled, confiscated.

    Where it is and who keeps it is what its newest `ThingMove` says; the columns repeat it.
    """

    class Measure(models.TextChoices):
        """By what it came into the bureau's hands."""

        EVIDENCE = "evidence", _("Taken as evidence")
        PRESERVED = "preserved", _("Registered and preserved in advance")
        SEALED = "sealed", _("Sealed")
        SEIZED = "seized", _("Seized")
        SAMPLED = "sampled", _("Sampled")
        CONFISCATED = "confiscated", _("Confiscated")
        HANDED_IN = "handed_in", _("Handed in")

    number = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    spec = models.CharField(max_length=200, blank=True, default="")
    quantity = models.CharField(max_length=60, blank=True, default="")
    condition = models.CharField(max_length=200, blank=True, default="")
    measure = models.CharField(max_length=12, choices=Measure.choices)
    event_ref = models.CharField(max_length=60, blank=True, default="")
    owner = models.CharField(max_length=200, blank=True, default="")
    photo = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    keeper = models.CharField(max_length=60, blank=True, default="")
    outcome = models.CharField(max_length=12, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="thing_number_in_bureau")
        ]
        indexes = [models.Index(fields=["case"], name="thing_case")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ThingMove(CasePart):
    """One step of a thing's way: received, moved, tested, given back, destroyed; or a correction.

    `basis`, `approval`, `approver`: on what it was done away with, and who approved that.
    `changes`: of a correction, by the column, what stood there and what stands there now.
    """

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    keeper = models.CharField(max_length=60, blank=True, default="")
    receiver = models.CharField(max_length=100, blank=True, default="")
    witness = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    receipt = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    basis = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    approver = models.CharField(max_length=60, blank=True, default="")
    changes = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["thing", "recorded_at"], name="move_thing")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.thing_id}"


class ReceivedPaper(BeforeCase):
    """A paper that came from outside: number, from whom, pages, where it lies, what came of it.

    Where it lies and who keeps it is what its newest `ReceivedMove` says; the columns repeat it.
    Until it has a case it belongs to the `section` that took it in. `informant`: it tells who
    informed; then `sender` is empty, and the name stands in its `ReceivedSecret`.
    """

    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=100)
    sender = models.CharField(max_length=200, blank=True)
    informant = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    pages = models.PositiveIntegerField(null=True)
    received_at = models.DateTimeField()
    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="+")
    keeper = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = FactManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="received_number_in_bureau")
        ]
        indexes = [models.Index(fields=["case"], condition=~Q(case=None), name="received_case")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ReceivedSecret(BeforeCase):
    """Who sent a paper that tells of an informant: for handlers and those with the permission.

    Until the paper has a case, whoever took it in sees it too. No leaf holds the name, but a digest
    of it with `salt`.
    """

    sealed: ClassVar[frozenset[str]] = frozenset({"salt", "sender"})

    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    paper = models.OneToOneField(ReceivedPaper, models.PROTECT, related_name="+")
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    sender = models.CharField(max_length=200)

    objects = ReceivedSecretManager()

    def __str__(self) -> str:
        return f"secret of {self.paper_id}"


class ReceivedMove(BeforeCase):
    """One step of a received paper's way: where it lies and who keeps it from then on.

    `changes`: of a correction, by the column, what stood there and what stands there now.
    """

    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(ReceivedPaper, models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True, default="")
    keeper = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    changes = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = FactManager()

    class Meta:
        indexes = [models.Index(fields=["paper", "recorded_at"], name="move_received")]

    def __str__(self) -> str:
        return f"step of {self.paper_id}"
