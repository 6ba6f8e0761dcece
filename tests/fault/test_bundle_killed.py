# SPDX-License-Identifier: Apache-2.0
"""An export is killed at a random moment: its folder is whole and intact, or not there.

`LIUHEN_FAULT_ROUNDS` sets how often; each round starts a process, so by default there are five.
"""

import os
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from liuhen.apps.trace.models import Leaf
from liuhen.archive.verify import verify
from support.bundles import EvidenceFile
from support.house import House

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

ROUNDS = int(os.environ.get("LIUHEN_FAULT_ROUNDS", "5"))
SEED = int(os.environ.get("LIUHEN_FAULT_SEED", "20260302"))

_EXPORT = """
from pathlib import Path
from django.conf import settings
from liuhen.apps.archives.bundling import write_bundle
from liuhen.apps.archives.finding import cases_called
from liuhen.apps.trace.actors import SystemActor
from liuhen.archive.sinks import FolderSink
settings.LIUHEN_SIGNING_KEY = {key!r}
case = cases_called({number!r})[0]
print("begun", flush=True)
write_bundle(by=SystemActor("child"), who="child", case=case, purpose="drill",
             sink_for=lambda size: FolderSink(Path({out!r})))
print("done", flush=True)
"""


def test_a_killed_export_leaves_a_whole_bundle_or_none(
    many_writers: None,
    house: House,
    start: "Callable[[str], subprocess.Popen[str]]",
    settings: object,
    tmp_path: Path,
) -> None:
    print(f"seed {SEED}")  # noqa: T201  # so that a failure can be had again
    dice = random.Random(SEED)
    file = EvidenceFile(house)
    for number in range(3):
        file.original(f"{number}.mp4", bytes([number]) * 8_000_000)
    key = str(settings.LIUHEN_SIGNING_KEY)  # type: ignore[attr-defined]
    whole = 0
    for number in range(ROUNDS):
        out = tmp_path / f"bundle{number}"
        child = start(_EXPORT.format(key=key, number=file.case.number, out=str(out)))
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        time.sleep(dice.random() * (0.6 if number else 20))
        child.kill()
        child.wait()

        assert not out.exists() or verify(out).intact, f"round {number}"
        whole += out.exists()
    assert Leaf.objects.filter(act="archives.export_bundle").count() >= whole
