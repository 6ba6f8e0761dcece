# SPDX-License-Identifier: Apache-2.0
"""The audit: silent where everything came by acts, and exact where something did not."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from pytest_django.fixtures import Settings

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import epochs, heads, keys, outside, scope, tree, triggers
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.audit import Finding, Report, audit
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Head, Leaf, LeafPayload, Tile, Withheld
from liuhen.vault.journal import commitment_to
from liuhen.vault.merkle import leaf_hash
from support.house import House

BY = SystemActor("test")


@pytest.fixture(autouse=True)
def stick(settings: Settings, tmp_path: Path) -> Path:
    """A key of this test's own, and a witness."""
    folder = tmp_path / "stick"
    folder.mkdir()
    settings.LIUHEN_SIGNING_KEY = str(tmp_path / "keys" / "journal.key")
    settings.LIUHEN_WITNESS = str(folder)
    return folder


def write(count: int) -> None:
    for _ in range(count):
        with act("test.add", by=BY) as record:
            code = str(tree.size())
            record.create(Organisation(kind="district", name=code, code=code))


def sql(statement: str, *values: object) -> None:
    """As a database administrator: triggers away, then whatever he likes, then triggers back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


def the_one(report: Report) -> Finding:
    assert len(report.findings) == 1, [one.says for one in report.findings]
    return report.findings[0]


def rewrite(leaf: Leaf) -> None:
    """Write a leaf again with the hash that its columns now give, as somebody who knows would."""
    leaf.hash = leaf_hash(leaf.body.canonical())
    triggers.remove(connection)
    leaf.save()
    triggers.install(connection)


def test_every_model_has_chosen_how_the_journal_answers_for_it() -> None:
    chosen = [*scope.AUDITED, *scope.UNDER_WAY, *scope.SELF_NAMED, *scope.OUTSIDE]
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert models - set(chosen) == set(), "put it into a list of liuhen.apps.trace.scope"
    assert len(chosen) == len(set(chosen)), "a model stands in two lists"
    assert all(reason for reason in scope.OUTSIDE.values())


def test_a_house_in_order_gives_no_finding(house: House) -> None:
    case = house.case()
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    acts.correct_fact(by=house.officer, fact=fact, reason="补", place="码头")
    heads.sign_and_publish()

    report = audit()

    assert report.findings == []
    assert report.leaves == tree.size() == report.witnessed
    assert report.root == tree.StoredTree().root(report.leaves).hex()


def test_an_update_by_sql_of_one_events_start_is_named_with_row_and_field(house: House) -> None:
    case = house.case()
    start = house.clock.set("2026-03-02 09:00")
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=start, case=case)
    Activity._base_manager.filter(pk=fact.pk).update(start=start - timedelta(hours=1))

    found = the_one(audit())

    assert (found.kind, found.object, found.field) == (
        "field",
        f"cases.activity:{fact.pk}",
        "start",
    )
    assert (found.expected, found.found) == (
        "2026-03-02T01:00:00.000000Z",
        "2026-03-02T00:00:00.000000Z",
    )
    assert found.leaf == Leaf.objects.get(act="cases.add_activity").index


def test_a_change_by_sql_that_a_later_act_covers_is_still_named(house: House) -> None:
    case = house.case()
    Case._base_manager.filter(pk=case.pk).update(title="forged")
    case.refresh_from_db()
    acts.correct_case(by=house.viewer("section_head"), case=case, reason="补", party_name="李某")

    found = the_one(audit())

    assert (found.kind, found.field, found.found) == ("field", "title", "forged")
    assert "when leaf" in found.says


def test_a_row_that_was_put_in_by_sql_is_named(db: None) -> None:
    write(1)
    row = Organisation.objects.create(kind="district", name="x", code="x")

    found = the_one(audit())
    assert (found.kind, found.object) == ("created", f"people.organisation:{row.pk}")


def test_a_row_that_was_deleted_by_sql_is_named(db: None) -> None:
    write(3)
    row = Organisation.objects.get(code="1")
    Organisation.objects.filter(pk=row.pk).delete()

    found = the_one(audit())
    assert (found.kind, found.object, found.leaf) == ("deleted", f"people.organisation:{row.pk}", 1)


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


def test_a_leaf_written_anew_with_all_it_commits_to_is_found_through_the_head(db: None) -> None:
    """Whoever rewrites payload, commitment and hash is consistent in himself; a head shows it."""
    write(3)
    heads.sign_and_publish()
    write(2)
    kept = LeafPayload.objects.get(leaf_id=1)
    forged = kept.payload.replace('"notes":{}', '"notes":{"reason":"forged"}')
    sql("UPDATE trace_leafpayload SET payload = %s WHERE leaf_id = 1", forged)
    leaf = Leaf.objects.get(index=1)
    leaf.commitment = commitment_to(forged.encode(), bytes(kept.salt))
    rewrite(leaf)

    report = audit()

    holders = {
        one.says.partition(" was changed: ")[2].partition(" holds")[0] for one in report.findings
    }
    assert {one.kind for one in report.findings} == {"head"}
    assert len(holders) == 3  # the database, the signer's memory, the witness
    assert all("a leaf from 0 to 2 was changed" in one.says for one in report.findings)


def test_leaves_cut_off_the_end_with_their_heads_are_found_through_a_witness(db: None) -> None:
    write(5)
    heads.sign_and_publish()
    keys.key_path().with_suffix(".last").unlink()  # only the witness is left
    sql("DELETE FROM trace_head")
    sql("DELETE FROM trace_leafpayload WHERE leaf_id >= 3")
    sql('DELETE FROM trace_leaf WHERE "index" >= 3')
    Organisation.objects.filter(code__in=["3", "4"]).delete()

    found = the_one(audit())

    assert (found.kind, found.leaf, found.expected, found.found) == ("cut", 3, 5, 3)
    assert "at least 2 leaves were cut off" in found.says


def test_without_a_witness_leaves_cut_off_with_everything_do_not_show(
    db: None, settings: Settings
) -> None:
    """The honest limit: what nobody outside holds can be written anew."""
    settings.LIUHEN_WITNESS = ""
    write(3)
    sql("DELETE FROM trace_leafpayload WHERE leaf_id = 2")
    sql('DELETE FROM trace_leaf WHERE "index" = 2')
    Organisation.objects.filter(code="2").delete()

    report = audit()
    assert (report.findings, report.witnessed) == ([], 0)


def test_leaves_missing_in_the_middle_are_counted(db: None) -> None:
    write(6)
    heads.sign_and_publish()
    sql("DELETE FROM trace_leafpayload WHERE leaf_id IN (2, 3)")
    sql('DELETE FROM trace_leaf WHERE "index" IN (2, 3)')

    found = audit().findings
    assert found[0].says == "leaves 2 to 3 are missing: they were deleted"
    assert {one.kind for one in found} == {"hole", "created"}  # and the rows that they explained


@pytest.mark.parametrize("column", ["size", "epoch", "root", "at", "note"])
def test_a_changed_head_is_named(db: None, column: str) -> None:
    write(2)
    heads.sign_and_publish()
    values = {"size": 1, "epoch": 7, "root": bytes(32), "at": "2026-01-01 00:00:00", "note": "x"}
    sql(f"UPDATE trace_head SET {column} = %s", values[column])

    found = audit().findings
    assert {one.kind for one in found} == {"head"}
    assert "was changed" in found[0].says


def test_a_head_that_was_deleted_is_known_from_outside(db: None) -> None:
    write(2)
    heads.sign_and_publish()
    sql("DELETE FROM trace_head")

    says = [one.says for one in audit().findings]
    assert len(says) == 2
    assert all("the database no longer has that head" in one for one in says)


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


def test_a_changed_pack_is_named_by_its_own_digest(house: House) -> None:
    from liuhen.apps.rules.models import PackVersion

    PackVersion.objects.update(content={"forged": True})

    found = the_one(audit())
    assert (found.object.partition(":")[0], found.field) == ("rules.packversion", "content")


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
        record.create(Withheld(leaf_id=1, at=row_at(), reason="销毁", objects_named=named))
    LeafPayload.objects.get(leaf_id=1).delete()
    Organisation.objects.filter(pk=row.pk).update(name="unknown")

    report = audit()
    assert (report.findings, report.withheld) == ([], 1)


def test_a_payload_is_not_deleted_without_a_disposal(db: None) -> None:
    from django.db import DatabaseError, transaction

    write(1)
    for refused in (
        LeafPayload.objects.all().delete,
        lambda: LeafPayload.objects.update(payload="x"),
    ):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            refused()


def test_a_witness_with_a_torn_entry_or_away_is_said(db: None, stick: Path) -> None:
    write(1)
    heads.sign_and_publish()
    (file,) = stick.iterdir()
    file.write_text(file.read_text().replace("\n1\n", "\n2\n"))
    assert "line 1" in the_one(audit()).says
    stick.rename(stick.parent / "away")

    report = audit()
    assert report.findings == []
    assert "not compared with a witness" in report.remarks[0]
    assert report.witnesses[0]["error"]


def test_what_an_epoch_declared_as_lost_is_a_remark_and_what_it_did_not_is_a_finding(
    db: None, stick: Path
) -> None:
    write(4)
    heads.sign_and_publish()
    sql("DELETE FROM trace_head")
    sql("DELETE FROM trace_leafpayload WHERE leaf_id >= 2")
    sql('DELETE FROM trace_leaf WHERE "index" >= 2')
    Organisation.objects.filter(code__in=["2", "3"]).delete()
    epochs.lock_after_restore(source="backup")
    epochs.begin_epoch(by=BY, reason="disk")
    heads.sign_and_publish()

    report = audit()
    assert report.findings == []
    assert sum("declared that loss" in one for one in report.remarks) == 1  # memory is newer
    assert report.witnessed == report.leaves

    triggers.remove(connection)
    from liuhen.apps.trace.models import Epoch

    Epoch.objects.update(last_size=2)
    triggers.install(connection)
    assert {one.kind for one in audit().findings} == {"cut", "field"}


def test_a_clock_that_went_back_is_a_remark(db: None) -> None:
    import time_machine

    with time_machine.travel("2026-03-02 10:00", tick=False):
        write(1)
    with time_machine.travel("2026-03-02 09:00", tick=False):
        write(1)

    report = audit()
    assert report.findings == []
    assert report.remarks == [
        "the clock went back by 1:00:00 at leaf 1: its order holds, its time may be wrong"
    ]


def test_rows_that_can_no_longer_be_read_are_named(house: House) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no text in a column of times")
    case = house.case()
    fact = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    sql("UPDATE cases_activity SET start = '2026-13-02 09:00:00' WHERE id = %s", fact.pk.hex)

    found = audit().findings
    assert found[0].object == f"cases.activity:{fact.pk}"
    assert "cannot be read" in found[0].says


def row_at():  # noqa: ANN201  # any time
    from django.utils import timezone

    return timezone.now()


def test_memory_does_not_grow_with_the_leaves(db: None) -> None:
    """Five times the leaves, the same memory: nothing of a leaf is kept but in a file."""
    import gc
    import tracemalloc

    def peak() -> int:
        seldom = gc.get_threshold()
        gc.collect()
        gc.set_threshold(700, 10, 10)  # as a program has it: garbage is not what is counted here
        tracemalloc.start()
        try:
            audit()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.set_threshold(*seldom)

    from liuhen.apps.trace.appending import Draft, append

    def grow(count: int) -> None:
        append(
            [
                Draft(row_at(), "system:test", "test.act", f"jobs.job:{one}", b'{"changes":[]}')
                for one in range(count)
            ]
        )

    grow(2000)
    peak()
    small = peak()
    grow(8000)
    assert peak() < small * 1.5


def test_heads_of_outside_are_all_that_is_needed(db: None) -> None:
    write(1)
    heads.sign_and_publish()
    assert outside.outside().since is None
    assert Head.objects.count() == 1
