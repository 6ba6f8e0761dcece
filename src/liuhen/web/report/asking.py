# SPDX-License-Identifier: Apache-2.0
"""Which section and which days a report is about, as its address says."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.compliance.section_report import Wanted, wanted_section
from liuhen.apps.people.viewer import Viewer
from liuhen.web.inputs import key_of

_LONGEST = timedelta(days=366)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is about, and what of the address could not be taken as it stood."""

    wanted: Wanted
    remarks: list[str]


def asked_of(request: HttpRequest, viewer: Viewer) -> Asked:
    """Return what is asked about: by default this month, of the viewer's section or bureau.

    At most a year; an end before its start becomes the start. What is taken otherwise than it
    stands in the address is said.

    Raises:
        UnknownRowError: a section that is none.
    """
    today, remarks = timezone.localdate(viewer.at), list[str]()
    first = _day(request.GET.get("from", ""), today.replace(day=1), remarks)
    last = _day(request.GET.get("to", ""), max(today, first), remarks)
    if last < first:
        last = first
        remarks.append(_("The last day lies before the first; only the first day is shown."))
    if last > first + _LONGEST:
        last = first + _LONGEST
        remarks.append(_("A report covers at most a year; the days after that are left out."))
    said = request.GET.get("section", "")
    key = key_of(said)
    if said and key is None:
        raise UnknownRowError(_("There is no such section."))
    return Asked(Wanted(first, last, wanted_section(viewer, key)), remarks)


def _day(text: str, otherwise: date, remarks: list[str]) -> date:
    try:
        found = parse_date(text)
        if found is not None and date(1990, 1, 1) <= found <= date(2999, 12, 31):
            return found
    except ValueError:
        pass
    if text:
        said = _("“%(text)s” is no day; the report uses %(day)s instead. Write 2026-03-31.")
        values = {"text": text[:_SHOWN], "day": otherwise.isoformat()}
        remarks.append(said % values)
    return otherwise
