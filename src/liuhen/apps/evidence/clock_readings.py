# SPDX-License-Identifier: Apache-2.0
"""Whose reading of a device's clock counts, and what becomes of the others.

What this module promises:

- a reading counts at once where it was taken by whoever held the device then and holds it still,
  or by who manages devices; a docking station counts by the person whose token it has, because
  what a client says of itself proves nothing;
- every other reading is kept, moves no time, and waits until the custodian or the device manager
  confirms it;
- a confirmation moves the times of the files that came with the reading, with its own leaf.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from liuhen.apps.evidence import following
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.devices import all_devices, holder_at
from liuhen.apps.evidence.errors import NotPermittedError, UnknownFileError
from liuhen.apps.evidence.models import ClockReading, Device, Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act

UNCONFIRMED = "clock_unconfirmed"
#: A device's clock that is off by more is said on the file.
CLOCK_OFF = timedelta(minutes=2)
#: Two offsets that differ by less are the same.
SAME_CLOCK_MS = 1000
_READING_EVERY = timedelta(hours=1)


def may_confirm(by: Viewer, device: Device | None) -> bool:
    """Whether the viewer's word makes a reading count: custodian or device manager."""
    if by.bureau is None or (device is not None and device.bureau_id != by.bureau_id):
        return False
    section = None if device is None else device.section_id
    return by.may(Permission.DEVICE_MANAGE) or by.reaches(Permission.CASE_STORE, section)


def counts_at_once(by: Viewer, device: Device | None, at: datetime) -> bool:
    """Whether a reading that `by` took at `at` counts without anybody else's word."""
    if may_confirm(by, device):
        return True
    if device is None:
        return False
    return by.person == holder_at(device, at) == holder_at(device, by.at)


def measured_at(by: Viewer, claims: Claims) -> datetime:
    """When the clock was read: as the client says, but never later than now."""
    return by.at if claims.measured_at is None else min(claims.measured_at, by.at)


def note_measured(
    record: Record, by: Viewer, device: Device, offset_ms: int, claims: Claims
) -> None:
    """Keep what a client measured of the device's clock, once a docking."""
    at = min(measured_at(by, claims), record.at)
    counts = counts_at_once(by, device, at)
    near = ClockReading.objects.within(device.bureau_id).filter(
        device=device,
        at__gt=at - _READING_EVERY,
        at__lt=at + _READING_EVERY,
        offset_ms__gt=offset_ms - SAME_CLOCK_MS,
        offset_ms__lt=offset_ms + SAME_CLOCK_MS,
    )
    if (near.exclude(confirmed_at=None) if counts else near).exists():
        return
    try:
        device_at = at - timedelta(milliseconds=offset_ms)
    except OverflowError:
        return
    record.create(
        ClockReading(
            bureau=device.bureau,
            device=device,
            at=at,
            device_at=device_at,
            offset_ms=offset_ms,
            how=claims.came_by or "upload",
            taken_by=by.person,
            confirmed_at=record.at if counts else None,
            confirmed_by=by.person if counts else None,
        )
    )


def waiting_readings(viewer: Viewer) -> QuerySet[ClockReading]:
    """Return the readings that wait for a word: those newer than all of their device that count."""
    rows = ClockReading.objects.seen_by(viewer).filter(device__in=all_devices(viewer))
    newest = rows.filter(device=OuterRef("device")).exclude(confirmed_at=None).order_by("-at")
    rows = rows.filter(confirmed_at=None).annotate(counted=Subquery(newest.values("at")[:1]))
    rows = rows.filter(Q(counted=None) | Q(at__gt=Subquery(newest.values("at")[:1])))
    return rows.select_related("device", "taken_by").order_by("-at")


def confirm_reading(*, by: Viewer, device: Device, key: UUID | None) -> ClockReading:
    """Let a reading count, and move the times of the files that came with it.

    Raises:
        NotPermittedError: neither custodian nor device manager.
        UnknownFileError: there is no such reading of this device.
    """
    if not may_confirm(by, device):
        raise NotPermittedError(_("The custodian or the device manager confirms a reading."))
    with act("evidence.confirm_clock", by=by) as record:
        rows = ClockReading.objects.within(device.bureau_id).select_for_update(of=("self",))
        row = None if key is None else rows.filter(device=device, pk=key).first()
        if row is None:
            raise UnknownFileError(_("There is no such reading."))
        record.about(device)
        if row.confirmed_at is not None:
            return row
        record.update(row, confirmed_at=record.at, confirmed_by=by.person)
        following.tell([one.pk for one in _moved(record, row)], record)
        return row


def _moved(record: Record, reading: ClockReading) -> list[Original]:
    """Move what came with the reading; the device's own times stay beside."""
    rows = Original.objects.within(reading.bureau_id).select_for_update(of=("self",))
    moved = []
    for row in rows.filter(device=reading.device, kept_at__gte=reading.at - _READING_EVERY):
        if not any(_is_of(one, reading) for one in row.findings):
            continue
        step = timedelta(milliseconds=reading.offset_ms - row.offset_ms)
        kept = [one for one in row.findings if one.get("word") not in (UNCONFIRMED, "clock_off")]
        if abs(timedelta(milliseconds=reading.offset_ms)) > CLOCK_OFF:
            kept.append({"word": "clock_off", "offset_ms": reading.offset_ms})
        try:
            start = None if row.start is None else row.start + step
            end = None if row.end is None else row.end + step
        except OverflowError:
            continue
        record.update(row, offset_ms=reading.offset_ms, start=start, end=end, findings=kept)
        moved.append(row)
    return moved


def _is_of(finding: dict[str, object], reading: ClockReading) -> bool:
    """Whether a finding on a file speaks of this reading."""
    said, at = finding.get("offset_ms"), finding.get("at")
    if finding.get("word") != UNCONFIRMED or not isinstance(said, int) or not isinstance(at, str):
        return False
    apart = abs(datetime.fromisoformat(at).astimezone(UTC) - reading.at)
    return abs(said - reading.offset_ms) < SAME_CLOCK_MS and apart < _READING_EVERY
