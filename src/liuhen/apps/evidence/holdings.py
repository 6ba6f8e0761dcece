# SPDX-License-Identifier: Apache-2.0
"""Which rows need the bytes of an object.

The bytes may go only when the last live holding has ended. Rows that were written before there were
holdings (scans) get theirs when housekeeping first looks, each by an act, because an audit wants a
leaf for every row: a step of a migration could not leave one.
"""

from django.db.models import Exists, Model, OuterRef

from liuhen.apps.evidence.models import Holding, Scan, StoredObject
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import Record, act
from liuhen.apps.trace.values import object_reference
from liuhen.vault.store import Stored

VAULT = SystemActor("vault")
_AT_ONCE = 100


def hold(record: Record, object_: StoredObject, holder_row: Model) -> Holding:
    """Let `holder_row` need the bytes of `object_`; inside an act. Twice is once."""
    holder = object_reference(holder_row)
    live = Holding.objects.filter(object=object_, holder=holder, ended_at=None)
    if (found := live.first()) is not None:
        return found
    return record.create(Holding(object=object_, holder=holder, since=record.at))


def register(
    record: Record, bureau: Organisation, stored: Stored, holder_row: Model
) -> StoredObject:
    """Write the row of an object, or find it, and let `holder_row` hold it; inside an act."""
    rows = StoredObject.objects.within(bureau.pk)
    found = rows.filter(digest=stored.digest).first()
    if found is None:
        found = record.create(
            StoredObject(
                bureau=bureau,
                digest=stored.digest,
                size_bytes=stored.size_bytes,
                version=stored.version,
                locked_until=stored.locked_until,
                kept_at=record.at,
            )
        )
    elif found.disposed_at is not None:  # the same bytes came again after a lawful disposal
        record.update(
            found,
            version=stored.version,
            locked_until=stored.locked_until,
            kept_at=record.at,
            verified_at=None,
            disposed_at=None,
        )
    hold(record, found, holder_row)
    return found


def register_scans() -> int:
    """Give every scan that has none its object and its holding; return how many."""
    done = 0
    while batch := _unregistered():
        with act("evidence.register_scans", by=VAULT) as record:
            for scan in batch:
                register(record, scan.bureau, Stored(scan.digest, scan.size_bytes), scan)
        done += len(batch)
    return done


def _unregistered() -> list[Scan]:
    known = StoredObject.everywhere.filter(bureau=OuterRef("bureau"), digest=OuterRef("digest"))
    rows = Scan._base_manager.filter(~Exists(known)).select_related("bureau")
    return list(rows.order_by("pk")[:_AT_ONCE])
