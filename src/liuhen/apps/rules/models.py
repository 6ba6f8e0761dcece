# SPDX-License-Identifier: Apache-2.0
"""Packs that bureaus adopted, notices of working days, and the bureaus' own texts."""

from django.db import models

from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class PackVersion(models.Model):
    """A regulation pack as it was read, whole: `content` is all that decides an answer.

    Immutable by digest, so that an answer can be made again after any upgrade of the software.
    """

    digest = models.CharField(primary_key=True, max_length=71)
    pack_id = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pack_id} {self.digest[7:19]}"


class PackAdoption(models.Model):
    """From `from_date` on, acts that begin in the bureau are judged by this pack."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(PackVersion, models.PROTECT, related_name="adoptions")
    from_date = models.DateField()
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "from_date"], name="adoption_a_day")
        ]
        ordering = ["from_date"]

    def __str__(self) -> str:
        return f"{self.version_id} from {self.from_date}"


class CalendarNotice(models.Model):
    """The State Council's notice for one year. A later notice for the same year supersedes it.

    `days_off` are weekdays without work, `make_up_days` weekend days with work, both as ISO dates.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField()
    days_off = models.JSONField()
    make_up_days = models.JSONField()
    source = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=100)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_notice_a_year",
            )
        ]
        ordering = ["-year", "-entered_at"]

    def __str__(self) -> str:
        return f"{self.year}"


class RegulationText(models.Model):
    """A bureau's own text of its regulation, parsed as `liuhen law parse` gives it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="texts")
    digest = models.CharField(max_length=71)
    file_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    parsed = models.JSONField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=100)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_text_a_bureau",
            )
        ]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """A form as a bureau words and lays it out: `content` is the YAML as values, whole.

    Immutable by digest, so that a paper can say for ever from which words it was made.
    """

    digest = models.CharField(primary_key=True, max_length=71)
    form = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.form} {self.digest[7:19]}"


class FormAdoption(models.Model):
    """A version of a form that one person proposes for a bureau and another one adopts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    from_date = models.DateField()
    reason = models.CharField(max_length=300, blank=True, default="")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    objects = ViewedManager()

    class Meta:
        indexes = [models.Index(fields=["bureau", "form", "from_date"], name="form_adoption")]

    def __str__(self) -> str:
        return f"{self.form} from {self.from_date}"


class BureauLimit(models.Model):
    """A number that the place of a bureau has set, such as from which fine on a fine is large.

    `word` is that of a gate's limits (docs/reference/pack-grammar.md), `source` the rule of the
    place that sets it. Money in fen (分). A later one supersedes it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    word = models.CharField(max_length=40)
    value = models.BigIntegerField()
    source = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "word"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_limit_of_a_word",
            )
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.value}"
