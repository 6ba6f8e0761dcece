# SPDX-License-Identifier: Apache-2.0
"""What becomes known of an original when it is looked into, and what is made of it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from liuhen.apps.evidence import previews, probing
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.models import Derived, DerivedKind, Original
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.media.probe import Probe, Stream
from liuhen.media.sandbox import BrokenError, TooSlowError
from support.house import SYSTEM, House, beijing
from support.media_files import media

Keep = Callable[..., Original]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("footage")


@pytest.fixture
def keep(house: House, folder: Path) -> Keep:
    """Takes in a media file, under another name if one is given; the clock stands at ten."""
    house.clock.set("2026-03-02 10:00")

    def kept(name: str, file_name: str = "", by: str = "officer", **claims: object) -> Original:
        raw = media(name, folder).read_bytes()
        return keep_file(
            by=house.viewer(by),
            file_name=file_name or name,
            chunks=[raw],
            claims=Claims(**claims),  # type: ignore[arg-type]  # a claim's own values
        ).original

    return kept


def probed(original: Original) -> Original:
    probing.probe_original(str(original.pk))
    return probing.original_of(original.pk)


def words(original: Original) -> set[str]:
    return {one["word"] for one in original.findings}


def test_a_file_without_a_name_tells_its_own_time(keep: Keep) -> None:
    original = keep("plain.mp4")
    assert original.start is None

    found = probed(original)

    assert (found.raw_start, found.start) == (beijing("2026-03-02 09:00"),) * 2
    assert found.end == beijing("2026-03-02 09:01")
    assert found.time_source == "media"
    assert found.duration_ms == 60_000
    assert found.segments == [[0, 60_000]]
    assert found.position == {"lat": 38.9512, "lon": 121.6254}
    assert "time_unknown" not in words(found)


def test_a_time_inside_never_replaces_that_of_the_name(keep: Keep) -> None:
    found = probed(keep("plain.mp4", "D1_zhang_20260301083000.mp4"))

    assert found.start == beijing("2026-03-01 08:30")
    assert found.end == beijing("2026-03-01 08:31")
    assert found.time_source == "name"
    assert "time_differs" in words(found)


def test_a_time_inside_is_held_against_one_that_was_typed(keep: Keep) -> None:
    typed = {"raw_start": beijing("2026-03-01 08:30"), "time_source": "typed"}
    found = probed(keep("plain.mp4", **typed))
    assert (found.start, found.time_source) == (beijing("2026-03-01 08:30"), "typed")
    assert "time_differs" in words(found)


@pytest.mark.parametrize("said", ["media", "name"])
def test_a_client_does_not_keep_the_time_inside_from_being_found(keep: Keep, said: str) -> None:
    found = probed(keep("plain.mp4", raw_start=beijing("2026-03-01 08:30"), time_source=said))
    assert (found.start, found.time_source) == (beijing("2026-03-02 09:00"), "media")


def test_of_a_film_that_knows_no_time_the_end_on_the_card_tells_the_start(keep: Keep) -> None:
    ended = beijing("2026-03-02 09:30")
    original = keep("hole.ts", "MOVI0001.TS", raw_end=ended, time_source="file")
    assert (original.raw_end, original.start) == (ended, None)
    assert "claims_unreadable" not in words(original)

    found = probed(original)

    assert found.duration_ms is not None
    assert found.raw_start == ended - timedelta(milliseconds=found.duration_ms)
    assert (found.start, found.end) == (found.raw_start, ended)
    assert found.time_source == "file"
    assert "time_unknown" not in words(found)


def test_the_offset_of_the_clock_moves_what_was_found_inside(keep: Keep) -> None:
    found = probed(keep("plain.mp4", by="custodian", offset_ms=90_000))

    assert found.raw_start == beijing("2026-03-02 09:00")
    assert found.start == beijing("2026-03-02 09:01:30")


def test_local_time_in_a_field_for_utc_is_read_as_local(keep: Keep, house: House) -> None:
    house.clock.set("2026-03-02 02:00")  # before what the file says, taken as UTC
    found = probed(keep("plain.mp4"))
    assert found.start == beijing("2026-03-02 01:00")


def test_a_hole_is_on_the_row_and_the_parts_between(keep: Keep) -> None:
    found = probed(keep("hole.mp4"))

    assert found.segments == [[0, 20_000], [27_000, 60_000]]
    assert "hole" in words(found)


def test_probing_twice_writes_once(keep: Keep) -> None:
    original = probed(keep("photo.jpg", "D1_zhang_20260301083000.mp4"))
    leaves = Leaf.objects.count()

    again = probed(original)

    assert Leaf.objects.count() == leaves
    assert again.kind == "photo"
    assert "name_says_otherwise" in words(again)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("DSJ_20260301083000.mp4", {"word": "name_says_otherwise", "name": "video", "is": "other"}),
        ("note.wav", {"word": "name_says_otherwise", "name": "audio", "is": "other"}),
        ("film.mxf", {"word": "unreadable", "why": "unknown kind"}),
        ("list.csv", None),
        ("what.bin", None),
    ],
)
def test_noise_is_told_from_what_its_name_says(
    house: House, name: str, said: dict[str, str] | None
) -> None:
    noise = Random(3).randbytes(300_000)
    row = keep_file(by=house.viewer("officer"), file_name=name, chunks=[noise]).original

    found = probed(probed(row))

    wrong = {"name_says_otherwise", "unreadable"}
    assert [one for one in found.findings if one["word"] in wrong] == ([said] if said else [])
    assert found.probed_at is not None
    assert not previews.can_be_copied(found)


@pytest.mark.parametrize(
    ("error", "word"), [(BrokenError, "reader_crashed"), (TooSlowError, "reader_too_slow")]
)
def test_a_file_that_breaks_its_reader_is_kept_with_a_finding(
    keep: Keep, monkeypatch: pytest.MonkeyPatch, error: type[Exception], word: str
) -> None:
    def broken(*_arguments: object, **_limits: object) -> bytes:
        raise error("x")

    monkeypatch.setattr("liuhen.media.probe.work_apart", broken)

    found = probed(keep("plain.mp4"))

    assert word in words(found)
    assert found.kind == "video"
    assert not Job.objects.filter(name=probing.PREVIEW).exists()


def test_what_browsers_play_gets_no_viewing_copy(keep: Keep) -> None:
    probed(keep("plain.mp4"))
    assert not Job.objects.filter(name=probing.PROXY).exists()

    probed(keep("hevc.mp4"))
    assert Job.objects.get(name=probing.PROXY).lane == Lane.BULK


def test_pictures_are_kept_once_and_name_their_original(keep: Keep) -> None:
    original = probed(keep("hole.mp4"))

    for _ in range(2):
        previews.make_previews(str(original.pk))

    rows = Derived.objects.within(original.bureau_id).filter(original=original)
    assert sorted(rows.values_list("kind", flat=True)) == ["filmstrip", "poster", "waveform"]
    poster = rows.select_related("object").get(kind="poster")
    with vault().open(str(original.bureau_id), poster.object.digest) as file:
        assert file.read(2) == b"\xff\xd8"
    assert poster.made_with["program"].startswith("PyAV")


def test_a_viewing_copy_plays_where_the_original_does_not(keep: Keep, tmp_path: Path) -> None:
    original = probed(keep("hevc.mp4"))

    previews.make_proxy(str(original.pk))
    previews.make_proxy(str(original.pk))

    proxy = Derived.objects.within(original.bureau_id).select_related("object").get(kind="proxy")
    assert proxy.media_type == "video/mp4"
    with vault().as_file(str(original.bureau_id), proxy.object.digest) as path:
        from liuhen.media.probe import probe

        found = probe(path)
    assert (found.browser_playable, found.duration_ms) == (True, 20_000)


def test_a_clip_is_kept_under_the_range_that_was_asked_for(keep: Keep) -> None:
    original = probed(keep("plain.mp4"))

    for _ in range(2):
        previews.make_clip(str(original.pk), 13_000, 24_000)

    clip = Derived.objects.within(original.bureau_id).get(kind="clip")
    assert (clip.from_ms, clip.to_ms) == (13_000, 24_000)
    assert (clip.made_with["from_ms"], clip.made_with["to_ms"]) == (13_000, 24_000)


def test_what_cannot_be_made_is_a_finding_and_no_failure(keep: Keep) -> None:
    original = probed(keep("hole.ts"))

    previews.make_clip(str(original.pk), 22_000, 25_000)

    assert "no_clip" in words(probing.original_of(original.pk))
    assert "no_clip" in words(probed(original))


def test_the_queue_says_how_long_a_viewing_copy_lasts(keep: Keep) -> None:
    first, second = probed(keep("hevc.mp4")), probed(keep("hole.ts"))

    assert previews.wait_for(first) == previews.Wait(1, 1)
    assert previews.wait_for(second) == previews.Wait(2, 1)
    previews.ask_for_proxy(second)
    assert previews.wait_for(second) == previews.Wait(1, 1)
    assert previews.wait_for(probed(keep("plain.mp4"))) is None


def test_what_lasts_longer_than_was_thought_is_not_about_to_be_ready(keep: Keep) -> None:
    first, second = probed(keep("hevc.mp4")), probed(keep("hole.ts"))
    begun = timezone.now() - timedelta(minutes=20)
    running = Job.objects.filter(name=probing.PROXY, arguments__original_id=str(first.pk))
    assert running.update(state=State.RUNNING, begun_at=begun) == 1

    assert previews.wait_for(first) == previews.Wait(1, 5)
    assert previews.wait_for(second) == previews.Wait(2, 6)


def test_the_speed_is_that_of_films_that_took_a_while(keep: Keep) -> None:
    original = probed(keep("hevc.mp4"))
    previews.make_proxy(str(original.pk))
    row = Derived.objects.within(original.bureau_id).get(kind=DerivedKind.PROXY)
    assert previews.measured_speed() == previews.USUAL_SPEED

    row.made_with |= {"dots": 5_000_000, "seconds": 50}
    with act("test.slow", by=SYSTEM) as record:
        record.update(row, made_with=row.made_with)
    assert previews.measured_speed() == 100_000


def test_a_film_without_sound_has_none_to_work_through() -> None:
    picture = Stream(kind="video", codec="hevc", width=100, height=100, packets=50)
    sound = Stream(kind="audio", codec="aac", packets=50)
    silent = Probe(kind="video", duration_ms=60_000, streams=[picture])
    assert previews.work_in(silent) == 500_000
    heard = Probe(kind="video", duration_ms=60_000, streams=[picture, sound])
    assert previews.work_in(heard) > 500_000


def test_nothing_of_what_is_in_the_making_stays_behind(
    keep: Keep, settings: Any, tmp_path: Path
) -> None:
    original = probed(keep("plain.mp4"))
    settings.LIUHEN_HOME = tmp_path  # other processes of the run work in the usual one

    previews.make_previews(str(original.pk))

    assert list((tmp_path / "work").iterdir()) == []


def test_a_length_of_thousands_of_years_is_none(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = 10_000 * 366 * 24 * 3600 * 1000
    found = Probe(kind="video", duration_ms=endless, segments=[(0, endless)])
    monkeypatch.setattr(probing, "probe", lambda _path: found)

    row = probed(keep("plain.mp4", "D1_zhang_20260301083000.mp4"))

    assert (row.duration_ms, row.segments, row.end) == (None, [], None)
    assert "unreadable" in words(row)
