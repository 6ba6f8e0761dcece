# SPDX-License-Identifier: Apache-2.0
"""A worker is killed in the middle of a job: the job is taken back and done."""

import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from liuhen.apps.jobs.models import Job, State
from liuhen.apps.jobs.queue import enqueue

if TYPE_CHECKING:
    import subprocess

_WORKER = """
import time
from datetime import timedelta
from liuhen.apps.jobs import queue
from liuhen.worker import run
queue.LEASE = run.LEASE = timedelta(seconds=LEASE)
def work(mark):
    print(mark, flush=True)
    time.sleep(SECONDS)
worker = run.Worker(work={"slow": work})
run.IDLE_SECONDS = 0.1
import signal
signal.signal(signal.SIGTERM, worker.stop)
worker.run()
"""


Start = Callable[[str], "subprocess.Popen[str]"]


def worker(seconds: float, lease: float = 1.5) -> str:
    """A worker whose jobs need so many seconds each, and are leased for so many."""
    return f"SECONDS, LEASE = {seconds}, {lease}\n{_WORKER}"


def wait_for(state: str) -> Job:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        job = Job.objects.get()
        if job.state == state:
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job is {Job.objects.get().state}, not {state}")


def test_a_killed_workers_job_is_taken_back_and_done(start: Start) -> None:
    enqueue("slow", {"mark": "begun"})
    first = start(worker(60))
    assert first.stdout is not None
    assert first.stdout.readline() == "begun\n"
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert Job.objects.get().state == State.RUNNING

    second = start(worker(0))
    job = wait_for(State.DONE)
    second.terminate()

    assert second.wait(10) == 0
    assert job.attempts == 2


def test_a_heartbeat_keeps_a_job_that_takes_longer_than_its_lease(start: Start) -> None:
    enqueue("slow", {"mark": "begun"})
    slow = start(worker(8, lease=5))
    assert slow.stdout is not None
    assert slow.stdout.readline() == "begun\n"
    idle = start(worker(0, lease=5))

    job = wait_for(State.DONE)
    for one in (slow, idle):
        one.terminate()
        assert one.wait(15) == 0

    assert job.attempts == 1


def test_a_worker_that_is_asked_to_stop_finishes_its_job(start: Start) -> None:
    enqueue("slow", {"mark": "begun"})
    one = start(worker(1))
    assert one.stdout is not None
    one.stdout.readline()

    one.terminate()

    assert one.wait(15) == 0
    assert Job.objects.get().state == State.DONE
