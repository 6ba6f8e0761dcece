# SPDX-License-Identifier: Apache-2.0
"""How quickly bundles are written and verified: `python bench/run.py --only bundle`.

By the clock, because disks are waited for; contenders take turns within a round, ratios are taken
within a round, and then their median. Writing stands beside a plain copy with the digest and fsync;
verifying beside `bagit.py --validate` with two processes, both with what was read just before still
in memory. Peak memory is that of a process of its own, over a little and over all.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from measuring import LIUHEN, run

from liuhen.archive.bag import BagWriter, Known
from liuhen.archive.digests import CHUNK_BYTES
from liuhen.archive.sinks import FolderSink

MEBIBYTE = 1024 * 1024
FILES = 4
Row = dict[str, Any]
Contender = Callable[[], object]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--bundle-mib", type=int, default=2048, help="bytes of originals")
    parser.add_argument("--bundle-rounds", type=int, default=3)
    parser.add_argument("--bundle-folder", type=Path, help="on the disk to measure")


def measure(options: argparse.Namespace) -> Row:
    """Measure writing, verifying, and their memory."""
    with tempfile.TemporaryDirectory(dir=options.bundle_folder, prefix="liuhen-bench-") as folder:
        place = Path(folder)
        sources = list(_sources(place / "vault", options.bundle_mib * MEBIBYTE))
        little = min(64, options.bundle_mib)
        small = list(_sources(place / "small", little * MEBIBYTE))
        written = _turns(
            {
                "ours": lambda: _write(sources, place / "bundle"),
                "plain": lambda: _copy(sources, place / "plain"),
            },
            options.bundle_rounds,
            lambda: _clean(place),
        )
        _write(sources, place / "bundle")
        _write(small, place / "little")
        verified = _turns(
            {"ours": lambda: _ours(place / "bundle"), "bagit": lambda: _bagit(place / "bundle")},
            options.bundle_rounds,
        )
        return {
            "mib": options.bundle_mib,
            "rounds": options.bundle_rounds,
            "write": _figures(options.bundle_mib, written["ours"], written["plain"]),
            "verify": _figures(options.bundle_mib, verified["ours"], verified["bagit"]),
            "peak_mib": [
                run([*LIUHEN, "verify", str(place / name)], ends_with=1).peak_mib
                for name in ("little", "bundle")
            ],
            "little_mib": little,
        }


def lines(row: Row) -> Iterator[str]:
    """Give the figures as a table."""
    yield f"| a bundle of {row['mib']:,} MiB, {row['rounds']} rounds | MiB/s | as quick as |"
    yield "| --- | ---: | ---: |"
    for name, what, beside in (
        ("write", "writing it", "a plain copy with its digest and fsync"),
        ("verify", "`liuhen verify`", "`bagit.py --validate --processes 2`"),
    ):
        one = row[name]
        yield f"| {what} | {one['mib_a_second']:,.0f} | {one['ratio']:.2f} of {beside} |"
    little, whole = row["peak_mib"]
    yield (
        f"| peak memory of `liuhen verify` over {row['little_mib']} and {row['mib']:,} MiB "
        f"| {little:.0f} and {whole:.0f} MiB | |"
    )


def _sources(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir()
    for number in range(FILES):
        path = folder / f"{number}.mp4"
        piece = os.urandom(MEBIBYTE)
        with path.open("wb") as file:
            for _ in range(size // FILES // MEBIBYTE):
                file.write(piece)
        yield path


def _write(sources: list[Path], target: Path) -> None:
    """As an export does it; SM3 is known from the vault, and SHA-256 is compared."""
    bag = BagWriter(FolderSink(target))
    for number, source in enumerate(sources):
        with source.open("rb", buffering=0) as file:
            bag.add(f"data/originals/r{number}.mp4", _chunks(file), Known(sm3="0" * 64))
    for name, raw in bag.seal_payload([("Source-Organization", "bench")]).items():
        bag.add_tag(name, [raw])
    bag.finish()


def _chunks(file: Any) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _copy(sources: list[Path], target: Path) -> None:
    target.mkdir()
    for source in sources:
        digest = hashlib.sha256()
        with source.open("rb", buffering=0) as file, (target / source.name).open("wb") as copy:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())


def _ours(bundle: Path) -> None:
    """It has no journal, which is found; every byte is read all the same."""
    done = subprocess.run([*LIUHEN, "verify", str(bundle)], capture_output=True, check=False)
    if done.returncode != 1 or b"was changed" in done.stdout:
        raise SystemExit(done.stdout.decode() + done.stderr.decode())


def _bagit(bundle: Path) -> None:
    command = [sys.executable, "-m", "bagit", "--quiet", "--validate", "--processes", "2"]
    subprocess.run([*command, str(bundle)], check=True)


def _clean(place: Path) -> None:
    for name in ("bundle", "plain"):
        shutil.rmtree(place / name, ignore_errors=True)


def _turns(
    contenders: dict[str, Contender], rounds: int, clean: Contender = lambda: None
) -> dict[str, list[float]]:
    """Seconds that each contender took in each round, after one to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, contend in contenders.items():
            begun = time.perf_counter()
            contend()
            if number:
                taken[name].append(time.perf_counter() - begun)
            clean()
    return taken


def _figures(mib: int, ours: list[float], beside: list[float]) -> Row:
    ratio = median(other / own for own, other in zip(ours, beside, strict=True))
    return {"mib_a_second": mib / median(ours), "ratio": ratio}
