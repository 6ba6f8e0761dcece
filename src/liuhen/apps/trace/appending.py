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

from django.db import connection
from django.db.models import Max

from liuhen.apps.trace import tree
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
    leaves: list[Leaf] = []
    payloads: list[LeafPayload] = []
    for index, draft in enumerate(drafts, before):
        salt = os.urandom(SALT_BYTES)
        body = LeafBody(
            index,
            draft.at,
            draft.actor,
            draft.act,
            draft.object,
            previous.get(draft.object),
            commitment_to(draft.payload, salt),
        )
        previous[draft.object] = index
        leaves.append(_row(body))
        payloads.append(LeafPayload(leaf_id=index, salt=salt, payload=draft.payload.decode()))
    if len(leaves) == 1:
        leaves[0].save(force_insert=True)
        payloads[0].save(force_insert=True)
    else:
        Leaf.objects.bulk_create(leaves, batch_size=_BATCH)
        LeafPayload.objects.bulk_create(payloads, batch_size=_BATCH)
    tree.complete(before, [bytes(leaf.hash) for leaf in leaves])
    return before + len(leaves)


def _row(body: LeafBody) -> Leaf:
    return Leaf(
        index=body.index,
        at=body.at,
        actor=body.actor,
        act=body.act,
        object=body.object,
        previous=body.previous,
        commitment=body.commitment,
        hash=leaf_hash(body.canonical()),
    )


def _previous(objects: set[str]) -> dict[str, int]:
    """Return the last leaf of each object that has one."""
    names = sorted(objects)
    found: dict[str, int] = {}
    for at in range(0, len(names), _BATCH):
        rows = Leaf.objects.filter(object__in=names[at : at + _BATCH]).values("object")
        found.update(rows.annotate(last=Max("index")).values_list("object", "last"))
    return found
