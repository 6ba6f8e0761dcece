# SPDX-License-Identifier: Apache-2.0
"""Makes films: viewing copies and clips. To be run in the sandbox.

H.264 and AAC in an MP4 whose index stands first, which every browser of the floor plays. The time
line is that of the original: where nothing was recorded, nothing is shown for as long.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import VideoReformatter

from liuhen.media.copying import copied
from liuhen.media.frames import Opened
from liuhen.media.preview import Made, Wanted

_TICKS = 90_000
_BOXES = {"proxy": (1280, 720), "clip": (1920, 1080)}
_QUALITY = {"proxy": "26", "clip": "23"}
_KEY_EVERY_SECONDS = 5
_FASTEST = 60
_SOUND_RATE, _SOUND_BITS = 48_000, 64_000
_OPTIONS = {"movflags": "+faststart"}
_TRANSPOSE = {90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}


class NothingError(ValueError):
    """There is nothing to show in what was asked for."""


def film(descriptor: int, demuxer: str, folder: Path, wanted: Wanted) -> Made:
    """Make a viewing copy or a clip.

    Raises:
        NothingError: nothing was recorded there.
    """
    if wanted.what == "clip" and wanted.copy:
        made = copied(descriptor, demuxer, folder, wanted)
        if made is not None:
            return made
    return _encoded(descriptor, demuxer, folder, wanted)


def _encoded(descriptor: int, demuxer: str, folder: Path, wanted: Wanted) -> Made:
    path = folder / f"{wanted.what}.mp4"
    picture_ms = wanted.picture_begins_ms if wanted.kind == "video" else None
    with (
        Opened(
            descriptor, demuxer, picture_ms=picture_ms, sound_ms=wanted.sound_begins_ms
        ) as source,
        av.open(str(path), "w", format="mp4", options=_OPTIONS) as target,
    ):
        target.metadata["comment"] = wanted.label
        tracks = {
            one.index: _MAKERS[one.type](source.first[one.index], target, wanted)
            for one in source.streams
        }
        _run(source, tracks, wanted)
        for track in tracks.values():
            track.finish()
        shown = max((track.until_ms for track in tracks.values()), default=0)
        sound_only = all(one.type == "audio" for one in source.streams)
    if not shown:
        raise NothingError("nothing was recorded there")
    said: dict[str, Any] = {"program": f"PyAV {av.__version__}", "encoded": True}
    if wanted.what == "clip":
        said |= {"from_ms": wanted.from_ms, "to_ms": min(wanted.to_ms, wanted.from_ms + shown)}
    else:
        said["duration_ms"] = shown
    return Made(wanted.what, path.name, "audio/mp4" if sound_only else "video/mp4", said)


def _run(source: Opened, tracks: "dict[int, _Track]", wanted: Wanted) -> None:
    over: set[int] = set()
    frames = source.frames_from(wanted.from_ms) if wanted.from_ms else source.frames()
    for index, frame in frames if tracks else ():
        at = source.clocks[index].at(frame.pts)
        if wanted.what == "clip" and at >= wanted.to_ms:
            over.add(index)
            if len(over) == len(tracks):
                return
        else:
            tracks[index].put(frame, at - wanted.from_ms)


class _Track:
    """One stream on its way. Times are milliseconds from the beginning of what is made."""

    def __init__(self, made: Any, target: Any) -> None:
        self.until_ms = 0
        self._target, self._made = target, made

    def put(self, frame: Any, at: int) -> None:
        """Take the next frame."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what is still held back."""
        self._mux(self._made.encode(None))

    def _mux(self, packets: list[Any]) -> None:
        for packet in packets:
            self._target.mux(packet)


class _Pictures(_Track):
    def __init__(self, first: Any, target: Any, wanted: Wanted) -> None:
        self._step = wanted.usual_step_ms or 40
        self._reformatter = VideoReformatter()
        self._last = -1
        self._waiting: Any = None
        self._turn: Any = None
        super().__init__(self._begun(self._turned(first), target, wanted.what), target)

    def _begun(self, first: Any, target: Any, what: str) -> Any:
        rate = max(1, min(_FASTEST, round(1000 / self._step)))
        wide, high = _BOXES[what]
        scale = min(wide / first.width, high / first.height, 1.0)
        made = target.add_stream("libx264", rate=rate)
        made.width, made.height = (
            max(2, int(side * scale) // 2 * 2) for side in (first.width, first.height)
        )
        made.pix_fmt = "yuv420p"
        made.time_base = made.codec_context.time_base = Fraction(1, _TICKS)
        made.codec_context.gop_size = max(2, rate * _KEY_EVERY_SECONDS)
        made.options = {"preset": "veryfast", "crf": _QUALITY[what]}
        return made

    def put(self, frame: Any, at: int) -> None:
        if at < 0:  # it is still seen at the beginning, if nothing newer comes
            self._waiting = frame if at > -self._step else None
            return
        if self._waiting is not None and at > 0:
            self._encode(self._waiting, 0)
        self._waiting = None
        self._encode(frame, at)

    def finish(self) -> None:
        if self._waiting is not None:
            self._encode(self._waiting, 0)
        super().finish()

    def _encode(self, frame: Any, at: int) -> None:
        if at <= self._last:
            return
        self._last, self.until_ms = at, at + self._step
        small = self._reformatter.reformat(
            self._turned(frame), width=self._made.width, height=self._made.height, format="yuv420p"
        )
        small.pts, small.time_base = at * _TICKS // 1000, Fraction(1, _TICKS)
        small.pict_type = 0
        self._mux(self._made.encode(small))

    def _turned(self, frame: Any) -> Any:
        filters = _TRANSPOSE.get(frame.rotation % 360)
        if filters is None:
            return frame
        if self._turn is None:
            self._turn = av.filter.Graph()
            nodes = [
                self._turn.add_buffer(
                    width=frame.width,
                    height=frame.height,
                    format=frame.format,
                    time_base=frame.time_base,
                )
            ]
            for one in filters.split(","):
                name, _, said = one.partition("=")
                nodes.append(self._turn.add(name, said or None))
            nodes.append(self._turn.add("buffersink"))
            self._turn.link_nodes(*nodes).configure()
        self._turn.push(frame)
        return self._turn.pull()


class _Sounds(_Track):
    def __init__(self, first: Any, target: Any, _wanted: Wanted) -> None:
        mono = first.layout.nb_channels == 1
        self._layout = "mono" if mono else "stereo"
        made = target.add_stream("aac", rate=_SOUND_RATE, layout=self._layout)
        made.bit_rate = _SOUND_BITS if mono else 2 * _SOUND_BITS
        made.time_base = Fraction(1, _SOUND_RATE)
        super().__init__(made, target)
        self._resampler = self._fresh()
        self._next: int | None = None

    def _fresh(self) -> Any:
        return av.AudioResampler("fltp", self._layout, _SOUND_RATE, frame_size=1024)

    def put(self, frame: Any, at: int) -> None:
        if at < 0:
            return
        place = at * _SOUND_RATE // 1000
        if self._next is None or abs(place - self._next) > _SOUND_RATE // 10:
            self._flush()  # it begins, or goes on after a hole
            self._next = place
        frame.pts = None
        self._write(self._resampler.resample(frame))

    def _write(self, pieces: list[Any]) -> None:
        for piece in pieces:
            if self._next is None:
                return
            piece.pts, piece.time_base = self._next, Fraction(1, _SOUND_RATE)
            self._next += piece.samples
            self.until_ms = self._next * 1000 // _SOUND_RATE
            self._mux(self._made.encode(piece))

    def _flush(self) -> None:
        if self._next is not None:
            self._write(self._resampler.resample(None))
        self._resampler = self._fresh()

    def finish(self) -> None:
        self._flush()
        super().finish()


_MAKERS: dict[str, Any] = {"video": _Pictures, "audio": _Sounds}
