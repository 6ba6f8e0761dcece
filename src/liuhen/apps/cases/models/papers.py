# SPDX-License-Identifier: Apache-2.0
"""Papers from the first word to the signature: draft, number, issue, signatures, scans.

- A `Draft` is no fact: it changes as somebody types, leaves no leaf, and proves nothing.
- A `Paper` is what was issued: form, values and PDF are frozen in the vault under their digests and
  never made again. A correction is a new paper that `replaces` it, with a reason.
- A number is reserved for a draft, then used by its paper or void with a reason: a series has no
  hole that nobody explains, and no number comes twice.
- A signature points at the digest of the PDF that was signed.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models.case import Case
from liuhen.apps.cases.models.owned import BeforeCase, CasePart
from liuhen.apps.cases.visibility import CasePartManager
from liuhen.apps.evidence.models import Scan
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class Paper(CasePart):
    """A paper as it was issued.

    `values` are the frozen ones without those that are confidential; all of them stand in the vault
    under `frozen_digest`, with the form and the facts that they rest on. `known` is what the case
    said at that time for the fields that it fills in: pages compare it with today.

    `pdf_digest` is the sealed PDF. `item` names the `Document` fact that the paper made, where its
    form has a word of the contract. `code` stands on every page, with `version` (1, or one more
    than the paper that it replaces). `places` are the signature places of the PDF, as the press
    gave them: role, page from 1, box in points. `sm2` is the bureau's SM2 signature over the sealed
    PDF (DER as base64), empty where the machine has no OpenSSL that knows it.
    """

    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    form_digest = models.CharField(max_length=71)
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=8)
    item = models.UUIDField(null=True)
    number = models.CharField(max_length=100, blank=True, default="")
    code = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField(default=1)
    values = models.JSONField()
    known = models.JSONField(default=dict)
    event_refs = models.JSONField(default=list)
    frozen_digest = models.CharField(max_length=71)
    pdf_digest = models.CharField(max_length=71)
    pages = models.PositiveSmallIntegerField()
    places = models.JSONField(default=list)
    sm2 = models.TextField(blank=True, default="")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="paper_code")]
        indexes = [models.Index(fields=["case", "issued_at"], name="paper_case")]

    def __str__(self) -> str:
        return self.number or self.title


class Draft(CasePart):
    """A paper that is being written. `revision` rises with every saving: two writers are told.

    Its values never come into a leaf: they are no facts, and some are confidential.

    `written`: the fields that a person wrote, also by emptying them; the others stand as they were
    filled in. `page`: the page as it was loaded from which it was saved last, and since which
    revision it alone was: what one page sends twice are not two writers.
    """

    untraced: ClassVar[frozenset[str]] = frozenset({"values", "written", "page", "page_from"})

    section = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    form_digest = models.CharField(max_length=71)
    values = models.JSONField(default=dict)
    event_refs = models.JSONField(default=list)
    replaces = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    written = models.JSONField(default=list)
    page = models.CharField(max_length=32, blank=True, default="")
    page_from = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="draft")

    class Meta:
        indexes = [models.Index(fields=["case", "ended_at"], name="draft_case")]

    def __str__(self) -> str:
        return f"{self.form} of {self.case_id}"


class PaperSeries(models.Model):
    """The next number of a series (decision, notice …) of a bureau in a year. It only rises."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "series", "year"], name="paper_series")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.next}"


class NumberState(models.TextChoices):
    """What became of a number."""

    RESERVED = "reserved", _("Reserved for a draft")
    USED = "used", _("Used")
    VOID = "void", _("Void")


class PaperNumber(models.Model):
    """A number of a series, and what became of it. Void numbers stay, with the reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=NumberState.choices)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="+")
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="allotted")
    reason = models.CharField(max_length=300, blank=True, default="")
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ViewedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "series", "year", "number"], name="paper_number_in_series"
            ),
            models.UniqueConstraint(fields=["bureau", "text"], name="paper_number_in_bureau"),
            models.UniqueConstraint(
                fields=["draft"], condition=Q(state="reserved"), name="one_number_a_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ScannedPage(BeforeCase):
    """One page of a pile of scans: what its code says, and to which paper somebody filed it.

    `state`: read (the code says whose page it is) · unread (no code) · filed · set_aside.
    """

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+")
    page = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=100, blank=True, default="")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    paper_page = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = CasePartManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "page"], name="page_of_scan")]

    def __str__(self) -> str:
        return f"page {self.page} of {self.scan_id}"


class PaperSignature(CasePart):
    """A signature under a paper, or its refusal, which is a record of its own.

    `manner`: system (own credentials, server's time) · finger (drawn on the screen) · paper (on a
    scan, confirmed by a person). `at` is null where a scan shows no legible date. `pdf_digest` is
    the PDF that was signed, `made_digest` the revision that shows the signature (its beginning is
    the former PDF byte by byte), `picture_digest` the drawn line.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True, default="")
    manner = models.CharField(max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on_behalf = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    witness = models.CharField(max_length=60, blank=True, default="")
    opinion = models.TextField(blank=True, default="")
    pdf_digest = models.CharField(max_length=71)
    made_digest = models.CharField(max_length=71, blank=True, default="")
    picture_digest = models.CharField(max_length=71, blank=True, default="")
    sm2 = models.TextField(blank=True, default="")
    page = models.ForeignKey(ScannedPage, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["paper"], name="signature_paper")]

    def __str__(self) -> str:
        return f"{self.role} of {self.paper_id}"
