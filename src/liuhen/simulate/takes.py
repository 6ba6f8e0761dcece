# SPDX-License-Identifier: Apache-2.0
"""The files of the demonstration: how long, when, on what, and what is wrong with them.

Each bureau gets a copy of each under a name of its own; what it shows there stands in
`liuhen.apps.cases.demonstration_scenes`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from liuhen.simulate.footage import Film, dictate, photograph, shoot

_CUT_AT = 0.62
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Take:
    """One file. `key` is its name in the demonstration; `ago` is when it really began, in minutes
    before the demonstration's present; `ahead` is by how many seconds its clock runs fast.
    """  # noqa: D205  # one sentence

    key: str
    ending: str
    ago: int
    minutes: int
    codec: str = "libx264"
    size: tuple[int, int] = (480, 270)
    hole: tuple[int, int] | None = None
    sound: bool = False
    cut: bool = False
    ahead: int = 0

    def begins(self, present: datetime) -> datetime:
        """Return when it really began, to the second."""
        return (present - timedelta(minutes=self.ago)).replace(microsecond=0)

    def shown(self, present: datetime) -> datetime:
        """Return what its own clock showed then."""
        return self.begins(present) + timedelta(seconds=self.ahead)


#: The longest first: they are made side by side.
TAKES = (
    Take("inspection", "mp4", 150, 45, sound=True),
    Take("hole", "mp4", 100, 30, hole=(10 * 60, 14 * 60)),
    Take("gap", "mp4", 65, 20, hole=(8 * 60, 11 * 60)),
    Take("late", "mp4", 13 * _DAY, 25, size=(320, 180)),
    Take("remote", "mp4", 2 * _DAY, 15, size=(320, 180)),
    Take("inquiry", "mp4", 35, 8, codec="libx265", size=(320, 180)),
    Take("cut", "mp4", 140, 20, size=(320, 180), cut=True, ahead=180),
    Take("counter", "mp4", _DAY, 12, size=(320, 180), ahead=-440),
    Take("room", "mp4", _DAY - 60, 6, size=(320, 180)),
    Take("unknown", "mp4", 3 * _DAY, 3, size=(320, 180)),
    Take("trial", "mp4", 10, 1, size=(320, 180)),
    Take("talk", "m4a", 25, 12),
    Take("photo", "jpg", 130, 0),
)


def make(
    path: Path, take: Take, present: datetime, place: tuple[float, float] | None = None
) -> Path:
    """Make one file; runs in a child. `place` is what a photo says of where it was taken."""
    shown = take.shown(present)
    if take.ending == "jpg":
        path.write_bytes(photograph(shown, "LIUHEN DEMO", place=place))
    elif take.ending == "m4a":
        dictate(path, shown, take.minutes * 60)
    else:
        options = {"movflags": "frag_keyframe+empty_moov"} if take.cut else {}
        film = Film(
            shown,
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
