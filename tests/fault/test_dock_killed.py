# SPDX-License-Identifier: Apache-2.0
"""A station that loses its power, and a server that does, cost time and nothing else."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.rounds import dice, rounds

_LONGEST_LIFE = 0.6


@pytest.fixture
def told(many_writers: None, clock: Any, tmp_path: Path) -> Iterator[Any]:
    from liuhen.apps.people.tokens import create_token
    from support.house import SYSTEM, House
    from support.serving import Server

    house = House(clock)
    server = Server(tmp_path).start()
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    yield type("Told", (), {"house": house, "server": server, "secret": secret})
    server.kill()


def _dock(told: Any, card: Path, state: Path, *, safe: int = 0) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "liuhen.cli.main", "dock", str(card), "--json"]
    command += ["--server", told.server.address, "--state", str(state)]
    command += ["--wait-safe", str(safe), "--patience", "60"]
    return subprocess.Popen(
        command,
        env={**os.environ, "LIUHEN_TOKEN": told.secret},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_client_and_a_server_killed_at_any_moment_lose_no_byte_and_keep_none_twice(
    told: Any, tmp_path: Path
) -> None:
    from liuhen.apps.evidence.models import Original

    chance = dice("dock killed")
    card, state = tmp_path / "card", tmp_path / "state"
    card.mkdir()
    wanted: dict[str, str] = {}
    for number in range(rounds()):
        raw = random.Random(chance.random()).randbytes(chance.randrange(1, 24 << 20))
        name = f"{number}.mp4"
        (card / name).write_bytes(raw)
        wanted[name] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        child = _dock(told, card, state)
        try:
            time.sleep(chance.uniform(0.05, _LONGEST_LIFE))
            if chance.random() < 0.3:
                told.server.kill()
                told.server.start()
                time.sleep(chance.uniform(0, _LONGEST_LIFE))
        finally:
            child.send_signal(signal.SIGKILL)
            child.communicate()

    worker = told.server.work()
    try:
        child = _dock(told, card, state, safe=120)
        out, err = child.communicate(timeout=300)
    finally:
        worker.kill()
        worker.wait()

    assert child.returncode == 0, err
    said = json.loads(out)
    assert {one["path"]: f"sha256:{one['sha256']}" for one in said["files"]} == wanted
    assert all(one["safe"] for one in said["files"])
    rows = Original.objects.within(told.house.bureau.pk).values_list("file_name", "object__digest")
    assert sorted(rows) == sorted(wanted.items())
