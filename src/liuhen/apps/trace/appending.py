# SPDX-License-Identifier: Apache-2.0
"""Writing leaves: one as an act's last statement, or many at once, with what the tree needs.

Called inside a transaction, whose last statements these are. Indices have no gap and no double,
however many writers there are: on SQLite the transaction is the only writer from its start, on
PostgreSQL a lock is held from here to the commit.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from liuhen.apps.trace import tree
from liuhen.apps.trace.inserting import insert
from liuhen.apps.trace.models import Leaf, LeafPayload
from liuhen.vault.journal import SALT_BYTES, LeafBody, commitment_to
from liuhen.vault.merkle import leaf_hash

#: Any fixed number: it names the journal among the advisory locks of the database.
_JOURNAL_LOCK = 0x4C697568656E
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """A leaf that has no index yet, and the canonical bytes that it commits to."""

    at: datetime
    actor: str
    act: str
    object: str
    payload: bytes


def append(drafts: Sequence[Draft]) -> int:
    """Write leaves in this order, and return the number of leaves there are then."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_JOURNAL_LOCK])
    before = tree.size()
    previous = _previous({draft.object for draft in drafts})
    bodies: list[LeafBody] = []
    kept: list[tuple[int, bytes, str]] = []
    for index, draft in enumerate(drafts, before):
        salt = os.urandom(SALT_BYTES)
        commitment = commitment_to(draft.payload, salt)
        last = previous.get(draft.object)
        bodies.append(
            LeafBody(index, draft.at, draft.actor, draft.act, draft.object, last, commitment)
        )
        kept.append((index, salt, draft.payload.decode()))
        previous[draft.object] = index
    hashes = [leaf_hash(body.canonical()) for body in bodies]
    insert(Leaf, [_columns(body, hashed) for body, hashed in zip(bodies, hashes, strict=True)])
    insert(LeafPayload, kept)
    tree.complete(before, hashes)
    return before + len(bodies)


def _columns(body: LeafBody, hashed: bytes) -> tuple[Any, ...]:
    at = connection.ops.adapt_datetimefield_value(body.at)
    return (
        body.index, at, body.actor, body.act, body.object, body.previous, body.commitment, hashed
    )  # fmt: skip


def _previous(objects: set[str]) -> dict[str, int]:
    """Return the last leaf of each object that has one."""
    names = sorted(objects)
    found: dict[str, int] = {}
    for at in range(0, len(names), _BATCH):
        rows = Leaf.objects.filter(object__in=names[at : at + _BATCH]).values("object")
        found.update(rows.annotate(last=Max("index")).values_list("object", "last"))
    return found
