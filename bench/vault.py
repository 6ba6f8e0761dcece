# SPDX-License-Identifier: Apache-2.0
"""How quickly the vault takes in, reads again and scrubs: `python bench/run.py --only vault`.

By the clock, because disks are waited for; contenders take turns within a round, ratios are taken
within a round, and then their median. Where a disk is read, each contender finds nothing of the
files in the system's memory; where it is written, what the one before wrote has been deleted.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from measuring import lay_tables

from liuhen.storage.local import LocalStore
from liuhen.vault.digests import PIECE_BYTES, digests_of, new_sm3

MEBIBYTE = 1024 * 1024
BUREAU = "bench"
Row = dict[str, Any]
Contender = Callable[[int], object]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--vault-mib", type=int, default=1024, help="bytes of each vault measure")
    parser.add_argument("--vault-rounds", type=int, default=5)
    parser.add_argument("--vault-folder", type=Path, help="on the disk to measure (default: /tmp)")


def measure(options: argparse.Namespace) -> Row:
    """Measure everything about the vault."""
    size, rounds = options.vault_mib * MEBIBYTE, options.vault_rounds
    with tempfile.TemporaryDirectory(dir=options.vault_folder, prefix="liuhen-bench-") as folder:
        place = Path(folder)
        return {
            "mib": options.vault_mib,
            "rounds": rounds,
            "digests": _digests(place, size, rounds),
            "put": _put(place, size, rounds),
            "by_hand": _by_hand(place, size, rounds),
            "scrub": _scrub(place, size, rounds),
        }


def lines(row: Row) -> Iterator[str]:
    """Give the figures as a table."""
    yield f"| the vault, {row['mib']:,} MiB, {row['rounds']} rounds | MiB/s | as quick as |"
    yield "| --- | ---: | ---: |"
    for name, what, beside in _WORDS:
        one = row[name]
        yield f"| {what} | {one['mib_a_second']:,.0f} | {one['ratio']:.2f} of {beside} |"


_WORDS = [
    ("digests", "SHA-256 and SM3 of one reading", "SM3 alone"),
    ("put", "putting", "the slower of write + fsync and SHA-256 alone"),
    (
        "by_hand",
        "putting, and both digests read back",
        "`cp`, fsync, `openssl dgst -sha256` and `-sm3`, one after another",
    ),
    ("scrub", "scrub, with its rows", "`openssl dgst -sha256` on all cores"),
]


def _digests(place: Path, size: int, rounds: int) -> Row:
    file = _file(place / "digests", size)

    def both(_round: int) -> None:
        with file.open("rb", buffering=0) as source:
            digests_of(source)

    def sm3(_round: int) -> None:
        hasher, buffer = new_sm3(), bytearray(PIECE_BYTES)
        with file.open("rb", buffering=0) as source:
            while got := source.readinto(buffer):
                hasher.update(memoryview(buffer)[:got])

    taken = _turns({"ours": both, "sm3": sm3}, rounds)
    file.unlink()
    return _row(size, taken["ours"], taken["sm3"])


def _put(place: Path, size: int, rounds: int) -> Row:
    store, plain = LocalStore(place / "put"), place / "plain"

    def ours(number: int) -> None:
        store.put(BUREAU, _pieces(size, number), most_bytes=size)

    def write(number: int) -> None:
        with plain.open("wb", buffering=0) as target:
            for piece in _pieces(size, number):
                target.write(piece)
            os.fsync(target.fileno())

    def sha256(number: int) -> None:
        hasher = hashlib.sha256()
        for piece in _pieces(size, number):
            hasher.update(piece)

    def clean() -> None:
        shutil.rmtree(place / "put", ignore_errors=True)
        plain.unlink(missing_ok=True)

    taken = _turns({"ours": ours, "write": write, "sha256": sha256}, rounds, clean)
    slower = [max(pair) for pair in zip(taken["write"], taken["sha256"], strict=True)]
    return _row(size, taken["ours"], slower)


def _by_hand(place: Path, size: int, rounds: int) -> Row:
    """A file of another disk or card, kept and read back: by us, and by hand."""
    store, source = LocalStore(place / "ours"), place / "source"
    copy = place / "copy"

    def ours(_round: int) -> None:
        with source.open("rb", buffering=0) as file:
            stored = store.put(BUREAU, iter(lambda: file.read(PIECE_BYTES), b""), most_bytes=size)
        store.check(BUREAU, stored.digest)

    def by_hand(_round: int) -> None:
        _run("cp", source, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        _run("openssl", "dgst", "-sha256", copy)
        _run("openssl", "dgst", "-sm3", copy)

    def clean() -> None:
        shutil.rmtree(place / "ours", ignore_errors=True)
        copy.unlink(missing_ok=True)

    _file(source, size)
    taken = _turns({"ours": ours, "by hand": by_hand}, rounds, clean)
    source.unlink()
    return _row(size, taken["ours"], taken["by hand"])


def _scrub(place: Path, size: int, rounds: int) -> Row:
    """All of the scrub, its rows in SQLite included, beside openssl over the same files."""
    scrub, files = _catalogued(place, size)
    cores = len(os.sched_getaffinity(0))

    def ours(_round: int) -> None:
        done = scrub()
        if done.damaged or done.size_bytes != sum(path.stat().st_size for path in files):
            raise SystemExit("the scrub did not read what was put")

    def openssl(_round: int) -> None:
        shares = [files[at::cores] for at in range(cores)]
        children = [
            subprocess.Popen(["openssl", "dgst", "-sha256", *share], stdout=subprocess.DEVNULL)
            for share in shares
            if share
        ]
        if any(child.wait() for child in children):
            raise SystemExit("openssl did not read the files")

    def clean() -> None:
        for path in files:
            _forget(path)

    taken = _turns({"ours": ours, "openssl": openssl}, rounds, clean)
    return _row(size, taken["ours"], taken["openssl"])


def _catalogued(place: Path, size: int) -> tuple[Callable[[], Any], list[Path]]:
    """Objects with their rows, in an installation of its own."""
    home = place / "home"
    lay_tables(home)
    os.environ.update(LIUHEN_HOME=str(home), DJANGO_SETTINGS_MODULE="liuhen.site.settings")
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("LIUHEN_STORE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from liuhen.apps.evidence.models import StoredObject
    from liuhen.apps.evidence.scrub import scrub
    from liuhen.apps.evidence.vault import vault
    from liuhen.apps.people.models import Organisation
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.apps.trace.journal import act

    count = 16
    with act("bench.lay", by=SystemActor("bench")) as record:
        bureau = record.create(Organisation(kind="bureau", name="b", code="b"))
    stored = [
        vault().put(str(bureau.pk), _pieces(size // count, number), most_bytes=size)
        for number in range(count)
    ]
    with act("bench.keep", by=SystemActor("bench")) as record:
        record.create_many(
            [
                StoredObject(
                    bureau=bureau, digest=one.digest, size_bytes=one.size_bytes, kept_at=record.at
                )
                for one in stored
            ]
        )
    paths = [home / "vault" / str(bureau.pk) / d[7:9] / d[7:] for d in (s.digest for s in stored)]
    return scrub, paths


def _turns(
    contenders: dict[str, Contender], rounds: int, clean: Callable[[], object] = lambda: None
) -> dict[str, list[float]]:
    """Seconds that each contender took in each round, after one to warm up; `clean` between."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contend in contenders.items():
            clean()
            begun = time.perf_counter()
            contend(number)
            if number:
                taken[name].append(time.perf_counter() - begun)
    clean()
    return taken


def _row(size: int, ours: list[float], beside: list[float]) -> Row:
    return {
        "mib_a_second": size / MEBIBYTE / median(ours),
        "beside_mib_a_second": size / MEBIBYTE / median(beside),
        "ratio": median(b / a for a, b in zip(ours, beside, strict=True)),
    }


_NOISE = os.urandom(MEBIBYTE)


def _pieces(size: int, number: int) -> Iterator[bytes]:
    """Bytes of a file that no other number gives; cheap to make."""
    for at in range(0, size, MEBIBYTE):
        yield (b"%16d%16d" % (number, at) + _NOISE[32:])[: size - at]


def _file(path: Path, size: int) -> Path:
    with path.open("wb", buffering=0) as file:
        for piece in _pieces(size, 0):
            file.write(piece)
        os.fsync(file.fileno())
    return path


def _forget(path: Path) -> None:
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
