# SPDX-License-Identifier: Apache-2.0
"""Objects as rows: safe after a second reading, and locked as long as the regulation says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.apps.evidence.holdings import VAULT, register_scans
from liuhen.apps.evidence.keeping import is_safe, object_is_safe, register_object, verify_object
from liuhen.apps.evidence.models import Holding, Scan, StoredObject
from liuhen.apps.evidence.scrub import scrub
from liuhen.apps.evidence.vault import lock_notice, lock_until, vault
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.journal import act
from liuhen.errors import UserError
from liuhen.storage.local import LocalStore
from liuhen.vault.store import StoreFullError
from support.house import Clock, House
from support.originals import acts_done, again, damage, keep, verified

pytestmark = pytest.mark.usefixtures("own_vault")


def test_an_original_is_safe_once_its_bytes_were_read_again(house: House) -> None:
    original = keep(house)
    assert not is_safe(original)
    job = Job.objects.get(name="evidence.verify")

    verify_object(**job.arguments)

    object_ = again(original).object
    assert is_safe(again(original))
    assert (object_.verified_at, object_.checked_at) == (timezone.now(), timezone.now())
    assert object_.sm3.startswith("sm3:")
    assert len(object_.sm3) == 68
    assert acts_done()[-1] == "evidence.verify"


def test_verifying_twice_leaves_one_leaf(house: House) -> None:
    original = verified(house)
    before = acts_done()

    verify_object(str(original.object_id))

    assert acts_done() == before


def test_bytes_that_changed_before_they_were_verified_are_never_safe(house: House) -> None:
    original = keep(house)
    damage(original)

    verify_object(str(original.object_id))

    found = again(original)
    assert not is_safe(found)
    assert (found.object.verified_at, found.object.damage) == (None, "changed")
    assert [one["word"] for one in found.findings] == ["damaged"]
    assert acts_done()[-1] == "evidence.damaged"


def test_equal_bytes_are_one_object_with_two_holdings(house: House) -> None:
    first = verified(house)
    stored = vault().put(str(house.bureau.pk), [b"footage"], most_bytes=100)
    with act("test.keep", by=VAULT) as record:
        other = Scan(
            bureau=house.bureau, digest=stored.digest, size_bytes=7, file_name="b.pdf",
            kept_at=record.at,
        )  # fmt: skip
        same = register_object(record, house.bureau, stored, other)
        assert register_object(record, house.bureau, stored, other) == same
        record.create(other)

    assert same == first.object
    assert Holding.objects.filter(object=same, ended_at=None).count() == 2
    assert not Job.objects.filter(key=f"evidence.verify {same.pk}", created_at__gt=same.kept_at)


def test_a_scan_has_its_object(house: House) -> None:
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7"])

    object_ = StoredObject.objects.within(house.bureau.pk).get(digest=scan.digest)
    assert [one.holder for one in object_.holdings.all()] == [f"evidence.scan:{scan.pk}"]
    verify_object(str(object_.pk))
    object_.refresh_from_db()
    assert object_is_safe(object_)


def test_scans_from_before_get_their_objects_by_an_act(house: House) -> None:
    stored = vault().put(str(house.bureau.pk), [b"%PDF old"], most_bytes=100)
    old = Scan(
        bureau=house.bureau, digest=stored.digest, size_bytes=8, media_type="application/pdf",
        file_name="old.pdf", kept_at=house.clock.now(), kept_by="person:1",
    )  # fmt: skip
    old.save()

    assert register_scans() == 1
    assert register_scans() == 0
    assert acts_done()[-1] == "evidence.register_scans"
    assert scrub().objects == 1


def test_a_full_disk_is_refused_and_leaves_nothing(
    house: House, own_vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_any: object, **_more: object) -> None:
        raise StoreFullError("No space left on device")

    monkeypatch.setattr(LocalStore, "put", full)
    before = acts_done()

    with pytest.raises(VaultFullError):
        keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7"])

    assert acts_done() == before


def test_the_lock_is_as_long_as_the_regulation_keeps_routine_footage(
    house: House, settings: Any
) -> None:
    """001 art. 29: three years."""
    until = lock_until(str(house.bureau.pk))
    assert until == datetime(2029, 3, 3, tzinfo=UTC)

    settings.LIUHEN_STORE_LOCK_DAYS = 10
    assert lock_until(str(house.bureau.pk)) == house.clock.now() + timedelta(days=10)
    settings.LIUHEN_STORE_LOCK_DAYS = 0
    assert lock_until(str(house.bureau.pk)) is None


def test_a_regulation_without_a_routine_period_gives_no_lock(db: None, clock: Clock) -> None:
    house = House(clock, pack="qilin-culture-tourism")
    assert lock_until(str(house.bureau.pk)) is None
    assert lock_until("nobody") is None


def test_who_keeps_files_in_s3_without_a_lock_is_told(
    db: None, clock: Clock, settings: Any
) -> None:
    bare = House(clock, pack="qilin-culture-tourism").bureau
    assert lock_notice() == ""  # a folder has no locks
    settings.LIUHEN_STORE_URL = "s3://bucket/prefix"

    assert bare.name in lock_notice()
    assert "LIUHEN_STORE_LOCK_DAYS" in lock_notice()
    for said in (0, 30):
        settings.LIUHEN_STORE_LOCK_DAYS = said
        assert lock_notice() == ""


def test_a_regulation_with_a_routine_period_needs_no_setting(house: House, settings: Any) -> None:
    settings.LIUHEN_STORE_URL = "s3://bucket/prefix"

    assert lock_notice() == ""


@pytest.mark.parametrize("url", ["ftp://x", "s3:///nothing"])
def test_a_store_that_is_not_known_is_a_sentence(settings: Any, url: str) -> None:
    settings.LIUHEN_STORE_URL = url
    with pytest.raises(UserError, match="LIUHEN_STORE_URL"):
        vault()
