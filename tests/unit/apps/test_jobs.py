# SPDX-License-Identifier: Apache-2.0
"""The jobs table: lanes, leases, fencing, waiting, and work that fails."""

import threading
from datetime import timedelta

from django.db import connection, transaction

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
