# SPDX-License-Identifier: Apache-2.0
"""The jobs table: lanes, leases, fencing, waiting, and work that fails."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import (
    MAX_ATTEMPTS,
    Leased,
    enqueue,
    fail,
    finish,
    prolong,
    take,
    withdraw,
)
from liuhen.worker import run as worker_run
from liuhen.worker.run import Worker
from support.house import Clock


def taken(worker: str = "w") -> Leased:
    job = take(worker)
    assert job is not None
    return job


def test_a_job_belongs_to_the_transaction_that_is_its_cause(db: None) -> None:
    with transaction.atomic():
        enqueue("work", {})
        transaction.set_rollback(True)

    assert take("w") is None


def test_lanes_go_before_time(db: None, clock: Clock) -> None:
    enqueue("bulk", {}, lane=Lane.BULK)
    clock.later(seconds=1)
    enqueue("soon", {})
    clock.later(seconds=1)
    enqueue("now", {}, lane=Lane.NOW)

    assert [taken().name for _ in range(3)] == ["now", "soon", "bulk"]


def test_a_worker_takes_only_from_its_lanes(db: None) -> None:
    enqueue("bulk", {}, lane=Lane.BULK)

    assert take("w", lanes=(Lane.NOW, Lane.SOON)) is None


def test_a_job_waits_for_its_time(db: None, clock: Clock) -> None:
    enqueue("later", {}, after=clock.now() + timedelta(hours=1))

    assert take("w") is None
    clock.later(hours=1)
    assert taken().name == "later"


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(db: None, clock: Clock) -> None:
    enqueue("work", {"n": 1})
    first = taken("one")

    clock.later(seconds=29)
    assert take("two") is None
    clock.later(seconds=2)
    second = taken("two")

    assert (second.id, second.arguments, second.attempt) == (first.id, {"n": 1}, 2)


def test_a_worker_that_lost_its_lease_can_neither_end_nor_prolong_nor_fail_the_job(
    db: None, clock: Clock
) -> None:
    enqueue("work", {})
    slow = taken("slow")
    clock.later(seconds=31)
    quick = taken("quick")

    assert [finish(slow), prolong(slow), fail(slow, "x")] == [False, False, False]
    assert finish(quick)
    assert Job.objects.get().state == State.DONE


def test_a_prolonged_lease_keeps_the_job(db: None, clock: Clock) -> None:
    enqueue("work", {})
    job = taken()
    for _ in range(5):
        clock.later(seconds=20)
        assert prolong(job)

    assert take("other") is None


def test_a_key_has_one_waiting_job_which_moves(db: None, clock: Clock) -> None:
    enqueue("refresh", {"case": "1"}, key="case 1", after=clock.now() + timedelta(days=3))
    enqueue("refresh", {"case": "1"}, key="case 1", after=clock.now() + timedelta(days=1))

    assert Job.objects.get().run_after == clock.now() + timedelta(days=1)
    withdraw("case 1")
    assert not Job.objects.exists()


def test_a_key_may_be_queued_again_while_its_job_runs(db: None) -> None:
    enqueue("refresh", {}, key="case 1")
    running = taken()
    enqueue("refresh", {}, key="case 1")

    assert fail(running, "gave up for the newer one")
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.FAILED, State.QUEUED]


def test_a_failing_job_waits_longer_each_time_and_then_rests_with_its_error(
    db: None, clock: Clock
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("no such number")

    enqueue("broken", {})
    worker = Worker(work={"broken": broken})
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert worker.run_one()
        assert not worker.run_one()
        clock.later(minutes=2**attempt)

    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert "no such number" in job.last_error


def test_a_job_over_which_every_worker_dies_rests_at_last(db: None, clock: Clock) -> None:
    enqueue("deadly", {})
    for _attempt in range(MAX_ATTEMPTS):
        assert take("w") is not None  # and the worker is never heard of again
        clock.later(minutes=1)

    assert take("w") is None

    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.FAILED, MAX_ATTEMPTS)
    assert "every worker" in job.last_error


def test_a_name_that_means_nothing_fails_with_a_sentence(db: None) -> None:
    enqueue("unheard.of", {})

    Worker(work={}).run_one()

    assert Job.objects.get().last_error == "no work has the name 'unheard.of'"


def test_every_name_that_is_queued_anywhere_means_a_function() -> None:
    from liuhen.apps.compliance.projection import REFRESH
    from liuhen.apps.rules.calendar import REJUDGE_ESTIMATED
    from liuhen.worker.run import WORK

    assert {REFRESH, REJUDGE_ESTIMATED} <= set(WORK)


class Outage:
    """Lets one statement of the worker fail: the `number`-th that changes a job."""

    def __init__(self, number: int, clock: Clock) -> None:
        self.number, self.clock, self.over = number, clock, False

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        self.number -= sql.startswith('UPDATE "jobs_job"')
        if self.number == 0 and not self.over:
            self.over = True
            self.clock.later(minutes=1)  # the lease ends meanwhile
            raise OperationalError("server closed the connection\nunexpectedly")
        return execute(sql, *more)


@pytest.mark.parametrize("during", ["taking", "finishing", "failing"])
def test_a_database_that_fails_once_while_a_job_is_taken_finished_or_failed_ends_no_worker(
    many_writers: None,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    during: str,
) -> None:
    enqueue("work", {})
    outage, done = Outage(1 if during == "taking" else 2, clock), []

    def work() -> None:
        done.append(1)
        if outage.over:
            worker.stop()
        elif during == "failing":
            raise ZeroDivisionError

    worker = Worker(work={"work": work})
    with connection.execute_wrapper(outage), caplog.at_level(logging.WARNING, "liuhen.worker"):
        worker.run()

    assert (len(done), Job.objects.get().state) == (1 if during == "taking" else 2, State.DONE)
    said = [one.getMessage() for one in caplog.records if one.levelno == logging.WARNING]
    assert said == ["no answer from the database (server closed the connection); again in 1 s"]


def test_a_heartbeat_goes_on_after_the_database_failed_once(
    many_writers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue("slow", {})
    beats: list[bool] = []
    again = threading.Event()

    def flaky(job: Leased) -> bool:
        if not beats:
            beats.append(False)
            raise OperationalError("gone")
        beats.append(prolong(job))
        again.set()
        return beats[-1]

    def slow() -> None:
        assert again.wait(10)

    monkeypatch.setattr(worker_run, "LEASE", timedelta(seconds=0.3))
    monkeypatch.setattr(worker_run, "prolong", flaky)
    assert Worker(work={"slow": slow}).run_one()

    assert beats[:2] == [False, True]
    assert Job.objects.get().state == State.DONE


def test_many_workers_do_every_job_once(many_writers: None) -> None:
    for number in range(40):
        enqueue("count", {"number": number})
    done: list[int] = []

    def count(number: int) -> None:
        done.append(number)

    def run() -> None:
        worker = Worker(work={"count": count})
        try:
            while worker.run_one():
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == list(range(40))
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
