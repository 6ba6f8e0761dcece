# SPDX-License-Identifier: Apache-2.0
"""Inserting many rows at once: COPY on PostgreSQL, one prepared statement on SQLite.

Building Django's statements for hundreds of thousands of rows would take longer than inserting
them. Nothing is read or returned, and no key is made: rows bring theirs along.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Field, Model, TextField

Values = tuple[Any, ...]
_AS_IT_IS = frozenset({str, bool, type(None)})
_KEPT = frozenset({UUID, datetime})


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
        columns = [
            _column(field, [getattr(row, field.attname) for row in members], here)
            for field in fields
        ]
        values = list(zip(*columns, strict=True))
        names = [str(field.column) for field in fields]
        for name, column in (more or {}).items():
            names.append(name)
            values = [(*row, value) for row, value in zip(values, column, strict=True)]
        _insert(model._meta.db_table, names, values)


def _column(field: "Field[Any, Any]", values: list[Any], here: BaseDatabaseWrapper) -> list[Any]:
    """Values of a column as the database takes them.

    What Django leaves as it is, is left; of what comes again and again (the case, the time of the
    act) the first answer is kept.
    """
    if isinstance(field, CharField | TextField | BooleanField):
        return [
            one if type(one) in _AS_IT_IS else field.get_db_prep_save(one, here) for one in values
        ]
    kept: dict[Any, Any] = {None: field.get_db_prep_save(None, here)}
    made = []
    for one in values:
        if type(one) in _KEPT or one is None:
            if one not in kept:
                kept[one] = field.get_db_prep_save(one, here)
            made.append(kept[one])
        else:
            made.append(field.get_db_prep_save(one, here))
    return made


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
