# SPDX-License-Identifier: Apache-2.0
"""A projection of findings, and what is told to people about them.

`Generation`, `OpenDuty`, `CaseTerm` and `CaseTally` may be dropped and made again at any time.
Reasons for lateness are facts about the bureau, kept with a leaf; notices and their deliveries are
only told.
"""

from typing import ClassVar

from django.db import models

from liuhen.apps.cases.models import Case
from liuhen.apps.cases.visibility import CaseOwnedManager, OpenManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class Generation(models.Model):
    """One whole making of the projection; lists read the current one."""

    id = models.AutoField(primary_key=True)
    begun_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True)
    current = models.BooleanField(default=False)
    cause = models.CharField(max_length=200)
    #: What is kept of a case (`projection.LAYOUT`); one of an older program lacks something.
    layout = models.PositiveSmallIntegerField(default=0)

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
    #: Whether the case is archived, so that what nobody adds to any more is passed over quickly.
    archived = models.BooleanField(default=False)

    objects = OpenManager()

    class Meta:
        indexes = [
            models.Index(fields=["generation", "bureau", "section", "due"], name="duty_list"),
            models.Index(fields=["generation", "case"], name="duty_case"),
            models.Index(fields=["estimated"], name="duty_estimated"),
            # counting and ordering by due time reads the index alone
            models.Index(
                fields=["generation", "bureau", "status", "due", "section", "case", "archived"],
                name="duty_due",
            ),
            # what is still to be done, in the order of lists
            models.Index(
                fields=["generation", "bureau", "due", "status", "section", "case"],
                condition=models.Q(archived=False),
                name="duty_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.subject}"


class CaseTerm(CaseOwned):
    """A time that runs out in a case without being a duty (`compliance.running`)."""

    kind = models.CharField(max_length=14)
    ends_at = models.DateTimeField()
    about = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    term = models.CharField(max_length=40, blank=True)
    word = models.CharField(max_length=14, blank=True)

    objects = OpenManager()

    class Meta:
        indexes = [
            models.Index(fields=["generation", "case"], name="term_case"),
            models.Index(
                fields=["generation", "bureau", "kind", "ends_at", "section", "case"],
                name="term_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ends_at}"


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
        indexes = [  # a list of cases that is narrowed by these reads the index alone
            models.Index(
                fields=[
                    *("generation", "bureau", "stage", "overdue", "breached", "pending"),
                    *("next_due_at", "case"),
                ],
                name="tally_list",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class LateReason(models.Model):
    """Why a case was late on a day: asked once a case and day, words from a list first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    day = models.DateField()
    obligations = models.JSONField(default=list)
    word = models.CharField(max_length=30)
    text = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = CaseOwnedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "day"], name="one_reason_a_day")]

    def __str__(self) -> str:
        return f"{self.word} of {self.case_id}"


class Notice(models.Model):
    """Something that a person should know: due soon, sent back, waiting for a signature.

    `key` says what it is about, so that nobody is told the same thing twice; `params` fill in its
    sentence, which stands in `reminding`. It holds no confidential value. `withdrawn_at`: what it
    spoke of was done before the person read it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    word = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    due = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes = [models.Index(fields=["person", "read_at", "-made_at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.word} for {self.person_id}"


class Hook(models.Model):
    """An address outside of the system that is told of notices, signed, in a bureau's own words.

    `words` are the notices that it is told of. The address of a messenger holds its password, so
    neither `url` nor `secret` stands in the journal, and no page shows them again whole.
    """

    untraced: ClassVar[frozenset[str]] = frozenset({"secret", "url"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=100)
    template = models.TextField()
    words = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    def __str__(self) -> str:
        return self.name


class HookDelivery(models.Model):
    """One notice on its way to one hook: how often it was tried, and what came of it.

    Without a notice it was a test.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    hook = models.ForeignKey(Hook, models.CASCADE, related_name="+")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="+")
    tried = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "notice"], name="delivered_once")]

    def __str__(self) -> str:
        return f"{self.notice_id or 'a test'} to {self.hook_id}"


class ReminderSetting(models.Model):
    """How long ahead people of a bureau are told of one kind of due. A later one supersedes it.

    `leads` are words such as `3wd` (working days), `1d` (days) and `2h` (hours).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    leads = models.JSONField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_reminder_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.leads}"


class CalendarKey(models.Model):
    """The secret address at which a person's calendar programs fetch the days; only its digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=71, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_calendar_key",
            )
        ]

    def __str__(self) -> str:
        return f"of {self.person_id}"
