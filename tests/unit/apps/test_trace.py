# SPDX-License-Identifier: Apache-2.0
"""The journal: one act, one transaction, one leaf, never changed."""

import json
import threading
import uuid
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.errors import EmptyActError, NestedActError
from liuhen.apps.trace.ids import new_id
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf, LeafPayload
from liuhen.apps.trace.values import row_values, values_digest
from liuhen.vault.canonical import canonical_json
from liuhen.vault.journal import commitment_to

BY = SystemActor("test")


def add_district(code: str) -> Organisation:
    with act("test.add_district", by=BY) as record:
        return record.create(Organisation(kind="district", name=code, code=code))


def test_keys_rise_with_time_and_are_uuid_version_7() -> None:
    keys = [new_id() for _ in range(5000)]

    assert all(early < late for early, late in pairwise(keys))
    assert {key.version for key in keys} == {7}
    assert {key.variant for key in keys} == {uuid.RFC_4122}


def test_an_act_leaves_one_leaf_that_commits_to_its_payload(db: None) -> None:
    row = add_district("a")

    leaf = Leaf.objects.get()
    kept = LeafPayload.objects.get()
    assert (leaf.index, leaf.previous, leaf.actor) == (0, None, "system:test")
    assert (leaf.act, leaf.object) == ("test.add_district", f"people.organisation:{row.pk}")
    assert len(kept.salt) == 32
    assert leaf.commitment == commitment_to(kept.payload.encode(), bytes(kept.salt))
    assert kept.payload.encode() == canonical_json(json.loads(kept.payload))


def test_the_payload_holds_the_values_before_and_after_and_the_digest_of_the_row(db: None) -> None:
    row = add_district("a")
    with act("test.rename", by=BY) as record:
        record.update(row, name="新名")

    (change,) = json.loads(LeafPayload.objects.get(leaf_id=1).payload)["changes"]
    again = Organisation.objects.get(pk=row.pk)
    assert (change["before"]["name"], change["after"]["name"]) == ("a", "新名")
    assert change["after"] == row_values(again)
    assert change["digest"] == values_digest(row_values(again))


def test_a_leaf_names_the_leaf_before_it_of_the_same_object(db: None) -> None:
    row = add_district("a")
    add_district("b")
    with act("test.rename", by=BY) as record:
        record.update(row, name="新名")

    assert list(Leaf.objects.order_by("index").values_list("index", "previous")) == [
        (0, None),
        (1, None),
        (2, 0),
    ]


def test_the_leaf_is_the_last_statement_of_the_transaction(db: None) -> None:
    statements: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        add_district("a")

    written = [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert ["trace_leaf" in sql for sql in written] == [False, True, True]
    assert "trace_leafpayload" in written[-1]


@pytest.mark.parametrize("change", ["UPDATE trace_leaf SET act = 'x'", "DELETE FROM trace_leaf"])
def test_the_database_refuses_to_change_or_delete_a_leaf(db: None, change: str) -> None:
    add_district("a")

    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        connection.cursor().execute(change)

    assert Leaf.objects.get().act == "test.add_district"


def test_a_leaf_is_not_replaced_by_another_of_its_index(db: None) -> None:
    add_district("a")
    columns = "at, actor, 'forged', object, previous, commitment"
    forged = f'SELECT "index", {columns} FROM trace_leaf WHERE "index" = 0'
    by_name = "REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"{by_name} INTO trace_leaf {forged}")

    assert Leaf.objects.get().act == "test.add_district"


def test_a_refused_act_leaves_neither_row_nor_leaf(db: None) -> None:
    with pytest.raises(ValueError, match="no_such"), act("test.fails", by=BY) as record:
        record.update(record.create(Organisation(kind="district", name="a", code="a")), no_such=1)

    assert not Organisation.objects.exists()
    assert not Leaf.objects.exists()


def test_an_act_in_an_act_and_an_act_that_does_nothing_are_faults(db: None) -> None:
    with pytest.raises(NestedActError), act("test.outer", by=BY):
        add_district("a")
    with pytest.raises(EmptyActError), act("test.nothing", by=BY):
        pass

    assert not Leaf.objects.exists()


def test_an_act_is_never_part_of_another_transaction(many_writers: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        add_district("a")


def test_indices_have_no_gap_however_many_write(many_writers: None) -> None:
    """Some of the acts fail half way; they take no index with them."""

    def write(name: str) -> None:
        try:
            for turn in range(12):
                try:
                    with act("test.add", by=BY) as record:
                        code = f"{name}{turn}"
                        record.create(Organisation(kind="district", name=code, code=code))
                        assert turn % 4 != 3
                except AssertionError:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(54))
    assert Organisation.objects.count() == 54
