# SPDX-License-Identifier: Apache-2.0
"""What an operator sees of the jobs, and the one thing to do about a failed one: try it again."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.trace.journal import Actor, act
from liuhen.errors import UserError


class NotFailedError(UserError):
    """The job has not failed, or the same work waits already."""


@dataclass(frozen=True, slots=True)
class LaneCount:
    """How many jobs of a lane stand where."""

    lane: Lane
    queued: int
    running: int
    failed: int


def lanes() -> list[LaneCount]:
    """Return every lane with its jobs that are not done."""
    rows = Job.objects.exclude(state=State.DONE).values_list("lane", "state")
    counts = {(lane, state): n for lane, state, n in rows.annotate(n=Count("id"))}
    return [
        LaneCount(
            lane,
            counts.get((lane.value, State.QUEUED), 0),
            counts.get((lane.value, State.RUNNING), 0),
            counts.get((lane.value, State.FAILED), 0),
        )
        for lane in Lane
    ]


def troubled() -> QuerySet[Job]:
    """Return the jobs that failed for good, and those that wait for another attempt."""
    rows = Job.objects.exclude(state=State.DONE).exclude(last_error="")
    return rows.order_by("state", "-created_at")


def try_again(*, by: Actor, job: Job) -> None:
    """Let a failed job wait for a worker again, as if it were new. Its error stays with it.

    Raises:
        NotFailedError: it has not failed, or the same work waits already.
    """
    with act("jobs.try_again", by=by) as record:
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.state != State.FAILED:
            raise NotFailedError(_("The job has not failed; there is nothing to try again."))
        if row.key and Job.objects.filter(key=row.key, state=State.QUEUED).exists():
            raise NotFailedError(_("The same work waits already."))
        record.update(row, state=State.QUEUED, attempts=0, run_after=timezone.now(), ended_at=None)
