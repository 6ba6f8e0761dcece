# SPDX-License-Identifier: Apache-2.0
"""Devices (记录设备): which there are, in whose hands, in what state, how their clocks run.

What this module promises:

- a device is in one person's hands at a time, and both ends of that are the server's time;
- a faulty device is not issued before it was repaired (004 art. 20);
- nothing here is a reason to refuse a recording: an unknown device is flagged, not turned away.

Registering stands in `device_register`, issue and return in `device_issue`, upkeep and clocks in
`device_upkeep`.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import ClockReading, Device, DeviceIssue, DeviceKind, Upkeep
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer


def device_of(bureau: UUID, code_or_serial: str) -> Device | None:
    """Return the device of a bureau by its number there, or else by its maker's serial number."""
    wanted = code_or_serial.strip()
    if not wanted:
        return None
    rows = Device.objects.within(bureau)
    by_code = rows.filter(code__iexact=wanted).first()
    if by_code is not None:
        return by_code
    by_serial = list(rows.filter(serial__iexact=wanted)[:2])
    return by_serial[0] if len(by_serial) == 1 else None


def issue_at(device: Device, at: datetime) -> DeviceIssue | None:
    """Return the issue that was running at `at`."""
    rows = DeviceIssue.objects.within(device.bureau_id).select_related("person")
    rows = rows.filter(Q(returned_at=None) | Q(returned_at__gt=at), device=device)
    return rows.filter(issued_at__lte=at).order_by("-issued_at").first()


def holder_at(device: Device, at: datetime) -> Person | None:
    """Return in whose hands the device was at `at`."""
    issue = issue_at(device, at)
    return None if issue is None else issue.person


def clock_at(device: Device, at: datetime) -> ClockReading | None:
    """Return the last reading of the device's clock up to `at` that counts."""
    rows = ClockReading.objects.within(device.bureau_id).filter(device=device, at__lte=at)
    return rows.exclude(confirmed_at=None).order_by("-at").first()


def devices(viewer: Viewer) -> QuerySet[Device]:
    """Return what is carried: recorders, cameras, phones of the bureau, by number."""
    return all_devices(viewer).exclude(kind=DeviceKind.FIXED)


def all_devices(viewer: Viewer) -> QuerySet[Device]:
    """Return all devices of the viewer's bureau, the fixed cameras among them, by number."""
    return Device.objects.seen_by(viewer).select_related("section").order_by("code")


def get_device(viewer: Viewer, key: UUID) -> Device:
    """Return a device by its key.

    Raises:
        UnknownFileError: not there, or of another bureau.
    """
    found = all_devices(viewer).filter(pk=key).first()
    if found is None:
        raise UnknownFileError(_("There is no such device."))
    return found


def issues_of(viewer: Viewer, device: Device) -> QuerySet[DeviceIssue]:
    """Return who had the device, the last one first."""
    rows = DeviceIssue.objects.seen_by(viewer).filter(device=device)
    return rows.select_related("person", "issued_by", "returned_to").order_by("-issued_at")


def running_issues(viewer: Viewer) -> QuerySet[DeviceIssue]:
    """Return what is issued now."""
    rows = DeviceIssue.objects.seen_by(viewer).filter(returned_at=None)
    return rows.select_related("person", "device").order_by("device__code")


def upkeep_of(viewer: Viewer, device: Device) -> QuerySet[Upkeep]:
    """Return what was done to the device, the last first."""
    rows = Upkeep.objects.seen_by(viewer).filter(device=device).select_related("recorded_by")
    return rows.order_by("-at")


def last_readings(viewer: Viewer, rows: Collection[Device]) -> dict[UUID, ClockReading]:
    """Return the newest reading of each device's clock that counts."""
    readings = ClockReading.objects.seen_by(viewer).filter(device__in=rows)
    readings = readings.exclude(confirmed_at=None)
    newest = readings.filter(device=OuterRef("device")).order_by("-at", "-id").values("pk")[:1]
    return {one.device_id: one for one in readings.filter(pk=Subquery(newest))}


def clock_readings_of(viewer: Viewer, device: Device) -> QuerySet[ClockReading]:
    """Return the readings of the device's clock, the last first."""
    rows = ClockReading.objects.seen_by(viewer).filter(device=device)
    return rows.select_related("taken_by", "confirmed_by").order_by("-at")
