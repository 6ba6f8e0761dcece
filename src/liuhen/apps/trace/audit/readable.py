# SPDX-License-Identifier: Apache-2.0
"""Reading rows of which one may no longer be readable: it is named, the others are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
_BROKEN = (ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row whose columns are no values of their kinds any more. `key` is `None` if that is not."""

    key: Any
    reason: str


def readable(rows: QuerySet[Row], chunk: int) -> Iterator[Row | Unreadable]:
    """Yield rows in the order of their keys; one by one from where a chunk cannot be read."""
    last = None
    try:
        for row in rows.iterator(chunk_size=chunk):
            yield row
            last = row.pk
    except _BROKEN:
        rest = rows if last is None else rows.filter(pk__gt=last)
    else:
        return
    try:
        keys = list(rest.values_list("pk", flat=True))
    except _BROKEN as error:
        yield Unreadable(None, _said(error))
        return
    for key in keys:
        try:
            yield rows.get(pk=key)
        except _BROKEN as error:
            yield Unreadable(key, _said(error))


def _said(error: Exception) -> str:
    return " ".join(f"a column cannot be read: {error}".split())[:200]
