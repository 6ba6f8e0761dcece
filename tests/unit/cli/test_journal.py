# SPDX-License-Identifier: Apache-2.0
"""`liuhen journal`: heads, proofs and the audit, for people and for programs."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from liuhen.apps.cases.models import Case
from liuhen.apps.trace import epochs, keys, tree
from liuhen.apps.trace.models import Epoch, Head, Leaf
from liuhen.cli.main import main
from liuhen.vault.checkpoint import open_checkpoint
from liuhen.vault.merkle import leaf_hash, verify_consistency, verify_inclusion
from support.house import House

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def stick(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    settings.LIUHEN_WITNESS = str(folder)
    return folder


def said(capsys: Captured, *words: str) -> str:
    capsys.readouterr()
    assert main(["journal", *words]) == 0
    return capsys.readouterr().out


def test_a_head_is_shown_signed_and_published(house: House, capsys: Captured) -> None:
    before = json.loads(said(capsys, "head", "--json"))
    assert (before["checkpoint"], before["witnessed"]) == (None, 0)

    text = said(capsys, "head", "--sign")
    after = json.loads(said(capsys, "head", "--json"))

    assert text.rstrip().endswith("all are held by a witness.")
    assert (after["size"], after["witnessed"], after["unwitnessed_since"]) == (tree.size(),) * 2 + (
        None,
    )
    head = open_checkpoint(after["checkpoint"], keys.public_keys()).checkpoint
    assert (head.size, head.root.hex()) == (after["size"], after["root"])
    house.case()
    since = json.loads(said(capsys, "head", "--json"))["unwitnessed_since"]
    told = re.search(r"unwitnessed since (.{19}\+08:00)\.$", said(capsys, "head"), re.MULTILINE)
    assert told
    assert abs(datetime.fromisoformat(told[1]) - datetime.fromisoformat(since)).seconds == 0


def test_a_proof_holds_outside_this_program(house: House, capsys: Captured) -> None:
    for _ in range(2):
        house.case()
    said(capsys, "head", "--sign")
    proof = json.loads(said(capsys, "prove", "3", "--json"))

    leaf = json.dumps(proof["leaf"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    head = open_checkpoint(proof["checkpoint"], keys.public_keys()).checkpoint
    hashes = [bytes.fromhex(one) for one in proof["proof"]]
    verify_inclusion(leaf_hash(leaf.encode()), 3, head.size, hashes, head.root)
    assert "Leaf 3 is in the journal" in said(capsys, "prove", "3")


def test_a_leaf_that_no_head_covers_yet_is_proved_under_the_tree_as_it_is(
    house: House, capsys: Captured
) -> None:
    said(capsys, "head", "--sign")
    house.case()

    last = str(tree.size() - 1)
    proof = json.loads(said(capsys, "prove", last, "--json"))
    assert (proof["checkpoint"], proof["size"]) == (None, tree.size())
    assert "no head covers it yet" in said(capsys, "prove", last)


def test_going_on_is_proved(house: House, capsys: Captured) -> None:
    for _ in range(3):
        house.case()
    size = tree.size()
    proof = json.loads(said(capsys, "consistency", "4", str(size), "--json"))

    roots = [bytes.fromhex(proof[side]["root"]) for side in ("old", "new")]
    hashes = [bytes.fromhex(one) for one in proof["proof"]]
    verify_consistency(4, size, *roots, hashes)
    assert f"The journal of {size} leaves" in said(capsys, "consistency", "4", str(size))


@pytest.mark.parametrize(
    "words", [["prove", "9999"], ["prove", "-1"], ["consistency", "2", "1"], ["prove", "x"]]
)
def test_what_cannot_be_proved_is_said_in_one_line(
    house: House, capsys: Captured, words: list[str]
) -> None:
    assert main(["journal", *words]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1


def test_an_audit_in_order_ends_with_0_and_one_with_findings_with_1(
    house: House, capsys: Captured
) -> None:
    case = house.case()
    said(capsys, "head", "--sign")
    assert "everything fits; a witness holds the head of all leaves." in said(capsys, "audit")

    Case._base_manager.filter(pk=case.pk).update(title="forged")
    assert main(["journal", "audit"]) == 1
    text = capsys.readouterr().out
    assert f"cases.case:{case.pk} ({case.number}): title is 'forged'" in text
    assert text.rstrip().splitlines()[-1].count("1 thing(s) do not fit") == 1

    assert main(["journal", "audit", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert (finding["kind"], finding["field"], finding["found"]) == ("field", "title", "forged")
    assert report["total"] == 1


def test_an_audit_without_a_witness_says_so(
    house: House, settings: Settings, capsys: Captured
) -> None:
    settings.LIUHEN_WITNESS = ""
    assert "no witness was there" in said(capsys, "audit", "--mend-tiles")


def test_an_epoch_is_begun_by_an_administrator_after_a_restore(
    house: House, capsys: Captured
) -> None:
    assert main(["journal", "epoch", "--reason", "x"]) == 2
    assert "nothing is locked" in capsys.readouterr().err
    epochs.lock_after_restore(source="backup")
    assert main(["journal", "epoch", "--reason", "x", "--user", "bureau.officer"]) == 2
    assert "no administrator" in capsys.readouterr().err

    begun = json.loads(
        said(capsys, "epoch", "--reason", "disk", "--user", "bureau.admin", "--json")
    )

    assert begun["epoch"] == Epoch.objects.get().number == 2
    assert Head.objects.get().epoch == 2
    assert Leaf.objects.latest("index").actor == f"person:{house.people['admin'].pk}"


def test_an_epoch_that_cannot_be_signed_yet_has_begun_all_the_same(
    house: House, stick: Path, capsys: Captured
) -> None:
    epochs.lock_after_restore(source="backup")
    stick.rename(stick.parent / "away")

    assert main(["journal", "epoch", "--reason", "disk", "--user", "bureau.admin"]) == 0

    says = capsys.readouterr()
    assert "Epoch 2 has begun" in says.out
    assert "not signed yet" in says.err


def test_a_witness_that_is_away_is_said_with_what_to_do(
    house: House, stick: Path, capsys: Captured
) -> None:
    stick.rename(stick.parent / "away")

    assert main(["journal", "head", "--sign"]) == 2
    assert "connect it" in capsys.readouterr().err
