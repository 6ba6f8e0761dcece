# SPDX-License-Identifier: Apache-2.0
"""The facts of cases as rows.

What this module promises:

- a fact is never changed: a correction, a signature, a storing is a new row of the same `item`, and
  the row before it gets `superseded_at`; so "as known on a day" is a plain filter;
- `recorded_at` is the server's time; what a person claims stands in `start`, `at` …;
- `ref` is the short id that facts JSON shows ("e1"); it is unique in its case and never changes.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.case import Case
from liuhen.apps.cases.visibility import FactManager
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.visibility import OriginalOwnedManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.ids import new_id


class FactOrigin(models.TextChoices):
    """How a row came in, and so how far its claimed times are believed."""

    ACT = "act", _("Act in the system")
    TYPED = "typed", _("Typed in")
    SCAN = "scan", _("Typed in with a scan")
    IMPORT = "import", _("Imported from outside")
    DEVICE = "device", _("From a device")


class Fact(models.Model):
    """What all facts share.

    `id` names a version, `item` the fact through all its versions. `entered_at` is when its content
    was last typed, from which a typed fulfilment counts, and `entered_by` by whom; `recorded_by`
    made this version (signing or storing makes one and leaves the content).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.UUIDField(default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    ref = models.CharField(max_length=60)
    origin = models.CharField(max_length=6, choices=FactOrigin.choices)
    recorded_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "case", "ref"],
                condition=Q(superseded_at__isnull=True),
                name="%(class)s_ref_in_case",
            ),
            models.UniqueConstraint(
                fields=["bureau", "ref"],
                condition=Q(superseded_at__isnull=True, case__isnull=True),
                name="%(class)s_ref_without_case",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(superseded_at__isnull=True),
                name="%(class)s_one_current",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "recorded_at"], name="%(class)s_case"),
            models.Index(fields=["item"], name="%(class)s_item"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self._meta.model_name})"


class Activity(Fact):
    """An event of the contract: something officers did, or that happened in the case.

    `details` is what an officer notes beside the contract's words (who was present, task sheet,
    scanned code …), by the words of `cases.details`.
    """

    kind = models.CharField(max_length=40)
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True, default="")
    officers = models.JSONField(default=list)
    identity_shown = models.BooleanField(null=True)
    no_recording = models.JSONField(null=True)
    attrs = models.JSONField(default=dict)
    details = models.JSONField(default=dict)

    objects = FactManager()

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["bureau", "-start"], name="activity_recent"),
            models.Index(fields=["case", "kind"], name="activity_kind_in_case"),
            # every desk asks for hearings and public notices of all cases: there are few of a kind
            models.Index(fields=["kind", "start"], name="activity_kind_and_start"),
            # what still goes on is asked for on every spot, and is little beside what has ended
            models.Index(
                fields=["bureau", "-start"],
                condition=Q(end__isnull=True, superseded_at__isnull=True),
                name="activity_under_way",
            ),
        ]


class Document(Fact):
    """A paper. `signatures` as in the contract; one taken by the system also has `person`."""

    type = models.CharField(max_length=40)
    at = models.DateTimeField()
    event_refs = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    signatures = models.JSONField(default=list)
    scan_digest = models.CharField(max_length=71, blank=True, default="")

    objects = FactManager()


class Recording(Fact):
    """A piece of footage as a fact of the case. Typed, it proves nothing until it is stored.

    With an `original` it is the link between that original and the activities of `event_refs`,
    from `start` to `end`: one original may serve several activities and cases, and each sees its
    own range. Its times are then the system's, and `reason` says why it was linked. `from_ms` and
    `to_ms` are that range from the beginning of the original, `stretches` what is really recorded
    of it ([from, to] in the same milliseconds; `None` until the file was read), and `seen` the
    words of marks inside it that are facts of the activity. Where the original's time is not the
    device's but typed, `origin` is "typed"; that, or a film that nobody could read, proves nothing
    until somebody else confirms it (`stored_by`).
    """

    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")
    from_ms = models.BigIntegerField(null=True)
    to_ms = models.BigIntegerField(null=True)
    stretches = models.JSONField(null=True)
    seen = models.JSONField(default=list)

    kind = models.CharField(max_length=12)
    event_refs = models.JSONField(default=list)
    device = models.CharField(max_length=60, blank=True, default="")
    officer = models.CharField(max_length=60, blank=True, default="")
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    informed = models.BooleanField(null=True)
    reviewed_by_party = models.BooleanField(null=True)
    stored_at = models.DateTimeField(null=True)
    stored_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    evidence = models.BooleanField(default=False)
    statement = models.CharField(max_length=60, blank=True, default="")
    disc = models.CharField(max_length=60, blank=True, default="")
    content = models.JSONField(default=list)
    position = models.JSONField(null=True)
    vessel = models.JSONField(null=True)

    objects = FactManager()


class Interruption(Fact):
    """A break in the footage, why, and how it was explained."""

    event_ref = models.CharField(max_length=60, blank=True, default="")
    start = models.DateTimeField()  # `from` in the contract
    end = models.DateTimeField(null=True)  # `to`
    cause = models.CharField(max_length=20, blank=True, default="")  # `reason`
    explained_by = models.CharField(max_length=10, blank=True, default="")
    document = models.CharField(max_length=60, blank=True, default="")
    reported_to_head_at = models.DateTimeField(null=True)

    objects = FactManager()


class Incident(Fact):
    """Something that makes footage worth keeping for long, with what happened in a few words.

    `about`: whom or what place it concerns, where whoever noted it did not know the case.
    """

    text = models.CharField(max_length=500, blank=True, default="")
    about = models.CharField(max_length=200, blank=True, default="")
    type = models.CharField(max_length=24)
    at = models.DateTimeField()
    event_ref = models.CharField(max_length=60, blank=True, default="")

    objects = FactManager()


class SetAside(models.Model):
    """An original that shows no enforcement (000 art. 24(4)): kept, with the reason, not linked.

    A newer decision ends it (`ended_at`): it waits for a link again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OriginalOwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["original"], condition=Q(ended_at__isnull=True), name="set_aside_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.original_id}: {self.reason}"
