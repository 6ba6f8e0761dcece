# SPDX-License-Identifier: Apache-2.0
"""The jobs table. A job is done at least once, so every job must bear being done twice."""

from django.db import models

from liuhen.apps.trace.ids import new_id


class Lane(models.IntegerChoices):
    """Which jobs go first: what a person waits for, what should follow soon, what may take long."""

    NOW = 0, "now"
    SOON = 1, "soon"
    BULK = 2, "bulk"


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """One piece of work. `attempts` also fences: only the attempt that holds the lease may end it.

    `begun_at` is when the last attempt began. `key` names work of which one waiting copy is enough
    ("refresh case X"); empty, it is no name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True, default="")
    lane = models.SmallIntegerField(choices=Lane.choices, default=Lane.SOON)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    run_after = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True, default="")
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state=State.QUEUED) & ~models.Q(key=""),
                name="one_waiting_job_a_key",
            )
        ]
        indexes = [
            models.Index(fields=["state", "lane", "run_after"], name="job_next"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
