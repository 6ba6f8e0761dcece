# SPDX-License-Identifier: Apache-2.0
"""A worker is killed in the middle of a job: the job is taken back and done, once.

At random moments and by the system itself at its system calls, SQLite's included, while it reads
files again, looks into them and signs the journal.
"""

import hashlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection as database
from django.utils import timezone

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.trace import heads
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Leaf
from liuhen.apps.trace.values import object_reference
from liuhen.worker.run import Worker
from support.house import Clock, House
from support.media_files import media
from support.nursery import Child, Nursery, can_kill_at_calls, points
from support.rounds import counted, dice, rounds
from support.serving import worker_environment
from support.tus import Speaker

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


#: Seconds. A loaded machine may need that many to begin a process.
_PATIENCE = 60


def wait_for(state: str) -> Job:
    until = time.monotonic() + _PATIENCE
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

    second = start(worker(0, lease=60))
    job = wait_for(State.DONE)
    second.terminate()

    assert second.wait(_PATIENCE) == 0
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
        assert one.wait(_PATIENCE) == 0

    assert job.attempts == 1


def test_a_worker_that_is_asked_to_stop_finishes_its_job(start: Start) -> None:
    enqueue("slow", {"mark": "begun"})
    one = start(worker(1))
    assert one.stdout is not None
    one.stdout.readline()

    one.terminate()

    assert one.wait(_PATIENCE) == 0
    assert Job.objects.get().state == State.DONE


#: A real worker, with all of its work, that ends where nothing is left to do.
_ENDS = """
from liuhen.worker import run
one = run.Worker.run_one
def last(worker):
    done = one(worker)
    if not done:
        worker.stop()
    return done
run.Worker.run_one = last
"""
#: What comes in: a scan is read again; into a recording is looked as well, and pictures are made.
_KINDS = ("scan", "scan", "scan", "photo")


@dataclass
class Shop:
    """Files come in, and workers have work with them."""

    house: House
    speaker: Speaker
    nursery: Nursery
    photo: bytes

    def bring(self, kind: str, chance: random.Random) -> str:
        """Bring a file that nobody has brought, and ask for a head; return its digest."""
        enqueue(heads.SIGN, {}, key=heads.SIGN)
        if kind == "scan":
            body = [b"%PDF-1.7 ", chance.randbytes(100_000)]
            return keep_scan(by=self.house.officer, file_name="a.pdf", chunks=body).digest
        body = self.photo + chance.randbytes(1000)
        self.speaker.bring(body, filename="a.jpg")
        return f"sha256:{hashlib.sha256(body).hexdigest()}"

    def work(self, **how: Any) -> Child:
        """Begin a worker; no other process has the database open."""
        database.close()
        return self.nursery.start("liuhen.worker", alone=True, **how)

    def finish(self) -> None:
        """Do what the dead have left: their leases have run out."""
        Job.objects.filter(state=State.RUNNING).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )
        worker = Worker()
        while worker.run_one():
            pass
        left = Job.objects.exclude(state=State.DONE).exclude(
            state=State.QUEUED, run_after__gt=timezone.now(), last_error=""
        )
        assert [(one.name, one.state, one.last_error) for one in left] == []

    def holds(self, kind: str, digest: str) -> None:
        """Everything was done with this file, and done once."""
        row = StoredObject.everywhere.get(digest=digest)
        assert row.verified_at is not None
        assert row.sm3
        if kind != "scan":
            original = Original._base_manager.get(object=row)
            assert original.probed_at is not None
            assert [one for one in original.findings if one["word"] == "reader_crashed"] == []
            done = Leaf.objects.filter(object=object_reference(original), act="evidence.probed")
            assert done.count() == 1

    def all_fits(self) -> None:
        """Nothing was done twice, nothing is half there, the journal explains every row."""
        objects = StoredObject.everywhere.count()
        assert Leaf.objects.filter(act="evidence.verify").count() == objects
        for found in vault().objects():
            vault().compare(found.bureau, found.digest)
        # a picture that was being written; the sweep takes it away
        assert {one.name[:4] for one in vault().staged()} <= {"put-"}
        heads.sign_and_publish()
        assert audit().findings == []


@pytest.fixture
def shop(many_writers: None, tmp_path: Path, settings: Any) -> Iterator[Shop]:
    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    settings.LIUHEN_STORE_MARGIN_BYTES = 0
    house = House(Clock("2026-03-02 08:00"))
    nursery = Nursery(worker_environment(tmp_path), ["django", "liuhen.worker.run"], code=_ENDS)
    yield Shop(house, Speaker(house), nursery, media("photo.jpg", tmp_path).read_bytes())
    nursery.close()


def test_a_worker_killed_at_any_moment_leaves_nothing_undone_and_nothing_done_twice(
    shop: Shop,
) -> None:
    chance, longest = dice("worker killed"), {}
    for kind in (*dict.fromkeys(_KINDS), *dict.fromkeys(_KINDS)):  # the first life takes longer
        first, begun = shop.bring(kind, chance), time.monotonic()
        assert shop.work().wait() == 0
        longest[kind] = time.monotonic() - begun
        shop.holds(kind, first)

    kills = 0
    for _ in range(rounds()):
        kind = chance.choice(_KINDS)
        digest = shop.bring(kind, chance)
        worker, begun = shop.work(), time.monotonic()
        if worker.wait(chance.uniform(0, longest[kind])) is None:
            kills += 1
        else:  # the machine has become quicker
            longest[kind] = min(longest[kind], time.monotonic() - begun)
        worker.kill()
        shop.finish()
        shop.holds(kind, digest)
    shop.all_fits()
    assert kills > rounds() // 3 or rounds() < 20  # of a few, chance may spare most
    counted(f"{kills} kills in {rounds()} lives")


@pytest.mark.skipif(not can_kill_at_calls(), reason="needs strace and the right to trace")
def test_a_worker_killed_by_the_system_at_a_system_call(shop: Shop, tmp_path: Path) -> None:
    chance, places = dice("worker killed at a call"), {}
    for kind in dict.fromkeys(_KINDS):
        digest, log = shop.bring(kind, chance), tmp_path / kind
        assert shop.work(log=log).wait() == 0
        shop.holds(kind, digest)
        places[kind] = points(log)
    kinds = [kind for kind in _KINDS if places[kind]]  # with SQLite every work comes to some
    assert "fsync" in {call for call, _at in places["photo"]}

    killed, lives = [], 0
    while len(killed) < rounds():
        kind = chance.choice(kinds)
        at = chance.choice(places[kind])
        digest = shop.bring(kind, chance)
        status = shop.work(at=at).wait()
        assert status in (0, -signal.SIGKILL), at  # 0: this time there were fewer of these calls
        lives += 1
        if status:
            killed.append((kind, at))
        shop.finish()
        shop.holds(kind, digest)
        assert lives < 20 + 2 * len(killed)
    shop.all_fits()
    counted(f"{len(killed)} kills at {len(set(killed))} system calls")
