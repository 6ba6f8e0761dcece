# SPDX-License-Identifier: Apache-2.0
"""What nobody waits for is done in the hours that are set; what somebody asked for, at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from liuhen.apps.evidence import previews, probing, scrubbing, sweeping
from liuhen.apps.evidence.models import Original
from liuhen.apps.jobs.hours import later
from liuhen.apps.jobs.models import Job, State
from liuhen.errors import UserError
from liuhen.media.probe import Probe, Stream
from liuhen.site.hours import hours_of_day
from support.footage import Footage
from support.house import House, beijing

NIGHT = (20, 6)
DAY = (9, 17)
HEVC = Probe(kind="video", streams=[Stream(kind="video", codec="hevc")], duration_ms=3_600_000)
#: From 12 hours behind to 14 hours before UTC.
ZONES = ["Etc/GMT+12", "Asia/Shanghai", "Pacific/Kiritimati"]


def local(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("hours", "now", "begins"),
    [
        (NIGHT, "2026-03-02 19:59:59", "2026-03-02 20:00:00"),
        (NIGHT, "2026-03-02 20:00:00", None),
        (NIGHT, "2026-03-02 23:59:59", None),
        (NIGHT, "2026-03-03 00:00:00", None),
        (NIGHT, "2026-03-03 05:59:59", None),
        (NIGHT, "2026-03-03 06:00:00", "2026-03-03 20:00:00"),
        (NIGHT, "2026-12-31 12:00:00", "2026-12-31 20:00:00"),
        (DAY, "2026-03-02 08:59:59", "2026-03-02 09:00:00"),
        (DAY, "2026-03-02 09:00:00", None),
        (DAY, "2026-03-02 16:59:59", None),
        (DAY, "2026-03-02 17:00:00", "2026-03-03 09:00:00"),
        (DAY, "2026-12-31 23:30:00", "2027-01-01 09:00:00"),
        ((22, 24), "2026-03-02 23:59:59", None),
        ((22, 24), "2026-03-03 00:00:00", "2026-03-03 22:00:00"),
        ((22, 0), "2026-03-03 00:00:00", "2026-03-03 22:00:00"),
        (None, "2026-03-02 12:00:00", None),
    ],
)
def test_the_hours_go_by_the_clocks_of_the_place(
    settings: Any, zone: str, hours: tuple[int, int] | None, now: str, begins: str | None
) -> None:
    settings.LIUHEN_BULK_HOURS = hours

    found = later(local(zone, now), ZoneInfo(zone))

    assert found == (None if begins is None else local(zone, begins))


def test_where_clocks_jump_the_hours_begin_all_the_same(settings: Any) -> None:
    settings.LIUHEN_BULK_HOURS = (2, 6)  # on 29 March 2026 there is no 02:30 in Berlin
    berlin = ZoneInfo("Europe/Berlin")

    begins = later(local("Europe/Berlin", "2026-03-28 12:00"), berlin)

    assert begins == local("Europe/Berlin", "2026-03-29 03:00")
    assert later(begins, berlin) is None


@pytest.mark.parametrize(
    ("said", "means"), [("20-6", (20, 6)), (" 0-24 ", (0, 24)), ("22-0", (22, 0)), ("", None)]
)
def test_hours_are_two_numbers(
    monkeypatch: pytest.MonkeyPatch, said: str, means: tuple[int, int] | None
) -> None:
    monkeypatch.setenv("LIUHEN_BULK_HOURS", said)
    assert hours_of_day("LIUHEN_BULK_HOURS") == means


@pytest.mark.parametrize("said", ["20", "24-6", "20-25", "6-6", "0-0", "20:00-6:00", "night"])
def test_other_words_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("LIUHEN_BULK_HOURS", said)
    with pytest.raises(UserError, match="for example 20-6"):
        hours_of_day("LIUHEN_BULK_HOURS")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made of originals."""
    found: list[str] = []
    monkeypatch.setattr(previews, "_make", lambda _original, _probe, wanted: found.append(wanted))
    return found


@pytest.fixture
def film(house: House, settings: Any) -> Original:
    """A film that browsers do not play, come in at nine in the morning."""
    settings.LIUHEN_BULK_HOURS = NIGHT
    house.clock.time = beijing("2026-03-02 09:00")
    row = Footage(house).original("2026-03-02 08:00")
    probing.note_probe(row.pk, HEVC)
    return row


def run(job: Job) -> None:
    """As a worker does it."""
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    previews.make_proxy(**job.arguments)
    Job.objects.filter(pk=job.pk).update(state=State.DONE)


def waiting() -> Job:
    return Job.objects.get(name=probing.PROXY, state=State.QUEUED)


def test_a_copy_that_nobody_asked_for_waits_for_the_night_of_its_bureau(
    house: House, film: Original, made: list[str]
) -> None:
    assert waiting().run_after == beijing("2026-03-02 20:00")
    house.clock.time = beijing("2026-03-03 06:00")  # the queue was too long for the night

    run(waiting())

    assert made == []
    assert waiting().run_after == beijing("2026-03-03 20:00")
    house.clock.time = beijing("2026-03-04 05:59")
    run(waiting())
    assert len(made) == 1
    assert not Job.objects.filter(name=probing.PROXY, state=State.QUEUED).exists()


def test_a_copy_that_somebody_asks_for_is_made_at_once(
    house: House, film: Original, made: list[str]
) -> None:
    previews.ask_for_proxy(film)
    assert waiting().run_after < house.clock.now()
    probing.note_probe(film.pk, HEVC)  # seen again: it stays asked for

    run(waiting())

    assert len(made) == 1


@pytest.mark.parametrize(
    ("name", "step"),
    [(scrubbing.SCRUB, scrubbing.scrub_step), (sweeping.SWEEP, sweeping.sweep_step)],
)
def test_the_vault_is_read_and_swept_in_these_hours(
    house: House, settings: Any, name: str, step: Callable[[], None]
) -> None:
    settings.LIUHEN_BULK_HOURS = NIGHT
    house.clock.time = beijing("2026-03-02 12:00")

    step()
    assert Job.objects.get(name=name).run_after == beijing("2026-03-02 20:00")

    house.clock.time = beijing("2026-03-02 20:00")
    step()
    assert Job.objects.get(name=name).run_after > house.clock.now()
    assert Job.objects.get(name=name).run_after <= house.clock.now() + timedelta(days=1)
