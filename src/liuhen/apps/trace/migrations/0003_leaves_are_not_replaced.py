# SPDX-License-Identifier: Apache-2.0
"""Puts the triggers in anew: on SQLite, `INSERT OR REPLACE` went past the ones before."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from liuhen.apps.trace import triggers


def renew(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("trace", "0002_leaves_stay")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
