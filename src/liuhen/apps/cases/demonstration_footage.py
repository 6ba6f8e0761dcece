# SPDX-License-Identifier: Apache-2.0
"""Demonstration footage: files that play, brought in, marked and linked as officers would.

The files are made and looked into by child processes while the cases are written; then each goes
the way of every file, into every bureau under a name of its own. Some are linked, some wait to be,
one came late; one has a hole that is explained, one a hole that is not, one was cut short, one is
H.265.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from liuhen.apps.cases.demonstration_days import Day
from liuhen.apps.cases.demonstration_equipment import (
    INTERVIEW,
    OFFSETS,
    RECEPTION,
    VOICE,
    equip,
    recorder_of,
    viewer_of,
)
from liuhen.apps.cases.demonstration_scenes import PLACES, SCENES, Cast, put_scenes
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.marks import add_mark
from liuhen.apps.evidence.models import Original
from liuhen.apps.evidence.probing import note_probe
from liuhen.apps.people.viewer import Viewer
from liuhen.media.probe import Probe, probe
from liuhen.simulate import bureau_of
from liuhen.simulate.takes import TAKES, Take, make

_CHUNK_BYTES = 1024 * 1024
_PROCESSES = 2
_FIRST_HOUR, _LAST_HOUR = 9.5, 20.0
_EVENING = 18

_File = tuple[Path, Probe]


class Shooting:
    """Films in the making. `now` is the moment from which they are counted back."""

    def __init__(
        self, makers: ProcessPoolExecutor, lookers: ThreadPoolExecutor, folder: Path, now: datetime
    ) -> None:
        self._now = now
        self._present = present_of(now)
        self._made: list[tuple[Take, Mapping[str, Future[_File]]]] = []
        for take in TAKES:
            places = PLACES if take.ending == "jpg" else {"": None}  # a photo says where it was
            self._made.append((take, {
                pack: lookers.submit(
                    _look,
                    makers.submit(
                        make, folder / f"{take.key}{pack}.{take.ending}", take, self._present, place
                    ),
                )
                for pack, place in places.items()
            }))  # fmt: skip

    def bring_in(self, staffed: Mapping[str, Staffed]) -> Iterator[str]:
        """Equip the bureaus (by pack), and bring each file into all of them; yields their names."""
        days: dict[str, Day] = {}
        for pack, one in staffed.items():
            equip(one, self._now)
            cast = put_scenes(one, self._present)
            days[pack] = Day(cast, self._now)
            days[pack].begin()
        for take, files in self._made:
            for pack, day in days.items():
                path, found = (files.get(pack) or files[""]).result()
                day.footage[take.key] = _bring_in(day.cast, take, path, found)
            yield f"{take.key}.{take.ending}"
        for day in days.values():
            day.end()


@contextmanager
def shooting(now: datetime) -> Iterator[Shooting]:
    """Begin to make the films in child processes."""
    makers = ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn"))
    with TemporaryDirectory() as folder, makers, ThreadPoolExecutor(_PROCESSES) as lookers:
        yield Shooting(makers, lookers, Path(folder), timezone.localtime(now))


def present_of(now: datetime) -> datetime:
    """Return when the officers of the demonstration have come back: now, but not at night."""
    hour = now.hour + now.minute / 60
    if _FIRST_HOUR <= hour <= _LAST_HOUR:
        return now
    day = now if hour > _LAST_HOUR else now - timedelta(days=1)
    return day.replace(hour=_EVENING, minute=0, second=0)


def _look(made: "Future[Path]") -> _File:
    path = made.result()
    return path, probe(path)


def _bring_in(cast: Cast, take: Take, path: Path, found: Probe) -> Original:
    scene = SCENES[take.key]
    by = viewer_of(cast.staffed, cast.who[take.key])
    name, claims = _named(cast, take, by)
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(_CHUNK_BYTES), b"")
        kept = keep_file(by=by, file_name=name, chunks=chunks, claims=claims)
    note_probe(kept.original.pk, found)
    original = Original.objects.within(cast.staffed.bureau.pk).get(pk=kept.original.pk)
    for second, word, text in scene.marks:
        for wanted in _marks(cast, take, word, text):
            add_mark(by=by, original=original, at_ms=second * 1000, **wanted)
    if scene.linked:
        for activity in cast.shown[take.key]:
            link_original(by=by, original=original, activity=activity)
    return original


def _named(cast: Cast, take: Take, by: Viewer) -> tuple[str, Claims]:
    """The name that the device gave its file, and what is said of it beside."""
    shown = take.shown(cast.present)
    stamp = f"{shown:%Y%m%d%H%M%S}"
    certificate = by.person.certificates.first()
    who = certificate.number if certificate else by.person.username
    if take.key in ("counter", "room"):
        code = RECEPTION if take.key == "counter" else INTERVIEW
        offset = OFFSETS.get(code, timedelta()) // timedelta(milliseconds=1)
        claims = Claims(camera=code, raw_start=shown, offset_ms=offset, came_by="upload")
        return f"{code}_{stamp}.{take.ending}", claims
    if take.key == "talk":
        return f"LH26Y001_{who}_{stamp}.{take.ending}", Claims(device=VOICE, came_by="dock")
    serial = "LH259907" if take.key == "unknown" else recorder_of(cast.staffed, by.person).serial
    return f"{serial}_{who}_{stamp}.{take.ending}", Claims(came_by="dock")


def _marks(cast: Cast, take: Take, word: str, text: str) -> Iterator[dict[str, Any]]:
    """The mark; of a place: its sign, where it is, and at sea the vessel."""
    if word != "place":
        yield {"word": word, "text": text}
        return
    latitude, longitude = cast.position()
    yield {"word": "position", "details": {"lat": latitude, "lon": longitude}}
    case = cast.case_of(SCENES[take.key])
    vessel, at_sea, _rest = case.party_name.partition("船长") if case else ("", "", "")
    if at_sea:
        yield {"word": "landmark_spoken"}
        number = dict(bureau_of(cast.staffed.bureau.pack_id).vessels).get(vessel, "")
        yield {"word": "vessel_spoken", "details": {"name": vessel, "number": number}}
    else:
        yield {"word": "place_sign", "text": "门牌和招牌"}
