# SPDX-License-Identifier: Apache-2.0
"""`liuhen restore`: a backup into an empty installation, or, as a drill, into a temporary one."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from liuhen.cli import framework
from liuhen.cli.bundle import Progress
from liuhen.cli.parser import Parser
from liuhen.errors import UserError


def configure(parser: Parser) -> None:
    """`liuhen restore` has no verbs."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="what liuhen backup has written")
    parser.add_argument(
        "--drill",
        action="store_true",
        help="restore into a temporary folder (and, for PostgreSQL, a temporary database), "
        "compare the head, and remove it again",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if options.drill:
        return _drill(options)
    framework.start()
    from django.db import OperationalError
    from django.utils import translation

    from liuhen.apps.archives.restoring import restore

    translation.activate("en")
    progress = Progress() if sys.stderr.isatty() else None
    try:
        made = restore(options.folder, progress)
    except OperationalError as error:
        raise UserError(f"the database cannot be used: {error}") from None
    for one in made.missing:
        print(f"was missing when the backup was made: {one}", file=sys.stderr)
    if options.json:
        print(json.dumps(asdict(made), ensure_ascii=False))
        return 0
    if not made.keys:
        print(
            "note: the backup has no signing key; put it back into LIUHEN_HOME/keys, or begin to "
            "sign with another one (liuhen journal head --new-key)",
            file=sys.stderr,
        )
    print(
        f"restored {made.objects} objects, {made.bytes} bytes, {made.leaves} leaves; "
        f"the head is that of the backup, root {made.root}\n"
        "writing is locked until an administrator begins a new epoch: liuhen journal epoch"
    )
    return 0


def _drill(options: argparse.Namespace) -> int:
    """Restore in a process of its own, whose settings are those of an empty installation."""
    with (
        tempfile.TemporaryDirectory(prefix="liuhen-drill-") as home,
        _empty_database(options.folder) as database,
    ):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "LIUHEN_STORE_URL", "LIUHEN_SIGNING_KEY")
        }
        command = [
            sys.executable,
            "-m",
            "liuhen.cli.main",
            "restore",
            str(options.folder.absolute()),
        ]
        done = subprocess.run(  # our own command  # noqa: S603  # our own command
            [*command, "--json"],
            env={**environment, **database, "LIUHEN_HOME": home},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise UserError(f"the drill failed: {' '.join(done.stderr.split())}")
    found = json.loads(done.stdout)
    if options.json:
        print(json.dumps({"drill": True, **found}, ensure_ascii=False))
    else:
        print(
            f"the drill went well: {found['objects']} objects, {found['bytes']} bytes and "
            f"{found['leaves']} leaves came back; the head is that of the backup, "
            f"root {found['root']}"
        )
    return 0


@contextmanager
def _empty_database(folder: Path) -> Iterator[dict[str, str]]:
    """Say where the database comes back: that of SQLite is a file in the folder of the drill."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    framework.start()
    from liuhen.apps.archives.backing_up import read_backup
    from liuhen.apps.archives.postgresql import database_of_a_drill

    if read_backup(folder).vendor != "postgresql":
        yield {}
        return
    with database_of_a_drill(url) as address:
        yield {"DATABASE_URL": address}
