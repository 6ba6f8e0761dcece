# SPDX-License-Identifier: Apache-2.0
"""A worker: takes jobs under a lease and does them, one at a time.

This is the only place that knows which function a job's name means. A job that fails keeps its
error, and the worker goes on with the next. A database that does not answer ends no worker: it
waits longer each time, up to half a minute, and goes on; the job under way is done again later.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from liuhen.apps.archives import asking as archives
from liuhen.apps.archives import case_checking, file_checking, house_checking
from liuhen.apps.cases import approval_signatures, claimed
from liuhen.apps.cases.papers import approved, scanning
from liuhen.apps.compliance import delivering, reminding
from liuhen.apps.compliance import work as compliance
from liuhen.apps.evidence import (
    intake,
    keeping,
    previews,
    probing,
    scrubbing,
    sittings,
    sweeping,
)
from liuhen.apps.evidence.uploads import beginning, finishing
from liuhen.apps.evidence.uploads.rows import EXPIRE
from liuhen.apps.finding_aid import rebuilding
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import LEASE, Leased, fail, finish, prolong, take
from liuhen.apps.trace import heads
from liuhen.worker import beat
from liuhen.worker.failures import described

log = logging.getLogger("liuhen.worker")

WORK: dict[str, Callable[..., object]] = {
    archives.MAKE: archives.make_bundle,
    archives.FORGET: archives.forget_bundle,
    case_checking.CHECK: case_checking.run_check,
    file_checking.CHECK_FILE: file_checking.run_file_check,
    house_checking.CHECK_HOUSE: house_checking.run_house_check,
    "compliance.refresh": compliance.refresh_case,
    "compliance.rejudge_estimated": compliance.rejudge_estimated,
    "compliance.rebuild": compliance.rebuild,
    reminding.REMIND: reminding.remind_all,
    delivering.DELIVER: delivering.deliver,
    rebuilding.REBUILD: rebuilding.rebuild,
    intake.LINK_CLAIMED: claimed.link_claimed,
    scanning.READ_SCAN: scanning.read_scan,
    approval_signatures.PRINT: approved.print_approvals,
    intake.COMPLETE: finishing.complete_upload,
    EXPIRE: beginning.expire_uploads,
    scrubbing.SCRUB: scrubbing.scrub_step,
    sweeping.SWEEP: sweeping.sweep_step,
    "evidence.verify": keeping.verify_object,
    probing.PROBE: probing.probe_original,
    probing.PREVIEW: previews.make_previews,
    probing.PROXY: previews.make_proxy,
    probing.CLIP: previews.make_clip,
    "evidence.end_sitting": sittings.end_sitting,
    heads.SIGN: heads.sign_and_publish,
}
#: An idle worker looks so often (one hundredth of a core); a file is safe so much later at most.
IDLE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0
_BEATS_A_LEASE = 3
_AWAY = (OperationalError, InterfaceError)


class Worker:
    """Does jobs until it is asked to stop; a job under way is finished first."""

    def __init__(
        self,
        *,
        lanes: tuple[Lane, ...] = tuple(Lane),
        work: dict[str, Callable[..., object]] = WORK,
    ) -> None:
        """Serve `lanes` with the functions of `work`."""
        self.name = f"{socket.gethostname()}:{os.getpid()}"[:100]
        self._lanes, self._work = lanes, work
        self._stop = threading.Event()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask the worker to stop after the job under way."""
        self._stop.set()

    def run(self) -> None:
        """Do jobs until asked to stop."""
        failures, next_beat = 0, 0.0
        while not self._stop.is_set():
            try:
                close_old_connections()
                if heads.SIGN in self._work and time.monotonic() >= next_beat:
                    next_beat = time.monotonic() + beat.SECONDS
                    beat.beat()
                    beat.keep_house()
                idle, failures = not self.run_one(), 0
            except _AWAY as error:
                failures += 1
                self._pause(error, failures)
                continue
            if idle:
                self._stop.wait(IDLE_SECONDS)

    def _pause(self, error: Exception, failures: int) -> None:
        """Drop the connection and wait 1, 2, 4 … seconds."""
        seconds = min(2.0 ** min(failures - 1, 10), LONGEST_PAUSE_SECONDS)
        log.warning("no answer from the database (%s); again in %d s", _line(error), seconds)
        connection.close()
        self._stop.wait(seconds)

    def run_one(self) -> bool:
        """Do the next job; `False` says that there was none."""
        job = take(self.name, lanes=self._lanes)
        if job is None:
            return False
        with _Heartbeat(job):
            error = self._do(job)
        if error:
            log.error("job %s (%s) failed: %s", job.name, job.id, error)
            fail(job, error)
        elif not finish(job):
            log.warning(
                "job %s (%s) took longer than its lease and was given away", job.name, job.id
            )
        return True

    def _do(self, job: Leased) -> str:
        """Call the job's function, and return its error, or nothing."""
        function = self._work.get(job.name)
        if function is None:
            return f"no work has the name {job.name!r}"
        try:
            function(**job.arguments)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is kept with the job
            return described(error)
        return ""


class _Heartbeat:
    """Prolongs a job's lease while it is being done, from a thread with a connection of its own."""

    def __init__(self, job: Leased) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_failure: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._over.wait(LEASE.total_seconds() / _BEATS_A_LEASE):
                if not self._holds():
                    return
        finally:
            connection.close()

    def _holds(self) -> bool:
        """Whether the job may still be ours; a database that does not answer is asked again."""
        try:
            return prolong(self._job)
        except _AWAY as error:
            log.warning("no answer from the database (%s); the lease waits", _line(error))
            connection.close()
            return True


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def main(lanes: Sequence[str] = ()) -> None:
    """Run a worker for the lanes of these names (default: all) until SIGTERM or SIGINT."""
    worker = Worker(lanes=tuple(Lane[name.upper()] for name in lanes or Lane.names))
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    log.info("worker %s begins", worker.name)
    worker.run()
    log.info("worker %s ends", worker.name)
