# SPDX-License-Identifier: Apache-2.0
"""The scrub in the background: a little at a time, so that every object is read once a month.

One step reads for some seconds at a bounded rate with one thread, then leaves the next step in the
lane of what may wait. As soon as anybody's work waits, a step ends where it is, so that long files
are read when it is quiet; where `LIUHEN_BULK_HOURS` are set, nothing is read outside them. What has
not come to its turn for a week beyond its time is read in any case.
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from liuhen.apps.evidence.alone import BusyElsewhereError, alone
from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.scrub import Rate, Scrubbed, can_write, scrub
from liuhen.apps.jobs.hours import later
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import enqueue, under_way

SCRUB = "evidence.scrub"
#: How long an object may go unread.
ROUND = timedelta(days=30)
_PATIENCE = timedelta(days=7)
_STEP_SECONDS = 10.0
_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)
_MEBIBYTE = 1024 * 1024


def keep_scrubbing() -> None:
    """See that a step is waiting; called by the beat.

    Steps follow each other, but a store that was away too long ends the row.
    """
    if settings.LIUHEN_SCRUB_RATE and not under_way(SCRUB):
        _next(timezone.now() + _PAUSE)


def scrub_step() -> None:
    """Read for some seconds, and leave the next step. The job `evidence.scrub`."""
    if not settings.LIUHEN_SCRUB_RATE:
        return
    now = timezone.now()
    if not can_write():
        _next(now + _LONGEST_PAUSE)
        return
    overdue = _overdue(now)
    if not overdue and (night := later(now, timezone.get_default_timezone())) is not None:
        _next(night)
        return
    try:
        with alone(SCRUB):
            done = scrub(
                older_than=now - ROUND,
                threads=1,
                pace=Rate(settings.LIUHEN_SCRUB_RATE * _MEBIBYTE),
                until=time.monotonic() + _STEP_SECONDS,
                wanted=(lambda: True) if overdue else _nobody_waits,
            )
    except BusyElsewhereError:  # somebody reads everything by command
        _next(now + _LONGEST_PAUSE)
        return
    _next(_when(now, done))


def _nobody_waits() -> bool:
    ready = Job.objects.filter(state=State.QUEUED, lane__in=(Lane.NOW, Lane.SOON))
    return not ready.filter(run_after__lte=timezone.now()).exists()


def _overdue(now: datetime) -> bool:
    oldest = _oldest()
    return oldest is not None and oldest < now - ROUND - _PATIENCE


def _oldest() -> datetime | None:
    found = StoredObject.everywhere.filter(disposed_at=None).aggregate(at=Min("checked_at"))
    at: datetime | None = found["at"]
    return at


def _when(now: datetime, done: Scrubbed) -> datetime:
    if not done.finished:
        return now + _PAUSE
    oldest = _oldest()
    due = oldest + ROUND if oldest is not None else now + _LONGEST_PAUSE
    return min(max(due, now + _PAUSE), now + _LONGEST_PAUSE)


def _next(at: datetime) -> None:
    enqueue(SCRUB, {}, lane=Lane.BULK, after=at, key=SCRUB)
