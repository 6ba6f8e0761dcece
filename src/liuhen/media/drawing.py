# SPDX-License-Identifier: Apache-2.0
"""The reader of `liuhen.media.preview`: runs in the sandbox, writes into its one folder."""

import json
import os
import time
from array import array
from pathlib import Path
from typing import Any

import msgspec
from av.audio.resampler import AudioResampler
from av.video.reformatter import VideoReformatter
from PIL import Image, ImageOps

from liuhen.media.filming import film
from liuhen.media.frames import Frames, sounds_of
from liuhen.media.pictures import FORMATS
from liuhen.media.preview import Made, Wanted
from liuhen.media.sniff import sniff

_POSTER, _PHOTO = (960, 540), (1920, 1920)
_TILE = (160, 120)
_COLUMNS, _MOST_TILES = 10, 60
_NOTHING = (32, 32, 32)  # a tile where nothing was recorded
_QUALITY = 80
_RATE, _MOST_PEAKS, _LEAST_PEAK_MS = 8000, 2000, 100
_LOUDEST = 32768
#: The share of the processor's time in which the film strip, then the peaks have to be done.
_STRIP_SHARE, _PEAKS_SHARE = 0.5, 0.9


def work_on(request: bytes, descriptor: int, folder: str) -> bytes:
    """Make what is wanted and say what was made."""
    wanted = msgspec.json.decode(request, type=Wanted)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        demuxer = sniff(file).demuxer
        if wanted.what != "pictures":
            made = [film(descriptor, demuxer, Path(folder), wanted)]
        elif wanted.kind == "photo":
            made = [_photo(file, Path(folder))]
        else:
            made = _previews(descriptor, demuxer, Path(folder), wanted)
    return msgspec.json.encode(made)


def _photo(file: Any, folder: Path) -> Made:
    with Image.open(file, formats=FORMATS) as opened:
        opened.draft("RGB", _PHOTO)
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail(_PHOTO)
    return _jpeg(picture, folder, "poster", {})


def _jpeg(picture: Image.Image, folder: Path, kind: str, more: dict[str, Any]) -> Made:
    name = f"{kind}.jpg"
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)  # dots alone: no metadata of the original goes along
    clean.save(folder / name, "JPEG", quality=_QUALITY, optimize=True)
    size = {"picture_width": picture.width, "picture_height": picture.height}
    return Made(kind, name, "image/jpeg", {**(more or size), "program": _program()})


def _program() -> str:
    import av
    import PIL

    return f"PyAV {av.__version__}, Pillow {PIL.__version__}"


def _previews(descriptor: int, demuxer: str, folder: Path, wanted: Wanted) -> list[Made]:
    made = []
    if wanted.kind == "video":
        with Frames(descriptor, demuxer, wanted.picture_begins_ms) as frames:
            made = _pictures(frames, folder, wanted)
    if (peaks := _peaks(descriptor, demuxer, wanted)) is not None:
        (folder / "waveform.json").write_text(json.dumps(peaks), encoding="ascii")
        said = {"interval_ms": peaks["interval_ms"], "program": _program()}
        made.append(Made("waveform", "waveform.json", "application/json", said))
    return made


def _pictures(frames: Frames, folder: Path, wanted: Wanted) -> list[Made]:
    first, last = wanted.segments[0]
    made: list[Made] = []
    poster = frames.at(first + min(1000, (last - first) // 2))
    if poster is None:
        return made
    made.append(_jpeg(_picture(poster, VideoReformatter(), _POSTER), folder, "poster", {}))
    tiles = max(1, min(_MOST_TILES, wanted.duration_ms // 1000))
    interval = -(-wanted.duration_ms // tiles)
    size = _picture(poster, VideoReformatter(), _TILE).size
    rows = -(-tiles // _COLUMNS)
    strip = Image.new("RGB", (size[0] * min(tiles, _COLUMNS), size[1] * rows), _NOTHING)
    reformatter, until = VideoReformatter(), wanted.seconds * _STRIP_SHARE
    for tile in range(tiles):
        at = tile * interval + interval // 2
        if not any(start <= at < end for start, end in wanted.segments):
            continue
        if time.process_time() > until or (frame := frames.at(at)) is None:
            break
        place = (tile % _COLUMNS * size[0], tile // _COLUMNS * size[1])
        strip.paste(_picture(frame, reformatter, _TILE).resize(size), place)
    said = {
        "columns": min(tiles, _COLUMNS),
        "width": size[0],
        "height": size[1],
        "interval_ms": interval,
        "tiles": tiles,
    }
    return [*made, _jpeg(strip, folder, "filmstrip", said)]


def _picture(frame: Any, reformatter: VideoReformatter, box: tuple[int, int]) -> Image.Image:
    """A frame as a picture that fits the box, turned as the file says."""
    turned = frame.rotation % 180 != 0
    wide, high = (box[1], box[0]) if turned else box
    scale = min(wide / frame.width, high / frame.height, 1.0)
    width, height = (max(2, round(side * scale)) for side in (frame.width, frame.height))
    small: Any = reformatter.reformat(frame, width=width, height=height, format="rgb24")
    picture: Image.Image = small.to_image()
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def _peaks(descriptor: int, demuxer: str, wanted: Wanted) -> dict[str, Any] | None:
    """The loudest moment of each interval, 0 to 255; nothing where there is no sound."""
    interval = max(_LEAST_PEAK_MS, -(-wanted.duration_ms // _MOST_PEAKS))
    peaks = [0] * (-(-wanted.duration_ms // interval) or 1)
    resampler = AudioResampler(format="s16", layout="mono", rate=_RATE)
    until, heard = wanted.seconds * _PEAKS_SHARE, False
    for at, frame in sounds_of(descriptor, demuxer, wanted.sound_begins_ms):
        if time.process_time() > until:
            break
        for piece in resampler.resample(frame):
            samples = array("h", bytes(piece.planes[0])[: 2 * piece.samples])
            place = at // interval
            if samples and 0 <= place < len(peaks):
                high, low = max(samples), min(samples)
                loud = max(high, -low) * 255 // _LOUDEST
                peaks[place] = max(peaks[place], loud)
                heard = True
    return {"interval_ms": interval, "peaks": peaks} if heard else None
