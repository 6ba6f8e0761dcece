# SPDX-License-Identifier: Apache-2.0
"""How a device's clock is said: 快 3 分 0 秒, 准."""

from datetime import timedelta

from django.utils.translation import gettext as _

from liuhen.apps.evidence.device_upkeep import CLOCK_IS_OFF
from liuhen.apps.evidence.models import ClockReading
from liuhen.web.moments import length_said


def clock_said(reading: ClockReading) -> str:
    """Say how a clock ran: right to within seconds, ahead, or behind."""
    off = timedelta(milliseconds=reading.offset_ms)
    if abs(off) < timedelta(seconds=1):
        return _("runs right")
    length = length_said(off)
    if off < timedelta():
        return _("%(length)s ahead") % {"length": length}
    return _("%(length)s behind") % {"length": length}


def is_off(reading: ClockReading) -> bool:
    """Whether the clock should be set."""
    return abs(timedelta(milliseconds=reading.offset_ms)) > CLOCK_IS_OFF
