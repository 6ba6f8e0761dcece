# SPDX-License-Identifier: Apache-2.0
"""Objects are read again and again: what is changed or missing is named, in the background too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from liuhen.apps.compliance import reminding
from liuhen.apps.evidence import scrubbing, sweep, sweeping
from liuhen.apps.evidence.alone import BusyElsewhereError, alone
from liuhen.apps.evidence.keeping import is_safe, verify_object
from liuhen.apps.evidence.models import StoredObject
from liuhen.apps.evidence.scrub import Rate, note_round, scrub
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.trace.epochs import lock_after_restore
from liuhen.apps.trace.errors import WritingLockedError
from liuhen.storage.local import LocalStore
from liuhen.vault.store import StoreAwayError
from liuhen.worker.beat import keep_house
from support.house import House
from support.originals import acts_done, again, damage, digests, in_days, orphan, path_of, verified

pytestmark = pytest.mark.usefixtures("own_vault", "own_home")


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
