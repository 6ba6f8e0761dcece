# SPDX-License-Identifier: Apache-2.0
"""Issue and return of devices (领用、归还): one device, one person at a time.

Both ends are the server's time, and never typed: who had a device when decides whose recordings
are proposed as whose.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.evidence.device_register import locked_device, require_manager
from liuhen.apps.evidence.errors import BadDeviceError
from liuhen.apps.evidence.models import Device, DeviceIssue, DeviceKind, DeviceState
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act


def issue_device(*, by: Viewer, device: Device, person: Person) -> DeviceIssue:
    """Give a device into a person's hands, now.

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: faulty, in repair, retired, a fixed camera, issued already, or the person
            is not of the bureau.
    """
    require_manager(by)
    if person.bureau_id != by.bureau_id or not person.is_active:
        raise BadDeviceError(_("There is no such person in your bureau."), "person")
    with act("evidence.issue_device", by=by) as record:
        row = locked_device(by, device)
        _require_issuable(row)
        held = _running(by).filter(device=row).select_related("person").first()
        if held is not None:
            raise BadDeviceError(
                _("%(name)s has %(code)s; take it back first.")
                % {"name": held.person.name, "code": row.code}
            )
        record.about(row)
        return record.create(
            DeviceIssue(
                bureau=by.bureau,
                device=row,
                person=person,
                issued_at=record.at,
                issued_by=by.person,
            )
        )


def take_back(*, by: Viewer, issues: Collection[UUID]) -> list[DeviceIssue]:
    """Take devices back, now, all or none.

    Raises:
        NotPermittedError: the viewer does not manage devices.
        BadDeviceError: nothing chosen, or one was taken back meanwhile.
    """
    require_manager(by)
    if not issues:
        raise BadDeviceError(_("Choose at least one device."))
    with act("evidence.take_back_devices", by=by) as record:
        rows = list(_running(by).select_for_update().filter(pk__in=issues).order_by("pk"))
        if len(rows) != len(set(issues)):
            raise BadDeviceError(
                _("A chosen device was taken back meanwhile; look at the list again.")
            )
        return [record.update(one, returned_at=record.at, returned_to=by.person) for one in rows]


def _require_issuable(device: Device) -> None:
    code = {"code": device.code}
    if device.kind == DeviceKind.FIXED:
        raise BadDeviceError(_("%(code)s is a fixed camera and is not issued.") % code)
    if device.state == DeviceState.RETIRED:
        raise BadDeviceError(_("%(code)s is retired.") % code)
    if device.state != DeviceState.IN_SERVICE:
        raise BadDeviceError(
            _("%(code)s is faulty and is not issued before its repair is noted.") % code
        )


def _running(by: Viewer) -> QuerySet[DeviceIssue]:
    return DeviceIssue.objects.seen_by(by).filter(returned_at=None)
