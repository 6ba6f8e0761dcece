# SPDX-License-Identifier: Apache-2.0
"""Gives the index the kind of each entry, so that it narrows by that too.

On SQLite the entry's grams are added to: an index without content takes more words for a row.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from liuhen.apps.finding_aid.index import KIND_GRAMS

_SQLITE = """
INSERT INTO finding_aid_grams(grams, rowid)
SELECT %s, id FROM finding_aid_searchentry WHERE kind = %s ORDER BY id
"""
_POSTGRESQL = "UPDATE finding_aid_searchentry SET grams = grams || %s::tsvector WHERE kind = %s"


def add(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the gram of its kind to each entry."""
    statement = _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL
    with editor.connection.cursor() as cursor:
        for kind, gram in KIND_GRAMS.items():
            cursor.execute(statement, [gram, kind.value])


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("finding_aid", "0002_grams")]
    operations = [migrations.RunPython(add)]
