# SPDX-License-Identifier: Apache-2.0
"""On PostgreSQL psycopg's pool keeps the connections of a server."""

import copy
from pathlib import Path

import pytest
from django.db import connection, connections

from liuhen.site.database import database_setting


def test_the_pool_keeps_as_many_as_is_said_and_never_too_many() -> None:
    kept = database_setting("postgresql://li@db.example/liuhen?sslmode=require", Path("/x"), 3)
    assert kept["OPTIONS"]["sslmode"] == "require"
    assert kept["OPTIONS"]["pool"]["min_size"] == 3
    assert kept["OPTIONS"]["pool"]["max_size"] * 2 < 100
    assert kept["CONN_MAX_AGE"] == 0


def test_the_next_request_gets_a_connection_that_is_open(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps them itself, see test_kept_connections")
    setting = copy.deepcopy(connection.settings_dict)
    setting["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 1, "timeout": 10}}
    of_a_request = type(connections["default"])
    told = []
    for _ in range(2):
        one = of_a_request(setting)
        with one.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            told.append(cursor.fetchone())
        one.close()
    one.close_pool()
    assert told[0] == told[1]
