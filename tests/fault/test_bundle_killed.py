# SPDX-License-Identifier: Apache-2.0
"""An export is killed at a random moment: its folder is whole and intact, or not there."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liuhen.apps.trace.models import Leaf
from liuhen.archive.verify import verify
from support.bundles import EvidenceFile
from support.house import House
from support.rounds import counted, dice, rounds

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

#: So many exports of one process that is ready, which forks a child for each and kills it after so
#: many seconds; where it has ended by itself, it is said how long it took.
_AT_ONCE = 25
_EXPORT = """
import os, time
from pathlib import Path
from django.conf import settings
from liuhen.apps.archives.bundling import write_bundle
from liuhen.apps.archives.finding import cases_called
from liuhen.apps.trace.actors import SystemActor
from liuhen.archive.sinks import FolderSink
settings.LIUHEN_SIGNING_KEY = KEY

def export(out):
    write_bundle(by=SystemActor("child"), who="child", case=cases_called(NUMBER)[0],
                 purpose="drill", sink_for=lambda size: FolderSink(Path(out)))

for out, seconds in ROUNDS:
    begun = time.monotonic()
    child = os.fork()
    if not child:
        try:
            export(out)
        finally:
            os._exit(0)
    ended = 0
    while not ended and time.monotonic() - begun < seconds:
        ended, _ = os.waitpid(child, os.WNOHANG)
        time.sleep(0.0005)
    if not ended:
        os.kill(child, 9)
        os.waitpid(child, 0)
    print("ended" if ended else "killed", time.monotonic() - begun, flush=True)
"""


def test_a_killed_export_leaves_a_whole_bundle_or_none(
    many_writers: None,
    house: House,
    start: "Callable[[str], subprocess.Popen[str]]",
    settings: Any,
    tmp_path: Path,
) -> None:
    chance, file = dice("bundle killed"), EvidenceFile(house)
    for number in range(3):
        file.original(f"{number}.mp4", bytes([number]) * 3_000_000)

    def exported(points: list[tuple[str, float]]) -> list[list[str]]:
        head = f"KEY, NUMBER = {str(settings.LIUHEN_SIGNING_KEY)!r}, {file.case.number!r}\n"
        running = start(f"{head}ROUNDS = {points!r}\n{_EXPORT}")
        assert running.stdout is not None
        said = [line.split() for line in running.stdout.read().splitlines()]
        assert running.wait(60) == 0
        return said

    first = [str(tmp_path / "first"), str(tmp_path / "second")]
    said = exported([(out, 60.0) for out in first])
    assert [ended for ended, _seconds in said] == ["ended", "ended"]
    assert all(verify(Path(out)).intact for out in first)
    kills, whole, longest = 0, 2, min(float(seconds) for _ended, seconds in said)
    for begin in range(0, rounds(), _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, rounds()))
        outs = [tmp_path / f"bundle{number}" for number in numbers]
        said = exported([(str(out), chance.random() * longest) for out in outs])
        for out, (ended, _seconds) in zip(outs, said, strict=True):
            kills += ended == "killed"
            assert out.exists() or ended == "killed"
            if out.exists():
                assert verify(out).intact, out.name
                whole += 1
                shutil.rmtree(out)
        for left in tmp_path.glob("*bundle*"):  # what was being written, under a name of its own
            shutil.rmtree(left)
    assert kills > rounds() // 4
    assert Leaf.objects.filter(act="archives.export_bundle").count() >= whole
    counted(f"{kills} kills in {rounds()} exports, of which {whole - 2} left a bundle")
