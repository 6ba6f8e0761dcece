# SPDX-License-Identifier: Apache-2.0
"""Looking into originals, and saying on the row what was found: the job `evidence.probe`.

What this module promises:

- it may run twice: what has been written already is not written again;
- a file that cannot be read, breaks its reader or stalls it gets a finding, and the job is done;
- a time that a person, a file's name or a client gave is never replaced by one inside the file; the
  time of the file on the device is, being weaker;
- length and end come from the packets; whoever rests facts on the original is told in the same act.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone

from liuhen.apps.evidence.arriving import zone_of_bureau
from liuhen.apps.evidence.following import tell
from liuhen.apps.evidence.models import Original, OriginalKind, TimeSource
from liuhen.apps.evidence.vault import vault
from liuhen.apps.jobs.hours import later
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue, under_way
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act
from liuhen.media.probe import WORDS, Probe, probe
from liuhen.vault.store import ObjectDamagedError, ObjectMissingError

PROBE = "evidence.probe"
PREVIEW = "evidence.preview"
PROXY = "evidence.proxy"
CLIP = "evidence.clip"
READER = SystemActor("media")

_RUNNING = (OriginalKind.VIDEO, OriginalKind.AUDIO)
#: A time inside the file that is so much later than the file came in is not UTC, as it says.
_AHEAD = timedelta(minutes=5)
_DIFFERS = timedelta(minutes=5)
#: No recorder writes for a year into one file.
_LONGEST_MS = 366 * 24 * 3600 * 1000
_FARTHEST_ZONE = timedelta(hours=14)


def probe_original(original_id: str) -> None:
    """Look into an original; then let previews be made. The job `evidence.probe`.

    A store that does not answer fails the job, which is tried again later. Bytes that are damaged
    or gone are the matter of `evidence.damage`, which finds them by itself.
    """
    original = original_of(original_id)
    if original.object.disposed_at is not None:
        return
    try:
        with vault().as_file(str(original.bureau_id), original.object.digest) as path:
            found = _possible(probe(path))
    except (ObjectMissingError, ObjectDamagedError):
        return
    note_probe(original.pk, found)


def note_probe(key: UUID, found: Probe) -> None:
    """Write what a probe of these very bytes found, and let previews be made."""
    _write(key, found)
    _go_on(key, found)


def _possible(found: Probe) -> Probe:
    """Leave out a length that no recording has: times built on it would be none.

    Packets may bear any times; thousands of them, each a day after the other, make such a length.
    """
    if found.duration_ms is None or found.duration_ms <= _LONGEST_MS:
        return found
    said = {"word": "unreadable", "why": "length"}
    findings = [one for one in found.findings if one["word"] != "unreadable"]
    return msgspec.structs.replace(
        found, duration_ms=None, segments=[], streams=[], findings=[*findings, said]
    )


def original_of(original_id: str | UUID) -> Original:
    """Return the original that a job is about, with what is needed to find its bytes."""
    rows = Original._base_manager.select_related("object", "bureau")
    return rows.get(pk=UUID(str(original_id)))


def _write(key: UUID, found: Probe) -> None:
    if not _values(original_of(key), found):
        return
    with act("evidence.probed", by=READER) as record:
        rows = Original._base_manager.select_for_update(of=("self",))
        row = rows.select_related("object", "bureau").get(pk=key)
        values = _values(row, found)
        record.about(row)
        if values:
            record.update(row, **values, probed_at=record.at)
            tell([row.pk], record)


def _go_on(key: UUID, found: Probe) -> None:
    arguments = {"original_id": str(key)}
    if found.kind in ("video", "audio", "photo"):
        enqueue(PREVIEW, arguments, lane=Lane.SOON, key=f"{PREVIEW} {key}")
    proxy = f"{PROXY} {key}"
    if needs_proxy(found) and not under_way(proxy):  # somebody may have asked for it meanwhile
        after = hours_begin(original_of(key).bureau)
        enqueue(PROXY, arguments, lane=Lane.BULK, after=after, key=proxy)


def hours_begin(bureau: Organisation) -> datetime | None:
    """Return when work begins in the bureau that nobody waits for; `None`: it may be done now."""
    now = timezone.now()
    return later(now, zone_of_bureau(bureau, now))


def needs_proxy(found: Probe) -> bool:
    """Whether there is a course in time that browsers do not play as it is."""
    return found.kind in _RUNNING and bool(found.streams) and not found.browser_playable


def _values(row: Original, found: Probe) -> dict[str, Any]:
    """The columns that are to change."""
    values: dict[str, Any] = {
        "probe": msgspec.json.decode(msgspec.json.encode(found)),
        "kind": _kind(row, found),
        "media_type": found.media_type or row.media_type,
        "duration_ms": found.duration_ms,
        "segments": [list(span) for span in found.segments],
        "position": found.position or row.position,
    }
    values |= _times(row, found)
    values["findings"] = _findings(row, found, values)
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def _kind(row: Original, found: Probe) -> str:
    """What it is by its bytes; a fixed camera's file stays one, what nobody knows is as named."""
    if found.kind == "other" or row.kind == OriginalKind.SURVEILLANCE:
        return row.kind
    return found.kind


def _times(row: Original, found: Probe) -> dict[str, Any]:
    values: dict[str, Any] = {}
    start, raw = row.start, row.raw_start
    inside = _inside(row, found)
    if inside is not None and row.time_source in (TimeSource.NONE, TimeSource.FILE):
        raw, start = inside, inside + timedelta(milliseconds=row.offset_ms)
        values |= {"raw_start": raw, "start": start, "time_source": TimeSource.MEDIA}
        if row.time_source == TimeSource.FILE:
            values["raw_end"] = None
    length = None if found.duration_ms is None else timedelta(milliseconds=found.duration_ms)
    if found.kind == "photo":
        length = timedelta(0)
    if start is None and row.raw_end is not None and length is not None:
        raw = row.raw_end - length  # a device writes a file's time when it ends
        start = raw + timedelta(milliseconds=row.offset_ms)
        values |= {"raw_start": raw, "start": start}
    if start is None or length is None:
        return values
    values["end"] = start + length
    if raw is not None and values.get("raw_end", row.raw_end) is None:
        values["raw_end"] = raw + length
    return values


def _inside(row: Original, found: Probe) -> datetime | None:
    """The device's own time inside the file.

    Without an offset it is the wall clock of the bureau. Many recorders write that into a field
    that means UTC: seen when it would lie after the arrival.
    """
    if found.created_at is None:
        return None
    at = datetime.fromisoformat(found.created_at)
    zone = zone_of_bureau(row.bureau, row.kept_at)
    if at.tzinfo is None:
        return at.replace(tzinfo=zone)
    if at.utcoffset() == timedelta(0) and at > row.kept_at + _AHEAD:
        local = at.replace(tzinfo=zone)
        return local if local <= row.kept_at + _AHEAD else at
    return at


def _findings(row: Original, found: Probe, values: dict[str, Any]) -> list[dict[str, Any]]:
    """What others have said of the file stays; what probes say is said anew."""
    known_time = values.get("start", row.start) is not None
    kept = [one for one in row.findings if one.get("word") not in WORDS]
    if known_time:
        kept = [one for one in kept if one.get("word") != "time_unknown"]
    said = [*kept, *found.findings]
    if (otherwise := _otherwise(row, found)) is not None:
        said.append(otherwise)
    if (difference := _difference(row, found)) is not None:
        said.append(difference)
    return said


def _otherwise(row: Original, found: Probe) -> dict[str, Any] | None:
    """Whether the bytes are not of the kind that the name says.

    Bytes of no kind are none of film, sound or picture; text has no mark that it could be told by.
    A reader that gave up has not seen what it is.
    """
    earlier = [one for one in row.findings if one.get("word") == "name_says_otherwise"]
    named = earlier[0]["name"] if earlier else row.kind
    if found.kind != "other":
        if named in _BY_NAME and named != found.kind:
            return {"word": "name_says_otherwise", "name": named, "is": found.kind}
        return None
    if named == OriginalKind.SURVEILLANCE:
        named = OriginalKind.VIDEO.value
    if named not in _MARKED or _GAVE_UP & {str(one["word"]) for one in found.findings}:
        return None
    if row.file_name.lower().endswith(_UNKNOWN_HERE):
        return {"word": "unreadable", "why": "unknown kind"}
    return {"word": "name_says_otherwise", "name": str(named), "is": "other"}


_MARKED = (OriginalKind.VIDEO, OriginalKind.AUDIO, OriginalKind.PHOTO)
_GAVE_UP = frozenset({"reader_crashed", "reader_too_slow"})
#: Names of films that nothing here reads, so that the bytes may well be what the name says.
_UNKNOWN_HERE = (".mxf",)
_BY_NAME = (
    OriginalKind.VIDEO,
    OriginalKind.AUDIO,
    OriginalKind.PHOTO,
    OriginalKind.DOCUMENT,
)


#: Sources of a time that a file's own does not take the place of.
_SAID = (TimeSource.NAME, TimeSource.TYPED)


def _difference(row: Original, found: Probe) -> dict[str, Any] | None:
    """Whether the time inside tells of another moment than was said; its zone may be any."""
    inside = _inside(row, found)
    if inside is None or row.raw_start is None or row.time_source not in _SAID:
        return None
    length = timedelta(milliseconds=found.duration_ms or 0)
    apart = min(abs(inside - row.raw_start), abs(inside - row.raw_start - length))
    hours = round(apart / timedelta(hours=1))
    if apart <= _DIFFERS or (
        hours <= _FARTHEST_ZONE / timedelta(hours=1)
        and abs(apart - timedelta(hours=hours)) <= _DIFFERS
    ):
        return None
    return {
        "word": "time_differs",
        "inside": inside.isoformat(),
        "seconds": int(apart.total_seconds()),
    }
