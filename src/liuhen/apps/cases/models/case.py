# SPDX-License-Identifier: Apache-2.0
"""Cases, who handles them, and the numbers that they get.

What this module promises: a number is never given twice; of a state-secret case nothing is kept but
where its paper lies.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.visibility import CaseManager, ShellManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.ids import new_id


class Ending(models.TextChoices):
    """How a case ends, beside a decision that was carried out (domain.md §4.1)."""

    NOT_STARTED = "not_started", _("No procedure started")
    PERFORMED = "performed", _("Decision performed")
    NO_FINDINGS = "no_findings", _("Inspection without findings")
    COURT = "court", _("Enforced by the court")
    NO_PENALTY = "no_penalty", _("No penalty")
    NOT_ESTABLISHED = "not_established", _("Facts not established")
    WITHDRAWN = "withdrawn", _("Case withdrawn")
    MERGED = "merged", _("Merged into another case")
    SPLIT = "split", _("Split into several cases")
    TRANSFERRED = "transferred", _("Handed to another organ")
    POLICE = "police", _("Handed to the police")
    TERMINATED = "terminated", _("Terminated")
    ANEW = "anew", _("Decided anew after a remedy")


class Case(models.Model):
    """One case of a bureau. `number` is for people; it is unique in the bureau and never reused.

    `cause` (案由) is what it is about in a line, `summary` what is alleged, `happened_on` the day
    of that act as far as known; `ending` how it ended where no decision was carried out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    act = models.CharField(max_length=20)
    procedure = models.CharField(max_length=10, blank=True, default="")
    origin = models.CharField(max_length=12, blank=True, default="")
    party_name = models.CharField(max_length=200, blank=True, default="")
    party_kind = models.CharField(max_length=12, blank=True, default="")
    secrecy = models.JSONField(default=list)
    from_outside = models.BooleanField(default=False)
    before_go_live = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    cause = models.CharField(max_length=200, blank=True, default="")
    summary = models.TextField(blank=True, default="")
    happened_on = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    ending = models.CharField(max_length=24, blank=True, default="", choices=Ending.choices)
    ending_reason = models.CharField(max_length=300, blank=True, default="")
    suspended_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    handlers: "models.ManyToManyField[Person, Handler]" = models.ManyToManyField(
        Person, through="Handler", through_fields=("case", "person"), related_name="+"
    )

    objects = CaseManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="case_number_in_bureau")
        ]
        indexes = [
            # the list, newest first: what it is searched by stands in the index, so that most
            # cases are passed over without being read
            models.Index(
                fields=[
                    *("bureau", "-opened_at", "-id", "section", "act", "archived_at"),
                    *("number", "title", "party_name"),
                ],
                name="case_list",
            ),
            models.Index(fields=["bureau", "section"], name="case_section"),
            # with what is asked about them, so that the keys of open cases come from the index
            # alone: most cases are closed, and SQLite goes through all of them otherwise
            models.Index(
                fields=["bureau", "section", "id", "archived_at"],
                condition=Q(archived_at=None),
                name="case_open_keys",
            ),
            models.Index(
                fields=["bureau", "section", "id"],
                condition=Q(from_outside=True, archived_at=None, concluded_at=None),
                name="case_outside_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class HandlerManager(models.Manager["Handler"]):
    """Who handles a case today."""

    def get_queryset(self) -> models.QuerySet["Handler"]:
        """Leave out those who did once."""
        return super().get_queryset().filter(until=None)


class Handler(models.Model):
    """A person who handles a case (承办人). Whoever did once (`ever`) never approves in it.

    `named_by`: who said so here; nobody where the case came with its handlers from elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField(null=True)
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)

    objects = HandlerManager()
    ever: "models.Manager[Handler]" = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(until__isnull=True), name="handler_once"
            )
        ]
        indexes = [
            # which cases a person handles: nearly every query of a page asks, of some hundreds
            models.Index(
                fields=["person", "case"], condition=Q(until__isnull=True), name="handler_of"
            ),
            # who was named lately is looked for every few minutes, of all handlers there are
            models.Index(
                fields=["since"],
                condition=Q(named_by__isnull=False, until__isnull=True),
                name="handler_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} handles {self.case_id}"


class Numbering(models.Model):
    """The next number of a bureau, kind of act and year. It only rises: no number comes twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "act", "year"], name="numbering_of_bureau")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.year}: {self.next}"


class SecretShell(models.Model):
    """All that is kept of a state-secret case: its number, its keeper, where the paper lies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    keeper = models.CharField(max_length=60)
    place = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = ShellManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="shell_number_in_bureau")
        ]

    def __str__(self) -> str:
        return self.number
