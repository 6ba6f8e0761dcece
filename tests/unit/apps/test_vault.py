# SPDX-License-Identifier: Apache-2.0
"""Objects as rows: safe after a second reading, read again and again, swept where not needed."""

import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from liuhen.apps.compliance import reminding
from liuhen.apps.evidence import repairing, scrubbing, sweep, sweeping
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.alone import BusyElsewhereError, alone
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.apps.evidence.holdings import VAULT, register_scans
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.keeping import is_safe, object_is_safe, register_object, verify_object
from liuhen.apps.evidence.models import Holding, Original, Scan, StoredObject, Upload
from liuhen.apps.evidence.scrub import Rate, note_round, scrub
from liuhen.apps.evidence.vault import lock_notice, lock_until, vault
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.epochs import begin_epoch, lock_after_restore
from liuhen.apps.trace.errors import WritingLockedError
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf, LeafPayload
from liuhen.errors import UserError
from liuhen.storage.local import LocalStore
from liuhen.vault.store import ObjectDamagedError, StoreAwayError, StoreFullError
from liuhen.worker.beat import keep_house
from support.house import Clock, House

pytestmark = pytest.mark.usefixtures("own_vault")


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    settings.LIUHEN_STORE_URL = folder.as_uri()
    return folder


def keep(house: House, data: bytes = b"footage", name: str = "a.mp4") -> Original:
    """An original, in the shortest way."""
    stored = vault().put(str(house.bureau.pk), [data], most_bytes=10**9)
    with act("test.keep", by=VAULT) as record:
        row = Original(
            bureau=house.bureau, kind="video", file_name=name, kept_at=record.at, came_by="test"
        )
        row.object = register_object(record, house.bureau, stored, row)
        return record.create(row)


def verified(house: House, data: bytes = b"footage", name: str = "a.mp4") -> Original:
    original = keep(house, data, name)
    verify_object(str(original.object_id))
    return again(original)


def again(original: Original) -> Original:
    rows = Original.objects.within(original.bureau_id)
    return rows.select_related("object").get(pk=original.pk)


def path_of(original: Original) -> Path:
    with vault().as_file(str(original.bureau_id), original.object.digest) as path:
        return path


def damage(original: Original) -> Path:
    path = path_of(original)
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path


def acts_done() -> list[str]:
    return list(Leaf.objects.order_by("index").values_list("act", flat=True))


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


def test_the_scrub_names_what_is_changed_and_what_is_missing(house: House) -> None:
    whole, changed, missing = (
        verified(house, name.encode(), name) for name in ("好.mp4", "变.mp4", "缺.mp4")
    )
    damage(changed)
    path_of(missing).unlink()

    house.clock.later(days=1)
    done = scrub()

    assert (done.objects, done.finished) == (3, True)
    found = {(one.what, one.names, one.bureau) for one in done.damaged}
    assert found == {
        ("changed", ("变.mp4",), house.bureau.name),
        ("missing", ("缺.mp4",), house.bureau.name),
    }
    assert is_safe(again(whole))
    for original, word in ((changed, "changed"), (missing, "missing")):
        assert not is_safe(again(original))
        assert again(original).object.damage == word
        assert [one["what"] for one in again(original).findings] == [word]
    assert acts_done().count("evidence.damaged") == 2

    house.clock.later(days=1)
    assert len(scrub().damaged) == 2  # said every time, written down once
    assert acts_done().count("evidence.damaged") == 2


def test_what_somebody_put_back_is_whole_again_with_its_trace(house: House) -> None:
    original = verified(house)
    path = damage(original)
    house.clock.later(days=1)
    assert len(scrub().damaged) == 1
    path.write_bytes(b"footage")

    house.clock.later(days=1)
    done = scrub()

    assert (done.damaged, done.whole_again) == ([], 1)
    assert is_safe(again(original))
    assert again(original).findings == []
    assert acts_done()[-1] == "evidence.whole_again"


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


def test_what_waited_longest_is_read_first_and_a_broken_run_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = []
    for day in (3, 1, 2):
        original = verified(house, str(day).encode())
        checked = house.clock.now() - timedelta(days=day)
        StoredObject.everywhere.filter(pk=original.object_id).update(checked_at=checked)
        originals.append((day, original.object.digest))
    read: list[str] = []
    real = LocalStore.compare

    def compare(self: LocalStore, bureau: str, digest: str, **how: Any) -> Any:
        read.append(digest)
        return real(self, bureau, digest, **how)

    monkeypatch.setattr(LocalStore, "compare", compare)
    before = house.clock.now()
    house.clock.later(hours=1)

    done = scrub(threads=1, wanted=lambda: len(read) < 2)
    assert not done.finished
    rest = scrub(older_than=before, threads=1)

    oldest_first = [digest for _day, digest in sorted(originals, reverse=True)]
    assert read[:2] == oldest_first[:2]
    assert done.objects + rest.objects == 3
    assert scrub(older_than=before).objects == 0


def test_while_a_restore_waits_damage_is_said_and_nothing_is_written_or_moved(
    house: House,
) -> None:
    original = verified(house)
    damage(original)
    lost = orphan(house)
    in_days(house.clock, 2)
    lock_after_restore(source="a backup")
    before = acts_done()

    done = scrub()
    note_round(done)
    scrubbing.scrub_step()
    with pytest.raises(WritingLockedError):
        sweep.sweep()

    assert ([one.what for one in done.damaged], done.noted) == (["changed"], False)
    assert again(original).object.damaged_at is None
    assert acts_done() == before
    assert digests(sweep.sweep(dry_run=True).restored) == [lost]
    assert lost in digests(list(vault().objects()))


def test_a_store_that_is_away_is_no_damage(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    original = verified(house)

    def away(*_any: object, **_more: object) -> None:
        raise StoreAwayError("bucket x: no answer")

    monkeypatch.setattr(LocalStore, "compare", away)
    monkeypatch.setattr(LocalStore, "check", away)
    house.clock.later(days=1)
    with pytest.raises(StoreAwayError):
        scrub()
    with pytest.raises(StoreAwayError):
        verify_object(str(original.object_id))
    assert is_safe(again(original))


def test_a_rate_bounds_the_reading() -> None:
    rate, begun = Rate(1_000_000), datetime.now(UTC)
    for _ in range(3):
        rate(100_000)
    assert datetime.now(UTC) - begun >= timedelta(seconds=0.28)


def test_the_background_reads_a_month_old_and_leaves_the_next_step(house: House) -> None:
    original = verified(house)
    Job.objects.all().delete()
    scrubbing.keep_scrubbing()
    scrubbing.keep_scrubbing()
    step = Job.objects.get(key="evidence.scrub")
    assert step.lane == Lane.BULK
    step.delete()

    scrubbing.scrub_step()
    assert again(original).object.checked_at == house.clock.now()
    Job.objects.get(key="evidence.scrub").delete()

    damage(original)
    house.clock.later(days=31)
    scrubbing.scrub_step()
    assert again(original).object.damage == "changed"
    assert Job.objects.get(key="evidence.scrub").run_after > house.clock.now()


def test_the_background_stops_for_work_that_waits_but_not_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = verified(house)
    Job.objects.all().delete()
    enqueue("something", {}, lane=Lane.SOON)
    house.clock.later(days=32)
    before = again(original).object.checked_at

    scrubbing.scrub_step()
    assert again(original).object.checked_at == before
    assert Job.objects.filter(key="evidence.scrub", state=State.QUEUED).exists()

    house.clock.later(days=7)
    scrubbing.scrub_step()
    assert again(original).object.checked_at == house.clock.now()


def test_no_rate_no_background(house: House, settings: Any) -> None:
    settings.LIUHEN_SCRUB_RATE = 0
    scrubbing.keep_scrubbing()
    scrubbing.scrub_step()
    assert not Job.objects.filter(name="evidence.scrub").exists()


def orphan(house: House, data: bytes = b"no row") -> str:
    return vault().put(str(house.bureau.pk), [data], most_bytes=10**6).digest


def in_days(clock: Clock, days: float) -> None:
    """The server's clock, so many days after the files were made."""
    clock.time = datetime.now(UTC) + timedelta(days=days)


def digests(found: list[Any]) -> list[str]:
    return [one.digest for one in found]


def test_an_object_without_a_row_goes_into_quarantine_after_a_day_and_out_after_a_month(
    house: House,
) -> None:
    kept = verified(house)
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7"])
    lost = orphan(house)

    in_days(house.clock, 0.9)
    assert sweep.sweep().quarantined == []
    in_days(house.clock, 1.1)
    assert digests(sweep.sweep(dry_run=True).quarantined) == [lost]
    assert digests(sweep.sweep().quarantined) == [lost]
    assert acts_done()[-1] == "evidence.quarantine"
    assert digests(list(vault().quarantined())) == [lost]

    in_days(house.clock, 29)
    assert sweep.sweep().removed == []
    in_days(house.clock, 31)
    assert digests(sweep.sweep(dry_run=True).removed) == [lost]
    assert digests(sweep.sweep().removed) == [lost]
    assert acts_done()[-1] == "evidence.remove_unclaimed"
    assert list(vault().quarantined()) == []
    assert set(digests(list(vault().objects()))) == {kept.object.digest, scan.digest}
    assert sweep.sweep() == sweep.Swept()


def test_a_row_that_turns_up_brings_its_object_back(house: House) -> None:
    lost = orphan(house, b"footage")
    in_days(house.clock, 2)
    sweep.sweep()
    with act("test.keep", by=VAULT) as record:
        row = StoredObject(bureau=house.bureau, digest=lost, size_bytes=7, kept_at=record.at)
        record.create(row)

    in_days(house.clock, 40)
    assert digests(sweep.sweep().brought_back) == [lost]

    assert vault().compare(str(house.bureau.pk), lost).size_bytes == 7
    assert acts_done()[-1] == "evidence.bring_back"


def test_an_object_that_an_upload_is_about_to_need_stays(house: House) -> None:
    lost = orphan(house)
    in_days(house.clock, 2)
    now = house.clock.now()
    Upload(
        bureau=house.bureau, person=house.people["officer"], file_name="a.mp4", length=6,
        digest=lost, created_at=now, expires_at=now + timedelta(days=1),
    ).save()  # fmt: skip

    assert sweep.sweep().quarantined == []


def test_objects_of_a_bureau_that_is_not_known_are_left_alone(house: House) -> None:
    vault().put("another-bureau", [b"x"], most_bytes=10)
    in_days(house.clock, 2)

    done = sweep.sweep()

    assert (done.quarantined, done.strange) == ([], 1)


def test_so_many_without_a_row_are_not_moved_unasked(house: House) -> None:
    lost = {orphan(house, str(number).encode()) for number in range(21)}
    in_days(house.clock, 2)

    with pytest.raises(sweep.TooManyError):
        sweep.sweep()
    assert set(digests(list(vault().objects()))) == lost
    assert set(digests(sweep.sweep(many=True).quarantined)) == lost


def test_what_lay_there_before_a_restore_is_not_moved_unasked(house: House) -> None:
    lost = orphan(house)
    in_days(house.clock, 0.5)
    lock_after_restore(source="a backup")
    begin_epoch(by=VAULT, reason="the disk of the database broke")
    in_days(house.clock, 5)

    done = sweep.sweep()

    assert (done.quarantined, digests(done.restored)) == ([], [lost])
    assert digests(sweep.sweep(many=True).quarantined) == [lost]


def test_forgotten_files_go_and_those_of_an_open_upload_stay(house: House, own_vault: Path) -> None:
    bureau, officer = str(house.bureau.pk), house.people["officer"]
    in_days(house.clock, 3)
    now = house.clock.now()
    uploads = {}
    for state, days in (("open", 1), ("open", -1), ("gone", 1)):
        row = Upload(
            bureau=house.bureau, person=officer, file_name="a.mp4", length=1, state=state,
            created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        row.save()
        vault().incoming(bureau, str(row.pk)).write_bytes(b"x")
        uploads[state, days] = str(row.pk)
    vault().incoming(bureau, "put-0123").write_bytes(b"xx")
    lately = vault().incoming(bureau, "put-4567")
    os.utime(lately, (now.timestamp(), now.timestamp()))

    assert len(sweep.sweep(dry_run=True).staged) == 3
    gone = {one.name for one in sweep.sweep().staged}

    assert gone == {uploads["open", -1], uploads["gone", 1], "put-0123"}
    left = {one.name for one in vault().staged()}
    assert left == {uploads["open", 1], "put-4567"}


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


def test_the_background_goes_on_after_a_step_that_failed_and_runs_once(house: House) -> None:
    Job.objects.all().delete()
    keep_house()
    keep_house()
    assert set(Job.objects.values_list("key", flat=True)) == {
        reminding.REMIND,
        scrubbing.SCRUB,
        sweeping.SWEEP,
    }
    Job.objects.update(state=State.RUNNING)
    keep_house()
    assert Job.objects.count() == 3

    Job.objects.update(state=State.FAILED)
    keep_house()

    assert Job.objects.filter(state=State.QUEUED).count() == 3


def test_the_background_sweeps_once_a_day(house: House) -> None:
    digest = orphan(house)
    in_days(house.clock, 2)

    sweeping.sweep_step()

    assert digests(list(vault().quarantined())) == [digest]
    job = Job.objects.get(key=sweeping.SWEEP)
    assert job.run_after == house.clock.now() + timedelta(hours=24)
    assert job.lane == Lane.BULK


def test_a_sweep_that_is_refused_rests_with_its_reason_and_the_next_day_asks_again(
    house: House,
) -> None:
    for number in range(25):
        orphan(house, str(number).encode())
    in_days(house.clock, 2)

    with pytest.raises(sweep.TooManyError):
        sweeping.sweep_step()

    assert list(vault().quarantined()) == []
    assert Job.objects.get(key=sweeping.SWEEP).run_after > house.clock.now()


def test_no_hours_no_sweep(house: House, settings: Any) -> None:
    settings.LIUHEN_SWEEP_HOURS = 0
    Job.objects.all().delete()

    sweeping.keep_sweeping()
    sweeping.sweep_step()

    assert not Job.objects.exists()


def test_never_two_at_once(house: House) -> None:
    original = verified(house)
    orphan(house)
    in_days(house.clock, 40)
    before = again(original).object.checked_at
    with alone(scrubbing.SCRUB), alone(sweeping.SWEEP):
        scrubbing.scrub_step()
        sweeping.sweep_step()
        with pytest.raises(BusyElsewhereError), alone(sweeping.SWEEP, wait_seconds=0.3):
            pass

    assert again(original).object.checked_at == before
    assert list(vault().quarantined()) == []
    waiting = Job.objects.filter(key__in=(scrubbing.SCRUB, sweeping.SWEEP), state=State.QUEUED)
    assert waiting.count() == 2

    sweeping.sweep_step()
    assert len(list(vault().quarantined())) == 1


def test_a_sweep_in_the_background_rests_between_batches(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_BATCH", 2)
    for number in range(5):
        verified(house, str(number).encode())
    rests: list[int] = []

    sweep.sweep(rest=lambda: rests.append(1))

    assert len(rests) == 3
