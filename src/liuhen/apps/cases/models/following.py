# SPDX-License-Identifier: Apache-2.0
"""What follows a decision: what the party has to do by when, and other cases that hang on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.case import Case
from liuhen.apps.cases.models.owned import CasePart
from liuhen.apps.people.models import Person


class Due(CasePart):
    """Something that the party has to do: pay, correct, give up things. Money in fen (分).

    `document_ref` is the paper that orders it, `due` the last second in time; `event_ref` the
    activity that shows that it was done; what was done without one was let go, or is no order.
    `plans`: each plan to pay later or in parts, with what granted it and when it was made, a list
    of {"by", "at"}; the first by a grant says also since when it was granted and what was to be
    paid before ({"granted", "before": [[fen, last second], …]}), and one that goes beyond it `why`.
    `by_ref`: the paper that orders a surcharge, where `document_ref` orders the fine.
    """

    class Kind(models.TextChoices):
        """What has to be done."""

        FINE = "fine", _("Fine")
        SURCHARGE = "surcharge", _("Surcharge for late payment")
        CONFISCATION = "confiscation", _("Confiscation")
        RECTIFICATION = "rectification", _("Correction")
        OTHER = "other", _("Other")

    kind = models.CharField(max_length=14, choices=Kind.choices)
    text = models.CharField(max_length=300, blank=True, default="")
    document_ref = models.CharField(max_length=60, blank=True, default="")
    amount_fen = models.BigIntegerField(null=True)
    due = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, default="")
    event_ref = models.CharField(max_length=60, blank=True, default="")
    plans = models.JSONField(default=list)
    by_ref = models.CharField(max_length=60, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    @property
    def let_go(self) -> bool:
        """Whether it ended without having been done."""
        return self.done_at is not None and not self.event_ref and self.outcome != self.text

    class Meta:
        indexes = [models.Index(fields=["bureau", "done_at", "due"], name="due_open")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.case_id}"


class Instalment(CasePart):
    """One part of a payment that may be made in parts (处罚法 art. 66). Money in fen (分)."""

    of = models.ForeignKey(Due, models.PROTECT, related_name="instalments")
    order = models.PositiveSmallIntegerField()
    amount_fen = models.BigIntegerField()
    due = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "order"], name="instalment_once")]

    def __str__(self) -> str:
        return f"part {self.order} of {self.of_id}"


class CaseLink(CasePart):
    """This case has to do with another: merged into, split from, decided anew after, handed to."""

    class Kind(models.TextChoices):
        """How they hang together."""

        MERGED_INTO = "merged_into", _("Merged into")
        SPLIT_FROM = "split_from", _("Split from")
        ANEW_AFTER = "anew_after", _("Decided anew after")
        HANDED_TO = "handed_to", _("Handed to")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    other = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    to = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
