# SPDX-License-Identifier: Apache-2.0
"""A row as plain values, the same on both databases: what leaves and digests speak of."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Model

from liuhen.vault.canonical import canonical_json, digest_of
from liuhen.vault.journal import instant

#: A model names here the columns that no leaf may hold (a password's hash, a sign-in's time).
UNTRACED = "untraced"
#: And here those of which a leaf holds one digest together, a random `salt` among them.
SEALED = "sealed"
#: Of these, those that came with a later version: an empty one is left out of the digest.
SEALED_LATER = "sealed_later"
_PLAIN = frozenset({str, int, bool, float, type(None)})


def object_reference(row: Model) -> str:
    """Name a row for the journal, for example `cases.case:0192…`."""
    return f"{row._meta.label_lower}:{row.pk}"  # Django documents _meta


def row_values(row: Model) -> dict[str, Any]:
    """Return the row's columns as JSON values; links to many are no columns.

    Columns that are sealed stand as one digest under `sealed`.
    """
    sealed: frozenset[str] = getattr(row, SEALED, frozenset())
    # __class__ and not type(): whoever is signed in stands behind an object that is lazy
    columns = {name: plain_value(getattr(row, name)) for name in _traced(row.__class__)}
    if not sealed:
        return columns
    later: frozenset[str] = getattr(row, SEALED_LATER, frozenset())
    closed = {name: columns.pop(name) for name in sorted(sealed)}
    closed = {name: value for name, value in closed.items() if value or name not in later}
    return columns | {SEALED: digest_of(canonical_json(closed))}


@lru_cache(maxsize=512)
def _traced(model: type[Model]) -> tuple[str, ...]:
    """The columns of a model that leaves may hold."""
    untraced: frozenset[str] = getattr(model, UNTRACED, frozenset())
    names = (field.attname for field in model._meta.concrete_fields)  # Django documents _meta
    return tuple(name for name in names if name not in untraced)


def values_digest(values: dict[str, Any]) -> str:
    """Return the digest of a row's values, by which an audit finds a row that no leaf explains."""
    return digest_of(canonical_json(values))


def plain_value(value: Any) -> Any:
    """Return a column's value as JSON knows it."""
    return value if type(value) in _PLAIN else _converted(value)  # most are: a case has thousands


def _converted(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case date() | UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case tuple() | list():
            return [plain_value(item) for item in value]
        case dict():
            return {str(key): plain_value(item) for key, item in value.items()}
        case _:
            return value
