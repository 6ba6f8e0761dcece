# SPDX-License-Identifier: Apache-2.0
"""`liuhen dock` as a station runs it, against the real server with a worker beside it."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

Dock = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def told(many_writers: None, clock: Any, tmp_path: Path) -> Iterator[Any]:
    """A server with a worker, a bureau, and a token of its officer."""
    from liuhen.apps.evidence.models import Device, DeviceIssue, DeviceKind
    from liuhen.apps.people.tokens import create_token
    from liuhen.apps.trace.journal import act
    from support.house import SYSTEM, House
    from support.serving import Server

    house = House(clock)
    with act("test.device", by=SYSTEM) as record:
        device = Device(
            bureau=house.bureau, section=house.section, code="DSJ-01", serial="D0042",
            kind=DeviceKind.RECORDER, registered_at=record.at,
        )  # fmt: skip
        record.create(device)
        held = {"person": house.people["officer"], "issued_at": record.at}
        record.create(DeviceIssue(bureau=house.bureau, device=device, **held))
    server = Server(tmp_path).start()
    worker = server.work()
    secret = create_token(by=SYSTEM, person=house.people["officer"], scopes=["upload"])
    yield type("Told", (), {"house": house, "server": server, "secret": secret})
    worker.kill()
    worker.wait()
    server.kill()


@pytest.fixture
def card(tmp_path: Path) -> Path:
    root = tmp_path / "card"
    root.mkdir()
    return root


@pytest.fixture
def dock(told: Any, card: Path, tmp_path: Path) -> Dock:
    def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "liuhen.cli.main", "dock", str(card)]
        command += ["--server", told.server.address, "--state", str(tmp_path / "state"), *words]
        return subprocess.run(
            command,
            env={**os.environ, "LIUHEN_TOKEN": told.secret, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.django_db(transaction=True)
def test_a_card_is_collected_and_named_as_safe_once_it_has_been_read_again(
    dock: Dock, card: Path, told: Any
) -> None:
    """000/001 art. 9 and 19-21: kept whole, and the recorder is cleared only afterwards."""
    from liuhen.apps.evidence.models import ClockReading, Original

    raws = {
        "DCIM/D0042_officer_20260302090000.mp4": random.Random(1).randbytes(3_000_000),
        "照片/现场.jpg": random.Random(2).randbytes(50_000),
    }
    for path, raw in raws.items():
        (card / path).parent.mkdir(exist_ok=True)
        (card / path).write_bytes(raw)
    (card / "DCIM/0002.mp4").write_bytes(b"")

    done = dock("--json", "--device-time", "2026-11-01T00:00:00+08:00")

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["all_safe"] is True
    assert said["empty_files"] == ["DCIM/0002.mp4"]
    assert {one["path"]: one["sha256"] for one in said["files"]} == {
        path: hashlib.sha256(raw).hexdigest() for path, raw in raws.items()
    }
    assert all(one["safe"] and len(one["sm3"]) == 64 for one in said["files"])
    assert "the card may be cleared" in done.stderr
    rows = {row.file_name: row for row in Original.objects.within(told.house.bureau.pk)}
    film = rows["D0042_officer_20260302090000.mp4"]
    assert (film.device.code, film.officer.username) == ("DSJ-01", "bureau.officer")
    assert film.raw_start.isoformat() == "2026-03-02T01:00:00+00:00"
    assert film.came_by == "dock"
    assert film.offset_ms == said["clock"]["device_offset_ms"]
    assert film.start - film.raw_start == timedelta(milliseconds=film.offset_ms)
    assert rows["现场.jpg"].time_source == "file"
    assert ClockReading.objects.within(told.house.bureau.pk).count() == 1
    assert all((card / path).read_bytes() == raw for path, raw in raws.items())  # nothing touched

    again = dock("--json")

    assert again.returncode == 0
    assert "in the server's register" not in done.stderr + again.stderr
    assert [one["new"] for one in json.loads(again.stdout)["files"]] == [False, False]
    assert Original.objects.within(told.house.bureau.pk).count() == 2

    (card / "照片/另一.jpg").write_bytes(b"another")
    nobody = dock("--device", "NOPE-1")

    assert nobody.returncode == 0
    assert "the device NOPE-1 was not in the server's register when 1 file came" in nobody.stderr


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_is_one_sentence_and_status_2(dock: Dock, card: Path, told: Any) -> None:
    (card / "a.mp4").write_bytes(b"x")
    for words, environment, says in (
        ((), {"LIUHEN_TOKEN": "liuhen_wrong"}, "token"),
        ((), {"LIUHEN_TOKEN": ""}, "--token-file"),
        (("--token-file", "/nowhere"), {}, "/nowhere"),
        (("--pattern", "{nothing}"), {}, "{nothing}"),
        (("--device-time", "noon"), {}, "--device-time"),
        (("--server", "http://10.1.2.3"), {}, "--insecure"),
        (("--ca", "/nowhere.pem", "--server", "https://127.0.0.1"), {}, "--ca"),
    ):
        done = dock(*words, **environment)
        assert done.returncode == 2, done.stderr
        last = done.stderr.strip().rpartition("\n")[2]
        assert says in last
        assert done.stdout == ""
        assert "Traceback" not in done.stderr


def test_docking_loads_neither_framework_nor_database_driver() -> None:
    program = (
        "import sys; from liuhen.cli.main import main; main(['dock', '/', '--server', 'x']); "
        "import liuhen.dock.collecting, liuhen.dock.station; "
        "print({name.split('.')[0] for name in sys.modules} & "
        "{'django', 'psycopg', 'av', 'boto3', 'msgspec', 'yaml'}, file=sys.stdout)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.django_db(transaction=True)
def test_a_station_collects_each_card_that_is_put_in_until_it_is_ended(
    card: Path, told: Any, tmp_path: Path
) -> None:
    from liuhen.apps.evidence.models import Original

    command = [sys.executable, "-m", "liuhen.cli.main", "dock", str(card), "--watch", "--json"]
    command += ["--server", told.server.address, "--state", str(tmp_path / "state")]
    command += ["--device", "@folder"]
    station = subprocess.Popen(
        command,
        env={**os.environ, "LIUHEN_TOKEN": told.secret},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert station.stdout is not None
    try:
        (card / "DSJ-01").mkdir()
        (card / "DSJ-01/a.mp4").write_bytes(b"first")
        first = json.loads(station.stdout.readline())
        told.server.kill()
        (card / "2").mkdir()
        (card / "2/b.mp4").write_bytes(b"second")
        time.sleep(3)
        told.server.start()
        second = json.loads(station.stdout.readline())
        station.send_signal(signal.SIGTERM)
        _, said = station.communicate(timeout=30)
    finally:
        station.kill()
        station.wait()

    assert (first["slot"], first["all_safe"]) == ("DSJ-01", True)
    assert (second["slot"], second["all_safe"]) == ("2", True)
    assert station.returncode == 0
    assert "no connection to the server" in said
    assert "Traceback" not in said
    kept = Original.objects.within(told.house.bureau.pk)
    devices = dict(kept.values_list("file_name", "device__code"))
    assert devices == {"a.mp4": "DSJ-01", "b.mp4": None}
