# SPDX-License-Identifier: Apache-2.0
"""Damaged and missing objects are mended by good bytes that come again, with their trace."""

import zipfile
from pathlib import Path

import pytest

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.keeping import is_safe, verify_object
from liuhen.apps.evidence.scrub import scrub
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.epochs import lock_after_restore
from liuhen.apps.trace.errors import WritingLockedError
from liuhen.apps.trace.models import Leaf, LeafPayload
from liuhen.vault.store import ObjectDamagedError
from support.house import House
from support.originals import acts_done, again, damage, path_of, verified

pytestmark = pytest.mark.usefixtures("own_vault")


def bring(house: House, data: bytes = b"footage") -> None:
    """Bring bytes in by a form."""
    keep_file(by=house.officer, file_name="a.mp4", chunks=[data])


def test_the_same_file_brought_again_mends_a_damaged_one_with_its_trace(
    house: House, own_vault: Path
) -> None:
    original = verified(house)
    damage(original)
    house.clock.later(hours=1)
    scrub()
    assert not is_safe(again(original))
    Job.objects.all().delete()

    bring(house)

    found = again(original)
    assert acts_done()[-1] == repairing.REPLACE
    assert not is_safe(found)  # until it was read back
    assert (found.object.verified_at, found.object.damaged_at) == (None, None)
    verify_object(**Job.objects.get(name="evidence.verify").arguments)
    found = again(original)
    assert is_safe(found)
    assert (found.object.damage, found.findings) == ("", [])
    said = LeafPayload.objects.get(leaf=Leaf.objects.get(act=repairing.REPLACE)).payload
    (aside,) = own_vault.glob("*/quarantine/*")
    assert aside.name in said
    assert aside.read_bytes() != b"footage"
    assert audit().findings == []


def test_damage_that_nobody_knew_of_is_mended_and_said(house: House) -> None:
    original = verified(house)
    damage(original)

    bring(house)

    assert acts_done()[-1] == repairing.REPLACE
    assert not is_safe(again(original))
    verify_object(str(original.object_id))
    assert is_safe(again(original))


def test_a_missing_file_brought_again_is_read_and_whole_again(house: House) -> None:
    original = verified(house)
    path_of(original).unlink()
    house.clock.later(hours=1)
    scrub()
    Job.objects.all().delete()

    bring(house)

    assert acts_done()[-1] == "evidence.whole_again"
    assert not is_safe(again(original))
    verify_object(**Job.objects.get(name="evidence.verify").arguments)
    assert is_safe(again(original))


def test_copies_in_a_folder_or_a_zip_file_mend_what_is_known_as_damaged(
    house: House, tmp_path: Path
) -> None:
    one, two, three = (verified(house, data) for data in (b"one!", b"two!", b"three"))
    for original in (one, two):
        damage(original)
    path_of(three).unlink()
    house.clock.later(hours=1)
    scrub()
    card = tmp_path / "card"
    (card / "deep").mkdir(parents=True)
    (card / "deep" / "a.mp4").write_bytes(b"one!")
    (card / "other").write_bytes(b"2wo!")
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as packed:
        packed.writestr("data/b.mp4", b"two!")

    (from_card,) = repairing.repair(card)
    (from_zip,) = repairing.repair(tmp_path / "bundle.zip")

    assert (from_card.digest, from_card.was, from_card.safe) == (one.object.digest, "changed", True)
    assert from_card.source.endswith("deep/a.mp4")
    assert (from_zip.digest, from_zip.was, from_zip.safe) == (two.object.digest, "changed", True)
    assert [row.digest for row in repairing.damaged_objects()] == [three.object.digest]
    (tmp_path / "copy").write_bytes(b"three")
    (from_copy,) = repairing.repair(tmp_path / "copy")
    assert (from_copy.was, from_copy.safe) == ("missing", True)
    (again_,) = repairing.repair(tmp_path / "copy")
    assert again_.was == ""
    assert repairing.damaged_objects() == []


def test_while_a_restore_waits_nothing_is_mended(house: House, tmp_path: Path) -> None:
    original = verified(house)
    damage(original)
    (tmp_path / "copy").write_bytes(b"footage")
    lock_after_restore(source="test")

    with pytest.raises(WritingLockedError):
        list(repairing.repair(tmp_path / "copy"))

    with pytest.raises(ObjectDamagedError):
        vault().check(str(house.bureau.pk), original.object.digest)
