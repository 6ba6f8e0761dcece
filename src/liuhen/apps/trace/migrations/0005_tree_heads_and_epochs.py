# SPDX-License-Identifier: Apache-2.0
"""Tiles of the tree, signed heads, epochs and witnesses, with the triggers that guard them."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from liuhen.apps.trace import triggers
from liuhen.vault.merkle import whole_root


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the tiles of the leaves that are there already."""
    leaf, tile = apps.get_model("trace", "Leaf"), apps.get_model("trace", "Tile")
    row = [bytes(one) for one in leaf.objects.order_by("index").values_list("hash", flat=True)]
    level = 0
    while len(row) >= 256:
        parts = [row[at : at + 256] for at in range(0, len(row) // 256 * 256, 256)]
        row = [whole_root(part) for part in parts]
        tile.objects.bulk_create(
            [
                tile(level=level, index=index, hashes=b"".join(part), root=root)
                for index, (part, root) in enumerate(zip(parts, row))
            ],
            batch_size=100,
        )
        level += 1


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def let_go(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('trace', '0004_hash_of_each_leaf'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restoration',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('source', models.CharField(max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name='Withheld',
            fields=[
                ('leaf', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='trace.leaf')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('objects_named', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='WitnessState',
            fields=[
                ('name', models.CharField(max_length=300, primary_key=True, serialize=False)),
                ('epoch', models.PositiveIntegerField(default=1)),
                ('size', models.BigIntegerField(default=0)),
                ('held_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, default='', max_length=1000)),
            ],
        ),
        migrations.AlterField(
            model_name='leaf',
            name='hash',
            field=models.BinaryField(max_length=32),
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('epoch', models.PositiveIntegerField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('at', models.DateTimeField()),
                ('note', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['size'], name='head_size')],
            },
        ),
        migrations.CreateModel(
            name='Epoch',
            fields=[
                ('number', models.PositiveIntegerField(primary_key=True, serialize=False)),
                ('begun_at', models.DateTimeField()),
                ('begun_by', models.CharField(max_length=100)),
                ('restored_size', models.BigIntegerField()),
                ('restored_root', models.CharField(max_length=64)),
                ('last_size', models.BigIntegerField(null=True)),
                ('last_root', models.CharField(blank=True, default='', max_length=64)),
                ('last_held_by', models.CharField(blank=True, default='', max_length=300)),
                ('lost', models.CharField(max_length=1000)),
                ('reason', models.CharField(max_length=1000)),
                ('restoration', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='epoch', to='trace.restoration')),
            ],
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hashes', models.BinaryField(max_length=8192)),
                ('root', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'index'), name='one_tile_a_place')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, let_go),
    ]
