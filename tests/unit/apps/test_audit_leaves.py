# SPDX-License-Identifier: Apache-2.0
"""The audit of the journal itself: a leaf, a payload, a tile or a trigger that is not as it was."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import heads, tree, triggers
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import LeafPayload, Tile, Withheld
from support.auditing import BY, sql, the_one, write

pytestmark = pytest.mark.usefixtures("stick")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "person:forged"),
        ("act", "test.forged"),
        ("object", "x.y:1"),
        ("commitment", "sha256:0"),
        ("at", "2026-01-01 00:00:00"),
        ("previous", 0),
    ],
)
def test_a_changed_column_of_a_leaf_is_named(db: None, column: str, value: object) -> None:
    write(4)
    sql(f'UPDATE trace_leaf SET "{column}" = %s WHERE "index" = 2', value)

    found = audit().findings
    assert found[0].kind == "leaf"
    assert found[0].leaf == 2
    assert {one.leaf for one in found} == {2}


def test_a_changed_hash_of_a_leaf_is_named(db: None) -> None:
    write(2)
    sql('UPDATE trace_leaf SET hash = %s WHERE "index" = 1', bytes(32))

    assert the_one(audit()).leaf == 1


def test_a_changed_payload_is_named(db: None) -> None:
    write(2)
    kept = LeafPayload.objects.get(leaf_id=1)
    sql(
        "UPDATE trace_leafpayload SET payload = %s WHERE leaf_id = 1",
        kept.payload.replace('"notes":{}', '"notes":{"x":1}'),
    )

    found = the_one(audit())
    assert (found.kind, found.leaf) == ("payload", 1)


def test_a_payload_that_says_no_more_what_a_row_was_is_named_and_the_audit_goes_on(
    db: None,
) -> None:
    """The second of two changes in one leaf: the row is compared with what cannot be read."""
    with act("test.add", by=BY) as record:
        row = record.create(Organisation(kind="district", name="区", code="0"))
        record.update(row, name="新区")
    kept = LeafPayload.objects.get(leaf_id=0).payload
    first, second = kept.split('"after"')[0], kept.split('"after"', 1)[1]
    turned = first + '"after"' + second.replace('"after"', '"aftes"')
    assert turned != kept
    sql("UPDATE trace_leafpayload SET payload = %s WHERE leaf_id = 0", turned)

    found = {(one.kind, one.leaf) for one in audit().findings}
    assert found == {("payload", 0), ("row", 0)}


def test_a_changed_salt_and_a_missing_payload_are_named(db: None) -> None:
    write(3)
    sql("UPDATE trace_leafpayload SET salt = %s WHERE leaf_id = 1", bytes(32))
    sql("DELETE FROM trace_leafpayload WHERE leaf_id = 2")

    found = {(one.kind, one.leaf) for one in audit().findings}
    assert {("payload", 1), ("payload", 2)} <= found


def test_leaves_missing_in_the_middle_are_counted(db: None) -> None:
    write(6)
    heads.sign_and_publish()
    sql("DELETE FROM trace_leafpayload WHERE leaf_id IN (2, 3)")
    sql('DELETE FROM trace_leaf WHERE "index" IN (2, 3)')

    found = audit().findings
    assert found[0].says == "leaves 2 to 3 are missing: they were deleted"
    assert {one.kind for one in found} == {"hole", "created"}  # and the rows that they explained


def test_a_changed_tile_is_named_and_mended(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "TILE", 4)
    monkeypatch.setattr(tree, "_BITS", 2)
    write(18)
    tile = Tile.objects.get(level=0, index=2)
    raw = bytearray(tile.hashes)
    raw[33] ^= 1
    Tile.objects.filter(pk=tile.pk).update(hashes=bytes(raw))
    Tile.objects.filter(level=0, index=1).update(root=bytes(32))
    Tile.objects.filter(level=1).delete()
    Tile.objects.create(level=5, index=9, hashes=b"", root=b"")

    says = [one.says for one in audit().findings]

    assert [one.partition(" ")[2].partition(" ")[0] for one in says] == ["0/1", "0/2", "1/0", "5/9"]
    assert "hash 9 is not what the leaves give" in says[1]
    assert tree.mend() == 5
    assert audit().findings == []


def test_a_changed_leaf_does_not_put_the_blame_on_its_tile(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "TILE", 4)
    monkeypatch.setattr(tree, "_BITS", 2)
    write(9)
    sql("UPDATE trace_leaf SET actor = 'person:forged' WHERE \"index\" = 2")
    sql('UPDATE trace_leaf SET hash = %s WHERE "index" = 5', bytes(32))

    assert [(one.kind, one.leaf) for one in audit().findings] == [("leaf", 2), ("leaf", 5)]


def test_triggers_that_are_gone_are_named(db: None) -> None:
    triggers.remove(connection)

    report = audit()
    triggers.install(connection)

    assert set(report.counts) == {"trigger"}
    assert audit().findings == []


def test_a_payload_that_a_disposal_withheld_is_no_finding_and_its_row_is_not_compared(
    db: None,
) -> None:
    write(2)
    row = Organisation.objects.get(code="1")
    with act("test.dispose", by=BY) as record:
        named = [f"people.organisation:{row.pk}"]
        record.create(Withheld(leaf_id=1, at=timezone.now(), reason="销毁", objects_named=named))
    LeafPayload.objects.get(leaf_id=1).delete()
    Organisation.objects.filter(pk=row.pk).update(name="unknown")

    report = audit()
    assert (report.findings, report.withheld) == ([], 1)


def test_a_payload_is_not_deleted_without_a_disposal(db: None) -> None:
    write(1)
    for refused in (
        LeafPayload.objects.all().delete,
        lambda: LeafPayload.objects.update(payload="x"),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            refused()
