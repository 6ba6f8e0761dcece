# SPDX-License-Identifier: Apache-2.0
"""Small media files of every kind that a test needs, made once a run."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from liuhen.simulate.footage import Film, photograph, shoot, speak
from support.heic import write_heic

BEIJING = timezone(timedelta(hours=8))
AT = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)


def _film(name: str, **values: object) -> Callable[[Path], None]:
    film = Film(AT, **{"size": (160, 90), "seconds": 60, **values})  # type: ignore[arg-type]  # a film's own values
    return lambda path: shoot(path, film)


def _cut(whole: str, share: float) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        raw = media(whole, path.parent).read_bytes()
        path.write_bytes(raw[: int(len(raw) * share)])

    return make


def _photo(rotation: int = 1) -> Callable[[Path], None]:
    raw = photograph(AT, "x", place=(38.9512, -121.6254), rotation=rotation)
    return lambda path: Path.write_bytes(path, raw) and None


_HOLE = ((20, 27),)
_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov"}
MEDIA: dict[str, Callable[[Path], None]] = {
    "plain.mp4": _film("plain.mp4", sound=True, metadata={"location": "+38.9512+121.6254/"}),
    "hole.mp4": _film("hole.mp4", holes=_HOLE, sound=True),
    "hole25.mp4": _film("hole25.mp4", seconds=20, rate=25, holes=((8, 15),), sound=True),
    "hevc.mp4": _film("hevc.mp4", seconds=20, codec="libx265"),
    "hole.ts": _film("hole.ts", holes=_HOLE),
    "hole.mkv": _film("hole.mkv", holes=_HOLE, sound=True),
    "plain.webm": _film("plain.webm", seconds=10, codec="libvpx-vp9"),
    "fragments.mp4": _film("fragments.mp4", seconds=300, container=_FRAGMENTS),
    "no-time.mp4": _film("no-time.mp4", created=False),
    "voice.wav": lambda path: speak(path, 20),
    "photo.jpg": _photo(),
    "turned.jpg": _photo(6),
    "phone.heic": write_heic,
    "cut-fragments.mp4": _cut("fragments.mp4", 0.6),
    "cut-plain.mp4": _cut("plain.mp4", 0.6),
    "cut.mkv": _cut("hole.mkv", 0.5),
    "cut.ts": _cut("hole.ts", 0.5),
    "cut.wav": _cut("voice.wav", 0.5),
    "cut.jpg": _cut("photo.jpg", 0.5),
}


def media(name: str, folder: Path) -> Path:
    """Return the file of that name in `folder`, made where it is not there."""
    path = folder / name
    if not path.exists():
        MEDIA[name](path)
    return path
