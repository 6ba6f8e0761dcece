# SPDX-License-Identifier: Apache-2.0
"""Cuts a clip out of a film by taking its packets as they are. To be run in the sandbox.

That is done only where just the packets of the range can be taken: it begins with a key picture,
and no later picture is needed for an earlier one. Else nobody would see only what may be seen, and
the clip is encoded anew.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from liuhen.media.frames import Clock, first_of
from liuhen.media.preview import Made, Wanted
from liuhen.media.walking import BAD, open_media

_SAME_MS = 20
_OPTIONS = {"movflags": "+faststart"}


def copied(descriptor: int, demuxer: str, folder: Path, wanted: Wanted) -> Made | None:
    """Make the clip, or return `None` where it has to be encoded anew."""
    begins = {"video": wanted.picture_begins_ms, "audio": wanted.sound_begins_ms}
    with open_media(descriptor, demuxer) as source:
        clocks = _clocks(source, begins)
    with open_media(descriptor, demuxer) as source:
        if not _fits(source, clocks, wanted):
            return None
    with open_media(descriptor, demuxer) as source:
        return _copy(source, clocks, folder, wanted)


def _clocks(source: Any, begins: dict[str, int]) -> dict[int, Clock]:
    """The clocks of the streams, each knowing its first packet."""
    streams = [one for kind in begins if (one := first_of(source, kind)) is not None]
    clocks = {one.index: Clock(Fraction(one.time_base), begins[one.type]) for one in streams}
    new = set(clocks)
    for packet in _packets(source, streams):
        if packet.stream.index in new:
            clocks[packet.stream.index].at(packet.pts)
            new.discard(packet.stream.index)
        if not new:
            break
    return clocks


def _packets(source: Any, streams: list[Any]) -> Iterator[Any]:
    packets = source.demux(*streams)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, *BAD):
            return
        if packet.size and packet.pts is not None and packet.dts is not None:
            yield packet


def _sought(source: Any, clocks: dict[int, Clock], wanted: Wanted) -> list[Any]:
    """Go to the beginning of the range; returns the streams, the one of pictures first."""
    streams = [source.streams[index] for index in clocks]
    ticks = clocks[streams[0].index].ticks(wanted.from_ms + _SAME_MS)
    source.seek(ticks, stream=streams[0])
    return streams


def _fits(source: Any, clocks: dict[int, Clock], wanted: Wanted) -> bool:
    """Whether the range can be cut out between packets."""
    stream = first_of(source, "video")
    if stream is None:
        return False
    try:
        _sought(source, clocks, wanted)
    except BAD:
        return False
    clock, began = clocks[stream.index], False
    for packet in _packets(source, [stream]):
        at = clock.peek(packet.pts)
        if not began and abs(at - wanted.from_ms) > _SAME_MS:
            return False
        began = True
        if clock.peek(packet.dts) >= wanted.to_ms:
            return True
        if at >= wanted.to_ms or at < wanted.from_ms - _SAME_MS:
            return False
    return began


def _copy(source: Any, clocks: dict[int, Clock], folder: Path, wanted: Wanted) -> Made:
    path, until = folder / "clip.mp4", 0
    with av.open(str(path), "w", format="mp4", options=_OPTIONS) as target:
        target.metadata["comment"] = wanted.label
        streams = _sought(source, clocks, wanted)
        made = {one.index: target.add_stream_from_template(one) for one in streams}
        over: set[int] = set()
        for packet in _packets(source, streams):
            index = packet.stream.index
            at = clocks[index].peek(packet.pts)
            if at >= wanted.to_ms:
                over.add(index)
                if len(over) == len(streams):
                    break
            elif at >= wanted.from_ms - _SAME_MS and not over & {index}:
                if packet.stream is streams[0]:
                    until = max(until, at + wanted.usual_step_ms)
                shift = clocks[index].ticks(wanted.from_ms)
                packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
                packet.stream = made[index]
                target.mux(packet)
    said = {"program": f"PyAV {av.__version__}", "encoded": False}
    return Made(
        "clip",
        path.name,
        "video/mp4",
        {**said, "from_ms": wanted.from_ms, "to_ms": min(until, wanted.to_ms)},
    )
