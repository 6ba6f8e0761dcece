# SPDX-License-Identifier: Apache-2.0
"""A station that loses its power, and a server that does, cost time and nothing else.

At random moments, and the station by the system itself at its system calls.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.nursery import Child, Nursery, can_kill_at_calls, points
from support.rounds import counted, dice, rounds

if TYPE_CHECKING:
    import random

    from support.house import House
    from support.serving import Server

_LONGEST_LIFE = 0.4
#: So many kills, and the card is collected whole and emptied.
_A_WHILE = 10
_LOADED = ("liuhen.cli.dock.saying", "liuhen.cli.dock.screen", "liuhen.dock.station")
#: Looking into files is not what is tried here, and takes far longer than the rest.
_BLIND = """
from liuhen.worker import run
run.WORK["evidence.probe"] = lambda **_arguments: None
"""


@dataclass
class Station:
    """A card in a slot, a server, and what was ever on the card."""

    house: "House"
    server: "Server"
    nursery: Nursery
    folder: Path
    wanted: dict[str, str] = field(default_factory=dict)
    safe: int = 0

    @property
    def card(self) -> Path:
        return self.folder / "card"

    def film(self, chance: "random.Random", most: int) -> None:
        """Let a new file be on the card, small ones as often as large ones."""
        raw = chance.randbytes(int(2 ** chance.uniform(5, most)))
        name = f"{len(self.wanted)}.mp4"
        (self.card / name).write_bytes(raw)
        self.wanted[name] = f"sha256:{hashlib.sha256(raw).hexdigest()}"

    def dock(self, *, safe: int = 0, **how: Any) -> Child:
        """Begin to collect; what is said comes into the file `said`."""
        words = ["dock", str(self.card), "--json", "--server", self.server.address]
        words += ["--state", str(self.folder / "state"), "--patience", "60"]
        words += ["--wait-safe", str(safe)]
        return self.nursery.start("liuhen.cli.main", words, out=self.folder / "said", **how)

    def collect(self) -> None:
        """Collect everything, erase what is called safe, and compare with what there ever was."""
        from liuhen.apps.evidence.models import Original

        assert self.dock(safe=120).wait(300) == 0
        said = json.loads((self.folder / "said").read_text())
        there = {one.name for one in self.card.iterdir()}
        assert {one["path"]: f"sha256:{one['sha256']}" for one in said["files"]} == {
            name: digest for name, digest in self.wanted.items() if name in there
        }
        assert all(one["safe"] for one in said["files"])
        rows = Original.objects.within(self.house.bureau.pk)
        found = rows.values_list("file_name", "object__digest")
        assert sorted(found) == sorted(self.wanted.items())
        self.safe += len(there)
        for name in there:
            (self.card / name).unlink()


@pytest.fixture
def station(many_writers: None, clock: Any, tmp_path: Path, settings: Any) -> Iterator[Station]:
    from liuhen.apps.people.tokens import create_token
    from support.house import SYSTEM, House
    from support.serving import Server

    settings.LIUHEN_STORE_URL = (tmp_path / "vault").as_uri()
    house = House(clock)
    server = Server(tmp_path, quick=True, code=_BLIND).start()
    worker = server.work()
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    nursery = Nursery({**os.environ, "LIUHEN_TOKEN": secret}, _LOADED)
    made = Station(house, server, nursery, tmp_path)
    made.card.mkdir()
    yield made
    worker.kill()
    nursery.close()
    server.close()


@pytest.mark.django_db(transaction=True)
def test_a_client_and_a_server_killed_at_any_moment_lose_no_byte_and_keep_none_twice(
    station: Station,
) -> None:
    from liuhen.apps.evidence.vault import vault

    chance, servers, kills = dice("dock killed"), 0, 0
    for number in range(1, rounds() + 1):
        station.film(chance, 24)
        child = station.dock()
        ended = child.wait(chance.uniform(0, _LONGEST_LIFE))
        if chance.random() < 0.3:
            station.server.kill()
            station.server.start()
            servers += 1
            time.sleep(chance.uniform(0, _LONGEST_LIFE))
        kills += ended is None and child.poll() is None
        child.kill()
        if number % _A_WHILE == 0 or number == rounds():
            station.collect()
    for found in vault().objects():
        vault().compare(found.bureau, found.digest)
    assert kills > rounds() // 4
    counted(
        f"{kills} kills of the station and {servers} of the server in {rounds()} lives, "
        f"{station.safe} files"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not can_kill_at_calls(), reason="needs strace and the right to trace")
def test_a_station_killed_by_the_system_at_a_system_call(station: Station, tmp_path: Path) -> None:
    chance, log = dice("dock killed at a call"), tmp_path / "calls"
    station.film(chance, 18)
    assert station.dock(log=log).wait() in (0, 1)
    places = points(log)
    assert sum(call.endswith("sync") for call, _at in places) > 3

    killed, lives = [], 0
    while len(killed) < rounds():
        for at in chance.sample(places, min(len(places), rounds() - len(killed))):
            station.film(chance, 18)
            status = station.dock(at=at).wait()
            assert status in (0, 1, -9), at
            lives += 1
            if status == -9:
                killed.append(at)
            if lives % _A_WHILE == 0:
                station.collect()
        assert lives < 4 * len(killed)
    station.collect()
    counted(f"{len(killed)} kills at {len(set(killed))} system calls, {station.safe} files")
