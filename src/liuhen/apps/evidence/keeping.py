# SPDX-License-Identifier: Apache-2.0
"""Objects of the vault as rows: kept, read again, safe.

1. The bytes are durable in the store (`put` or `adopt`), outside any act.
2. An act writes the rows that need them and calls `register_object`; that also leaves the job
   `evidence.verify`.
3. The job reads the bytes back from where they lie and takes both digests. Only then are they safe,
   and only then may a device forget them.
"""

from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from liuhen.apps.evidence.damage import mark_damaged, mark_whole, what_happened
from liuhen.apps.evidence.holdings import VAULT, register
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.journal import Record, act
from liuhen.vault.store import Checked, ObjectDamagedError, ObjectMissingError, Stored

VERIFY = "evidence.verify"


def register_object(
    record: Record, bureau: Organisation, stored: Stored, holder_row: Model
) -> StoredObject:
    """Write the row of an object whose bytes are in the vault, and let `holder_row` hold it.

    Inside the caller's act. An object that the bureau has already is found, not written twice;
    `holder_row` may be saved afterwards, as its id is made before. The job that reads the bytes
    again is left here.
    """
    found = register(record, bureau, stored, holder_row)
    if found.verified_at is None:
        arguments = {"object_id": str(found.pk)}
        enqueue(VERIFY, arguments, lane=Lane.SOON, key=f"{VERIFY} {found.pk}")
    return found


def verify_object(object_id: str) -> None:
    """Read an object again: safe from now on, or damaged. The job `evidence.verify`.

    It may run twice. A store that does not answer fails the job, which is tried again later.
    """
    found = StoredObject.everywhere.get(pk=UUID(object_id))
    if found.disposed_at is not None:
        return
    try:
        checked = vault().check(str(found.bureau_id), found.digest)
    except (ObjectDamagedError, ObjectMissingError) as error:
        mark_damaged(found, what_happened(error))
        return
    if found.verified_at is not None and found.damaged_at is None and found.sm3 == checked.sm3:
        return
    with act("evidence.verify", by=VAULT) as record:
        verified_at = found.verified_at or record.at
        record.update(found, verified_at=verified_at, checked_at=record.at, sm3=checked.sm3)
        if found.damaged_at is not None:
            mark_whole(record, found)


def read_again(object_: StoredObject) -> Checked:
    """Read an object now, because somebody asks; what is found is noted as the scrub would.

    Raises:
        ObjectDamagedError, ObjectMissingError: it is not what came in; that is written down.
        StoreAwayError: the store does not answer.
    """
    try:
        checked = vault().check(str(object_.bureau_id), object_.digest)
    except (ObjectDamagedError, ObjectMissingError) as error:
        mark_damaged(object_, what_happened(error))
        _note_reading(object_)
        raise
    _note_reading(object_)
    if object_.damaged_at is not None:
        with act("evidence.whole_again", by=VAULT) as record:
            mark_whole(record, object_)
    return checked


def _note_reading(object_: StoredObject) -> None:
    StoredObject.everywhere.filter(pk=object_.pk).update(checked_at=timezone.now())


def is_safe(original: Original) -> bool:
    """Whether the bytes were read back from the store, and nothing is known against them since."""
    return object_is_safe(original.object)


def object_is_safe(object_: StoredObject) -> bool:
    """The same for an object, such as that of a scan."""
    return (
        object_.verified_at is not None
        and object_.damaged_at is None
        and object_.disposed_at is None
    )
