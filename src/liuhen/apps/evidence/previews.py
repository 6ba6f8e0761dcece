# SPDX-License-Identifier: Apache-2.0
"""Pictures, viewing copies and clips of originals: the jobs that make them, and how long they wait.

What this module promises:

- everything made is an object of its own in the vault, held by a row that names the original, the
  program and its settings; the original is only read;
- each job may run twice; what is there is not made again;
- a file of which nothing can be made gets a finding, and the job is done;
- what is in the making lies in LIUHEN_HOME/work and goes with the job, whatever becomes of it.
"""

import math
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.evidence.models import Derived, DerivedKind, Original
from liuhen.apps.evidence.probing import (
    CLIP,
    PREVIEW,
    PROXY,
    READER,
    hours_begin,
    original_of,
)
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.models import Job, Lane, State
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.trace.journal import act
from liuhen.media.preview import Made, Wanted, draw
from liuhen.media.probe import Probe
from liuhen.media.sandbox import SandboxError, TooSlowError
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError, Stored

_CHUNK_BYTES = 1024 * 1024
_PICTURES = (DerivedKind.POSTER, DerivedKind.FILMSTRIP, DerivedKind.WAVEFORM)
#: Dots of film worked through in a second, as long as nobody has measured this machine: films of
#: 1080 lines at three times their own speed.
USUAL_SPEED = 3 * 25 * 1920 * 1080.0
#: A second of sound takes as long as so many dots.
_DOTS_OF_SOUND = 2_700_000
_MEASURED = 20
#: What was made in less than this time says more of the beginning and the end than of the speed.
_LEAST_SECONDS = 10
#: What has been in the making for longer than was thought takes at least this share of that again.
_OVERDUE = 0.25
#: Words of findings that a job here leaves, by what could not be made.
_FAILED = {"pictures": "no_preview", "proxy": "no_viewing_copy", "clip": "no_clip"}
_AHEAD = timedelta(days=3650)
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a viewing copy lasts: its place in the queue (1: it is being made), and minutes."""

    place: int
    minutes: int


def make_previews(original_id: str) -> None:
    """Make poster, film strip and waveform. The job `evidence.preview`."""
    original = original_of(original_id)
    found = _probe_of(original)
    if found is None or found.kind not in ("video", "audio", "photo"):
        return
    if found.kind != "photo" and not found.streams:
        return
    there = _rows(original).filter(kind__in=_PICTURES)
    if not there.exists():
        _make(original, found, Wanted(what="pictures", kind=found.kind))


def make_proxy(original_id: str, *, asked: bool = False) -> None:
    """Make the viewing copy of a file that browsers do not play. The job `evidence.proxy`.

    One that nobody asked for waits for the hours of such work in its bureau.
    """
    original = original_of(original_id)
    if not asked and (night := hours_begin(original.bureau)) is not None:
        key = f"{PROXY} {original.pk}"
        enqueue(PROXY, {"original_id": original_id}, lane=Lane.BULK, after=night, key=key)
        return
    found = _probe_of(original)
    if found is None or not found.streams:
        return
    if not _rows(original).filter(kind=DerivedKind.PROXY).exists():
        _make(original, found, Wanted(what="proxy", kind=found.kind))


def can_be_copied(original: Original) -> bool:
    """Whether there is anything in it to make a viewing copy or a clip of."""
    found = _probe_of(original)
    return found is not None and bool(found.streams)


def failure_of(original: Original) -> str:
    """Say why the last viewing copy was not made; empty, none has failed.

    `too_slow`, `unreadable`, or `failed`: the work was given up, and its job has the error.
    """
    said = [one for one in original.findings if one.get("word") == _FAILED["proxy"]]
    if said:
        return str(said[-1].get("why", "failed"))
    rows = Job.objects.filter(key=f"{PROXY} {original.pk}").order_by("-created_at")
    last = rows.values_list("state", flat=True).first()
    return "failed" if last == State.FAILED else ""


def make_clip(original_id: str, from_ms: int, to_ms: int) -> None:
    """Cut the range out of an original, exactly. The job `evidence.clip`.

    The row bears the range that was asked for; `made_with` says from when to when the clip goes.
    """
    original = original_of(original_id)
    found = _probe_of(original)
    if found is None or not found.streams or not 0 <= from_ms < to_ms:
        return
    rows = _rows(original).filter(kind=DerivedKind.CLIP, from_ms=from_ms, to_ms=to_ms)
    if not rows.exists():
        copy = found.browser_playable and found.kind == "video"
        wanted = Wanted(what="clip", kind=found.kind, from_ms=from_ms, to_ms=to_ms, copy=copy)
        _make(original, found, wanted)


def ask_for_proxy(original: Original) -> None:
    """Let the viewing copy be made before those that nobody waits for."""
    arguments = {"original_id": str(original.pk), "asked": True}
    _ask(PROXY, arguments, f"{PROXY} {original.pk}")


def ask_for_clip(original: Original, from_ms: int, to_ms: int) -> None:
    """Let a clip be cut, before what nobody waits for."""
    arguments = {"original_id": str(original.pk), "from_ms": from_ms, "to_ms": to_ms}
    _ask(CLIP, arguments, f"{CLIP} {original.pk} {from_ms} {to_ms}")


def _ask(name: str, arguments: dict[str, Any], key: str) -> None:
    """Put work ahead in the slow lane: in the others, a film of hours would hold up everything."""
    enqueue(name, arguments, lane=Lane.BULK, after=timezone.now() - _AHEAD, key=key)


def wait_for(original: Original) -> Wait | None:
    """Say how long the viewing copy of an original will last; `None` if nobody makes one.

    Minutes are estimated from the speed at which this installation made the last ones.
    """
    found = Job.objects.filter(name=PROXY, state__in=(State.QUEUED, State.RUNNING))
    queue = sorted(found, key=lambda job: (job.state != State.RUNNING, job.lane, job.run_after))
    ids = [str(job.arguments.get("original_id")) for job in queue]
    if str(original.pk) not in ids:
        return None
    place = ids.index(str(original.pk))
    rows = Original._base_manager.filter(pk__in=ids[: place + 1]).exclude(probe=None)
    dots = {str(key): work_in(msgspec.convert(raw, type=Probe)) for key, raw in _probes(rows)}
    now, speed = timezone.now(), measured_speed()
    later = max(queue[place].run_after - now, timedelta())
    left = (
        _left(job, dots.get(str(job.arguments.get("original_id")), 0) / speed, now)
        for job in queue[: place + 1]
    )
    seconds = sum(left) + later.total_seconds()
    return Wait(place + 1, max(1, math.ceil(seconds / 60)))


def _left(job: Job, seconds: float, now: datetime) -> float:
    """Return what is left of the `seconds` that a job was thought to take, and is not over yet."""
    if job.state != State.RUNNING or job.begun_at is None:
        return seconds
    spent = (now - job.begun_at).total_seconds()
    return max(seconds - spent, spent * _OVERDUE)


def measured_speed() -> float:
    """Return how many dots of film this installation works through in a second."""
    rows = Derived._base_manager.filter(kind=DerivedKind.PROXY).order_by("-made_at")
    known = [
        (said["dots"], said["seconds"])
        for said in rows.values_list("made_with", flat=True)[:_MEASURED]
        if said.get("dots") and said.get("seconds", 0) >= _LEAST_SECONDS
    ]
    spent = sum(seconds for _, seconds in known)
    return sum(dots for dots, _ in known) / spent if spent else USUAL_SPEED


def work_in(found: Probe) -> int:
    """Return how much work a film is, in dots: its pictures take time, its sound a little."""
    pictures = sum(
        one.packets * (one.width or 0) * (one.height or 0) for one in found.streams if one.width
    )
    sound = any(not one.width for one in found.streams)
    return pictures + sound * (found.duration_ms or 0) * _DOTS_OF_SOUND // 1000


def _probes(rows: Any) -> Iterator[Any]:
    return iter(rows.values_list("pk", "probe"))


def _rows(original: Original) -> Any:
    return Derived.objects.within(original.bureau_id).filter(original=original)


def _probe_of(original: Original) -> Probe | None:
    """What the probe found; nothing is made of what has not been looked into, or is gone."""
    if original.object.disposed_at is not None or original.probe is None:
        return None
    return msgspec.convert(original.probe, type=Probe)


def _make(original: Original, found: Probe, wanted: Wanted) -> None:
    begins = {one.kind: one.segments[0][0] for one in reversed(found.streams) if one.segments}
    wanted = msgspec.structs.replace(
        wanted,
        duration_ms=found.duration_ms or 0,
        segments=found.segments,
        picture_begins_ms=begins.get("video", 0),
        sound_begins_ms=begins.get("audio", 0),
        usual_step_ms=found.streams[0].usual_step_ms if found.streams else 0,
        label=f"{wanted.what} of {original.object.digest}; made by Liuhen, not the original",
    )
    begun = time.monotonic()
    try:
        with (
            vault().as_file(str(original.bureau_id), original.object.digest) as path,
            _folder() as folder,
        ):
            made = draw(path, folder, wanted)
            seconds = round(time.monotonic() - begun, 1)
            kept = [(one, _kept(original, folder / one.name)) for one in made]
    except (ObjectMissingError, ObjectDamagedError):
        return  # found by the damage's own reader
    except SandboxError as error:
        _say_failed(original, wanted.what, slow=isinstance(error, TooSlowError))
        return
    if kept:
        with suppress(IntegrityError):  # the same job ran twice at once: the other one was first
            _write(original, wanted, kept, {"seconds": seconds, "dots": work_in(found)})
    elif wanted.kind == "video":
        _say_failed(original, wanted.what, slow=False)


def _kept(original: Original, path: Path) -> Stored:
    def chunks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk

    return repairing.put(str(original.bureau_id), chunks(), most_bytes=path.stat().st_size)


def _write(
    original: Original,
    wanted: Wanted,
    kept: list[tuple[Made, Stored]],
    measured: dict[str, float],
) -> None:
    clip = wanted.what == "clip"
    with act(_ACTS[wanted.what], by=READER) as record:
        record.about(original)
        for made, stored in kept:
            row = Derived(
                bureau=original.bureau,
                original=original,
                kind=made.kind,
                from_ms=wanted.from_ms if clip else None,
                to_ms=wanted.to_ms if clip else None,
                media_type=made.media_type,
                made_at=record.at,
                made_with={**made.made_with, **measured},
            )
            row.object = register_object(record, original.bureau, stored, row)
            record.create(row)


_ACTS = {"pictures": PREVIEW, "proxy": PROXY, "clip": CLIP}


def _say_failed(original: Original, what: str, *, slow: bool) -> None:
    finding = {"word": _FAILED[what], "why": "too_slow" if slow else "unreadable"}
    with act(_ACTS[what], by=READER) as record:
        rows = Original._base_manager.select_for_update(of=("self",))
        row = rows.get(pk=original.pk)
        record.about(row)
        if finding in row.findings:
            record.note(again=finding)
        else:
            record.update(row, findings=[*row.findings, finding])


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for what is in the making; those that a killed worker left go with the next day."""
    work = Path(settings.LIUHEN_HOME) / "work"
    work.mkdir(mode=0o700, exist_ok=True)
    for left in work.iterdir():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left)
    with TemporaryDirectory(dir=work) as folder:
        yield Path(folder)
