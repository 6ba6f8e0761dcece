# SPDX-License-Identifier: Apache-2.0
"""The triggers that refuse UPDATE and DELETE of leaves, on both databases."""

from django.db import migrations

from liuhen.apps.trace import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
