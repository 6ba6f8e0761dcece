# SPDX-License-Identifier: Apache-2.0
"""Putting work into the table, and taking it out under a lease.

What this module promises:

- `enqueue` writes a row and nothing else, so it belongs to the transaction that is its cause;
- a job taken is leased; a worker that dies keeps it no longer than that, then another takes it;
- a worker that lost its lease cannot end, prolong or fail the job any more (fenced by `attempts`);
- a job that fails waits longer each time and rests as failed, with its error, after eight attempts;
  so does one whose workers die over it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.trace.inserting import insert_rows

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 8
_LONGEST_ERROR = 2000


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in the hands of a worker. `attempt` is its fence."""

    id: UUID
    name: str
    arguments: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job that is to be put into the table."""

    name: str
    arguments: dict[str, Any]
    after: datetime
    key: str


def enqueue_many(jobs: Iterable[Waiting], *, lane: Lane = Lane.SOON) -> None:
    """Put jobs into the table whose keys no waiting job has."""
    now = timezone.now()
    insert_rows(
        Job(
            name=one.name,
            arguments=one.arguments,
            lane=lane,
            run_after=one.after,
            key=one.key,
            created_at=now,
        )
        for one in jobs
    )


def enqueue(
    name: str,
    arguments: dict[str, Any],
    *,
    lane: Lane = Lane.SOON,
    after: datetime | None = None,
    key: str = "",
) -> None:
    """Let a worker call the work `name` with `arguments` (ids only), not before `after`.

    With a `key`, a waiting job of that key is moved to the new time instead.
    """
    now = timezone.now()
    values = {"name": name, "arguments": arguments, "lane": lane, "run_after": after or now}
    if key and Job.objects.filter(key=key, state=State.QUEUED).update(**values):
        return
    # somebody else may queue the same key at this moment: one waiting job is enough
    Job.objects.bulk_create([Job(key=key, created_at=now, **values)], ignore_conflicts=bool(key))


def under_way(key: str) -> bool:
    """Whether a job of that key waits or is being done."""
    rows = Job.objects.filter(Q(state=State.QUEUED) | Q(state=State.RUNNING))
    return rows.filter(key=key).exists()


def withdraw(key: str) -> None:
    """Forget the waiting job of that key, if there is one."""
    Job.objects.filter(key=key, state=State.QUEUED).delete()


def take(worker: str, *, lanes: tuple[Lane, ...] = tuple(Lane)) -> Leased | None:
    """Lease the next job for `worker`, or return `None` where nothing is to do."""
    if not _ready(lanes).exists():  # a plain read: an idle worker takes no writer's turn
        return None
    with transaction.atomic():
        job = (
            _ready(lanes).select_for_update(skip_locked=True).order_by("lane", "run_after").first()
        )
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:  # its last worker died over it, like those before
            _give_up(job)
            return None
        job.state, job.worker = State.RUNNING, worker
        job.attempts += 1
        job.begun_at = timezone.now()
        job.lease_until = job.begun_at + LEASE
        job.save(update_fields=["state", "worker", "attempts", "begun_at", "lease_until"])
    return Leased(job.id, job.name, job.arguments, job.attempts)


def _give_up(job: Job) -> None:
    job.state, job.lease_until, job.ended_at = State.FAILED, None, timezone.now()
    job.last_error = job.last_error or "every worker that took it ended before it was done"
    job.save(update_fields=["state", "lease_until", "ended_at", "last_error"])


def _ready(lanes: tuple[Lane, ...]) -> QuerySet[Job]:
    now = timezone.now()
    waiting = Q(state=State.QUEUED, run_after__lte=now)
    abandoned = Q(state=State.RUNNING, lease_until__lt=now)
    return Job.objects.filter(waiting | abandoned, lane__in=lanes)


def prolong(job: Leased) -> bool:
    """Hold the job for another lease; `False` says that it is ours no longer."""
    return bool(_ours(job).update(lease_until=timezone.now() + LEASE))


def finish(job: Leased) -> bool:
    """Mark the job as done; `False` says that it was ours no longer."""
    return bool(_ours(job).update(state=State.DONE, lease_until=None, ended_at=timezone.now()))


def fail(job: Leased, error: str) -> bool:
    """Keep the error, and let the job wait (2, 4, 8 … minutes) or rest as failed."""
    now = timezone.now()
    kept = error[-_LONGEST_ERROR:]
    if job.attempt >= MAX_ATTEMPTS:
        return bool(
            _ours(job).update(state=State.FAILED, lease_until=None, last_error=kept, ended_at=now)
        )
    with transaction.atomic():
        row = _ours(job).select_for_update().first()
        if row is None:
            return False
        row.last_error, row.lease_until = kept, None
        row.run_after = now + timedelta(minutes=2**job.attempt)
        newer = row.key and Job.objects.filter(key=row.key, state=State.QUEUED).exists()
        row.state = State.FAILED if newer else State.QUEUED
        row.save(update_fields=["state", "last_error", "lease_until", "run_after"])
    return True


def _ours(job: Leased) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, state=State.RUNNING, attempts=job.attempt)
