# SPDX-License-Identifier: Apache-2.0
"""One view of the database: what is written meanwhile is not half seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_view() -> Iterator[None]:
    """Read as of one moment, without holding up those who write."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # deferred: a reader in the write-ahead log
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
