# SPDX-License-Identifier: Apache-2.0
"""A database with every table and nothing in them, made once a run and copied from then on.

Seventy migrations take longer than most files of tests, and each process of a run needs a database
of its own. Migrations are still applied to the copy: where there is none left, that is a question.
On SQLite the copy is kept between runs too, under the digest of what it was made with.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: What the processes of this run copy: a file of SQLite, or a database of PostgreSQL.
PLACE = "LIUHEN_TEST_TABLES"
_MADE_WITH = ("src/liuhen/apps/*/migrations/*.py", "src/liuhen/apps/trace/triggers.py")


def sqlite_tables(kept: Path) -> Path:
    """Return the file of an empty database, made where `kept` has none."""
    made_with = hashlib.sha256((ROOT / "requirements/runtime.txt").read_bytes())
    for file in sorted(file for pattern in _MADE_WITH for file in ROOT.glob(pattern)):
        made_with.update(file.read_bytes())
    found = kept / f"{made_with.hexdigest()[:16]}.sqlite3"
    if not found.exists():
        kept.mkdir(parents=True, exist_ok=True)
        for old in kept.glob("*.sqlite3*"):
            old.unlink()
        begun = found.with_suffix(f".{os.getpid()}")
        _migrate(f"sqlite:///{begun}")
        with closing(sqlite3.connect(begun)) as connection:
            connection.execute("pragma journal_mode = delete")  # all of it in one file
        begun.rename(found)
    return found


def postgresql_tables(address: str) -> str:
    """Make an empty database in the server beside that of `address`; return its name."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("create database liuhen_tables")
    begin, question, options = address.partition("?")
    _migrate(f"{begin.rpartition('/')[0]}/liuhen_tables{question}{options}")
    return "liuhen_tables"


def begin_with_tables() -> None:
    """Let the database that Django is about to make for tests begin as a copy."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[PLACE]
        return

    def fill(connection: Any, **_sent: object) -> None:
        connection_created.disconnect(dispatch_uid="tables")
        with closing(sqlite3.connect(f"file:{os.environ[PLACE]}?mode=ro", uri=True)) as source:
            source.backup(connection.connection)

    connection_created.connect(fill, weak=False, dispatch_uid="tables")


def lay_tables(home: Path) -> None:
    """Let the data folder of an installation to come have its tables already."""
    home.mkdir(parents=True, exist_ok=True)
    if (tables := Path(os.environ.get(PLACE, ""))).is_file():
        shutil.copyfile(tables, home / "liuhen.sqlite3")


def _migrate(address: str) -> None:
    settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "liuhen.site.settings"}
    # a quarter of its time is looking for garbage, of which there is little
    code = "import gc; gc.disable(); from django.core import management; "
    code += "management.execute_from_command_line(['', 'migrate', '--verbosity', '0'])"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **settings}, check=True)
