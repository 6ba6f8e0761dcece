# SPDX-License-Identifier: Apache-2.0
"""Uploads under way, in the sense of the tus protocol 1.0."""

from django.db import models

from liuhen.apps.evidence.models.originals import Original
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class UploadState(models.TextChoices):
    """Where an upload stands."""

    OPEN = "open"
    DONE = "done"
    GONE = "gone"  # ended by the client, or expired


class Upload(models.Model):
    """One upload: `length` bytes are reserved from its creation until it is done or gone.

    `offset` is what is durable on the disk. `claims` is what the client said of the file (device,
    officer, times, activity, clock offset …): hints, never facts. `original` once it is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    section = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=71, blank=True, default="")
    claims = models.JSONField(default=dict)
    state = models.CharField(max_length=4, choices=UploadState.choices, default=UploadState.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    original = models.ForeignKey(Original, models.PROTECT, null=True, related_name="+")

    objects = ViewedManager()
    #: For quotas and expiry, which look at sizes alone.
    everywhere: "models.Manager[Upload]" = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_at"], name="upload_expiry"),
            models.Index(fields=["bureau", "person", "state"], name="upload_of_person"),
        ]

    def __str__(self) -> str:
        return self.file_name
