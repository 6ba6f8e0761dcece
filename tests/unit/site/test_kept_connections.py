# SPDX-License-Identifier: Apache-2.0
"""A server's connections outlive a request, and nothing else: no other file, process or mess."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError
from pytest_django.plugin import DjangoDbBlocker

from liuhen.site.database import database_setting
from liuhen.site.sqlite import keeping

Made = BaseDatabaseWrapper


@pytest.fixture
def asked(
    django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SimpleNamespace]:
    """Each `connect(path)` is what another thread of the server would have."""
    monkeypatch.setattr(keeping, "_kept", keeping.defaultdict(list))
    made: list[Made] = []

    def connect(path: Path, kept: int = 2) -> Made:
        setting = database_setting(f"sqlite:///{path}", Path("/nowhere"), kept)
        usual = connections.settings["default"]
        one = type(connections["default"])({**usual, **setting})
        made.append(one)
        one.ensure_connection()
        return one

    with django_db_blocker.unblock():
        yield SimpleNamespace(connect=connect)
        for one in made:
            one.close()
    for row in (row for rows in keeping._kept.values() for row in rows):
        row.connection.close()


def inside(one: Made) -> object:
    return one.connection


def test_the_next_request_gets_the_connection_that_was_given_back(
    asked: SimpleNamespace, tmp_path: Path
) -> None:
    first = asked.connect(tmp_path / "a")
    kept = inside(first)
    first.close()
    assert inside(first) is None
    second, third = asked.connect(tmp_path / "a"), asked.connect(tmp_path / "a")
    assert inside(second) is kept
    assert inside(third) is not kept
    with second.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_no_more_are_kept_than_is_said(asked: SimpleNamespace, tmp_path: Path) -> None:
    open_ones = [asked.connect(tmp_path / "a") for _ in range(5)]
    for one in open_ones:
        one.close()
    assert [len(rows) for rows in keeping._kept.values()] == [2]


def test_none_is_kept_unless_it_was_asked_for(asked: SimpleNamespace, tmp_path: Path) -> None:
    asked.connect(tmp_path / "a", kept=0).close()
    assert not keeping._kept
    assert connections["default"].settings_dict["KEPT_CONNECTIONS"] == 0


def test_a_file_that_was_put_in_its_place_is_opened_anew(
    asked: SimpleNamespace, tmp_path: Path
) -> None:
    first = asked.connect(tmp_path / "a")
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE old (x)")
    first.close()
    for file in tmp_path.glob("a*"):
        file.rename(tmp_path / f"old-{file.name}")
    with asked.connect(tmp_path / "a").cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_what_a_request_left_open_is_not_handed_on(asked: SimpleNamespace, tmp_path: Path) -> None:
    one = asked.connect(tmp_path / "a")
    with one.cursor() as cursor:
        cursor.execute("BEGIN")
    one.close()
    assert not any(keeping._kept.values())


def test_after_a_fault_of_the_database_it_is_closed(asked: SimpleNamespace, tmp_path: Path) -> None:
    one = asked.connect(tmp_path / "a")
    with pytest.raises(OperationalError), one.cursor() as cursor:
        cursor.execute("SELECT * FROM nothing")
    assert one.errors_occurred
    one.close()
    assert not any(keeping._kept.values())


def test_an_old_one_is_closed(
    asked: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked.connect(tmp_path / "a")
    kept = inside(first)
    first.close()
    monkeypatch.setattr(keeping, "_OLDEST_SECONDS", 0)
    second = asked.connect(tmp_path / "a")
    assert inside(second) is not kept
    second.close()
    assert not any(keeping._kept.values())


def test_a_child_leaves_its_parents_connections_alone(
    asked: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked.connect(tmp_path / "a")
    kept = inside(first)
    first.close()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert inside(asked.connect(tmp_path / "a")) is not kept
    assert [row.connection for row in next(iter(keeping._kept.values()))] == [kept]


def test_the_turn_to_write_is_given_back_with_the_connection(
    asked: SimpleNamespace, tmp_path: Path
) -> None:
    """Two after one another write over the same kept connection, each in its own turn."""
    for number in range(2):
        one = asked.connect(tmp_path / "a")
        one.set_autocommit(autocommit=False)
        with one.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS row (x)")
            cursor.execute("INSERT INTO row VALUES (%s)", [number])
        one.commit()
        one.close()
    with asked.connect(tmp_path / "a").cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM row").fetchone() == (2,)
