# SPDX-License-Identifier: Apache-2.0
"""Triggers that make the rows of the journal unchangeable, on each database.

| table | insert | update | delete |
| --- | --- | --- | --- |
| leaf, head, epoch, restoration, withheld | new keys only | never | never |
| payload | new keys only | never | only where a row of `withheld` names the leaf |
| tile, witness state | free: derived, or a note about the outside | | |

They stop mistakes, and programs that go past the acts. Whoever owns the database can drop them;
what he then changes is found by `liuhen journal audit`.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table, its key, what a row of it is called, and when a row may be deleted after all."""

    table: str
    key: str
    row: str
    unless: str = ""


GUARDED = (
    Guarded("trace_leaf", "index", "a leaf of the journal"),
    Guarded("trace_head", "id", "a signed head of the journal"),
    Guarded("trace_epoch", "number", "an epoch of the journal"),
    Guarded("trace_restoration", "id", "the record of a restore"),
    Guarded("trace_withheld", "leaf_id", "the record of a withheld payload"),
    Guarded(
        "trace_leafpayload",
        "leaf_id",
        "what a leaf of the journal commits to",
        unless="EXISTS (SELECT 1 FROM trace_withheld WHERE leaf_id = OLD.leaf_id)",
    ),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on those of the tables that are there."""
    remove(connection)
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for guarded in GUARDED:
            if guarded.table in there:
                for statement in make(guarded):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for migrating, and for emptying a test's database."""
    undo = _sqlite_undo if connection.vendor == "sqlite" else _postgresql_undo
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for guarded in GUARDED:
            if guarded.table in there:
                for statement in undo(guarded):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the triggers that should be there but are not, as `table.trigger`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
            wanted: tuple[str, ...] = ("no_update", "no_delete", "no_replace")
        else:
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgenabled <> 'D'"
            )
            wanted = ("no_change", "no_truncate")
        found = {f"{table}.{name}" for table, name in cursor.fetchall()}
    return [
        name
        for guarded in GUARDED
        for word in wanted
        if (name := f"{guarded.table}.{guarded.table}_{word}") not in found
    ]


def _sqlite(guarded: Guarded) -> list[str]:
    table, key, row = guarded.table, guarded.key, guarded.row
    when = f"WHEN NOT {guarded.unless}" if guarded.unless else ""
    return [
        f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
            BEGIN SELECT RAISE(ABORT, '{row} is never changed'); END""",
        f"""CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when}
            BEGIN SELECT RAISE(ABORT, '{row} is never deleted'); END""",
        # INSERT OR REPLACE deletes without asking the trigger for DELETE
        f"""CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
            WHEN EXISTS (SELECT 1 FROM {table} WHERE "{key}" = NEW."{key}")
            BEGIN SELECT RAISE(ABORT, '{row} is never replaced'); END""",  # noqa: S608  # our own names
    ]


def _sqlite_undo(guarded: Guarded) -> list[str]:
    words = ("no_update", "no_delete", "no_replace")
    return [f"DROP TRIGGER IF EXISTS {guarded.table}_{word}" for word in words]


def _postgresql(guarded: Guarded) -> list[str]:
    table, row = guarded.table, guarded.row
    allowed = (
        f"IF TG_OP = 'DELETE' AND {guarded.unless} THEN RETURN OLD; END IF;"
        if guarded.unless
        else ""
    )
    return [
        f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN {allowed} RAISE EXCEPTION '{row} is never changed or deleted'; END $$""",
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
        f"""CREATE OR REPLACE FUNCTION {table}_refuse_all() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{row} is never deleted'; END $$""",
        f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_all()""",
    ]


def _postgresql_undo(guarded: Guarded) -> list[str]:
    table = guarded.table
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_refuse()",
        f"DROP FUNCTION IF EXISTS {table}_refuse_all()",
    ]
