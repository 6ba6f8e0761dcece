# SPDX-License-Identifier: Apache-2.0
"""What a file of evidence says of itself, found out in a child process.

What this module promises:

- whatever the file is, an answer comes back; a file that breaks or stalls its reader gets a finding
  that says so (`reader_crashed`, `reader_too_slow`), and the caller no error;
- length and holes come from the packets, never from what the container claims;
- nothing is decoded of a video; no file but this one is opened, none is written.

What is measured and what each finding means: docs/reference/recordings.md.
"""

from pathlib import Path
from typing import Any

import msgspec

from liuhen.media.sandbox import Limits, SandboxError, TooSlowError, work_apart

READER = "liuhen.media.looking"
#: Findings that a probe may give; another probe of the same file takes their place.
WORDS = frozenset(
    (
        "hole", "sound_hole", "jump_back", "jump_ahead", "cut_short", "no_index", "wrong_duration",
        "broken_inside", "unreadable", "reader_crashed", "reader_too_slow", "no_time_inside",
        "no_picture", "unsigned_at_source", "signed_at_source", "name_says_otherwise",
        "time_differs",
    )
)  # fmt: skip
_MEBIBYTE = 1024 * 1024
_LEAST_SECONDS = 30
_MIB_A_SECOND = 25  # the slowest disk that is waited for


class Stream(msgspec.Struct, frozen=True):
    """One stream. `segments` are where it ran, on the clock of the whole file."""

    kind: str
    codec: str
    profile: str = ""
    width: int | None = None
    height: int | None = None
    pixels: str = ""
    frame_rate: float | None = None
    sample_rate: int | None = None
    channels: int | None = None
    packets: int = 0
    usual_step_ms: int = 0
    segments: list[tuple[int, int]] = []


class Probe(msgspec.Struct, frozen=True):
    """What was found. Times are milliseconds from the first packet.

    `created_at` is ISO 8601; with an offset where the file says one (in MP4 it is UTC by the
    standard, which many recorders ignore), else the device's own clock. `segments` are where a
    picture was recorded (for audio: sound). `rotation` is how far a picture is to be turned
    clockwise. `findings` are words with plain details.
    """

    kind: str = "other"
    container: str = ""
    media_type: str = ""
    codecs: list[str] = []
    streams: list[Stream] = []
    width: int | None = None
    height: int | None = None
    rotation: int = 0
    frame_rate: float | None = None
    duration_ms: int | None = None
    container_duration_ms: int | None = None
    created_at: str | None = None
    position: dict[str, float] | None = None
    device: str = ""
    segments: list[tuple[int, int]] = []
    findings: list[dict[str, Any]] = []
    browser_playable: bool = False
    signed: str = "none"


def probe(path: Path, *, limits: Limits | None = None) -> Probe:
    """Look at the file; see the head of this module.

    Raises:
        OSError: the file is not there. Nothing else.
    """
    try:
        raw = work_apart(READER, b"", file=path, limits=limits or _limits(path))
        return msgspec.json.decode(raw, type=Probe)
    except TooSlowError:
        word = "reader_too_slow"
    except (SandboxError, msgspec.MsgspecError):  # an answer that is none comes of a crash, too
        word = "reader_crashed"
    return Probe(findings=[{"word": word}, {"word": "unsigned_at_source"}])


def _limits(path: Path) -> Limits:
    seconds = _LEAST_SECONDS + path.stat().st_size // (_MIB_A_SECOND * _MEBIBYTE)
    return Limits(
        seconds=seconds, wall_seconds=3 * seconds, memory_mib=1536, most_bytes=8 * _MEBIBYTE
    )
