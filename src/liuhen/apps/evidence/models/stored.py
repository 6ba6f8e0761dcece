# SPDX-License-Identifier: Apache-2.0
"""What lies in the vault, and who holds it there.

An object is `bureau/digest`; every row that needs its bytes has a holding. The bytes may go only
when the last live holding has ended, and then a tombstone stays: the row with `disposed_at`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewed import ViewedManager
from liuhen.apps.trace.ids import new_id


class StoredObject(models.Model):
    """One object of the vault. `digest` is SHA-256 as the bytes arrived.

    `verified_at`: when the bytes were read back from the store and both digests taken (SM3 then);
    before that no device may forget them. `checked_at` is the last reading of the scrub;
    `damaged_at` when the bytes were found missing or changed. `version` is the store's own name of
    the bytes, where it has one; before `locked_until` the store lets nobody delete them.
    """

    #: Reading bytes again changes nothing that is known of them; a round of the scrub has one leaf.
    untraced: ClassVar[frozenset[str]] = frozenset({"checked_at"})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=71)
    sm3 = models.CharField(max_length=68, blank=True, default="")
    size_bytes = models.BigIntegerField()
    version = models.CharField(max_length=200, blank=True, default="")
    kept_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    damaged_at = models.DateTimeField(null=True)
    damage = models.CharField(max_length=200, blank=True, default="")
    locked_until = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField(null=True)

    objects = ViewedManager()
    #: For the scrub, which reads bytes and no content, over all bureaus.
    everywhere: "models.Manager[StoredObject]" = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "digest"], name="object_of_bureau")
        ]
        indexes = [models.Index(fields=["checked_at"], name="object_checked")]

    def __str__(self) -> str:
        return self.digest


class Holding(models.Model):
    """A row (`holder`, as the journal names it) that needs the bytes of an object."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.ForeignKey(StoredObject, models.PROTECT, related_name="holdings")
    holder = models.CharField(max_length=120)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object", "holder"],
                condition=Q(ended_at__isnull=True),
                name="holding_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} holds {self.object_id}"
