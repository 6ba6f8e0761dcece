# SPDX-License-Identifier: Apache-2.0
"""Fixtures that a conftest takes: `from support.fixtures import clock, house, …`.

Django is imported when a fixture runs, because conftests are read before there are settings.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess

    from support.house import Clock, House
    from support.seaweed import Seaweed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """The server's clock: Monday 2 March 2026, 08:00 in Beijing, until it is set."""
    from django.utils import timezone

    from support.house import Clock

    made = Clock("2026-03-02 08:00")
    monkeypatch.setattr(timezone, "now", made.now)
    return made


@pytest.fixture
def house(
    db: None,
    clock: "Clock",
    settings: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> "House":
    """A bureau, with a key of its own for the heads of its journal, which ends with the test."""
    from support.house import House

    settings.LIUHEN_SIGNING_KEY = str(tmp_path_factory.mktemp("keys") / "keys" / "journal.key")
    return House(clock)


@pytest.fixture
def leaves_stay(request: pytest.FixtureRequest, django_db_blocker: object) -> Iterator[None]:
    """Puts the triggers back after a test's tables have been emptied."""
    yield
    from django.db import connection

    from liuhen.apps.trace import triggers

    with django_db_blocker.unblock():
        triggers.remove(connection)
        triggers.install(connection)


@pytest.fixture
def many_writers(leaves_stay: None, transactional_db: None) -> Iterator[None]:
    """A database that several connections use at once, emptied afterwards.

    Emptying the table of leaves is what its triggers refuse, so they are taken away meanwhile.
    """
    yield
    from django.db import connection

    from liuhen.apps.trace import triggers

    triggers.remove(connection)


@pytest.fixture
def start(many_writers: None) -> Iterator["Callable[[str], subprocess.Popen[str]]"]:
    """Starts a script in a child process on the test's database; none outlives the test."""
    from support import children

    begun: list[subprocess.Popen[str]] = []

    def run(script: str) -> "subprocess.Popen[str]":
        begun.append(children.start(script))
        return begun[-1]

    yield run
    children.ended(begun)


@pytest.fixture(scope="session")
def s3_server() -> "Iterator[Seaweed]":
    """A real S3 server for the session, with our own key in the environment."""
    from support.seaweed import seaweed

    with seaweed() as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        yield server
