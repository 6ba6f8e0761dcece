# SPDX-License-Identifier: Apache-2.0
"""Decoded pictures and sounds of a file, on the clock of a probe. To be run in the sandbox.

Packets that cannot be decoded are left out: what is around them is still worth seeing.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any, Self

from av.stream import Disposition

from liuhen.media.continuity import LEAST_HOLE_MS, LONGEST_HOLE_MS
from liuhen.media.walking import BAD, open_media

#: Rather than seek, pictures are decoded on when the next one wanted is so near.
_NEAR_MS = 3000
_MOST_DECODED = 3000
#: How much further back is sought, each time that the last one was not far enough.
_BACK_MS = (0, 10_000, 60_000, 600_000)


class Clock:
    """Ticks of a stream as milliseconds from where a probe says that it begins; never backwards.

    After a jump of the stream's own clock the time goes on where it was, as in a probe.
    """

    def __init__(self, base: Fraction, begins_ms: int) -> None:
        self._base, self._begins = base, begins_ms
        self._first: int | None = None
        self._last = self._moved = 0

    def at(self, ticks: int) -> int:
        """Return the time of these ticks."""
        if self._first is None:
            self._first = ticks
        at = round((ticks - self._first) * self._base * 1000) + self._begins
        step = at + self._moved - self._last
        if self._last and (step < -LEAST_HOLE_MS or step > LONGEST_HOLE_MS):
            self._moved -= step
        self._last = at + self._moved
        return self._last

    def ticks(self, at: int) -> int:
        """Return the ticks of a time, where the clock has not jumped."""
        return (self._first or 0) + round(Fraction(at - self._begins, 1000) / self._base)

    def peek(self, ticks: int) -> int:
        """Return the time of these ticks, and forget that it was asked."""
        kept = self._last, self._moved
        self.again()
        at = self.at(ticks)
        self._last, self._moved = kept
        return at

    def again(self) -> None:
        """Take a step back as wanted: somebody has sought."""
        self._last = self._moved = 0


class Opened:
    """A file whose first picture and first sound stream are read. Their clocks know the beginning.

    `first` holds the first frame of each stream, by index; a stream without one is left out.
    """

    def __init__(
        self, descriptor: int, demuxer: str, *, picture_ms: int | None, sound_ms: int | None
    ) -> None:
        """Open the file; a stream whose beginning is `None` is not read."""
        begins = {"video": picture_ms, "audio": sound_ms}
        with open_media(descriptor, demuxer) as container:
            self.first = _first_frames(
                container, [one for one in begins if begins[one] is not None]
            )
        self.container: Any = open_media(descriptor, demuxer)
        self.streams: list[Any] = [self.container.streams[index] for index in self.first]
        self.clocks = {}
        for stream in self.streams:
            clock = Clock(Fraction(stream.time_base), begins[stream.type] or 0)
            clock.at(self.first[stream.index].pts)
            clock.again()
            self.clocks[stream.index] = clock
            if stream.type == "video":
                stream.thread_type = "AUTO"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.container.close()

    def frames(self) -> Iterator[tuple[int, Any]]:
        """Give frames from where the file stands: the index of the stream, the frame."""
        packets = self.container.demux(*self.streams)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, *BAD):
                return
            try:
                decoded = packet.decode()
            except BAD:
                continue
            for frame in decoded:
                if frame.pts is not None:
                    yield packet.stream.index, frame

    def frames_from(self, at: int) -> Iterator[tuple[int, Any]]:
        """Give frames from a picture (or sound) that is not after `at` on, if there is one.

        Some containers seek by guessing; where one lands too late, it is sought further back.
        """
        leading = self.streams[0]
        clock = self.clocks[leading.index]
        for back in _BACK_MS:
            if not self._seek(max(at - back, 0)):
                break
            frames = self.frames()
            seen = list(_until(frames, leading.index))
            if seen and (back == _BACK_MS[-1] or clock.peek(seen[-1][1].pts) <= at):
                return chain(seen, frames)
        return self.frames()

    def _seek(self, at: int) -> bool:
        leading = self.streams[0]
        try:
            self.container.seek(self.clocks[leading.index].ticks(at), stream=leading)
        except BAD:
            return False  # it is read on from where it stands
        for clock in self.clocks.values():
            clock.again()
        return True


def _until(frames: Iterator[tuple[int, Any]], index: int) -> Iterator[tuple[int, Any]]:
    for one in frames:
        yield one
        if one[0] == index:
            return


def _first_frames(container: Any, kinds: list[str]) -> dict[int, Any]:
    streams = [one for kind in kinds if (one := first_of(container, kind)) is not None]
    found: dict[int, Any] = {}
    packets = container.demux(*streams) if streams else iter(())
    for _ in range(_MOST_DECODED):
        try:
            packet = next(packets)
        except (StopIteration, *BAD):
            break
        try:
            decoded = packet.decode()
        except BAD:
            continue
        for frame in decoded:
            if frame.pts is not None:
                found.setdefault(packet.stream.index, frame)
        if len(found) == len(streams):
            break
    return {one.index: found[one.index] for one in streams if one.index in found}


def first_of(container: Any, kind: str) -> Any:
    """Return the first stream of that kind that is no picture of a cover, or `None`."""
    for stream in container.streams:
        if stream.type == kind and not stream.disposition & Disposition.attached_pic:
            return stream
    return None


class Frames:
    """The pictures of a film, by time."""

    def __init__(self, descriptor: int, demuxer: str, begins_ms: int) -> None:
        """Open the file."""
        self._opened = Opened(descriptor, demuxer, picture_ms=begins_ms, sound_ms=None)
        self._frames = self._opened.frames()
        self._now: Any = None
        self._now_at = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._opened.container.close()

    def at(self, wanted: int) -> Any:
        """Return the last picture that is not after `wanted`, else the first after it, or `None`.

        Pictures are asked for in order of time.
        """
        if not self._opened.streams:
            return None
        if wanted - self._now_at > _NEAR_MS:
            self._frames = self._opened.frames_from(wanted)
        clock = next(iter(self._opened.clocks.values()))
        for _ in range(_MOST_DECODED):
            following = next(self._frames, None)
            if following is None:
                break
            at = clock.at(following[1].pts)
            if at > wanted and self._now is not None:
                self._frames = chain([following], self._frames)
                clock.again()
                break
            self._now, self._now_at = following[1], at
        return self._now


def sounds_of(descriptor: int, demuxer: str, begins_ms: int) -> Iterator[tuple[int, Any]]:
    """Give the pieces of sound of the first such stream, each with its time."""
    with Opened(descriptor, demuxer, picture_ms=None, sound_ms=begins_ms) as opened:
        for index, frame in opened.frames() if opened.streams else ():
            yield opened.clocks[index].at(frame.pts), frame
