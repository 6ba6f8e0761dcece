# SPDX-License-Identifier: Apache-2.0
"""Rows of the journal. Triggers on both databases refuse to change them (`triggers.py`)."""

from django.db import models

from liuhen.vault.checkpoint import Signed, read_checkpoint
from liuhen.vault.journal import LeafBody


class Leaf(models.Model):
    """One act, in the form of `liuhen.vault.journal`. Indices begin at 0 and have no gap.

    `hash` is that of the leaf in the tree: it can be computed from the other columns, and an audit
    compares it with them.
    """

    index = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    act = models.CharField(max_length=100)
    object = models.CharField(max_length=120)
    previous = models.BigIntegerField(null=True)
    commitment = models.CharField(max_length=71)
    hash = models.BinaryField(max_length=32)

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
    """What a leaf commits to: canonical JSON and its salt.

    Never changed; removed only where a `Withheld` row says by which act.
    """

    leaf = models.OneToOneField(Leaf, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=32)
    payload = models.TextField()

    def __str__(self) -> str:
        return f"payload of {self.leaf_id}"


class Withheld(models.Model):
    """Says that the payload of a leaf was removed by lawful disposal; the leaf itself stays.

    `objects_named` are the references of the rows that the payload spoke of: an audit no longer
    compares them where this was the last leaf about them.
    """

    leaf = models.OneToOneField(Leaf, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    objects_named = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"payload of {self.leaf_id}, withheld"


class Tile(models.Model):
    """256 hashes of the tree, written once they are complete (as in C2SP tlog-tiles).

    On level 0 the hashes of leaves 256·index and on, on level n + 1 the roots of tiles of level n.
    What is not in a tile yet stands in the leaves or in the roots of the level below. Derived: all
    tiles can be made anew from the leaves.
    """

    id = models.BigAutoField(primary_key=True)
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_tile_a_place")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.index}"


class Head(models.Model):
    """A signed head: `note` is the checkpoint with its signature, the other columns repeat it."""

    id = models.BigAutoField(primary_key=True)
    epoch = models.PositiveIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["size"], name="head_size")]

    def __str__(self) -> str:
        return f"head of {self.size} leaves"

    @property
    def root_hex(self) -> str:
        """The root in 64 hex digits."""
        return bytes(self.root).hex()

    @property
    def root_groups(self) -> str:
        """The root in groups of eight digits, as one compares it by eye."""
        return " ".join(self.root_hex[at : at + 8] for at in range(0, 64, 8))

    @property
    def signed(self) -> Signed:
        """The note, read but not verified."""
        return read_checkpoint(self.note)


class Restoration(models.Model):
    """Data came back from a backup: writing is locked until an epoch answers it."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"restored with {self.size} leaves"


class Epoch(models.Model):
    """A declared new beginning after a restore. Without a row the first epoch is going on.

    `restored_*` is the tree as it came back; `last_*` the largest head that anybody outside was
    known to hold then (null where none was), `lost` in words what is gone.
    """

    number = models.PositiveIntegerField(primary_key=True)
    restoration = models.OneToOneField(Restoration, models.PROTECT, related_name="epoch")
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=100)
    restored_size = models.BigIntegerField()
    restored_root = models.CharField(max_length=64)
    last_size = models.BigIntegerField(null=True)
    last_root = models.CharField(max_length=64, blank=True, default="")
    last_held_by = models.CharField(max_length=300, blank=True, default="")
    lost = models.CharField(max_length=1000)
    reason = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return f"epoch {self.number}"


class WitnessState(models.Model):
    """What we know of a witness: the last head that it took, and since when it does not answer."""

    name = models.CharField(max_length=300, primary_key=True)
    epoch = models.PositiveIntegerField(default=1)
    size = models.BigIntegerField(default=0)
    held_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    error = models.CharField(max_length=1000, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} holds {self.size} leaves"
