# SPDX-License-Identifier: Apache-2.0
"""Taking away what nobody needs: bytes that a crash left without a row, and forgotten files.

- An object without a row goes into quarantine once it has lain for a day, under the lock that `put`
  takes; it leaves quarantine for good after thirty more days. A row that turns up meanwhile brings
  it back.
- Objects of a bureau that the database does not know are left alone; and where they are more than
  a tenth of what the catalogue has, nothing is moved unasked: then it is the catalogue that is
  wrong, an older one perhaps. So is what lay there when data were restored from a backup: its rows
  may be what was lost.
- Files on their way go a day after they were last written, once no upload needs them.
- What goes into quarantine or out of it is written down, by digest, before anything is deleted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.holdings import VAULT
from liuhen.apps.evidence.models import Scan, StoredObject, Upload, UploadState
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.locking import refuse_while_locked
from liuhen.apps.trace.models import Restoration
from liuhen.storage.incoming import PUT
from liuhen.vault.store import Found, LockedError, ObjectMissingError, Staged, Store

GRACE = timedelta(hours=24)
QUARANTINE = timedelta(days=30)
_FEW = 20
_SHARE = 10
_BATCH = 500


class TooManyError(EvidenceError):
    """So much would be moved that rather the catalogue is wrong."""


@dataclass(slots=True)
class Swept:
    """What was done, or would be. `restored`: stay, as they lay there before a restore."""

    quarantined: list[Found] = field(default_factory=list)
    brought_back: list[Found] = field(default_factory=list)
    removed: list[Found] = field(default_factory=list)
    locked: list[Found] = field(default_factory=list)
    restored: list[Found] = field(default_factory=list)
    staged: list[Staged] = field(default_factory=list)
    transfers: int = 0
    strange: int = 0


def sweep(
    *, dry_run: bool = False, many: bool = False, rest: Callable[[], object] = lambda: None
) -> Swept:
    """Sweep the store; `dry_run` only says what it would do, `many` moves any number.

    `rest` is called after each batch of objects that were looked at: it may wait.

    Raises:
        TooManyError: more objects are without a row than a crash explains; nothing was moved.
        StoreAwayError: the store does not answer.
        WritingLockedError: data were restored, and no new epoch was begun; nothing was moved.
    """
    if not dry_run:
        refuse_while_locked()
    return _Sweep(vault(), timezone.now(), dry_run=dry_run, rest=rest).run(many=many)


class _Sweep:
    def __init__(
        self, store: Store, now: datetime, *, dry_run: bool, rest: Callable[[], object]
    ) -> None:
        self._store, self._now, self._dry_run, self._rest = store, now, dry_run, rest
        bureaus = Organisation.objects.filter(bureau=None)
        self._bureaus = {str(one.pk): one for one in bureaus}
        self._done = Swept()

    def run(self, *, many: bool) -> Swept:
        loose = [one for one in self._without_row() if one.at < self._now - GRACE]
        if not many and (restored := _restored_at()) is not None:
            self._done.restored = [one for one in loose if one.at < restored + GRACE]
            loose = [one for one in loose if one.at >= restored + GRACE]
        catalogued = StoredObject.everywhere.count()
        if not many and len(loose) > max(_FEW, catalogued // _SHARE):
            raise TooManyError(
                _(
                    "%(loose)d objects have no row and %(rows)d have one: is this an older "
                    "database? Nothing was moved; --many moves them all the same."
                )
                % {"loose": len(loose), "rows": catalogued}
            )
        self._out_of_quarantine()
        self._into_quarantine(loose)
        self._forgotten()
        return self._done

    def _without_row(self) -> Iterator[Found]:
        objects = self._store.objects()
        while batch := list(islice(objects, _BATCH)):
            self._done.strange += sum(one.bureau not in self._bureaus for one in batch)
            ours = [one for one in batch if one.bureau in self._bureaus]
            known = _with_row(ours)
            yield from (one for one in ours if (one.bureau, one.digest) not in known)
            self._rest()

    def _into_quarantine(self, loose: list[Found]) -> None:
        moved = self._done.quarantined
        for one in loose:
            if self._dry_run:
                moved.append(one)
            elif self._store.quarantine(one.bureau, one.digest, before=self._now - GRACE):
                if _with_row([one]):  # written while it was moved
                    self._store.bring_back(one.bureau, one.digest)
                else:
                    moved.append(one)
        self._tell("evidence.quarantine", moved)

    def _out_of_quarantine(self) -> None:
        aside = [one for one in self._store.quarantined() if one.bureau in self._bureaus]
        known: set[tuple[str, str]] = set()
        for at in range(0, len(aside), _BATCH):
            known |= _with_row(aside[at : at + _BATCH])
        for one in aside:
            if (one.bureau, one.digest) in known:
                self._done.brought_back.append(one)
            elif one.at >= self._now - QUARANTINE:
                continue
            elif one.locked_until is not None and one.locked_until > self._now:
                self._done.locked.append(one)
            else:
                self._done.removed.append(one)
        self._tell("evidence.bring_back", self._done.brought_back)
        self._tell("evidence.remove_unclaimed", self._done.removed)
        if not self._dry_run:
            for one in self._done.brought_back:
                self._store.bring_back(one.bureau, one.digest)
            self._remove()

    def _remove(self) -> None:
        """Delete for good: after the leaf, so that a run may end anywhere."""
        for one in list(self._done.removed):
            try:
                self._store.remove(one.bureau, one.digest)
            except LockedError:
                self._done.removed.remove(one)
                self._done.locked.append(one)
            except ObjectMissingError:  # another sweep was quicker
                self._done.removed.remove(one)

    def _forgotten(self) -> None:
        before = self._now - GRACE
        old = [one for one in self._store.staged() if one.at < before]
        needed = _needed({one.name for one in old}, self._now)
        self._done.staged = [one for one in old if one.name not in needed]
        if not self._dry_run:
            for one in self._done.staged:
                one.path.unlink(missing_ok=True)
            self._done.transfers = self._store.drop_transfers(before)

    def _tell(self, name: str, objects: Iterable[Found]) -> None:
        """Leave a leaf for each bureau."""
        digests: dict[str, list[str]] = defaultdict(list)
        for one in objects:
            digests[one.bureau].append(one.digest)
        for bureau, found in digests.items() if not self._dry_run else ():
            with act(name, by=VAULT) as record:
                record.about(self._bureaus[bureau])
                record.note(digests=sorted(found))


def _restored_at() -> datetime | None:
    found = Restoration.objects.order_by("-at").first()
    return found.at if found is not None else None


def _with_row(objects: list[Found]) -> set[tuple[str, str]]:
    """Bureau and digest of those that a row needs, or has needed, or an upload is about to."""
    digests = {one.digest for one in objects}
    uploads = Upload.everywhere.filter(state=UploadState.OPEN)
    rows = [
        *StoredObject.everywhere.filter(digest__in=digests).values_list("bureau", "digest"),
        *Scan._base_manager.filter(digest__in=digests).values_list("bureau", "digest"),
        *uploads.filter(digest__in=digests).values_list("bureau", "digest"),
    ]
    return {(str(bureau), digest) for bureau, digest in rows}


def _needed(names: set[str], now: datetime) -> set[str]:
    """The names among those that an upload still needs."""
    ids = {name: key for name in names if (key := _id(name)) is not None}
    uploads = Upload.everywhere.filter(pk__in=ids.values(), state=UploadState.OPEN)
    open_ = set(uploads.filter(expires_at__gte=now).values_list("pk", flat=True))
    return {name for name, key in ids.items() if key in open_}


def _id(name: str) -> UUID | None:
    if name.startswith(PUT):
        return None
    try:
        return UUID(name)
    except ValueError:
        return None
