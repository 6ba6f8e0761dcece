# SPDX-License-Identifier: Apache-2.0
"""Upkeep of devices and their clocks (004 arts. 19 and 20).

- whoever has a device notes that battery, storage and clock were looked at, and reports a fault;
- a fault takes the device out of use at once; a repair, noted by who manages devices, ends that;
- a clock's reading is never changed: the newest up to a moment that counts (`clock_readings`) is
  what holds for what was recorded then.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from liuhen.apps.evidence.clock_readings import counts_at_once
from liuhen.apps.evidence.device_register import locked_device, require_manager
from liuhen.apps.evidence.errors import BadDeviceError, NotPermittedError
from liuhen.apps.evidence.models import (
    ClockReading,
    Device,
    DeviceIssue,
    DeviceState,
    Upkeep,
    UpkeepKind,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Actor, act

#: A clock that is off by more than this should be set.
CLOCK_IS_OFF = timedelta(seconds=30)
#: No device is off by more than this but by a slip of the pen.
_MOST_OFF = timedelta(days=366 * 20)

#: What each kind of entry makes of the device.
_STATES = {UpkeepKind.FAULT: DeviceState.FAULTY, UpkeepKind.REPAIR: DeviceState.IN_SERVICE}


def may_keep_up(by: Viewer, device: Device) -> bool:
    """Whether the viewer may note a check or a fault: the holder, the section, the manager."""
    if by.may(Permission.DEVICE_MANAGE):
        return True
    held = DeviceIssue.objects.seen_by(by).filter(device=device, person=by.person, returned_at=None)
    return held.exists() or (
        device.section_id is not None and by.reaches(Permission.EVIDENCE_ADD, device.section_id)
    )


def note_upkeep(*, by: Viewer, device: Device, kind: UpkeepKind | str, note: str = "") -> Upkeep:
    """Note what was done to a device, now. A fault takes it out of use, a repair brings it back.

    Raises:
        NotPermittedError: neither holder nor of its section; or a repair by who does not manage.
        BadDeviceError: a fault without a word on it, or a retired device.
    """
    if kind not in UpkeepKind.values:
        raise BadDeviceError(_("Choose what was done."), "kind")
    if kind in (UpkeepKind.REPAIR, UpkeepKind.UPKEEP):
        require_manager(by)
    elif not may_keep_up(by, device):
        raise NotPermittedError(_("The holder or the section of a device notes this."))
    if kind == UpkeepKind.FAULT and not note.strip():
        raise BadDeviceError(_("What is wrong with the device? Describe the fault."), "note")
    with act("evidence.note_upkeep", by=by) as record:
        row = locked_device(by, device)
        _require_living(row)
        record.about(row)
        made = record.create(
            Upkeep(
                bureau=by.bureau,
                device=row,
                kind=kind,
                at=record.at,
                note=note.strip()[:300],
                recorded_by=by.person,
            )
        )
        state = _STATES.get(UpkeepKind(kind))
        if state is not None and row.state != state:
            record.update(row, state=state)
        return made


def send_to_repair(*, by: Viewer, device: Device) -> Device:
    """Note that a faulty device is with the repairer; nobody repairs one on his own (004-20).

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: no fault was reported.
    """
    require_manager(by)
    with act("evidence.send_to_repair", by=by) as record:
        row = locked_device(by, device)
        if row.state != DeviceState.FAULTY:
            raise BadDeviceError(_("Report the fault of %(code)s first.") % {"code": row.code})
        return record.update(row, state=DeviceState.IN_REPAIR)


def read_clock(*, by: Viewer, device: Device, shown: datetime) -> ClockReading:
    """Note what the device's clock shows at this moment; the server's clock is held against it.

    Raises:
        NotPermittedError: neither holder nor of its section.
        BadDeviceError: a retired device, or a time that no clock shows.
    """
    if not may_keep_up(by, device):
        raise NotPermittedError(_("The holder or the section of a device notes this."))
    return put_reading(by=by, device=device, shown=shown, how="typed")


def put_reading(*, by: Actor, device: Device, shown: datetime, how: str) -> ClockReading:
    """Keep a reading that was taken just now; of a person, it counts as `clock_readings` says.

    Raises:
        BadDeviceError: a retired device, or a time that no clock shows.
    """
    with act("evidence.read_clock", by=by) as record:
        row = Device.objects.within(device.bureau_id).select_for_update().get(pk=device.pk)
        _require_living(row)
        offset = record.at - shown
        counts = not isinstance(by, Viewer) or counts_at_once(by, row, record.at)
        person = by.person if isinstance(by, Viewer) else None
        if abs(offset) > _MOST_OFF:
            raise BadDeviceError(_("No clock is off by so much; look at the date."), "shown")
        record.about(row)
        return record.create(
            ClockReading(
                bureau_id=row.bureau_id,
                device=row,
                at=record.at,
                device_at=shown,
                offset_ms=round(offset / timedelta(milliseconds=1)),
                how=how[:100],
                taken_by=person,
                confirmed_at=record.at if counts else None,
                confirmed_by=person if counts else None,
            )
        )


def _require_living(device: Device) -> None:
    if device.state == DeviceState.RETIRED:
        raise BadDeviceError(_("%(code)s is retired.") % {"code": device.code})
