# SPDX-License-Identifier: Apache-2.0
"""Walks through the packets of a video or a sound file without decoding. To be run in the sandbox.

The demuxer is the one that the file's own bytes ask for, and its protocol is the open descriptor
alone: no list of other files, no address inside the file is ever followed.
"""

import os
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import av.error
from av.container import InputContainer
from av.stream import Disposition
from msgspec.structs import replace

from liuhen.media.continuity import LEAST_HOLE_MS, Span, course_of, union, usual_step
from liuhen.media.pictures import position
from liuhen.media.probe import Probe, Stream
from liuhen.media.sniff import Sniffed

#: What readers of media raise about bytes; a lack of memory is left to the sandbox.
BAD = (av.error.FFmpegError, EOFError, ValueError, OSError, ArithmeticError, LookupError)
_MOST_SPANS = 2000
_MOST_HOLES_SAID = 50
_PRIMING_MS = 100
_LOST_STEPS = 2.5
_GUESSED_RATE = 25
#: Containers that say how long they are, instead of having it estimated.
_SAYS_LENGTH = ("mp4", "mov", "3gp", "matroska", "webm", "avi", "flv", "asf", "wav", "flac")
_LOCATION = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
_PLAYS = {
    "mp4": ({"h264", "av1", "vp9"}, {"", "aac", "mp3", "opus", "flac"}),
    "webm": ({"vp8", "vp9", "av1"}, {"", "opus", "vorbis"}),
}
_PLAYS["mov"] = _PLAYS["mp4"]
_PLAYS_SOUND = {
    "mp4": {"aac", "mp3", "opus", "flac"},
    "mp3": {"mp3"},
    "aac": {"aac"},
    "wav": {"pcm_s16le", "pcm_u8", "pcm_s24le", "pcm_f32le"},
    "ogg": {"opus", "vorbis", "flac"},
    "flac": {"flac"},
    "webm": {"opus", "vorbis"},
}
_PLAIN_PIXELS = {"", "yuv420p", "yuvj420p"}
_SOUND_TYPES = {"mp4": "audio/mp4", "mov": "audio/mp4", "3gp": "audio/3gpp", "webm": "audio/webm"}


@dataclass(slots=True)
class _Track:
    """The packets of one stream: in ticks, in the order of the file."""

    stream: Any
    base: Fraction
    decoding: "array[int]" = field(default_factory=lambda: array("q"))
    showing: "array[int]" = field(default_factory=lambda: array("q"))
    timeless: int = 0

    def note(self, packet: Any) -> None:
        shown = packet.pts if packet.pts is not None else packet.dts
        if shown is None:
            self.timeless += 1
            step = round(1 / (_GUESSED_RATE * self.base))
            shown = self.showing[-1] + step if self.showing else 0
        self.showing.append(shown)
        self.decoding.append(packet.dts if packet.dts is not None else shown)

    def milliseconds(self, ticks: "array[int]") -> list[int]:
        up, down = self.base.numerator * 1000, self.base.denominator
        half = down // 2
        return [(one * up + half) // down for one in ticks]

    @property
    def kind(self) -> str:
        return str(self.stream.type)


def open_media(descriptor: int, demuxer: str) -> InputContainer:
    """Open the file behind a descriptor with one demuxer, and nothing else."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    options = {"fd": str(descriptor), "protocol_whitelist": "fd"}
    return av.open("fd:", format=demuxer, options=options, metadata_errors="replace")


def walk(descriptor: int, what: Sniffed) -> Probe:
    """Return what a video or sound file says of itself."""
    plain = Probe(kind=what.kind, container=what.container, media_type=what.media_type)
    try:
        container = open_media(descriptor, what.demuxer)
    except BAD as error:
        unreadable = {"word": "unreadable", "why": type(error).__name__}
        return replace(plain, findings=[unreadable])
    with container:
        tracks, broken = _packets(container)
        return _told(container, what, tracks, broken)


def _packets(container: InputContainer) -> tuple[list[_Track], bool]:
    """Read all packets; says also whether an error ended it."""
    tracks: dict[int, _Track] = {}
    for stream in container.streams:
        if stream.type in ("video", "audio") and not stream.disposition & Disposition.attached_pic:
            tracks[stream.index] = _Track(stream, Fraction(stream.time_base or Fraction(1, 1000)))
    try:
        for packet in container.demux(*(one.stream for one in tracks.values())):
            if packet.size:
                tracks[packet.stream.index].note(packet)
    except BAD:
        return list(tracks.values()), True
    return list(tracks.values()), False


def _told(container: InputContainer, what: Sniffed, tracks: list[_Track], broken: bool) -> Probe:  # noqa: FBT001  # read in one place
    full = [one for one in tracks if one.showing]
    findings: list[dict[str, Any]] = []
    if not full:
        return replace(
            Probe(kind=what.kind, container=what.container, media_type=what.media_type),
            findings=[{"word": "unreadable", "why": "no packets"}],
        )
    streams, jumps = _streams(full)
    pictures = [one for one in streams if one.kind == "video"]
    kind = "video" if pictures else "audio"
    sounds = [one for one in streams if one.kind == "audio"]
    leading = pictures or sounds
    segments = _few(union(span for one in leading for span in one.segments))
    duration = max(one.segments[-1][1] for one in streams)
    findings += _jumped(jumps)
    findings += _holes(segments, "hole", "video" if pictures else "audio")
    if pictures:
        findings += _sound_holes(sounds, segments)
        findings += _without_picture(segments, duration, pictures[0].usual_step_ms)
    said = round(container.duration / 1000) if container.duration else None
    findings += _lengths(what, said, duration, leading[0].usual_step_ms)
    if broken:
        findings.append({"word": "broken_inside", "at_ms": duration})
    metadata = {**(full[0].stream.metadata or {}), **(container.metadata or {})}
    metadata = {str(key).lower(): str(value) for key, value in metadata.items()}
    first = pictures[0] if pictures else None
    return Probe(
        kind=kind,
        container=what.container,
        media_type=_media_type(what, kind),
        codecs=[one.codec for one in streams],
        streams=streams,
        width=first.width if first else None,
        height=first.height if first else None,
        frame_rate=first.frame_rate if first else None,
        duration_ms=duration,
        container_duration_ms=said,
        created_at=_created(metadata),
        position=_place(metadata),
        device=_device(metadata),
        segments=segments,
        findings=findings,
        browser_playable=not jumps and _plays(what, pictures, sounds),
    )


def _streams(tracks: list[_Track]) -> tuple[list[Stream], list[Span]]:
    courses = []
    for track in tracks:
        times = track.milliseconds(track.decoding), track.milliseconds(track.showing)
        courses.append((track, course_of(*times)))
    starts = {track.kind: course.spans[0][0] for track, course in reversed(courses)}
    origin = min(course.spans[0][0] for _, course in courses)
    if "video" in starts and starts["video"] - origin <= _PRIMING_MS:
        origin = starts["video"]  # sound encoders begin a little before the first picture
    streams, jumps = [], []
    for track, course in courses:
        spans = [(max(a - origin, 0), max(b - origin, 0)) for a, b in course.spans]
        streams.append(_stream(track, _few(spans)))
        jumps += [(at - origin, by) for at, by in course.jumps]
    return streams, jumps


def _stream(track: _Track, spans: list[Span]) -> Stream:
    context = track.stream.codec_context
    video = track.kind == "video"
    usual = usual_step(track.decoding)
    step = float(usual * track.base)
    return Stream(
        kind=track.kind,
        codec=str(context.name) if context else "",
        profile=str((context.profile if context else "") or ""),
        width=context.width if video and context else None,
        height=context.height if video and context else None,
        pixels=str((context.pix_fmt if video and context else "") or ""),
        frame_rate=round(1 / step, 3) if video and step > 0 else None,
        sample_rate=None if video or not context else context.sample_rate,
        channels=None if video or not context else context.channels,
        packets=len(track.showing),
        usual_step_ms=round(step * 1000),
        segments=spans,
    )


def _few(spans: list[Span]) -> list[Span]:
    """Bound what is said of a file that is all holes: seams grow until it is not too much."""
    tolerance = LEAST_HOLE_MS
    while len(spans) > _MOST_SPANS:
        spans = union(spans, tolerance)
        tolerance *= 2
    return spans


def _holes(segments: list[Span], word: str, stream: str) -> Iterator[dict[str, Any]]:
    found = [(a[1], b[0]) for a, b in pairwise(segments)]
    for start, end in found[:_MOST_HOLES_SAID]:
        yield {"word": word, "from_ms": start, "to_ms": end, "stream": stream}
    if len(found) > _MOST_HOLES_SAID:
        yield {"word": word, "more": len(found) - _MOST_HOLES_SAID, "stream": stream}


def _sound_holes(sounds: list[Stream], pictures: list[Span]) -> Iterator[dict[str, Any]]:
    """Where sound is missing while there is a picture."""
    for sound in sounds:
        gaps = [(a[1], b[0]) for a, b in pairwise(sound.segments)]
        ends = [(0, sound.segments[0][0]), (sound.segments[-1][1], pictures[-1][1])]
        missing = [one for one in (*gaps, *ends) if one[1] - one[0] > LEAST_HOLE_MS]
        seen = [
            (max(a, start), min(b, end))
            for a, b in sorted(missing)
            for start, end in pictures
            if min(b, end) - max(a, start) > LEAST_HOLE_MS
        ]
        for start, end in seen[:_MOST_HOLES_SAID]:
            yield {"word": "sound_hole", "from_ms": start, "to_ms": end}


def _without_picture(segments: list[Span], duration: int, usual: int) -> Iterator[dict[str, Any]]:
    least = max(LEAST_HOLE_MS, _LOST_STEPS * usual)
    for start, end in ((0, segments[0][0]), (segments[-1][1], duration)):
        if end - start > least:
            yield {"word": "no_picture", "from_ms": start, "to_ms": end}


def _jumped(jumps: list[Span]) -> Iterator[dict[str, Any]]:
    for at, by in jumps[:_MOST_HOLES_SAID]:
        yield {"word": "jump_back" if by < 0 else "jump_ahead", "at_ms": at, "by_ms": by}


def _lengths(what: Sniffed, said: int | None, found: int, usual: int) -> Iterator[dict[str, Any]]:
    if said is None or what.container not in _SAYS_LENGTH:
        return
    if abs(said - found) <= max(LEAST_HOLE_MS, _LOST_STEPS * usual):
        return
    yield {"word": "wrong_duration", "said_ms": said, "found_ms": found}
    if said > found:
        yield {"word": "cut_short", "missing_ms": said - found}


def _media_type(what: Sniffed, kind: str) -> str:
    if kind == "audio":
        return _SOUND_TYPES.get(what.container, what.media_type)
    return what.media_type


def _plays(what: Sniffed, pictures: list[Stream], sounds: list[Stream]) -> bool:
    heard = {one.codec for one in sounds} or {""}
    if not pictures:
        return heard <= _PLAYS_SOUND.get(what.container, set())
    seen, with_sound = _PLAYS.get(what.container, (set(), set()))
    return (
        len(pictures) == 1
        and pictures[0].codec in seen
        and pictures[0].pixels in _PLAIN_PIXELS
        and heard <= with_sound
    )


def _created(metadata: dict[str, str]) -> str | None:
    names = ("com.apple.quicktime.creationdate", "creation_time", "date", "icrd")
    for name in names:
        said = metadata.get(name, "").strip().replace(" ", "T")
        try:
            at = datetime.fromisoformat(said) if "T" in said else None
        except ValueError:
            continue
        if at is not None and 2000 <= at.year < 2100:  # noqa: PLR2004  # else the device never knew
            return at.isoformat()
    return None


def _place(metadata: dict[str, str]) -> dict[str, float] | None:
    for name in ("location", "location-eng", "com.apple.quicktime.location.iso6709"):
        if found := _LOCATION.match(metadata.get(name, "")):
            return position(float(found[1]), float(found[2]))
    return None


def _device(metadata: dict[str, str]) -> str:
    apple = "com.apple.quicktime."
    parts = [metadata.get(name) or metadata.get(apple + name) for name in ("make", "model")]
    return " ".join(part for part in parts if part)[:100]
