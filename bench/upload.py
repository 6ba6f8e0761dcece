# SPDX-License-Identifier: Apache-2.0
"""How quickly files come in over HTTP: `python bench/run.py --only upload`.

The server as it is served, with rows, jobs, digest and sign-in, on a home of its own; the client a
process of its own on the same machine. By the clock, because disks are waited for; contenders take
turns within a round, ratios are taken within a round, and then their median.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from measuring import free_ports, lay_tables, wait_for

_PEER = "@tus/server 2.4.5"
MEBIBYTE = 1024 * 1024
_HERE = Path(__file__).parent
Row = dict[str, Any]

_SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.tokens import create_token
from liuhen.apps.people.writing import put_membership, put_person, put_role, today
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act
by = SystemActor("bench")
new = set_up_bureau(by=by, plan=BureauPlan(
    district="示例区", name="示例局", short_name="示例", pack_id="jinpu-ocean", sections=["一科"],
    admin_username="bench.admin", admin_name="管理员", code="bench"))
with act("bench.add", by=by) as record:
    person = put_person(record=record, bureau=new.bureau, username="bench.officer", name="队员",
                        password_hash="!none", must_change_password=False)
    put_membership(record=record, person=person, organisation=new.sections[0], from_date=today())
    put_role(record=record, person=person, role=Role.OFFICER, organisation=new.sections[0],
             from_date=today())
print(create_token(by=by, person=person, scopes=["upload", "read"]))
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--upload-mib", type=int, default=2048, help="bytes of one upload")
    parser.add_argument("--upload-rounds", type=int, default=3)
    parser.add_argument("--upload-many-mib", type=int, default=40, help="bytes of each of fifty")
    parser.add_argument(
        "--upload-peer",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="another product's receiver beside ours; npm brings it into bench/peer",
    )
    parser.add_argument("--upload-folder", type=Path, help="on the disk to measure (default: /tmp)")


def measure(options: argparse.Namespace) -> Row:
    """Measure everything about uploads."""
    with tempfile.TemporaryDirectory(dir=options.upload_folder, prefix="liuhen-bench-") as folder:
        place = Path(folder)
        with _house(place, peer=options.upload_peer) as house:
            one = _one(place, house, options.upload_mib, options.upload_rounds)
            by_hand = _by_hand(place, house, options.upload_mib, options.upload_rounds)
            peak_one = house.peak_mib()
            many = _many(house, options.upload_many_mib)
            return {
                "mib": options.upload_mib,
                "rounds": options.upload_rounds,
                **one,
                "by_hand": by_hand,
                "peak_mib_one": peak_one,
                "many": many,
                "peak_mib_many": house.peak_mib(),
            }


def lines(row: Row) -> Iterator[str]:
    """Give the figures as a table."""
    yield f"| uploads over HTTP, {row['mib']:,} MiB, {row['rounds']} rounds | |"
    yield "| --- | ---: |"
    yield f"| acknowledged | {row['mib_a_second']:,.0f} MiB/s |"
    yield f"| beside the slower of write + fsync and SHA-256 alone | {row['to_slower']:.2f} |"
    yield f"| beside a plain tus receiver without a digest | {row['to_plain']:.2f} |"
    if row["to_peer"] is not None:
        said = f"| beside {_PEER}, which takes no digest and calls no fsync |"
        yield f"{said} {row['to_peer']:.2f} |"
    yield (
        "| until safe (read again, both digests), beside `cp`, fsync, `openssl dgst -sha256` and "
        f"`-sm3` | {row['by_hand']['ratio']:.2f} |"
    )
    yield f"| processor of the client, a GiB | {row['client_cpu_a_gib']:.2f} s |"
    yield f"| peak memory of the server after these | {row['peak_mib_one']:.0f} MiB |"
    many = row["many"]
    yield f"| {many['count']} at once, together | {many['mib_a_second']:,.0f} MiB/s |"
    yield f"| the last of them beside the first | {many['slowest_to_fastest']:.1f} |"
    yield (
        f"| a page meanwhile, median and 95 of 100 | {many['page_ms']:.0f} ms, "
        f"{many['page_ms_95']:.0f} ms (alone {many['page_ms_alone']:.0f} ms) |"
    )
    yield f"| peak memory of the server after that | {row['peak_mib_many']:.0f} MiB |"


class _House(NamedTuple):
    """A running server. `plain` is the address of the plain receiver, `peer` of another product."""

    address: str
    token: str
    plain: str
    peer: str
    server: int

    def peak_mib(self) -> float:
        """The most memory that the process which answers has had."""
        children = Path(f"/proc/{self.server}/task/{self.server}/children").read_text()
        return max(_peak(int(pid)) for pid in children.split())


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return next(int(x.split()[1]) / 1024 for x in status.splitlines() if x.startswith("VmHWM"))


@contextmanager
def _house(place: Path, *, peer: bool) -> Iterator[_House]:
    """Serve a bureau on a home of its own, a worker and other receivers beside it."""
    environment = {
        **os.environ,
        "LIUHEN_HOME": str(place / "home"),
        "DJANGO_SETTINGS_MODULE": "liuhen.site.settings",
        "PLAIN_TUS": str(place / "plain"),
        "LIUHEN_STORE_MARGIN_GIB": "0",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": str(16 * MEBIBYTE),
        "MALLOC_TRIM_THRESHOLD_": str(16 * MEBIBYTE),
    }
    for name in ("DATABASE_URL", "LIUHEN_STORE_URL"):
        environment.pop(name, None)
    for name in ("plain", "peer"):
        (place / name).mkdir()
    lay_tables(place / "home")
    set_up = [sys.executable, "-c", _SET_UP]
    token = subprocess.run(set_up, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    ports = free_ports(3 if peer else 2)
    commands = [
        _granian(ports[0], "liuhen.site.wsgi:application"),
        [sys.executable, "-m", "liuhen.worker"],
        [*_granian(ports[1], "plain_tus:application"), "--working-dir", str(_HERE)],
    ]
    if peer:
        commands.append(_peer(ports[2], place / "peer"))
    children = [subprocess.Popen(one, env=environment, start_new_session=True) for one in commands]
    try:
        for port in ports:
            wait_for(port)
        base = f"http://127.0.0.1:{ports[0]}"
        yield _House(
            f"{base}/api/v1/uploads/",
            token.stdout.strip(),
            f"http://127.0.0.1:{ports[1]}/files/",
            f"http://127.0.0.1:{ports[2]}/files/" if peer else "",
            children[0].pid,
        )
    finally:
        for child in children:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait()


def _granian(port: int, application: str) -> list[str]:
    """As `liuhen serve` starts it on SQLite."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "64", "--log-level", "error"),
        *("--http1-buffer-size", "262144", application),
    ]


def _peer(port: int, folder: Path) -> list[str]:
    """Start the receiver for Node, which its lock brings from the registry of npm once."""
    home, node = _HERE / "peer", _HERE.parent / "scripts" / "with-node"
    if not (home / "node_modules").is_dir():
        subprocess.run([node, "npm", "--prefix", home, "ci"], check=True)
    return [str(node), "node", str(home / "server.mjs"), str(port), str(folder)]


def _one(place: Path, house: _House, mib: int, rounds: int) -> Row:
    taken: dict[str, list[float]] = {"ours": [], "plain": [], "write": [], "sha256": [], "cpu": []}
    taken |= {"peer": []} if house.peer else {}
    for number in range(rounds + 1):  # the first one warms up: neither process nor disk is cold
        ours = _send(house.address, house.token, mib, f"one {number}")
        taken["ours"].append(ours["seconds"])
        taken["cpu"].append(ours["cpu_seconds"])
        _until_safe(house, ours["location"])
        _forget(place / "home" / "vault")
        taken["plain"].append(_send(house.plain, "", mib, f"one {number}")["seconds"])
        _forget(place / "plain")
        if house.peer:
            taken["peer"].append(_send(house.peer, "", mib, f"one {number}")["seconds"])
            _forget(place / "peer")
        taken["write"].append(_timed(lambda: _write(place / "written", mib)))
        taken["sha256"].append(_timed(lambda: _sha256(mib)))
    taken = {name: seconds[1:] for name, seconds in taken.items()}
    slower = [max(pair) for pair in zip(taken["write"], taken["sha256"], strict=True)]
    return {
        "mib_a_second": mib / median(taken["ours"]),
        "to_slower": _ratio(taken["ours"], slower),
        "to_plain": _ratio(taken["ours"], taken["plain"]),
        "to_peer": _ratio(taken["ours"], taken["peer"]) if house.peer else None,
        "client_cpu_a_gib": median(taken["cpu"]) * 1024 / mib,
        "seconds": taken,
    }


def _ratio(ours: list[float], others: list[float]) -> float:
    return median(other / own for own, other in zip(ours, others, strict=True))


def _by_hand(place: Path, house: _House, mib: int, rounds: int) -> Row:
    """A file of the same disk: uploaded until it is safe to erase, and copied and read by hand."""
    source, copy = place / "source", place / "copy"
    ours, hand = [], []
    for number in range(rounds):
        _write(source, mib, f"by hand {number}".encode())
        begun = time.perf_counter()
        sent = _send(house.address, house.token, mib, "", source)
        _until_safe(house, sent["location"])
        ours.append(time.perf_counter() - begun)
        _forget(place / "home" / "vault")
        begun = time.perf_counter()
        subprocess.run(["cp", source, copy], check=True)
        subprocess.run(["sync", copy], check=True)
        for algorithm in ("-sha256", "-sm3"):
            command = ["openssl", "dgst", algorithm, copy]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        hand.append(time.perf_counter() - begun)
        copy.unlink()
    source.unlink()
    return {
        "ratio": median(b / a for a, b in zip(ours, hand, strict=True)),
        "ours": ours,
        "by_hand": hand,
    }


def _many(house: _House, mib: int, count: int = 50) -> Row:
    """Fifty files at once, while a page is asked for again and again."""
    page = house.address.replace("/api/v1/uploads/", "/account/sign-in/")
    alone = [_asked(page) for _ in range(20)]
    finished: list[float] = []
    begun = time.perf_counter()

    def send(number: int) -> None:
        _send(house.address, house.token, mib, f"many {number}")
        finished.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    asked = []
    while any(thread.is_alive() for thread in threads):
        asked.append(_asked(page))
        time.sleep(0.05)
    if len(finished) != count:
        raise SystemExit(f"only {len(finished)} of {count} uploads were acknowledged")
    return {
        "count": count,
        "mib_a_second": mib * count / max(finished),
        "slowest_to_fastest": max(finished) / min(finished),
        "page_ms": 1000 * median(asked),
        "page_ms_95": 1000 * quantiles(asked, n=20)[-1],
        "page_ms_alone": 1000 * median(alone),
    }


def _asked(page: str) -> float:
    begun = time.perf_counter()
    with urllib.request.urlopen(page, timeout=60) as answer:  # noqa: S310  # our own server
        answer.read()
    return time.perf_counter() - begun


def _send(address: str, token: str, mib: int, stamp: str, source: Path | None = None) -> Row:
    command = [sys.executable, str(_HERE / "upload_client.py"), address, token or "-", str(mib)]
    command += [stamp, *([str(source)] if source else [])]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def _until_safe(house: _House, location: str) -> None:
    address = house.address.replace("/api/v1/uploads/", location)
    request = urllib.request.Request(  # noqa: S310  # our own server
        address, headers={"Authorization": f"Bearer {house.token}"}
    )
    until = time.monotonic() + 600
    while time.monotonic() < until:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            if json.load(answer)["safe_to_erase"]:
                return
        time.sleep(0.05)
    raise SystemExit("the file does not become safe")


def _timed(function: Any) -> float:
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def _write(path: Path, mib: int, stamp: bytes = b"") -> None:
    buffer = bytearray(MEBIBYTE)
    buffer[: len(stamp)] = stamp
    with path.open("wb", buffering=0) as target:
        for number in range(mib):
            buffer[64:72] = number.to_bytes(8, "big")
            target.write(buffer)
        os.fsync(target.fileno())


def _sha256(mib: int) -> None:
    hasher, buffer = hashlib.sha256(), bytearray(MEBIBYTE)
    for number in range(mib):
        buffer[64:72] = number.to_bytes(8, "big")
        hasher.update(buffer)


def _forget(folder: Path) -> None:
    """Delete the bytes, so that the next contender finds the disk as this one did."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
