# SPDX-License-Identifier: Apache-2.0
"""The register of devices (设备台账): entering one, changing its entry, retiring it (004 art. 20).

Numbers (`code`) are the bureau's own and unique in it; a serial number may come twice, as two
makers may use the same one.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import BadDeviceError, NotPermittedError
from liuhen.apps.evidence.models import (
    Device,
    DeviceIssue,
    DeviceKind,
    DeviceState,
    Upkeep,
    UpkeepKind,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.media.names import BadPatternError, check_pattern

_MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class DeviceValue:
    """What the register says of a device. `keeps_days` and `place` are those of fixed cameras."""

    code: str
    kind: DeviceKind | str
    serial: str = ""
    model: str = ""
    section: Organisation | None = None
    name_pattern: str = ""
    place: str = ""
    keeps_days: int | None = None


def register_device(*, by: Viewer, value: DeviceValue) -> Device:
    """Enter a device; it may be issued at once.

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: no number or one that is taken, or a fixed camera without its place.
    """
    require_manager(by)
    with act("evidence.register_device", by=by) as record:
        return put_device(record, by, value)


def put_device(record: Record, by: Viewer, value: DeviceValue) -> Device:
    """Enter a device, inside an act."""
    columns = _columns(by, value)
    _lock_register(by)
    _require_free(by, columns["code"])
    return record.create(Device(bureau=by.bureau, registered_at=record.at, **columns))


def change_device(*, by: Viewer, device: Device, value: DeviceValue) -> Device:
    """Mend a device's entry; its issues and readings stay.

    Raises:
        NotPermittedError, BadDeviceError: as for `register_device`.
    """
    require_manager(by)
    columns = _columns(by, value)
    with act("evidence.change_device", by=by) as record:
        _lock_register(by)
        row = locked_device(by, device)
        if columns["code"].casefold() != row.code.casefold():
            _require_free(by, columns["code"])
        return record.update(row, **columns)


def retire_device(*, by: Viewer, device: Device, note: str) -> Device:
    """Take a device out of service for good.

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: somebody still has it, it is retired already, or no reason is given.
    """
    require_manager(by)
    if not note.strip():
        raise BadDeviceError(_("Why is the device retired? Give a reason."), "note")
    with act("evidence.retire_device", by=by) as record:
        row = locked_device(by, device)
        if row.state == DeviceState.RETIRED:
            raise BadDeviceError(_("%(code)s is retired already.") % {"code": row.code})
        held = DeviceIssue.objects.within(row.bureau_id).filter(device=row, returned_at=None)
        if held.exists():
            raise BadDeviceError(_("%(code)s is issued; take it back first.") % {"code": row.code})
        record.create(
            Upkeep(
                bureau=by.bureau,
                device=row,
                kind=UpkeepKind.UPKEEP,
                at=record.at,
                note=note.strip()[:300],
                recorded_by=by.person,
            )
        )
        return record.update(row, state=DeviceState.RETIRED)


def require_manager(by: Viewer) -> None:
    """Refuse who does not manage devices."""
    if by.bureau is None or not by.may(Permission.DEVICE_MANAGE):
        raise NotPermittedError(_("Your role does not allow this."))


def locked_device(by: Viewer, device: Device) -> Device:
    """Return the device as it is now, locked until the act ends."""
    rows = Device.objects.seen_by(by).select_for_update()
    return rows.get(pk=device.pk)


def _columns(by: Viewer, value: DeviceValue) -> dict[str, Any]:
    code = " ".join(value.code.split())
    if not code or len(code) > 60:  # noqa: PLR2004  # as the column
        raise BadDeviceError(_("A device has a number of at most 60 characters."), "code")
    if value.kind not in DeviceKind.values:
        raise BadDeviceError(_("Choose what the device is."), "kind")
    if value.section is not None and value.section.bureau_id != by.bureau_id:
        raise BadDeviceError(_("There is no such section in your bureau."), "section")
    fixed = value.kind == DeviceKind.FIXED
    if fixed and not value.place.strip():
        raise BadDeviceError(_("Where does the camera hang? Name the place."), "place")
    if fixed and (value.keeps_days is None or not 1 <= value.keeps_days <= _MOST_DAYS):
        raise BadDeviceError(
            _("After how many days does the camera overwrite its footage?"), "keeps_days"
        )
    try:
        if value.name_pattern.strip():
            check_pattern(value.name_pattern.strip())
    except BadPatternError as error:
        raise BadDeviceError(str(error), "name_pattern") from None
    return {
        "code": code,
        "kind": str(value.kind),
        "serial": value.serial.strip()[:60],
        "model": value.model.strip()[:100],
        "section": value.section,
        "name_pattern": value.name_pattern.strip(),
        "place": value.place.strip()[:200],
        "keeps_days": value.keeps_days if fixed else None,
    }


def _lock_register(by: Viewer) -> None:
    """Let one number at a time be taken."""
    if by.bureau is not None:
        Organisation.objects.select_for_update(no_key=True).get(pk=by.bureau.pk)


def _require_free(by: Viewer, code: str) -> None:
    if Device.objects.seen_by(by).filter(code__iexact=code).exists():
        raise BadDeviceError(
            _("The number %(code)s is taken; look for it in the register.") % {"code": code}, "code"
        )
