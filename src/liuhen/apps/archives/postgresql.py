# SPDX-License-Identifier: Apache-2.0
"""Backing up and restoring PostgreSQL with its own programs, `pg_dump` and `pg_restore`.

They are run with the settings of DATABASE_URL; the password goes through the environment, never
over the command line. For a drill the server makes a database that is dropped afterwards.
"""

import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import DatabaseError, OperationalError, connection, transaction

from liuhen.apps.archives.errors import ArchivesError
from liuhen.apps.evidence.models import Scan, StoredObject
from liuhen.apps.trace.models import Leaf
from liuhen.vault.merkle import Frontier


class ProgramError(ArchivesError):
    """A program of PostgreSQL is not there, or refused."""


def dump(target: Path, listing: Path) -> tuple[int, str]:
    """Dump the database as of one moment, list its objects; return number and root of its leaves.

    Raises:
        ProgramError: `pg_dump` is not there or fails.
    """
    program = _program("pg_dump")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _run([program, "--format=custom", f"--snapshot={snapshot}", f"--file={target}"])
        _list(listing)
        tree = Frontier()
        hashes = Leaf.objects.order_by("index").values_list("index", "hash")
        for index, hashed in hashes.iterator(chunk_size=5000):
            if index != tree.size:
                raise ProgramError(f"the journal has a hole: leaf {tree.size} is missing")
            tree.add(bytes(hashed))
    target.chmod(0o600)
    return tree.size, tree.root().hex()


def restore(source: Path) -> None:
    """Bring a dump into the database, which has no tables yet, in one transaction.

    Raises:
        ProgramError: there are tables, or `pg_restore` is not there or fails.
    """
    if connection.introspection.table_names():
        raise ProgramError("the database is not empty; name an empty one with DATABASE_URL")
    connection.close()
    _run(
        [
            *(_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction"),
            *("--exit-on-error", f"--dbname={connection.settings_dict['NAME']}", str(source)),
        ]
    )


@contextmanager
def database_of_a_drill(url: str) -> Iterator[str]:
    """Make an empty database on the server of `url`, give its address, and drop it at the end.

    Raises:
        ProgramError: the server does not answer, or does not let us.
    """
    name = f"liuhen_drill_{secrets.token_hex(4)}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted}")
    except OperationalError as error:
        raise ProgramError(f"the database cannot be used: {error}") from None
    except DatabaseError as error:
        raise ProgramError(
            f"no database for the drill can be made ({str(error).strip()}): give the account of "
            "DATABASE_URL the right CREATEDB, or restore into an empty database and an empty "
            "LIUHEN_HOME of your own"
        ) from None
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    try:
        yield f"{parts.scheme}://{parts.netloc}/{name}{query}"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _list(listing: Path) -> None:
    with listing.open("w", encoding="utf-8") as file:
        objects = StoredObject.everywhere.filter(disposed_at=None).order_by("bureau_id", "digest")
        known = set()
        for row in objects.iterator(chunk_size=2000):
            known.add((row.bureau_id, row.digest))
            file.write(f"{row.bureau_id} {row.digest} {row.size_bytes}\n")
        scans: Any = Scan._base_manager  # over all bureaus: only names of bytes are read
        for scan in scans.order_by("bureau_id", "digest").iterator(chunk_size=2000):
            if (scan.bureau_id, scan.digest) not in known:
                file.write(f"{scan.bureau_id} {scan.digest} {scan.size_bytes}\n")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ProgramError(
            f"{name} is not there: install the client programs of PostgreSQL (Debian: "
            "postgresql-client), or back up the database server by its own means"
        )
    return found


def _run(command: list[str]) -> None:
    held = connection.settings_dict
    environment = {
        **os.environ,
        "PGDATABASE": str(held["NAME"]),
        **{
            name: str(value)
            for name, value in (
                ("PGHOST", held["HOST"]),
                ("PGPORT", held["PORT"]),
                ("PGUSER", held["USER"]),
                ("PGPASSWORD", held["PASSWORD"]),
            )
            if value
        },
    }
    done = subprocess.run(  # a program of PostgreSQL, with our own words  # noqa: S603  # see there
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ProgramError(_why(Path(command[0]).name, done.stderr, done.returncode))


def _why(name: str, said: str, status: int) -> str:
    """Turn what a program said into a sentence; of another version it says only numbers."""
    versions = re.search(r"server version: ([\d.]+); \w+ version: ([\d.]+)", said)
    if versions:
        server, own = versions.groups()
        major = server.partition(".")[0]
        return (
            f"{name} is of version {own}, older than the server ({server}): install the client "
            f"programs of PostgreSQL {major} (Debian: postgresql-client-{major}), first on PATH"
        )
    last = said.strip().rpartition("\n")[2] or f"ended with {status}"
    return f"{name}: {last.removeprefix(f'{name}: ')[:300]}"
