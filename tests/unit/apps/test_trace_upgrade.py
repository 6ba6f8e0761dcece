# SPDX-License-Identifier: Apache-2.0
"""An installation from before the tree is brought up to date with its leaves."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from pytest_django.fixtures import Settings

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import heads, tree, triggers
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf, Tile

BEFORE, NOW = [("trace", "0003_leaves_are_not_replaced")], [("trace", "0005_tree_heads_and_epochs")]


def migrate(target: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(target)


def test_leaves_that_were_there_get_their_hashes_tiles_and_triggers(
    many_writers: None, settings: Settings, tmp_path: Path
) -> None:
    settings.LIUHEN_WITNESS = ""
    for number in range(300):
        with act("test.add", by=SystemActor("test")) as record:
            record.create(Organisation(kind="district", name=str(number), code=str(number)))
    root = tree.StoredTree().root(300)
    triggers.remove(connection)

    try:
        migrate(BEFORE)
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, "trace_leaf")
        assert "hash" not in {column.name for column in columns}
        triggers.install(connection)  # as the installation of then has them
    finally:
        migrate(NOW)

    assert tree.StoredTree().root(300) == root
    assert Tile.objects.count() == 1
    assert triggers.missing(connection) == []
    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        Leaf.objects.filter(index=7).update(act="forged")
    heads.sign_and_publish()
    assert audit().findings == []
