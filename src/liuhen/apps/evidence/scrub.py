# SPDX-License-Identifier: Apache-2.0
"""Reading every object again, to see that it is still what came in.

- What has waited longest is read first, and each reading is noted at once: a run that was broken
  off goes on where it was, by `older_than`.
- Bytes are read from the disk (or the server), not from what the system remembers of them, by as
  many threads as there are cores; a rate bounds all of them together.
- Damage is written down by an act on the object and its originals, and not mended here
  (`repairing`). While a restore waits for its epoch nothing can be written down; then it is only
  said.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from liuhen.apps.evidence.damage import mark_damaged, mark_whole, what_happened
from liuhen.apps.evidence.holdings import VAULT, register_scans
from liuhen.apps.evidence.models import Original, Scan, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.locking import waiting
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, Pace, unpaced

if TYPE_CHECKING:
    from uuid import UUID

_BATCH = 500
_NOTED_EVERY_SECONDS = 2.0
_ASKED_EVERY_SECONDS = 1.0

Progress = Callable[["Scrubbed"], object]


class _StoppedError(Exception):
    """The run is over, and what is read just now is wanted no more."""


class Rate:
    """Bounds how fast all threads together read."""

    def __init__(self, bytes_a_second: float) -> None:
        """Let `bytes_a_second` pass."""
        self._bytes_a_second = bytes_a_second
        self._lock = threading.Lock()
        self._free_at = time.monotonic()

    def __call__(self, bytes_read: int) -> None:
        """Wait until so many bytes were due."""
        with self._lock:
            begin = max(self._free_at, time.monotonic())
            self._free_at = begin + bytes_read / self._bytes_a_second
        time.sleep(max(0.0, self._free_at - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Damage:
    """An object that is not what came in. `what`: changed or missing; `names`: of the files."""

    bureau: str
    digest: str
    what: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Scrubbed:
    """How far a run is.

    `whole_again`: objects that were damaged, and no longer are. `noted`: what was found stands in
    the journal, too.
    """

    objects: int = 0
    size_bytes: int = 0
    all_objects: int = 0
    all_bytes: int = 0
    seconds: float = 0.0
    damaged: list[Damage] = field(default_factory=list)
    whole_again: int = 0
    finished: bool = True
    noted: bool = True


@dataclass(frozen=True, slots=True)
class _Reading:
    object: StoredObject
    damage: str


def scrub(
    *,
    older_than: datetime | None = None,
    threads: int = 0,
    pace: Pace = unpaced,
    until: float | None = None,
    wanted: Callable[[], bool] = lambda: True,
    progress: Progress = lambda _so_far: None,
) -> Scrubbed:
    """Read every object that was not read since `older_than` (default: now), the oldest first.

    `until`: begin no further object after that moment of the monotonic clock. `wanted` is asked now
    and then; `False` ends the run where it is. What was not read to its end counts as not read.

    Raises:
        StoreAwayError: the store does not answer; what was read until then is noted.
    """
    noted = can_write()
    if noted:
        register_scans()
    begun, before = time.monotonic(), older_than or timezone.now()
    rows = StoredObject.everywhere.filter(disposed_at=None)
    rows = rows.filter(Q(checked_at=None) | Q(checked_at__lt=before))
    counted = rows.aggregate(objects=Count("pk"), size=Sum("size_bytes"))
    run = _Run(rows, pace, until, wanted)
    run.so_far.noted = noted
    run.so_far.all_objects, run.so_far.all_bytes = counted["objects"], counted["size"] or 0
    with ThreadPoolExecutor(threads or cores(), "scrub") as pool:
        for _ in run.readings(pool, threads or cores()):
            run.so_far.seconds = time.monotonic() - begun
            progress(run.so_far)
    run.so_far.seconds = time.monotonic() - begun
    return run.so_far


def can_write() -> bool:
    """Whether acts are open: after a restore they wait for a new epoch."""
    return waiting() is None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def note_round(done: Scrubbed) -> None:
    """Leave a leaf about a whole run, for each bureau."""
    if not done.noted:
        return
    known = StoredObject.everywhere.order_by().values("bureau")
    for bureau in Organisation.objects.filter(pk__in=known):
        damaged = [one.digest for one in done.damaged if one.bureau == bureau.name]
        with act("evidence.scrub", by=VAULT) as record:
            record.about(bureau)
            record.note(objects=done.objects, bytes=done.size_bytes, damaged=damaged)


class _Run:
    """One run: threads read, this thread alone speaks with the database."""

    def __init__(
        self,
        rows: QuerySet[StoredObject],
        pace: Pace,
        until: float | None,
        wanted: Callable[[], bool],
    ) -> None:
        self._rows = rows.order_by(F("checked_at").asc(nulls_first=True), "pk")
        self._pace, self._until, self._wanted = pace, until, wanted
        self._stop = threading.Event()
        self._read: list[UUID] = []
        self._noted = time.monotonic()
        self.so_far = Scrubbed()

    def readings(self, pool: ThreadPoolExecutor, threads: int) -> Iterator[None]:
        """Keep all threads reading; give after every object that was read."""
        under_way: dict[Future[_Reading], UUID] = {}
        fetched: list[StoredObject] = []
        try:
            while True:
                if not fetched:
                    self._note()
                    fetched = list(self._rows.exclude(pk__in=under_way.values())[:_BATCH])[::-1]
                while fetched and len(under_way) < 2 * threads and not self._over():
                    one = fetched.pop()
                    under_way[pool.submit(self._compare, one)] = one.pk
                if not under_way:
                    self.so_far.finished = not fetched
                    return
                done, _ = wait(under_way, _ASKED_EVERY_SECONDS, return_when=FIRST_COMPLETED)
                if not self._wanted():
                    self.so_far.finished = False
                    return
                for future in done:
                    del under_way[future]
                    self._take(future.result())
                    yield
        finally:
            self._stop.set()
            pool.shutdown(cancel_futures=True)
            self._note()

    def _over(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def _compare(self, one: StoredObject) -> _Reading:
        try:
            vault().compare(str(one.bureau_id), one.digest, pace=self._piece)
        except (ObjectDamagedError, ObjectMissingError) as error:
            return _Reading(one, what_happened(error))
        return _Reading(one, "")

    def _piece(self, bytes_read: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        self._pace(bytes_read)

    def _take(self, reading: _Reading) -> None:
        one = reading.object
        if reading.damage:
            if not _disposed_meanwhile(one):
                if self.so_far.noted:
                    mark_damaged(one, reading.damage)
                self.so_far.damaged.append(_named(one, reading.damage))
        elif one.damaged_at is not None:
            if self.so_far.noted:
                with act("evidence.whole_again", by=VAULT) as record:
                    mark_whole(record, one)
            self.so_far.whole_again += 1
        self._read.append(one.pk)
        self.so_far.objects += 1
        self.so_far.size_bytes += one.size_bytes
        if time.monotonic() - self._noted > _NOTED_EVERY_SECONDS or len(self._read) >= _BATCH:
            self._note()

    def _note(self) -> None:
        """Write down what was read, so that the next run begins with the others."""
        if self._read:
            StoredObject.everywhere.filter(pk__in=self._read).update(checked_at=timezone.now())
        self._read, self._noted = [], time.monotonic()


def _disposed_meanwhile(one: StoredObject) -> bool:
    return StoredObject.everywhere.filter(pk=one.pk).exclude(disposed_at=None).exists()


def _named(one: StoredObject, damage: str) -> Damage:
    """Say which files an object is, so that a person knows what was lost."""
    originals = Original.objects.within(one.bureau_id).filter(object=one)
    scans = Scan.objects.within(one.bureau_id).filter(digest=one.digest)
    names = [
        *originals.values_list("file_name", flat=True),
        *scans.values_list("file_name", flat=True),
    ]
    bureau = Organisation.objects.get(pk=one.bureau_id)
    return Damage(bureau.name, one.digest, damage, tuple(names))
