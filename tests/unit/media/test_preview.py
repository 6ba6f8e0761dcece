# SPDX-License-Identifier: Apache-2.0
"""Pictures, viewing copies and clips: what they show is when it was."""

import json
from pathlib import Path

import pytest
from PIL import Image

from liuhen.media.preview import Made, Wanted, draw
from liuhen.media.probe import Probe, probe
from liuhen.media.sandbox import SandboxError
from unit.media.conftest import Media


def make(path: Path, folder: Path, what: str, **values: object) -> tuple[Probe, dict[str, Made]]:
    found = probe(path)
    begins = {one.kind: one.segments[0][0] for one in reversed(found.streams)}
    wanted = Wanted(
        what=what,
        kind=found.kind,
        duration_ms=found.duration_ms or 0,
        segments=found.segments,
        picture_begins_ms=begins.get("video", 0),
        sound_begins_ms=begins.get("audio", 0),
        usual_step_ms=found.streams[0].usual_step_ms if found.streams else 0,
        **values,  # type: ignore[arg-type]  # a wish's own values
    )
    return found, {one.kind: one for one in draw(path, folder, wanted)}


@pytest.mark.parametrize("name", ["hole.mp4", "hole.ts", "hevc.mp4"])
def test_a_film_strip_shows_a_tile_for_each_moment(made: Media, tmp_path: Path, name: str) -> None:
    found, drawn = make(made(name), tmp_path, "pictures")

    strip = drawn["filmstrip"].made_with
    assert strip["interval_ms"] == 1000
    with Image.open(tmp_path / "filmstrip.jpg") as picture:
        assert picture.size == (strip["width"] * 10, strip["height"] * -(-strip["tiles"] // 10))
        for tile in range(strip["tiles"]):
            at = tile * 1000 + 500
            recorded = any(start <= at < end for start, end in found.segments)
            left, top = tile % 10 * strip["width"], tile // 10 * strip["height"]
            middle = picture.getpixel((left + strip["width"] - 4, top + strip["height"] // 2))
            assert isinstance(middle, tuple)
            assert (middle[0] > 60) is recorded, tile


def test_sound_has_its_peaks_and_silence_where_nothing_is(made: Media, tmp_path: Path) -> None:
    _, drawn = make(made("hole.mp4"), tmp_path, "pictures")

    said = json.loads((tmp_path / drawn["waveform"].name).read_text())
    interval = said["interval_ms"]
    assert max(said["peaks"]) > 20
    assert set(said["peaks"][21_000 // interval : 26_000 // interval]) == {0}


def test_a_photo_is_turned_and_loses_its_metadata(made: Media, tmp_path: Path) -> None:
    make(made("turned.jpg"), tmp_path, "pictures")

    with Image.open(tmp_path / "poster.jpg") as poster:
        assert poster.size == (960, 1280)
        assert not poster.getexif()


@pytest.mark.parametrize("name", ["hole.ts", "hole25.mp4"])
def test_a_hole_is_as_long_in_the_viewing_copy(made: Media, tmp_path: Path, name: str) -> None:
    found, drawn = make(made(name), tmp_path, "proxy")

    copy = probe(tmp_path / drawn["proxy"].name)
    assert copy.browser_playable
    assert copy.segments == found.segments


def test_a_film_that_browsers_do_not_play_becomes_one_that_they_do(
    made: Media, tmp_path: Path
) -> None:
    _, drawn = make(made("hevc.mp4"), tmp_path, "proxy")

    copy = probe(tmp_path / drawn["proxy"].name)
    assert copy.browser_playable
    assert copy.duration_ms == 20_000
    raw = (tmp_path / "proxy.mp4").read_bytes()
    assert raw.index(b"moov") < raw.index(b"mdat")  # it plays before it has arrived


def test_a_clip_from_a_key_picture_takes_the_packets_as_they_are(
    made: Media, tmp_path: Path
) -> None:
    _, drawn = make(made("plain.mp4"), tmp_path, "clip", from_ms=10_000, to_ms=30_000, copy=True)

    said = drawn["clip"].made_with
    assert (said["encoded"], said["from_ms"], said["to_ms"]) == (False, 10_000, 30_000)
    assert probe(tmp_path / "clip.mp4").segments == [(0, 20_000)]


def test_a_clip_from_elsewhere_shows_no_moment_before_it(made: Media, tmp_path: Path) -> None:
    _, drawn = make(made("plain.mp4"), tmp_path, "clip", from_ms=13_000, to_ms=24_000, copy=True)

    said = drawn["clip"].made_with
    assert (said["encoded"], said["from_ms"], said["to_ms"]) == (True, 13_000, 24_000)
    assert probe(tmp_path / "clip.mp4").segments == [(0, 11_000)]


def test_where_nothing_was_recorded_nothing_is_cut(made: Media, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="nothing was recorded"):
        make(made("hole.ts"), tmp_path, "clip", from_ms=22_000, to_ms=25_000)


def test_a_photo_of_a_telephone_gets_a_preview(made: Media, tmp_path: Path) -> None:
    """HEIC is no format that browsers show; it is read in the child like every other."""
    found, drawn = make(made("phone.heic"), tmp_path, "pictures")

    assert (found.kind, found.container, found.codecs) == ("photo", "heif", ["heif"])
    assert (found.width, found.height) == (320, 240)
    assert "unreadable" not in {one["word"] for one in found.findings}
    assert drawn["poster"].media_type == "image/jpeg"
    with Image.open(tmp_path / "poster.jpg") as picture:
        assert picture.size == (320, 240)
        left, right = (picture.convert("RGB").getpixel((x, 120)) for x in (40, 280))
    assert left[0] > 150 > left[2]  # type: ignore[index]  # three colours
    assert right[2] > 150 > right[0]  # type: ignore[index]  # the same


def test_a_photo_of_a_telephone_that_is_cut_short_breaks_nothing(
    made: Media, tmp_path: Path
) -> None:
    whole = made("phone.heic").read_bytes()
    cut = tmp_path / "cut.heic"
    cut.write_bytes(whole[: len(whole) - 200])
    found = probe(cut)
    assert found.kind == "photo"
    assert {one["word"] for one in found.findings} & {"cut_short", "broken_inside", "unreadable"}
