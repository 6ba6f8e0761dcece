# SPDX-License-Identifier: Apache-2.0
"""The audit by signed heads: what is consistent in itself is found through who remembers."""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import epochs, heads, keys, outside, triggers
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Epoch, Head, Leaf, LeafPayload
from liuhen.vault.journal import commitment_to
from support.auditing import BY, rewrite, sql, the_one, write

pytestmark = pytest.mark.usefixtures("stick")


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
    Epoch.objects.update(last_size=2)
    triggers.install(connection)
    assert {one.kind for one in audit().findings} == {"cut", "field"}


def test_heads_of_outside_are_all_that_is_needed(db: None) -> None:
    write(1)
    heads.sign_and_publish()
    assert outside.outside().since is None
    assert Head.objects.count() == 1
