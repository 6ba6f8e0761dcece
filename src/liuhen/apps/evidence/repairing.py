# SPDX-License-Identifier: Apache-2.0
"""The way out of damage: good bytes of the same digest take the place of those that have changed.

- Whoever brings the same file again mends it: every door keeps bytes through `put` or `adopt` here.
- The store sets the changed copy aside before the good one takes its name; nothing is deleted. Then
  an act says so, by digest and by the place of the changed copy, and takes the mark of damage off;
  the object counts as unread until it has been read back: no device may forget the file meanwhile.
- After a crash between the two, the object is whole and its row still says damaged; the next
  reading (scrub) takes that off, with its own leaf.
- `repair` looks for good copies in a file, a folder (a backup, a bundle, a card) or a zip file.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db.models import QuerySet

from liuhen.apps.evidence.damage import CHANGED, mark_whole
from liuhen.apps.evidence.holdings import VAULT
from liuhen.apps.evidence.keeping import VERIFY, object_is_safe, verify_object
from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.vault.digests import Arriving
from liuhen.vault.store import Stored

REPLACE, WHOLE_AGAIN = "evidence.replace_damaged", "evidence.whole_again"
_PIECE_BYTES = 1024 * 1024

Opener = Callable[[], IO[bytes]]


def put(bureau_id: str, chunks: Iterable[bytes], *, most_bytes: int) -> Stored:
    """Do as `Store.put`, and write down where a damaged copy was replaced; outside any act."""
    stored = vault().put(bureau_id, chunks, most_bytes=most_bytes)
    note_arrival(bureau_id, stored)
    return stored


def adopt(bureau_id: str, staged: Path, digest: str, size_bytes: int) -> Stored:
    """Do as `Store.adopt`, and write down where a damaged copy was replaced; outside any act."""
    stored = vault().adopt(bureau_id, staged, digest, size_bytes)
    note_arrival(bureau_id, stored)
    return stored


def note_arrival(bureau_id: str, stored: Stored) -> None:
    """Say that what was damaged or missing has good bytes again, and let them be read back."""
    row = StoredObject.objects.within(UUID(bureau_id)).filter(digest=stored.digest).first()
    if not stored.replaced and (row is None or row.damaged_at is None):
        return
    with act(REPLACE if stored.replaced else WHOLE_AGAIN, by=VAULT) as record:
        record.note(digest=stored.digest, damaged_copy=stored.replaced)
        if row is None:  # bytes that a crash had left without a row
            record.about(Organisation.objects.get(pk=UUID(bureau_id)))
            return
        record.update(
            row, verified_at=None, version=stored.version, locked_until=stored.locked_until
        )
        mark_whole(record, row)
        arguments = {"object_id": str(row.pk)}
        enqueue(VERIFY, arguments, lane=Lane.SOON, key=f"{VERIFY} {row.pk}")


# ---------------------------------------------------------------- from copies


@dataclass(frozen=True, slots=True)
class Mended:
    """A good copy that was found at `source`.

    `was`: "changed", "missing", or empty where the object was whole. `safe`: the object was read
    back afterwards, and is what came in.
    """

    source: str
    digest: str
    bureau: str
    was: str
    safe: bool


def damaged_objects() -> list[StoredObject]:
    """Return what is known to be changed or missing, over all bureaus."""
    rows = StoredObject.everywhere.filter(disposed_at=None).exclude(damaged_at=None)
    return list(rows.select_related("bureau").order_by("pk"))


def repair(source: Path) -> Iterator[Mended]:
    """Mend objects from a file, or those known as damaged from what lies in a folder or zip file.

    Raises:
        OSError, zipfile.BadZipFile: the source cannot be read.
        StoreError: the store refuses.
        WritingLockedError: restored data wait for their epoch; nothing was mended.
    """
    refuse_while_locked()
    if source.is_dir():
        for path in sorted(one for one in source.rglob("*") if one.is_file()):
            yield from _if_wanted(str(path), path.stat().st_size, partial(_opened, path))
        return
    yield from _from_copy(str(source), partial(_opened, source), StoredObject.everywhere.all())
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as packed:
            for entry in packed.infolist():
                name, opener = f"{source}/{entry.filename}", partial(packed.open, entry)
                yield from _if_wanted(name, entry.file_size, opener)


def _if_wanted(name: str, size_bytes: int, opener: Opener) -> Iterator[Mended]:
    """Look into a file only where a damaged object has its size."""
    rows = StoredObject.everywhere.exclude(damaged_at=None).filter(size_bytes=size_bytes)
    if rows.filter(disposed_at=None).exists():
        yield from _from_copy(name, opener, rows)


def _from_copy(name: str, opener: Opener, among: QuerySet[StoredObject]) -> Iterator[Mended]:
    arriving = Arriving()
    for piece in _pieces(opener):
        arriving.take(piece)
    rows = among.filter(digest=arriving.digest, disposed_at=None).select_related("bureau")
    for row in rows.order_by("pk"):
        stored = put(str(row.bureau_id), _pieces(opener), most_bytes=row.size_bytes)
        verify_object(str(row.pk))
        was = row.damage or (CHANGED if stored.replaced else "")
        row.refresh_from_db()
        yield Mended(name, row.digest, row.bureau.name, was, object_is_safe(row))


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _pieces(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
