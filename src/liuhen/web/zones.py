# SPDX-License-Identifier: Apache-2.0
"""The time zone in which a person reads and writes times: that of the bureau's regulation."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.rules.errors import NoPackError
from liuhen.apps.rules.packs import pack_of


def zone_of(request: HttpRequest) -> tzinfo:
    """Return the zone of the viewer's bureau, or the installation's own where there is none."""
    default = timezone.get_default_timezone()
    if not isinstance(request.user, Person):
        return default
    viewer = viewer_of(request)
    if viewer.bureau is None:
        return default
    try:
        pack = pack_of(viewer.bureau, timezone.localtime(viewer.at, default).date())
    except NoPackError:
        return default
    return ZoneInfo(pack.manifest.time_zone)
