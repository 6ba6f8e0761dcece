# SPDX-License-Identifier: Apache-2.0
"""Rows of the journal. Triggers on both databases refuse UPDATE and DELETE of a leaf."""

from django.db import models

from liuhen.vault.journal import LeafBody


class Leaf(models.Model):
    """One act, in the form of `liuhen.vault.journal`. Indices begin at 0 and have no gap."""

    index = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    act = models.CharField(max_length=100)
    object = models.CharField(max_length=120)
    previous = models.BigIntegerField(null=True)
    commitment = models.CharField(max_length=71)

    class Meta:
        indexes = [models.Index(fields=["object", "index"], name="leaf_object_index")]

    def __str__(self) -> str:
        return f"{self.index} {self.act} {self.object}"

    @property
    def body(self) -> LeafBody:
        """The leaf as the journal's proofs see it."""
        return LeafBody(
            self.index, self.at, self.actor, self.act, self.object, self.previous, self.commitment
        )


class LeafPayload(models.Model):
    """What a leaf commits to: canonical JSON and its salt. Lawful disposal may remove it."""

    leaf = models.OneToOneField(Leaf, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=32)
    payload = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.leaf_id}"
