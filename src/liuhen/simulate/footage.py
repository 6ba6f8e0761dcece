# SPDX-License-Identifier: Apache-2.0
"""Footage that never was: films with a burned-in clock, photos and sound, made in seconds.

A film of one picture a second shows its device, its place and its own clock, second by second, so
that whoever watches a hole sees the clock jump. Lengths and holes are true: an hour of footage is
an hour of time line in a file of a few megabytes. Nobody and nothing real is shown or heard.
"""

import io
import math
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageDraw, ImageFont

_GROUND, _BAND, _PALE, _BRIGHT = 70, 30, 128, 235
_LETTERS = "0123456789:-/. ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()"
_KEY_EVERY = 10
_SOUND_RATE = 16_000
_FRAME = 1024


@dataclass(frozen=True, slots=True)
class Film:
    """A film to be made. `start` is what its clock shows first; `holes` are (from, to) seconds.

    `text` stands beside the clock (ASCII). `created` is written into the container, as UTC.
    """

    start: datetime
    seconds: int
    text: str = "LIUHEN DEMO"
    codec: str = "libx264"
    rate: int = 1
    size: tuple[int, int] = (640, 360)
    holes: tuple[tuple[int, int], ...] = ()
    sound: bool = False
    created: bool = True
    metadata: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    container: dict[str, str] = field(default_factory=dict)


def shoot(path: Path, film: Film) -> None:
    """Write the film to `path`; the container follows its ending."""
    with av.open(str(path), "w", options=film.container) as target:
        if film.created:
            target.metadata["creation_time"] = film.start.astimezone(UTC).isoformat()
        target.metadata.update(film.metadata)
        pictures = _stream(target, film)
        sounds = _hum(_sound_stream(target), film) if film.sound else iter(())
        for packet in merge(_shot(pictures, film), sounds, key=_when):
            target.mux(packet)


def _when(packet: Any) -> Fraction:
    return Fraction((packet.pts if packet.dts is None else packet.dts) * packet.time_base)


def _shot(stream: Any, film: Film) -> Iterator[Any]:
    canvas = _Canvas(film)
    for number in range(film.seconds * film.rate):
        at = Fraction(number, film.rate)
        if any(start <= at < end for start, end in film.holes):
            continue
        frame = canvas.frame(film.start + timedelta(seconds=number // film.rate), number)
        frame.pts, frame.time_base = number, Fraction(1, film.rate)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _stream(target: Any, film: Film) -> Any:
    stream = target.add_stream(film.codec, rate=film.rate)
    stream.width, stream.height = film.size
    stream.pix_fmt = "yuv420p"
    stream.time_base = stream.codec_context.time_base = Fraction(1, film.rate)
    stream.codec_context.gop_size = _KEY_EVERY * film.rate
    options = {"preset": "ultrafast", "crf": "30"}
    if film.codec == "libx265":
        options |= {"x265-params": f"log-level=none:keyint={_KEY_EVERY * film.rate}"}
        stream.codec_context.codec_tag = "hvc1"
    elif film.codec == "libx264":
        options |= {"tune": "zerolatency"}
    stream.options = {**options, **film.options}
    return stream


class _Canvas:
    """A plain scene whose clock is painted straight into the brightness of the picture."""

    def __init__(self, film: Film) -> None:
        self._width, self._height = film.size
        self._letters, self._high = _letters(max(14, film.size[1] // 14))
        self._film = film
        self._base = self._scene()
        self._paint(self._base, film.text, 8, self._height - self._high - 8)

    def _scene(self) -> bytearray:
        rows = bytearray()
        horizon = self._height * 2 // 3
        for row in range(self._height):
            light = _GROUND + (row * 60 // self._height if row < horizon else 20)
            rows += bytes([light]) * self._width
        band = self._high + 12
        for row in (*range(band), *range(self._height - band, self._height)):
            rows[row * self._width : (row + 1) * self._width] = bytes([_BAND]) * self._width
        return rows

    def frame(self, shown: datetime, number: int) -> Any:
        """Return the picture with its clock, and something that walks by."""
        luma = bytearray(self._base)
        self._paint(luma, shown.strftime("%Y-%m-%d %H:%M:%S"), 8, 6)
        self._walker(luma, number)
        frame = av.VideoFrame(self._width, self._height, "yuv420p")
        _fill(frame.planes[0], luma, self._width)
        half = bytes([_PALE]) * (self._width * self._height // 4)
        for plane in frame.planes[1:]:
            _fill(plane, half, self._width // 2)
        return frame

    def _walker(self, luma: bytearray, number: int) -> None:
        size = self._height // 6
        left = 8 + (number * 7) % (self._width - size - 16)
        top = self._height * 2 // 3 - size
        line = bytes([_BRIGHT - 60]) * (size // 2)
        for row in range(top, top + size):
            at = row * self._width + left
            luma[at : at + len(line)] = line

    def _paint(self, luma: bytearray, text: str, left: int, top: int) -> None:
        x = left
        for glyph, wide in (self._letters[one] for one in text if one in self._letters):
            if x + wide > self._width:
                return
            for row in range(self._high):
                at = (top + row) * self._width + x
                luma[at : at + wide] = glyph[row * wide : (row + 1) * wide]
            x += wide


def _letters(size: int) -> tuple[dict[str, tuple[bytes, int]], int]:
    """The letters of Pillow's own font as rows of brightness, each with its width; their height."""
    font = ImageFont.load_default(size)
    high = math.ceil(max(font.getbbox(letter)[3] for letter in _LETTERS)) + 1
    made = {}
    for letter in _LETTERS:
        wide = math.ceil(font.getlength(letter)) + 1
        image = Image.new("L", (wide, high), _BAND)
        ImageDraw.Draw(image).text((0, 0), letter, font=font, fill=_BRIGHT)
        made[letter] = image.tobytes(), wide
    return made, high


def _fill(plane: Any, rows: bytes | bytearray, width: int) -> None:
    if plane.line_size == width:
        plane.update(rows)
        return
    rest = bytes(plane.line_size - width)
    lines = (rows[at : at + width] + rest for at in range(0, len(rows), width))
    plane.update(b"".join(lines))


def _sound_stream(target: Any) -> Any:
    stream = target.add_stream("aac", rate=_SOUND_RATE, layout="mono")
    stream.bit_rate = 16_000
    stream.time_base = Fraction(1, _SOUND_RATE)
    return stream


def _hum(stream: Any, film: Film) -> Iterator[Any]:
    """Give one encoded second of a hum again and again: sound for hours costs nothing."""
    packets = []
    for number in range(2 * _SOUND_RATE // _FRAME):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=_FRAME)
        frame.planes[0].update(struct.pack(f"{_FRAME}f", *_wave(number * _FRAME, _FRAME)))
        frame.sample_rate = _SOUND_RATE
        frame.pts, frame.time_base = number * _FRAME, Fraction(1, _SOUND_RATE)
        packets += [bytes(one) for one in stream.encode(frame)]
    stream.encode(None)
    loop = packets[4:]  # the first ones fade in
    for number in range(film.seconds * _SOUND_RATE // _FRAME):
        at = number * _FRAME
        if any(start <= at / _SOUND_RATE < end for start, end in film.holes):
            continue
        packet = av.Packet(loop[number % len(loop)])
        packet.pts = packet.dts = at
        packet.duration, packet.time_base = _FRAME, Fraction(1, _SOUND_RATE)
        packet.stream, packet.is_keyframe = stream, True
        yield packet


def _wave(start: int, count: int) -> list[float]:
    turn = 2 * math.pi / _SOUND_RATE
    return [
        0.25 * math.sin(220 * turn * at) * (0.6 + 0.4 * math.sin(3 * turn * at))
        for at in range(start, start + count)
    ]


def dictate(path: Path, start: datetime, seconds: int) -> None:
    """Write a sound file (M4A, AAC) of that length, as voice recorders do."""
    with av.open(str(path), "w", format="ipod") as target:
        target.metadata["creation_time"] = start.astimezone(UTC).isoformat()
        for packet in _hum(_sound_stream(target), Film(start, seconds)):
            target.mux(packet)


def speak(path: Path, seconds: int) -> None:
    """Write a WAV file of that length: a hum, since nobody really speaks."""
    second = struct.pack(
        f"<{_SOUND_RATE // 2}h", *(int(9000 * one) for one in _wave(0, _SOUND_RATE)[::2])
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_SOUND_RATE // 2)
        file.writeframes(second * seconds)


def photograph(
    at: datetime, text: str, *, place: tuple[float, float] | None = None, rotation: int = 1
) -> bytes:
    """Return a JPEG with the time of `at` (and its offset), and the place, in its EXIF data."""
    picture = Image.new("RGB", (1280, 960), (96, 128, 150))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, 1280, 960), fill=(110, 104, 90))
    draw.rectangle((380, 300, 900, 720), fill=(182, 160, 128), outline=(70, 60, 50), width=6)
    font = ImageFont.load_default(44)
    draw.text((24, 24), at.strftime("%Y-%m-%d %H:%M:%S"), font=font, fill=(255, 255, 255))
    draw.text((24, 890), text, font=font, fill=(255, 255, 255))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=82, exif=_exif(at, place, rotation))
    return kept.getvalue()


def _exif(at: datetime, place: tuple[float, float] | None, rotation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "LIUHEN", "DEMO CAMERA", rotation
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = at.strftime("%Y:%m:%d %H:%M:%S")
    offset = at.strftime("%z")
    if offset:
        inner[0x9011] = f"{offset[:3]}:{offset[3:5]}"
    if place is not None:
        gps = exif.get_ifd(0x8825)
        for ref, value, sides, angle in ((1, 2, "NS", place[0]), (3, 4, "EW", place[1])):
            gps[ref] = sides[angle < 0]
            minutes, seconds = divmod(abs(angle) * 3600, 60)
            degrees, minutes = divmod(minutes, 60)
            gps[value] = (degrees, minutes, round(seconds, 3))
    return exif
