# SPDX-License-Identifier: Apache-2.0
"""Which section and which days a report is about, as its address says."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from liuhen.apps.compliance.section_report import Wanted, wanted_section
from liuhen.apps.people.viewer import Viewer
from liuhen.web.inputs import key_of

_LONGEST = timedelta(days=366)


def wanted_of(request: HttpRequest, viewer: Viewer) -> Wanted:
    """Return what is asked about: by default this month, of the viewer's section or bureau.

    At most a year; an end before its start becomes the start.
    """
    today = timezone.localdate(viewer.at)
    first = _day(request.GET.get("from")) or today.replace(day=1)
    last = max(_day(request.GET.get("to")) or today, first)
    section = wanted_section(viewer, key_of(request.GET.get("section")))
    return Wanted(first, min(last, first + _LONGEST), section)


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
