# SPDX-License-Identifier: Apache-2.0
"""The files of the demonstration: of which bureau, how long, and what is wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from liuhen.simulate.footage import Film, dictate, photograph, shoot

_CUT_AT = 0.62
_PLACE = (39.0503, 121.7821)


@dataclass(frozen=True, slots=True)
class Take:
    """One file: whose it is, when its clock began, and what is done with it.

    `activity`: the kind of the activity it shows, which is put down beside it, in an open case if
    `in_case`; none, or not `linked`: it waits in the list of what nobody has linked. `ago` is from
    now, in minutes.
    """

    pack: str
    ending: str
    ago: int
    minutes: int
    activity: str = ""
    codec: str = "libx264"
    size: tuple[int, int] = (640, 360)
    hole: tuple[int, int] | None = None
    sound: bool = False
    cut: bool = False
    in_case: bool = False
    linked: bool = True


TAKES = (
    Take("jinpu-ocean", "mp4", 150, 80, "site_inspection", sound=True, in_case=True),
    Take(
        *("jinpu-ocean", "mp4", 40, 10, "inquiry", "libx265", (320, 180)),
        in_case=True,
        linked=False,
    ),
    Take("jinpu-ocean", "mp4", 6 * 24 * 60, 25, "routine_patrol"),
    Take(
        *("qilin-culture-tourism", "mp4", 120, 45, "site_inspection"),
        hole=(15 * 60, 21 * 60),
        in_case=True,
    ),
    Take("xigang-education", "mp4", 90, 20, cut=True),
    Take("xigang-hrss", "m4a", 100, 25, "routine_patrol"),
    Take("jinpu-ethnic-religious", "mp4", 75, 30, "routine_patrol"),
    Take("jinpu-ethnic-religious", "jpg", 60, 0),
)


def make(path: Path, take: Take, start: datetime) -> Path:
    """Make one file; runs in a child."""
    if take.ending == "jpg":
        path.write_bytes(photograph(start, "LIUHEN DEMO", place=_PLACE))
    elif take.ending == "m4a":
        dictate(path, start, take.minutes * 60)
    else:
        options = {"movflags": "frag_keyframe+empty_moov"} if take.cut else {}
        film = Film(
            start,
            take.minutes * 60,
            codec=take.codec,
            size=take.size,
            holes=(take.hole,) if take.hole else (),
            sound=take.sound,
            container=options,
        )
        shoot(path, film)
    if take.cut:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * _CUT_AT)])
    return path
