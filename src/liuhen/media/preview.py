# SPDX-License-Identifier: Apache-2.0
"""Pictures, sound peaks, viewing copies and clips of a file, made in a child process.

What this module promises:

- only pictures and films that were encoded anew come out of it, and clips whose packets are those
  of a file that a probe found playable;
- the time line stays: a hole of the original is as long in the viewing copy;
- a clip never shows more than was asked for, and says what it really covers;
- a file that breaks or stalls its reader raises `SandboxError`, and nothing else happens.
"""

from pathlib import Path
from typing import Any

import msgspec

from liuhen.media.sandbox import BrokenError, Limits, work_apart

READER = "liuhen.media.drawing"
_MEBIBYTE = 1024 * 1024
_MEMORY_MIB = 3072
#: A film takes up to so many seconds of processor time for each of its own, on a slow machine.
_SLOWEST = 12
_LEAST_FILM_BYTES = 512 * _MEBIBYTE


class Wanted(msgspec.Struct, frozen=True):
    """What is to be made: `pictures` (poster, film strip, waveform), `proxy` or `clip`.

    What the probe found goes along: when the first picture and the first sound begin, where there
    is a picture. A clip covers `from_ms` to `to_ms`; `copy` says that its packets may be taken as
    they are, where they begin with a key picture. `label` is written into films that are made.
    """

    what: str
    kind: str
    duration_ms: int = 0
    picture_begins_ms: int = 0
    sound_begins_ms: int = 0
    usual_step_ms: int = 0
    segments: list[tuple[int, int]] = []
    from_ms: int = 0
    to_ms: int = 0
    copy: bool = False
    seconds: int = 0
    label: str = ""


class Made(msgspec.Struct, frozen=True):
    """One file in the folder, what it is, and with which program and settings it was made."""

    kind: str
    name: str
    media_type: str
    made_with: dict[str, Any]


def draw(path: Path, folder: Path, wanted: Wanted) -> list[Made]:
    """Make what is wanted in `folder`.

    Raises:
        SandboxError: the file broke or stalled its reader, or nothing could be made of it.
        OSError: the file is not there.
    """
    limits = _limits(path, wanted)
    wanted = msgspec.structs.replace(wanted, seconds=limits.seconds)
    raw = work_apart(READER, msgspec.json.encode(wanted), file=path, limits=limits, folder=folder)
    try:
        made = msgspec.json.decode(raw, type=list[Made])
    except msgspec.MsgspecError as error:
        raise BrokenError(str(error)) from None
    for one in made:  # the child is not trusted with names either
        if Path(one.name).name != one.name or (folder / one.name).is_symlink():
            raise BrokenError("a name that leaves the folder")
    return made


def _limits(path: Path, wanted: Wanted) -> Limits:
    size = path.stat().st_size
    if wanted.what == "pictures":
        seconds = 120 + wanted.duration_ms // 60_000
        return Limits(
            seconds=seconds,
            wall_seconds=3 * seconds,
            memory_mib=_MEMORY_MIB,
            most_file_bytes=32 * _MEBIBYTE,
        )
    length = wanted.to_ms - wanted.from_ms if wanted.what == "clip" else wanted.duration_ms
    seconds = 120 + _SLOWEST * length // 1000
    return Limits(
        seconds=seconds,
        wall_seconds=2 * seconds,
        memory_mib=_MEMORY_MIB,
        most_file_bytes=max(2 * size, _LEAST_FILM_BYTES),
    )
