# SPDX-License-Identifier: Apache-2.0
"""A process dies while it keeps a scan: never a row without its whole file, no leaf too many."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.apps.evidence.models import Holding, Scan, StoredObject
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.models import Leaf
from support.house import Clock, House
from support.rounds import counted, dice, rounds

if TYPE_CHECKING:
    import subprocess

Start = Callable[[str], "subprocess.Popen[str]"]

#: One process that is ready forks one child a round, which is killed at its n-th step on the disk
#: or in the database; -1: at none.
_SCRIPT = """
import os, sys
from django.utils import timezone
from django.db.backends.utils import CursorWrapper
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for

def child(number, at):
    steps = 0
    def hooked(real):
        def run(*given, **named):
            nonlocal steps
            steps += 1
            if steps == at:
                os.kill(os.getpid(), 9)
            return real(*given, **named)
        return run
    viewer = viewer_for(Person.objects.get(username=USER), timezone.now())
    for name in ("fsync", "link", "unlink", "mkdir", "fchmod", "write"):
        setattr(os, name, hooked(getattr(os, name)))
    CursorWrapper.execute = hooked(CursorWrapper.execute)
    from django.db import connection
    connection.ensure_connection()
    connection.commit = hooked(connection.commit)
    keep_scan(by=viewer, file_name="a.pdf", chunks=[b"%PDF-", b"%d" % number * 5000])
    print("steps", steps, flush=True)

for number, at in ROUNDS:
    process = os.fork()
    if not process:
        child(number, at)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    print(number, os.waitstatus_to_exitcode(status), flush=True)
"""


def played(start: Start, user: str, points: list[tuple[int, int]]) -> list[str]:
    running = start(f"USER, ROUNDS = {user!r}, {points!r}\n{_SCRIPT}")
    assert running.stdout is not None
    lines = running.stdout.read().splitlines()
    assert running.wait(60) == 0
    return lines


def test_a_kill_at_any_step_leaves_no_row_without_its_file(
    start: Start, monkeypatch: Any, tmp_path: Path, settings: Any
) -> None:
    url = (tmp_path / "vault").as_uri()
    settings.LIUHEN_STORE_URL = url
    monkeypatch.setenv("LIUHEN_STORE_URL", url)
    house = House(Clock("2026-03-02 08:00"))
    user, chance = house.people["officer"].username, dice("killed while keeping")
    before = Leaf.objects.count()
    said = played(start, user, [(0, -1)])
    assert said[-1] == "0 0"
    steps = int(said[0].removeprefix("steps "))
    assert steps > 15

    points = [(number, chance.randint(1, steps)) for number in range(1, rounds() + 1)]
    ends = [line.split() for line in played(start, user, points) if not line.startswith("steps")]

    killed = [number for number, end in ends if int(end) == -signal.SIGKILL]
    assert len(killed) > rounds() // 2
    kept = list(Scan._base_manager.all())
    assert Leaf.objects.count() == before + len(kept)
    assert StoredObject.everywhere.count() == Holding.objects.count() == len(kept)
    for scan in kept:
        vault().compare(str(scan.bureau_id), scan.digest)
    for found in vault().objects():
        vault().compare(found.bureau, found.digest)

    again = played(start, user, [(number, -1) for number, _at in points])
    assert {line.split()[1] for line in again if not line.startswith("steps")} == {"0"}
    assert Scan._base_manager.count() == len(points) + 1
    counted(f"{len(killed)} kills at {len({at for _number, at in points})} of {steps} steps")
