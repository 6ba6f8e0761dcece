# SPDX-License-Identifier: Apache-2.0
"""Which footage to fetch from which camera, until when; below, the cameras themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from liuhen.apps.cases.camera_footage import Unfetched, unfetched
from liuhen.apps.evidence.cameras import cameras
from liuhen.apps.evidence.models import Device
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.devices.lines import lines_of
from liuhen.web.pages import page

_ON_A_PAGE = 50
#: Where files are brought in; the query tells it camera, activity, clock and which times to export.
UPLOAD = "/recordings/upload/"


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """One camera that may have seen the activity: what to export by its own clock."""

    camera: Device
    first: datetime
    last: datetime
    upload: str


@dataclass(frozen=True, slots=True)
class FetchLine:
    """One activity of the work list."""

    item: Unfetched
    lost: bool
    choices: list[CameraChoice]


@page(Permission.CASE_VIEW, Permission.DEVICE_VIEW)
def camera_list(request: HttpRequest) -> HttpResponse:
    """Show what is to be fetched, the first to be lost first, and the register of cameras."""
    viewer = viewer_of(request)
    rows = Paginator(unfetched(viewer), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": rows,
        "lines": [
            FetchLine(
                one,
                one.lost(viewer.at),
                [_choice(one, camera) for camera in one.cameras],
            )
            for one in rows.object_list
        ],
        "cameras": lines_of(viewer, cameras(viewer)),
        "sees_cases": viewer.may(Permission.CASE_VIEW),
        "now": viewer.at,
    }
    return render(request, "cameras/list.html", context)


def _choice(one: Unfetched, camera: Device) -> CameraChoice:
    first, last = one.shown_by(camera)
    reading = one.clocks.get(camera.pk)
    query = {
        "camera": camera.code,
        "activity": str(one.activity.item),
        "recorded": first.astimezone(UTC).isoformat(),
        "until": last.astimezone(UTC).isoformat(),
    }
    if reading is not None:
        query["offset_ms"] = str(reading.offset_ms)
    return CameraChoice(camera, first, last, _upload_address(query))


def _upload_address(query: dict[str, str]) -> str:
    """Where the camera's clip is brought in; empty where there is no such page."""
    try:
        resolve(UPLOAD)
    except Resolver404:
        return ""
    return f"{UPLOAD}?{urlencode(query)}"
