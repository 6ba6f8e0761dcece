# SPDX-License-Identifier: Apache-2.0
"""kill -9 while acts are appended and heads signed: what was acknowledged stays, all of it fits."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, connections, transaction
from pytest_django.fixtures import Settings

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import heads, keys, outside, signing, tree, triggers
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.errors import ClockBackError
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Head, Leaf
from support.children import leave_connections_to_the_parent
from support.rounds import counted, rounds
from support.rounds import dice as dice_of

BY = SystemActor("test")


#: An audit reads the whole journal, which so many turns make long enough.
A_JOURNAL = 25


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "TILE", 4)
    monkeypatch.setattr(tree, "_BITS", 2)


@pytest.fixture(autouse=True)
def stick(settings: Settings, tmp_path: Path) -> Path:
    return new_stick(settings, tmp_path)


def new_stick(settings: Settings, folder: Path) -> Path:
    """A key and a witness that know of no journal yet."""
    settings.LIUHEN_SIGNING_KEY = str(folder / "keys" / "journal.key")
    stick = folder / "stick"
    stick.mkdir(parents=True)
    settings.LIUHEN_WITNESS = str(stick)
    return stick


def new_journal(settings: Settings, folder: Path) -> None:
    """Empty the database, and begin with a key and a witness of its own."""
    triggers.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    triggers.install(connection)
    new_stick(settings, folder)
    write("begin")
    heads.sign_and_publish()


def write(code: str) -> None:
    with act("test.add", by=BY) as record:
        record.create(Organisation(kind="district", name=code, code=code))


def work(turn: int, pipe: int) -> None:
    """Act and sign without end, and say what is done as soon as it is."""
    for number in range(10_000):
        code = f"{turn}-{number}"
        write(code)
        os.write(pipe, f"{code}\n".encode())
        if not number % 3:
            heads.sign_and_publish()


def killed_after(seconds: float, turn: int) -> list[str]:
    """Run `work` in a child, kill it, and return what it said was done."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            leave_connections_to_the_parent()
            work(turn, writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        said = first + pipe.read()
    os.waitpid(child, 0)
    return said.decode().split()


def test_a_killed_writer_leaves_a_journal_that_fits_and_can_be_signed(
    many_writers: None, settings: Settings, tmp_path: Path
) -> None:
    dice, leaves, journals = dice_of("journal killed"), 0, 0
    for turn in range(rounds()):
        if turn % A_JOURNAL == 0:
            journals += 1
            new_journal(settings, tmp_path / f"journal-{turn}")
        said = killed_after(dice.random() * 0.15, turn)

        there = set(Organisation.objects.values_list("code", flat=True))
        assert set(said) <= there
        report = audit()
        assert [
            one.says for one in report.findings if "no longer has that head" not in one.says
        ] == []
        assert report.findings == []
        write(f"{turn}-after")
        made = heads.sign_and_publish()
        assert made is not None
        assert made.size == tree.size()
        held = outside.witnesses()[0].read(keys.origin(), keys.public_keys())
        assert held.last is not None
        assert held.last.checkpoint.size == made.size
        leaves += len(said)
    connection.close()
    counted(f"{rounds()} kills, {leaves} leaves acknowledged, {journals} journals")


async def forked_in_a_loop(prepare: Callable[[], object]) -> str:
    """Fork while an event loop runs, as Playwright lets it run; return the child's server side."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            prepare()
            os.write(writing, server_side().encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)  # noqa: ASYNC222  # nothing else is in this loop
    return said


def server_side() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return str(cursor.fetchone()[0])


def test_a_forked_child_leaves_connections_to_its_parent(many_writers: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a connection to a server is what is inherited")
    ours = server_side()

    theirs = asyncio.run(forked_in_a_loop(leave_connections_to_the_parent))

    assert theirs
    assert theirs != ours == server_side()


def test_with_the_clock_set_back_an_hour_order_and_custody_hold_and_signing_refuses(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    dice, empty = dice_of("journal clock"), transaction.savepoint()
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    for turn in range(rounds()):
        if turn % A_JOURNAL == 0:
            transaction.savepoint_rollback(empty)
            new_stick(settings, tmp_path / f"journal-{turn}")
        now += timedelta(minutes=dice.randrange(90, 300))
        with time_machine.travel(now, tick=False):
            write(f"{turn}-a")
            heads.sign_and_publish()
            if dice.random() < 0.5:
                write(f"{turn}-b")
        back = now - timedelta(hours=1)
        signed = Head.objects.count()
        with time_machine.travel(back, tick=False):
            write(f"{turn}-c")
            with pytest.raises(ClockBackError):
                signing.sign_head()
        assert Head.objects.count() == signed
        assert Leaf.objects.get(index=tree.size() - 1).at == back
        assert audit().findings == []
    counted(f"{rounds()} times, {-(-rounds() // A_JOURNAL)} journals")
