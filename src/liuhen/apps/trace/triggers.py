# SPDX-License-Identifier: Apache-2.0
"""Triggers that make the leaves of the journal unchangeable, on each database."""

from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE = [
    """CREATE TRIGGER trace_leaf_no_update BEFORE UPDATE ON trace_leaf
       BEGIN SELECT RAISE(ABORT, 'a leaf of the journal is never changed'); END""",
    """CREATE TRIGGER trace_leaf_no_delete BEFORE DELETE ON trace_leaf
       BEGIN SELECT RAISE(ABORT, 'a leaf of the journal is never deleted'); END""",
    # INSERT OR REPLACE deletes without asking the trigger for DELETE
    """CREATE TRIGGER trace_leaf_no_replace BEFORE INSERT ON trace_leaf
       WHEN EXISTS (SELECT 1 FROM trace_leaf WHERE "index" = NEW."index")
       BEGIN SELECT RAISE(ABORT, 'a leaf of the journal is never replaced'); END""",
]
SQLITE_UNDO = [
    "DROP TRIGGER IF EXISTS trace_leaf_no_update",
    "DROP TRIGGER IF EXISTS trace_leaf_no_delete",
    "DROP TRIGGER IF EXISTS trace_leaf_no_replace",
]
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION trace_leaf_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a leaf of the journal is never changed or deleted'; END $$""",
    """CREATE TRIGGER trace_leaf_no_change BEFORE UPDATE OR DELETE ON trace_leaf
       FOR EACH ROW EXECUTE FUNCTION trace_leaf_refuse()""",
    """CREATE TRIGGER trace_leaf_no_truncate BEFORE TRUNCATE ON trace_leaf
       FOR EACH STATEMENT EXECUTE FUNCTION trace_leaf_refuse()""",
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER IF EXISTS trace_leaf_no_change ON trace_leaf",
    "DROP TRIGGER IF EXISTS trace_leaf_no_truncate ON trace_leaf",
    "DROP FUNCTION IF EXISTS trace_leaf_refuse()",
]


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table of leaves."""
    _run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrating backwards, and for emptying a test's database."""
    _run(connection, SQLITE_UNDO if connection.vendor == "sqlite" else POSTGRESQL_UNDO)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
