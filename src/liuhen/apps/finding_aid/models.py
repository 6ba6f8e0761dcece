# SPDX-License-Identifier: Apache-2.0
"""Search entries: what is found of a row, derived from it and made anew at any time.

- an entry holds only what everybody may read who sees its row: confidential fields never get here;
- its key begins with the second of the row's own time, so that newest first is the order of keys;
- a row that was superseded, withdrawn or ended has no entry.

The index over `folded` is no column that Django knows: on SQLite an FTS5 table, on PostgreSQL a
`tsvector` (migration 0002); `index.py` alone writes both.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Case
from liuhen.apps.evidence.models import Original
from liuhen.apps.finding_aid.visibility import EntryManager
from liuhen.apps.people.models import Organisation


class EntryKind(models.TextChoices):
    """What was found."""

    CASE = "case", _("Case")
    PARTICIPANT = "participant", _("Person in a case")
    ACTIVITY = "activity", _("Activity")
    DOCUMENT = "document", _("Document")
    PAPER = "paper", _("Issued paper")
    RECEIVED = "received", _("Received paper")
    THING = "thing", _("Thing")
    INCIDENT = "incident", _("Incident")
    RECORDING = "recording", _("Recording")
    MARK = "mark", _("Mark")
    DEVICE = "device", _("Device")


class SearchEntry(models.Model):
    """What is found of one row. `subject` is its key, `item` what its page is named by.

    `text` is shown, one field a line; `folded` is the same as it is compared (`folding.fold`).
    `number` is the row's number, folded, for going there at once. `word` is a word of the contract
    (kind of activity, type of document, mark …). `places` are the words of the sections and persons
    that may find it, as they stand in the index (`places.py`).
    """

    id = models.BigIntegerField(primary_key=True)
    subject = models.UUIDField(unique=True)
    item = models.UUIDField()
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    word = models.CharField(max_length=40, blank=True, default="")
    bureau = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    section = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", db_index=False)
    original = models.ForeignKey(
        Original, models.CASCADE, null=True, related_name="+", db_index=False
    )
    title = models.CharField(max_length=300, blank=True, default="")
    number = models.CharField(max_length=100, blank=True, default="")
    text = models.TextField()
    folded = models.TextField()
    places = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    written_at = models.DateTimeField()

    objects = EntryManager()

    class Meta:
        indexes = [
            # with where an entry belongs, by which PostgreSQL passes over those of others unread
            models.Index(fields=["bureau", "-id"], include=["kind", "places"], name="entry_newest"),
            models.Index(
                fields=["bureau", "-id"],
                include=["kind", "places"],
                condition=Q(kind="case"),
                name="entry_newest_case",
            ),
            models.Index(fields=["bureau", "number"], condition=~Q(number=""), name="entry_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
