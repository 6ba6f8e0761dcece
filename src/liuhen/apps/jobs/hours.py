# SPDX-License-Identifier: Apache-2.0
"""The hours in which work is done that nobody waits for (`LIUHEN_BULK_HOURS`)."""

from datetime import UTC, datetime, time, timedelta, tzinfo

from django.conf import settings


def later(at: datetime, zone: tzinfo) -> datetime | None:
    """Return when the hours begin next by the clocks of `zone`; `None`: `at` lies in them.

    Without the setting any time lies in them. The first hour begins them, the second ends them.
    """
    if settings.LIUHEN_BULK_HOURS is None:
        return None
    first, end = settings.LIUHEN_BULK_HOURS
    local = at.astimezone(zone)
    over_midnight = first > end
    inside = first <= local.hour or local.hour < end if over_midnight else first <= local.hour < end
    if inside:
        return None
    day = local.date() if local.hour < first else local.date() + timedelta(days=1)
    return datetime.combine(day, time(first), tzinfo=zone).astimezone(UTC)
