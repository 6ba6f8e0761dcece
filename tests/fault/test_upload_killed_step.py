# SPDX-License-Identifier: Apache-2.0
"""A server dies at any step of an upload: what was acknowledged is there, the rest goes on."""

import hashlib
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from liuhen.apps.evidence.models import Upload, UploadState
from support.house import Clock, House
from support.rounds import counted, dice, rounds
from support.tus import Speaker
from support.uploading import go_on, nothing_half

if TYPE_CHECKING:
    import subprocess

Start = Callable[[str], "subprocess.Popen[str]"]

LENGTH = 300_000
#: One process that is ready forks one child a round, which begins an upload, sends two bodies and
#: is killed at its n-th step on the disk or in the database; -1: at none. It prints what a client
#: would have heard.
_SCRIPT = """
import os, random, threading
from django.utils import timezone
from django.db.backends.utils import CursorWrapper
from liuhen.apps.evidence import receiving, receiving_threads
from liuhen.apps.evidence.uploads import beginning, bodies
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for
from io import BytesIO
receiving_threads.SYNC_BYTES = 100_000
receiving_threads.SYNC_SECONDS = 0.0
receiving.LONG_BYTES = 100_000

def child(number, at):
    steps, lock = [0], threading.Lock()
    def hooked(real):
        def run(*given, **named):
            with lock:
                steps[0] += 1
                if steps[0] == at:
                    os.kill(os.getpid(), 9)
            return real(*given, **named)
        return run
    from django.db import connection
    connection.ensure_connection()
    viewer = viewer_for(Person.objects.get(username=USER), timezone.now())
    for name in ("fsync", "link", "unlink", "mkdir", "fchmod", "pwrite", "ftruncate"):
        setattr(os, name, hooked(getattr(os, name)))
    CursorWrapper.execute = hooked(CursorWrapper.execute)
    connection.commit = hooked(connection.commit)
    data = random.Random(number).randbytes(LENGTH)
    row = beginning.begin_upload(by=viewer, length=LENGTH, said={"filename": f"{number}.mp4"})
    print("begun", number, row.pk, flush=True)
    for first, last in ((0, 170_001), (170_001, LENGTH)):
        body = bodies.Body(first, last - first, BytesIO(data[first:last]).read)
        kept = bodies.receive_body(by=viewer, upload=row, body=body)
        print("acknowledged", number, last, flush=True)
    print("steps", steps[0], kept.original.pk, flush=True)

for number, at in ROUNDS:
    process = os.fork()
    if not process:
        child(number, at)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    print("ended", number, os.waitstatus_to_exitcode(status), flush=True)
"""


def data_of(number: int) -> bytes:
    return random.Random(number).randbytes(LENGTH)


def played(start: Start, user: str, points: list[tuple[int, int]]) -> str:
    head = f"USER, LENGTH, ROUNDS = {user!r}, {LENGTH}, {points!r}\n"
    running = start(head + _SCRIPT)
    assert running.stdout is not None
    said = running.stdout.read()
    assert running.wait(60) == 0
    return said


@pytest.fixture
def house(many_writers: None, monkeypatch: Any, tmp_path: Path, settings: Any) -> House:
    url = (tmp_path / "vault").as_uri()
    settings.LIUHEN_STORE_URL = url
    settings.LIUHEN_STORE_MARGIN_BYTES = 0
    monkeypatch.setenv("LIUHEN_STORE_URL", url)
    return House(Clock("2026-03-02 08:00"))


def test_a_kill_at_any_step_loses_no_acknowledged_byte_and_leaves_no_half(
    start: Start, house: House
) -> None:
    chance = dice("upload killed at a step")
    user = house.people["officer"].username
    said = played(start, user, [(0, -1)])
    assert "ended 0 0" in said
    found = re.search(r"steps (\d+)", said)
    assert found is not None
    steps = int(found[1])
    assert steps > 30

    points = [(number, chance.randrange(1, steps + 1)) for number in range(1, rounds() + 1)]
    said = played(start, user, points)

    speaker = Speaker(house)
    for number, _at in points:
        if (begun := re.search(rf"begun {number} (\S+)", said)) is None:
            continue  # it was not answered: the client begins again
        row = Upload.everywhere.get(pk=begun[1])
        heard = [int(one) for one in re.findall(rf"acknowledged {number} (\d+)", said)]
        assert row.offset >= max(heard, default=0)
        if row.state == UploadState.OPEN:
            go_on(speaker, row, data_of(number))
        row.refresh_from_db()
        assert row.state == UploadState.DONE
        assert row.original is not None
        assert row.original.object.digest == f"sha256:{hashlib.sha256(data_of(number)).hexdigest()}"
    nothing_half()
    killed = said.count(" -9\n")
    assert killed > rounds() // 2
    counted(f"{killed} kills at {len({at for _number, at in points})} of {steps} steps")
