# SPDX-License-Identifier: Apache-2.0
"""What a link says of its range of an original: all of it the system's word, none of it typed.

- stored when the original was kept, returned when the outing that covers it ended, handed over when
  the custodian accepted it; told, shown and seen as marked inside the range;
- `stretches` is what is really recorded of the range: a hole in the file lies between two of them;
- milliseconds count from the beginning of the original, instants are corrected time.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity
from liuhen.apps.evidence.handing_over import handed_over_at
from liuhen.apps.evidence.marks import marks_of
from liuhen.apps.evidence.models import Mark, Original, OriginalKind, Outing, TimeSource
from liuhen.apps.evidence.outings import returned_at
from liuhen.law import facts as law

#: Arrival times are written to the minute: so much before and after an activity goes along.
SPARE = timedelta(minutes=1)
#: A clock that is off by more has stood still or was never set.
NOT_RUNNING = timedelta(hours=1)
#: Kinds of original that are footage.
FOOTAGE = frozenset(law.RECORDING_KINDS)
#: What a mark says the footage shows; a landmark that is spoken stands for a place's sign
#: (003 art. 27(3)).
_CONTENT = {word: word for word in law.CONTENTS} | {"landmark_spoken": "place_sign"}
#: Marks that are facts of the activity and not of the footage.
_SEEN = ("certificate_shown", "rights_told", "interruption_reason")

Range = tuple[int, int]


def is_time_said(original: Original) -> bool:
    """Whether people say when the original was recorded, and not the device.

    So it is where its time was typed while it was brought in, and where its clock was corrected by
    so much that it was not running: the correction is the time then.
    """
    off = abs(original.offset_ms) > NOT_RUNNING // timedelta(milliseconds=1)
    return original.time_source == TimeSource.TYPED or off


def length_of(original: Original) -> timedelta | None:
    """How long the original is, as far as anybody knows; a photo is an instant."""
    if original.kind == OriginalKind.PHOTO:
        return timedelta(0)
    if original.duration_ms is not None:
        return timedelta(milliseconds=original.duration_ms)
    if original.start is not None and original.end is not None:
        return original.end - original.start
    return None


def end_of(original: Original) -> datetime | None:
    """When the original ends in corrected time, if that is known."""
    length = length_of(original)
    if original.start is None:
        return None
    return original.end or (None if length is None else original.start + length)


def usual_range(original: Original, activity: Activity) -> tuple[datetime, datetime] | None:
    """Return what of the original is the activity's, a minute around it; `None` if nothing is."""
    start, end = original.start, end_of(original)
    if start is None:
        return None
    last = end or (activity.end + SPARE if activity.end else start)
    first = max(start, activity.start - SPARE)
    until = last if activity.end is None else min(last, activity.end + SPARE)
    return (first, max(first, until)) if first <= until else None


def milliseconds(begins: datetime, at: datetime) -> int:
    """Return how far into an original that begins then an instant lies."""
    return round((at - begins) / timedelta(milliseconds=1))


def range_in(original: Original, begins: datetime, start: datetime, end: datetime) -> Range:
    """Return the range from `start` to `end` in milliseconds.

    Raises:
        BadFactError: it is not inside the original.
    """
    from_ms, to_ms = milliseconds(begins, start), milliseconds(begins, end)
    length = length_of(original)
    spare = 1000  # times are typed to the second
    last = None if length is None else length // timedelta(milliseconds=1)
    if to_ms < from_ms:
        raise BadFactError(_("The end is before the start."), "end")
    if from_ms < -spare or (last is not None and from_ms > last + spare):
        raise BadFactError(_("The recording does not reach to this time."), "start")
    if last is not None and to_ms > last + spare:
        raise BadFactError(_("The recording ends before this time."), "end")
    from_ms = max(from_ms, 0)
    return from_ms, max(from_ms, to_ms if last is None else min(to_ms, last))


def stretches_in(original: Original, span: Range) -> list[list[int]] | None:
    """Return what is really recorded of a range; `None` while the file has not been read.

    A photo that could be read has one moment, its own.
    """
    if not original.segments:
        picture = original.kind == OriginalKind.PHOTO and (original.probe or {}).get("width")
        return [[span[0], span[0]]] if picture else None
    cut = [[max(a, span[0]), min(b, span[1])] for a, b in original.segments]
    return [[a, b] for a, b in cut if b > a or a == b == span[0]]


def system_values(original: Original, span: Range) -> dict[str, Any]:
    """Return every column of a link that the system itself sets, but its times."""
    marks = list(marks_of(original, *span))
    words = [mark.word for mark in marks]
    return {
        "device": original.device.code if original.device else original.device_code,
        "officer": original.officer.name if original.officer else original.officer_name,
        "stored_at": original.kept_at.replace(microsecond=0),
        "returned_at": _returned_at(original),
        "handed_over_at": _to_second(handed_over_at(original)),
        "informed": True if "told" in words else None,
        "content": [word for word in law.CONTENTS if word in {_CONTENT.get(one) for one in words}],
        "position": _position(marks) or original.position,
        "vessel": _vessel(marks),
        "stretches": stretches_in(original, span),
        "seen": [word for word in _SEEN if word in words],
    }


def hold_outings(originals: Iterable[Original]) -> None:
    """Lock the outings that cover the originals: whoever ends one waits, and then finds the link.

    They are locked before any case, as those do who end them.
    """
    for original in originals:
        if (rows := _outings(original)) is not None:
            list(rows.select_for_update().order_by("pk"))


def _outings(original: Original) -> QuerySet[Outing] | None:
    ended = end_of(original) or original.start
    if original.officer_id is None or ended is None:
        return None
    rows = Outing.objects.within(original.bureau_id)
    return rows.filter(officer=original.officer_id, left_at__lte=ended).filter(
        Q(returned_at=None) | Q(returned_at__gte=ended)
    )


def _returned_at(original: Original) -> datetime | None:
    """When the outing ended during which it was recorded.

    Nothing is prolonged by the outing of somebody who, by the register, did not have the recorder.
    """
    if any(one.get("word") == "officer_differs" for one in original.findings):
        return None
    ended = end_of(original) or original.start
    if original.officer is None or original.officer.bureau_id is None or ended is None:
        return None
    return _to_second(returned_at(original.officer, ended))


def _to_second(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(microsecond=0)


def _position(marks: Iterable[Mark]) -> dict[str, float] | None:
    for mark in marks:
        held = mark.details
        if mark.word == "position" and {"lat", "lon"} <= held.keys():
            return {"lat": float(held["lat"]), "lon": float(held["lon"])}
    return None


def _vessel(marks: Iterable[Mark]) -> dict[str, Any] | None:
    """The vessel as it was marked; spoken where a mark says that its name is heard."""
    made: dict[str, Any] = {}
    for mark in marks:
        if mark.word in ("vessel", "vessel_spoken"):
            said = {name: str(mark.details.get(name) or "").strip() for name in ("name", "number")}
            if mark.text and not any(said.values()):
                said["name"] = mark.text.strip()
            for name, value in said.items():
                if value:
                    made.setdefault(name, value[:60])
            if mark.word == "vessel_spoken" or mark.details.get("spoken"):
                made["spoken"] = True
    return made or None
