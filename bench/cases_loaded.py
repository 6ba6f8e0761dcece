# SPDX-License-Identifier: Apache-2.0
"""A database with many cases: a bureau with its people, and cases that were told and loaded.

`liuhen simulate --whole` tells cases of the standard size, over six years; `liuhen case load`
brings them in. Everybody has the one password, made up for this measure.
"""

import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from measuring import LIUHEN, lay_tables

PASSWORD = "only-for-the-bench"  # noqa: S105  # of people who are made up for this measure
_PACK, _IMPORTER = "jinpu-ocean", "importer"
Row = dict[str, Any]


def loaded_into(folder: Path, environment: dict[str, str], count: int, teams: int) -> Row:
    """Load so many cases of so many teams, or take those that were loaded before.

    Returns how many, seconds, cases a second and bytes of the database.

    Raises:
        SystemExit: the folder holds another number of cases.
    """
    said = folder / "built.json"
    if said.exists():
        built: Row = json.loads(said.read_text(encoding="utf-8"))
        if built["count"] != count:
            raise SystemExit(f"{folder} holds {built['count']} cases, not {count}")
        return built
    shutil.rmtree(folder / "home", ignore_errors=True)
    lay_tables(folder / "home")
    run_inside(_SET_UP, environment, str(teams), PASSWORD)
    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)
    told = [
        *(*LIUHEN, "simulate", "--whole", "--bureau", _PACK, "--seed", "1", "--years", "6"),
        *("--cases", str(count), "--teams", str(teams)),
        *("--faults", "0.1", "--as-of", now.isoformat()),
    ]
    load = [*LIUHEN, "case", "load", "-", "--user", _IMPORTER, "--json"]
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as telling:
        done = subprocess.run(
            load,
            stdin=telling.stdout,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            check=True,
        )
    loaded = json.loads(done.stdout)
    size = run_inside(_SIZE, environment)
    built = {
        "count": loaded["new"],
        "seconds": loaded["seconds"],
        "a_second": loaded["new"] / max(loaded["seconds"], 0.1),
        "bytes": size["bytes"],
    }
    said.write_text(json.dumps(built), encoding="utf-8")
    return built


def run_inside(program: str, environment: dict[str, str], *words: str) -> Row:
    """Run a program with Django in a process of its own, which reads `words`; return what it says.

    It says one object of JSON, or nothing.
    """
    command = [sys.executable, "-c", f"import django; django.setup()\n{program}"]
    done = subprocess.run(
        command,
        input="\n".join(words),
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return dict(json.loads(done.stdout)) if done.stdout.strip() else {}


_SET_UP = """
import sys
from datetime import UTC, date, datetime
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from liuhen.apps.cases.setup import BureauPlan, set_up_bureau
from liuhen.apps.people.roles import Role
from liuhen.apps.people.writing import put_membership, put_person, put_role
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act
from liuhen.simulate import teams_of

count, password = sys.stdin.read().splitlines()
call_command("migrate", verbosity=0)
by, since, hashed = SystemActor("init"), date(2020, 1, 1), make_password(password)
teams = teams_of("jinpu-ocean", int(count))
new = set_up_bureau(by=by, plan=BureauPlan(
    district="示例区", name="示例局", short_name="示例", pack_id="jinpu-ocean",
    sections=[team.name for team in teams], admin_username="bench.admin", admin_name="管理员",
    admin_password_hash=hashed, code="bench", go_live_at=datetime(2020, 1, 1, tzinfo=UTC),
    demonstration=True))
with act("bench.staff", by=by) as record:
    def put(username, name, role, home):
        person = put_person(record=record, bureau=new.bureau, username=username, name=name,
                            password_hash=hashed, must_change_password=False)
        put_membership(record=record, person=person, organisation=home, from_date=since)
        over = home if role in (Role.OFFICER, Role.SECTION_HEAD) else new.bureau
        put_role(record=record, person=person, role=role, organisation=over, from_date=since)
    for team, (told, section) in enumerate(zip(teams, new.sections), 1):
        for number, name in enumerate(told.officers, 1):
            put(f"team{team}.officer{number}", name, Role.OFFICER, section)
        put(f"team{team}.head", f"队长{team}", Role.SECTION_HEAD, section)
    for role in (Role.BUREAU_HEAD, Role.LEGAL_REVIEWER, Role.IMPORTER):
        put(role.value.replace("_", "."), role.value, role, new.bureau)
"""

_SIZE = """
import json
from django.db import connection
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    else:
        cursor.execute("VACUUM ANALYZE")  # as the server does by itself a while after
        cursor.execute("SELECT pg_database_size(current_database())")
    print(json.dumps({"bytes": cursor.fetchone()[0]}))
"""
