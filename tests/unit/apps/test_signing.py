# SPDX-License-Identifier: Apache-2.0
"""Heads: signed only over what goes on from the head before, and given to witnesses."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, connections, transaction
from pytest_django.fixtures import Settings

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import epochs, keys, outside, signing, triggers
from liuhen.apps.trace.errors import (
    ClockBackError,
    EpochError,
    SigningError,
    WritingLockedError,
)
from liuhen.apps.trace.models import Epoch, Head, Leaf, Restoration, WitnessState
from liuhen.vault.checkpoint import open_checkpoint
from liuhen.vault.merkle import root_of
from support.auditing import BY, write

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def without_triggers(sql: str) -> None:
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_head_is_signed_over_all_leaves_and_verifies(db: None, stick: Path) -> None:
    write(5)

    made = signing.sign_head()

    assert made is not None
    signed = open_checkpoint(made.note, keys.public_keys())
    assert signed.checkpoint.size == 5
    assert signed.checkpoint.root == root_of(
        bytes(one.hash) for one in Leaf.objects.order_by("index")
    )
    assert (signed.checkpoint.at, signed.checkpoint.epoch) == (made.at, 1)
    assert keys.remembered() == signed


def test_nothing_new_no_new_head(db: None, stick: Path) -> None:
    assert signing.sign_head() is None
    write(1)
    assert signing.is_due()
    first = signing.sign_head()

    assert signing.sign_head() == first
    assert not signing.is_due()
    assert Head.objects.count() == 1


def test_the_key_is_its_owners_alone_and_made_once(db: None, stick: Path) -> None:
    key = keys.signing_key()

    assert keys.key_path().stat().st_mode & 0o777 == 0o600
    assert keys.signing_key() == key
    assert keys.public_keys() == [key.public]
    assert keys.origin() == key.name


def test_a_key_that_is_gone_is_not_made_again_in_silence(db: None, stick: Path) -> None:
    write(1)
    before = signing.sign_head()
    keys.key_path().unlink()
    write(1)

    with pytest.raises(SigningError, match="--new-key"):
        signing.sign_head()

    keys.new_key()
    after = signing.sign_head()
    assert before is not None
    assert after is not None
    assert len(keys.public_keys()) == 2
    for one in (before, after):  # one log, two keys: heads of both verify
        assert open_checkpoint(one.note, keys.public_keys()).checkpoint.origin == keys.origin()


def test_a_changed_leaf_is_not_signed(db: None, stick: Path) -> None:
    write(3)
    without_triggers("UPDATE trace_leaf SET actor = 'person:forged' WHERE \"index\" = 1")

    with pytest.raises(SigningError, match="1"):
        signing.sign_head()
    assert not Head.objects.exists()


def test_a_journal_that_was_cut_is_not_signed_even_when_its_heads_were_cut_too(
    db: None, stick: Path
) -> None:
    write(4)
    signing.sign_head()
    without_triggers("DELETE FROM trace_leafpayload WHERE leaf_id = 3")
    without_triggers('DELETE FROM trace_leaf WHERE "index" = 3')
    without_triggers("DELETE FROM trace_head")

    with pytest.raises(SigningError, match="audit"):
        signing.sign_head()


def test_a_signed_leaf_that_was_changed_with_its_hash_is_not_signed_again(
    db: None, stick: Path
) -> None:
    write(3)
    signing.sign_head()
    leaf = Leaf.objects.get(index=1)
    leaf.act = "test.forged"
    triggers.remove(connection)
    from liuhen.vault.merkle import leaf_hash

    leaf.hash = leaf_hash(leaf.body.canonical())
    leaf.save()
    write(1)

    with pytest.raises(SigningError, match="audit"):
        signing.sign_head()


def test_with_the_clock_set_back_an_hour_acts_go_on_and_signing_refuses(
    db: None, stick: Path
) -> None:
    with time_machine.travel(NOON, tick=False):
        write(2)
        signing.sign_head()
        write(1)
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        write(1)
        assert signing.clock_trouble(datetime.now(UTC))
        with pytest.raises(ClockBackError, match="--accept-clock"):
            signing.sign_head()

    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == [0, 1, 2, 3]
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        made = signing.sign_head()
    assert made is not None
    assert made.size == 4


def test_a_clock_that_was_ahead_is_accepted_by_an_act_with_a_reason(db: None, stick: Path) -> None:
    with time_machine.travel(NOON + timedelta(days=400), tick=False):
        write(1)
        signing.sign_head()
        write(1)
    with time_machine.travel(NOON, tick=False):
        with pytest.raises(SigningError):
            signing.accept_clock(by=BY, reason=" ")
        signing.accept_clock(by=BY, reason="电池")
        made = signing.sign_head()
        write(1)
    with (
        time_machine.travel(NOON - timedelta(hours=1), tick=False),
        pytest.raises(ClockBackError),
    ):
        signing.sign_head()

    assert made is not None
    assert (made.size, made.at) == (3, NOON)


def test_a_witness_gets_each_head_once_and_covers_what_it_holds(db: None, stick: Path) -> None:
    write(2)
    before = outside.outside()
    signing.sign_head()
    assert outside.publish() == []
    assert outside.publish() == []
    covered = outside.outside()
    write(1)
    after = outside.outside()

    (witness,) = outside.witnesses()
    held = witness.read(keys.origin(), keys.public_keys())
    assert [one.checkpoint.size for one in held.heads] == [2]
    assert before.since == Leaf.objects.get(index=0).at
    assert (covered.since, covered.witnessed) == (None, 2)
    assert (after.since, after.witnessed) == (Leaf.objects.get(index=2).at, 2)


def test_a_witness_that_is_away_is_remembered_as_failing_until_it_is_back(
    db: None, stick: Path
) -> None:
    write(1)
    signing.sign_head()
    away = stick.rename(stick.parent / "away")

    assert len(outside.publish()) == 1
    assert outside.outside().failing
    since = WitnessState.objects.get().failing_since
    outside.publish()
    assert WitnessState.objects.get().failing_since == since

    away.rename(stick)
    assert outside.publish() == []
    assert not outside.outside().failing


def test_a_witness_whose_head_does_not_fit_gets_nothing(db: None, stick: Path) -> None:
    write(3)
    signing.sign_head()
    outside.publish()
    before = (stick / f"{keys.origin().replace('/', '_')}.checkpoints").read_bytes()
    triggers.remove(connection)
    Head.objects.all().delete()
    leaf = Leaf.objects.get(index=2)
    leaf.actor = "person:forged"
    from liuhen.vault.merkle import leaf_hash

    leaf.hash = leaf_hash(leaf.body.canonical())
    leaf.save()
    keys.key_path().with_suffix(".last").unlink()
    signing.sign_head()

    (trouble,) = outside.publish()

    assert "changed" in trouble
    assert (stick / f"{keys.origin().replace('/', '_')}.checkpoints").read_bytes() == before


def test_without_a_witness_everything_is_unwitnessed(db: None, settings: Settings) -> None:
    settings.LIUHEN_WITNESS = ""
    write(1)

    found = outside.outside()
    assert (found.witnesses, found.witnessed) == ((), 0)
    assert found.since == Leaf.objects.get().at


def test_after_a_restore_nothing_is_written_until_an_epoch_begins(db: None, stick: Path) -> None:
    write(3)
    signing.sign_head()
    outside.publish()
    triggers.remove(connection)
    Head.objects.all().delete()
    from liuhen.apps.trace.models import LeafPayload

    LeafPayload.objects.filter(leaf_id=2).delete()
    Leaf.objects.filter(index=2).delete()
    Organisation.objects.filter(code="2").delete()
    epochs.lock_after_restore(source="backup of Monday")

    with pytest.raises(WritingLockedError, match="liuhen journal epoch"):
        write(1)
    with pytest.raises(WritingLockedError):
        signing.sign_head()
    with pytest.raises(EpochError):
        epochs.begin_epoch(by=BY, reason="")
    assert not Epoch.objects.exists()

    begun = epochs.begin_epoch(by=BY, reason="disk broken")
    write(1)
    made = signing.sign_head()

    assert (begun.number, begun.restored_size, begun.last_size) == (2, 2, 3)
    assert begun.last_held_by.startswith(str(stick.parent))
    assert Restoration.objects.get().epoch == begun
    assert made is not None
    assert (made.epoch, made.size) == (2, 4)
    assert outside.publish() == []
    with pytest.raises(EpochError, match=r"锁|locked"):
        epochs.begin_epoch(by=BY, reason="again")


@pytest.fixture
def other_signer(many_writers: None) -> Iterator[object]:
    """A connection of its own that holds what a signer holds, and does not end."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite there is one writer at a time, and its wait is bounded")
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [signing._SIGNING_LOCK])
    yield other
    other.close()


def test_a_signer_that_does_not_end_is_waited_for_a_bounded_time(
    other_signer: object, stick: Path
) -> None:
    write(1)
    begun = time.monotonic()

    with pytest.raises(SigningError, match=r"0\.2"):
        signing.sign_head(wait_seconds=0.2)

    assert 0.15 < time.monotonic() - begun < 10
    assert not Head.objects.exists()
    write(1)  # acts do not wait for a signer
    other_signer.close()  # type: ignore[attr-defined]  # a connection of Django
    made = signing.sign_head(wait_seconds=5)
    assert made is not None
    assert made.size == 2


def test_what_follows_in_the_transaction_waits_as_before(many_writers: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such setting")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1234ms'")
        signing._take_turn(7)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("1234ms",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_a_worker_asks_for_a_head_once_while_leaves_wait_for_one(db: None, stick: Path) -> None:
    from liuhen.apps.jobs.models import Job
    from liuhen.apps.trace import heads
    from liuhen.worker.beat import beat
    from liuhen.worker.run import Worker

    beat()
    assert not Job.objects.exists()
    write(1)
    beat()
    beat()
    assert Job.objects.get().name == heads.SIGN

    Worker().run_one()
    assert Job.objects.get().state == "done"
    assert outside.outside().since is None
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        beat()
        assert Job.objects.count() == 1  # nothing new
        write(1)
        beat()
    assert Job.objects.count() == 2
