# SPDX-License-Identifier: Apache-2.0
"""Approvals: what was asked of whom, what each said, and what was done against a gate.

The route is copied from the pack into the request when it is made: a new pack changes no request.
Times are the server's. A step that was sent back stays; the next round begins a new row.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.owned import CasePart
from liuhen.apps.cases.models.papers import Draft, Paper
from liuhen.apps.people.models import Organisation, Person


class ApprovalState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("Under way")
    SENT_BACK = "sent_back", _("Sent back")
    AGREED = "agreed", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class StepOutcome(models.TextChoices):
    """What somebody said at a step."""

    WAITING = "", _("Waiting")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    SENT_BACK = "sent_back", _("Sent back")


class Approval(CasePart):
    """A request for approval (审批). `matter` is a word of the pack's routes; `subject` the ref.

    `title` and `route` are as the pack had them: the matter in both languages, and the steps, a
    list of {"roles", "says", "articles", "basis"}. `urgent`: what it approves was done already, and
    is approved afterwards (000 art. 7, 003 art. 10), until `due`. `grounds`: what the asker said of
    the case that no row shows (ids of `case_grounds`). `content_digest` is that of the draft as it
    was asked for: what was changed since is not what was approved.
    """

    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    matter = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True, default="")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="+")
    title = models.JSONField(default=dict)
    route = models.JSONField()
    grounds = models.JSONField(default=list)
    content_digest = models.CharField(max_length=71, blank=True, default="")
    exactly = models.JSONField(default=dict)
    due = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    urgent = models.BooleanField(default=False)
    text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ApprovalState.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["bureau", "state", "asked_at"], name="approval_open"),
            models.Index(fields=["case"], name="approval_case"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} of {self.case_id}"


class ApprovalStep(CasePart):
    """One step of a request in one round: which roles may take it, and what was said.

    `asked_by`: who asked for this round; the request itself keeps who asked last.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    roles = models.JSONField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(
        max_length=10, choices=StepOutcome.choices, blank=True, default=StepOutcome.WAITING
    )
    opinion = models.TextField(blank=True, default="")
    role = models.CharField(max_length=20, blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on_behalf = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "round", "order"], name="step_of_approval")
        ]

    def __str__(self) -> str:
        return f"step {self.order} of {self.approval_id}"


class GateOverride(CasePart):
    """Somebody went on though a gate (domain.md §1.3) warned, and why.

    `about`: the penalty that it was said about, where the gate looks at one.
    """

    gate = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True, default="")
    articles = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    about = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.gate} of {self.case_id}"


class Recusal(CasePart):
    """A request that somebody withdraw (回避), and what the head decided (处罚法 art. 43)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=60)
    ground = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(granted=None), name="one_open_recusal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.case_id}"
