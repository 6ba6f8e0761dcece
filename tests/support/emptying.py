# SPDX-License-Identifier: Apache-2.0
"""What a test that commits leaves behind is deleted, and nothing else is touched.

Django empties every table and writes its own list of kinds and permissions anew, which takes ten
times as long as the few rows that there are. That list stays: no test changes it.
"""

from typing import Any

from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

_STAY = frozenset({"django_content_type", "auth_permission"})
#: What SQLite finds entries by is no table of a model: rows that go leave their words there.
_ENTRIES = "finding_aid_searchentry"
_FORGET_WORDS = "INSERT INTO finding_aid_grams(finding_aid_grams) VALUES ('delete-all')"


def only_what_was_filled() -> None:
    """Let the tests of this process be emptied so, once its database is there."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    operations = type(connection.ops)  # a test with a browser has connections of its own
    all_of_it = operations.sql_flush

    def sql_flush(ops: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        if options.get("reset_sequences"):
            return all_of_it(ops, style, tables, **options)
        quote = connection.ops.quote_name
        filled = _filled(set(tables) - _STAY)
        words = connection.vendor == "sqlite" and _ENTRIES in filled
        # where there is nothing to do, Django tells nobody that the tables are empty
        return [
            *(f"DELETE FROM {quote(one)}" for one in filled),
            *([_FORGET_WORDS] if words else []),
        ] or ["SELECT 1"]

    operations.sql_flush = sql_flush


def _filled(tables: set[str]) -> list[str]:
    """Those of the tables that hold a row."""
    asked = " UNION ALL ".join(
        f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(one)})"
        for one in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [row[0] for row in cursor.fetchall()]
