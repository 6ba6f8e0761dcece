# SPDX-License-Identifier: Apache-2.0
"""Gives each leaf its hash in the tree. The triggers come back with the next migration."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from liuhen.apps.trace import triggers
from liuhen.vault.journal import LeafBody
from liuhen.vault.merkle import leaf_hash


def let_go(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    leaves = apps.get_model("trace", "Leaf").objects
    batch = []
    for leaf in leaves.order_by("index").iterator(chunk_size=2000):
        body = LeafBody(
            leaf.index, leaf.at, leaf.actor, leaf.act, leaf.object, leaf.previous, leaf.commitment
        )
        leaf.hash = leaf_hash(body.canonical())
        batch.append(leaf)
        if len(batch) == 500:
            leaves.bulk_update(batch, ["hash"])
            batch = []
    leaves.bulk_update(batch, ["hash"])


class Migration(migrations.Migration):
    dependencies = [("trace", "0003_leaves_are_not_replaced")]
    operations = [
        migrations.RunPython(let_go, migrations.RunPython.noop),
        migrations.AddField("leaf", "hash", models.BinaryField(max_length=32, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
