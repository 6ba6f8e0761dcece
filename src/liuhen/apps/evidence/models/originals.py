# SPDX-License-Identifier: Apache-2.0
"""Originals (原始音像资料) as they came from a device, and what was derived or said of them.

What this module promises:

- an original's row is written after its bytes are safe in the vault, and what it says of those
  bytes never changes; the device's own times stay beside the corrected ones;
- whatever is derived (preview, proxy, clip) is an object of its own and says from what;
- a mark is never changed: a newer one supersedes it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.models.devices import Device
from liuhen.apps.evidence.models.stored import StoredObject
from liuhen.apps.evidence.visibility import OriginalManager, OriginalOwnedManager
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.trace.ids import new_id


class OriginalKind(models.TextChoices):
    """What an original is; the first four are the contract's kinds of recording."""

    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    PHOTO = "photo", _("Photo")
    SURVEILLANCE = "surveillance", _("Fixed camera")
    DOCUMENT = "document", _("Document")
    OTHER = "other", _("Other file")


class TimeSource(models.TextChoices):
    """Where the device's own time was found."""

    NAME = "name", _("File name")
    MEDIA = "media", _("Inside the file")
    FILE = "file", _("Time of the file on the device")
    TYPED = "typed", _("Typed in")
    NONE = "", _("Not known")


class Original(models.Model):
    """One file as it came in.

    `raw_start` and `raw_end` are what the device says; `start` and `end` are these plus
    `offset_ms`. `segments` are the stretches really recorded, [from, to] in milliseconds from the
    start (a hole in the file lies between two of them); empty until probed. `findings` are words
    with details about the file ("hole", "cut_short", "unreadable", "late" …): none of them is a
    reason to refuse it. `probe` is what the media reader saw.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    object = models.ForeignKey(StoredObject, models.PROTECT, related_name="originals")
    kind = models.CharField(max_length=12, choices=OriginalKind.choices)
    file_name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100, blank=True, default="")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+")
    device_code = models.CharField(max_length=60, blank=True, default="")
    officer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    officer_name = models.CharField(max_length=60, blank=True, default="")
    raw_start = models.DateTimeField(null=True)
    raw_end = models.DateTimeField(null=True)
    offset_ms = models.BigIntegerField(default=0)
    start = models.DateTimeField(null=True)
    end = models.DateTimeField(null=True)
    time_source = models.CharField(
        max_length=5, choices=TimeSource.choices, blank=True, default=TimeSource.NONE
    )
    duration_ms = models.BigIntegerField(null=True)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    came_by = models.CharField(max_length=20, blank=True, default="")
    probe = models.JSONField(null=True)
    probed_at = models.DateTimeField(null=True)
    segments = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    position = models.JSONField(null=True)

    objects = OriginalManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "object"], name="original_of_object")
        ]
        indexes = [
            models.Index(fields=["bureau", "-start"], name="original_recent"),
            models.Index(fields=["bureau", "section", "-kept_at"], name="original_section"),
            models.Index(fields=["bureau", "officer", "-start"], name="original_officer"),
        ]

    def __str__(self) -> str:
        return self.file_name


class DerivedKind(models.TextChoices):
    """What was made from an original."""

    POSTER = "poster", _("Still picture")
    FILMSTRIP = "filmstrip", _("Film strip")
    WAVEFORM = "waveform", _("Waveform")
    PROXY = "proxy", _("Viewing copy")
    CLIP = "clip", _("Clip")


class Derived(models.Model):
    """Something made from an original, kept in the vault and never taken for it.

    `made_with` names program and settings. A clip covers `from_ms` to `to_ms` of the original.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    object = models.ForeignKey(StoredObject, models.PROTECT, related_name="derived")
    kind = models.CharField(max_length=10, choices=DerivedKind.choices)
    from_ms = models.BigIntegerField(null=True)
    to_ms = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    made_with = models.JSONField(default=dict)

    objects = OriginalOwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["original", "kind"], condition=~Q(kind="clip"), name="derived_once"
            ),
            models.UniqueConstraint(
                fields=["original", "from_ms", "to_ms"],
                condition=Q(kind="clip"),
                name="clip_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.original_id}"


class Mark(models.Model):
    """Something seen or heard at a moment of an original: what the articles ask for, or a note.

    `word` is one of `evidence.words.MARKS`; `details` holds what goes with it (position, vessel,
    reason). A correction is a new row of the same `item`; `withdrawn` takes it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.UUIDField(default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    at_ms = models.BigIntegerField()
    word = models.CharField(max_length=30)
    text = models.CharField(max_length=1000, blank=True, default="")
    details = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = OriginalOwnedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(superseded_at__isnull=True), name="mark_one_current"
            )
        ]
        indexes = [models.Index(fields=["original", "at_ms"], name="mark_of_original")]

    def __str__(self) -> str:
        return f"{self.word} at {self.at_ms} ms"


class Sitting(models.Model):
    """One person watching one original, with the ranges really played: one leaf when flushed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ranges = models.JSONField(default=list)

    objects = OriginalOwnedManager()

    class Meta:
        indexes = [models.Index(fields=["original", "person", "-began_at"], name="sitting_last")]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.original_id}"
