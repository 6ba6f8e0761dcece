# SPDX-License-Identifier: Apache-2.0
"""What a file says of itself: length and holes from its packets, and what is wrong with it."""

from pathlib import Path

import pytest

from liuhen.media.probe import Probe, probe
from liuhen.media.sandbox import Limits
from unit.media.conftest import Media


def words(found: Probe) -> set[str]:
    return {one["word"] for one in found.findings}


def test_a_whole_film_is_told_to_the_millisecond(made: Media) -> None:
    found = probe(made("plain.mp4"))

    assert (found.kind, found.container, found.codecs) == ("video", "mp4", ["h264", "aac"])
    assert (found.width, found.height, found.frame_rate) == (160, 90, 1.0)
    assert found.duration_ms == 60_000
    assert found.segments == [(0, 60_000)]
    assert found.created_at == "2026-03-02T01:00:00+00:00"
    assert found.position == {"lat": 38.9512, "lon": 121.6254}
    assert found.browser_playable
    assert words(found) == {"unsigned_at_source"}


@pytest.mark.parametrize("name", ["hole.mp4", "hole.ts", "hole.mkv"])
def test_a_hole_at_one_picture_a_second_is_found_exactly(made: Media, name: str) -> None:
    found = probe(made(name))

    assert found.segments == [(0, 20_000), (27_000, 60_000)]
    holes = [one for one in found.findings if one["word"] == "hole"]
    assert holes == [{"word": "hole", "from_ms": 20_000, "to_ms": 27_000, "stream": "video"}]


def test_a_hole_at_25_pictures_a_second_is_found_exactly(made: Media) -> None:
    assert probe(made("hole25.mp4")).segments == [(0, 8000), (15_000, 20_000)]


@pytest.mark.parametrize(
    ("name", "playable"),
    [("hevc.mp4", False), ("plain.webm", True), ("hole.ts", False), ("voice.wav", True)],
)
def test_what_browsers_play_is_told(made: Media, name: str, playable: bool) -> None:  # noqa: FBT001  # a table
    assert probe(made(name)).browser_playable is playable


@pytest.mark.parametrize(
    "name", ["cut-fragments.mp4", "cut-plain.mp4", "cut.mkv", "cut.ts", "cut.wav", "cut.jpg"]
)
def test_a_file_that_was_cut_short_says_so(made: Media, name: str) -> None:
    assert "cut_short" in words(probe(made(name)))


def test_the_length_of_a_cut_film_is_not_what_its_head_says(made: Media) -> None:
    found = probe(made("cut.mkv"))

    assert found.container_duration_ms is not None
    assert found.duration_ms is not None
    assert found.container_duration_ms > 59_000 > found.duration_ms
    assert "wrong_duration" in words(found)


def test_a_film_without_its_index_says_so_and_nothing_else_is_claimed(made: Media) -> None:
    found = probe(made("cut-plain.mp4"))

    assert found.kind == "video"
    assert {"no_index", "cut_short"} <= words(found)
    assert found.duration_ms is None


def test_a_time_that_is_not_inside_is_said_to_be_missing(made: Media) -> None:
    found = probe(made("no-time.mp4"))

    assert found.created_at is None
    assert "no_time_inside" in words(found)


def test_a_photo_tells_time_with_its_offset_and_place(made: Media) -> None:
    found = probe(made("photo.jpg"))

    assert found.kind == "photo"
    assert found.created_at == "2026-03-02T09:00:00+08:00"
    assert found.position == {"lat": 38.9512, "lon": -121.6254}
    assert (found.width, found.height, found.rotation) == (1280, 960, 0)
    assert probe(made("turned.jpg")).rotation == 90


def test_a_signature_is_seen_and_not_verified(made: Media, tmp_path: Path) -> None:
    box = b"uuid" + bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + b"manifest"
    signed = tmp_path / "signed.mp4"
    signed.write_bytes(made("plain.mp4").read_bytes() + (len(box) + 4).to_bytes(4, "big") + box)

    found = probe(signed)

    assert found.signed == "c2pa"
    assert {"word": "signed_at_source", "by": "c2pa", "verified": False} in found.findings
    assert "unsigned_at_source" not in words(found)


def test_a_transport_stream_whose_clock_starts_again_says_so(made: Media, tmp_path: Path) -> None:
    twice = tmp_path / "twice.ts"
    twice.write_bytes(made("hole.ts").read_bytes() * 2)

    found = probe(twice)

    assert "jump_back" in words(found)
    assert found.duration_ms == 120_000


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 9000, b"plain words", b"#EXTM3U\nfile:///etc/passwd\n", bytes(range(256)) * 50],
)
def test_what_nobody_knows_is_another_file_and_no_error(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "x.mp4"
    file.write_bytes(raw)

    assert probe(file) == Probe()


@pytest.mark.parametrize(
    ("name", "container"),
    [("OFD.xml", "ofd"), ("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("a", "zip")],
)
def test_office_files_are_told_by_what_they_hold(tmp_path: Path, name: str, container: str) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        archive.writestr(name, "x")

    assert probe(tmp_path / "x").container == container


def test_a_reader_that_takes_too_long_or_too_much_is_a_finding(made: Media) -> None:
    slow = probe(made("plain.mp4"), limits=Limits(seconds=20, wall_seconds=0, memory_mib=1))

    assert "reader_crashed" in words(slow)
    assert slow.segments == []
