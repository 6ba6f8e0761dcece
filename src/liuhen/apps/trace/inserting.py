# SPDX-License-Identifier: Apache-2.0
"""Inserting many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Building Django's statements for hundreds of thousands of rows would take longer than inserting
them. Nothing is read or returned, and no key is made: rows bring theirs along.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, connections
from django.db.models import Model

Values = tuple[Any, ...]


def insert(model: type[Model], rows: Sequence[Values]) -> None:
    """Insert rows given as plain values of the database, columns in the order of the model."""
    columns = [str(field.column) for field in model._meta.concrete_fields]  # Django documents _meta
    _insert(model._meta.db_table, columns, rows)


def insert_rows(rows: Iterable[Model], more: Mapping[str, Sequence[Any]] | None = None) -> None:
    """Insert rows of several models, a model after the other as they first come.

    `more`: columns that the model does not know (a search vector), a value for each row; then all
    rows are of one model.
    """
    here = connections[connection.alias]  # itself: what stands for it asks at every use
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, members in by_model.items():
        fields = model._meta.concrete_fields
        values = [
            tuple(f.get_db_prep_save(getattr(row, f.attname), here) for f in fields)
            for row in members
        ]
        names = [str(field.column) for field in fields]
        for name, column in (more or {}).items():
            names.append(name)
            values = [(*row, value) for row, value in zip(values, column, strict=True)]
        _insert(model._meta.db_table, names, values)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Values]) -> None:
    quote = connection.ops.quote_name
    place, names = quote(table), ", ".join(quote(one) for one in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {place} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(statement, rows[0])
        elif connection.vendor == "postgresql":
            with cursor.copy(f"COPY {place} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(statement, rows)
