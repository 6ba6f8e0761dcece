# SPDX-License-Identifier: Apache-2.0
"""What no row needs goes into quarantine, and out after a while; what is needed stays."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.evidence import sweep, sweeping
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.holdings import VAULT
from liuhen.apps.evidence.models import StoredObject, Upload
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane
from liuhen.apps.trace.epochs import begin_epoch, lock_after_restore
from liuhen.apps.trace.journal import act
from support.house import House
from support.originals import acts_done, digests, in_days, orphan, verified

pytestmark = pytest.mark.usefixtures("own_vault")


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


def test_a_sweep_in_the_background_rests_between_batches(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "_BATCH", 2)
    for number in range(5):
        verified(house, str(number).encode())
    rests: list[int] = []

    sweep.sweep(rest=lambda: rests.append(1))

    assert len(rests) == 3
