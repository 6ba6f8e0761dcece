# SPDX-License-Identifier: Apache-2.0
"""What the address of a case page asks for: as of when, as known when, which days on the axis."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from liuhen.web.cases.axis.items import Days
from liuhen.web.inputs import moment_of


@dataclass(frozen=True, slots=True)
class Asking:
    """The switches and the days.

    `all`: every duty unfolded. `unread`: something was given that is no time.
    """

    as_of: datetime | None
    known: bool
    whole: bool
    all: bool
    days: Days
    unread: bool

    @property
    def shown(self) -> str:
        """The value of the field for the time."""
        return f"{timezone.localtime(self.as_of):%Y-%m-%dT%H:%M}" if self.as_of else ""


def asking_of(request: HttpRequest) -> Asking:
    """Read the address of a case page."""
    given = request.GET.get("as_of", "").strip()
    as_of = moment_of(given)
    first, last = _day(request.GET.get("first")), _day(request.GET.get("last"))
    return Asking(
        as_of=as_of,
        known=as_of is not None and request.GET.get("known") == "1",
        whole=request.GET.get("whole") == "1",
        all=request.GET.get("all") == "1",
        days=Days(first, last) if first and last and first <= last else Days(),
        unread=bool(given) and as_of is None,
    )


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
