# SPDX-License-Identifier: Apache-2.0
"""Fixed cameras (固定摄像头): which hang where, and until when their footage can be fetched.

A camera keeps what it saw for `keeps_days` and then overwrites it. Which activities need its
footage is told by the regulation; that stands in `cases.camera_footage`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from liuhen.apps.evidence.devices import all_devices
from liuhen.apps.evidence.models import Device, DeviceKind, DeviceState
from liuhen.apps.people.viewer import Viewer


def cameras(viewer: Viewer) -> QuerySet[Device]:
    """Return the fixed cameras of the viewer's bureau that are not retired, by number."""
    return all_devices(viewer).filter(kind=DeviceKind.FIXED).exclude(state=DeviceState.RETIRED)


def cameras_of(bureau: UUID) -> list[Device]:
    """Return the fixed cameras of a bureau that are not retired, by number."""
    rows = Device.objects.within(bureau).filter(kind=DeviceKind.FIXED)
    return list(rows.exclude(state=DeviceState.RETIRED).order_by("code"))


def overwritten_at(camera: Device, ended: datetime) -> datetime | None:
    """Return when the camera overwrites what it saw until `ended`; `None` where nobody knows."""
    return None if camera.keeps_days is None else ended + timedelta(days=camera.keeps_days)


def hangs_in(camera: Device, place: str) -> bool:
    """Whether an activity at `place` happens before this camera.

    Places are typed by hand, so the one need only stand in the other: "二楼询问室" is where the
    camera of "询问室" hangs.
    """
    one, other = _plain(camera.place), _plain(place)
    return bool(one and other) and (one in other or other in one)


def _plain(place: str) -> str:
    return "".join(place.split()).casefold()
