# SPDX-License-Identifier: Apache-2.0
"""Checking everything: the audit of the journal and the readings of the vault, by a button."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.archives.house_checking import ask_house_check, house_checks
from liuhen.apps.archives.models import HouseCheck, WorkState
from liuhen.apps.evidence.reading_state import readings
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.trace.outside import outside
from liuhen.web.journal.found import FoundLine, lines_of
from liuhen.web.pages import page

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One check and what it found."""

    row: HouseCheck
    found: tuple[FoundLine, ...]

    @property
    def waits(self) -> bool:
        """Whether it is not over yet."""
        return self.row.state == WorkState.WAITING

    @property
    def failed(self) -> bool:
        """Whether it could not be made."""
        return self.row.state == WorkState.FAILED

    @property
    def percent(self) -> int:
        """How far it is in the journal; the rows follow."""
        return _PERCENT * self.row.done // self.row.total if self.row.total else 0

    @property
    def more(self) -> int:
        """How many findings are counted and not kept."""
        return max((self.row.found or 0) - len(self.found), 0)

    @property
    def whole(self) -> bool:
        """Whether a witness covers all that was read."""
        return self.row.witnessed == self.row.leaves


@page(Permission.JOURNAL_VIEW)
def everything(request: HttpRequest) -> HttpResponse:
    """Let everything be checked, and show the last runs; what cases hold is not shown."""
    viewer = viewer_of(request)
    fragment = request.headers.get("HX-Target") == "runs"
    if request.method == "POST":
        ask_house_check(by=viewer)
        if not fragment:
            messages.success(request, _("The check is under way; its result will stand below."))
            return redirect("journal:everything")
    runs = [Run(one, lines_of(one.findings)) for one in house_checks(viewer)]
    waiting = any(one.waits for one in runs)
    values = {"runs": runs, "waiting": waiting}
    if not fragment:
        values |= {"readings": readings(timezone.now()), "reach": outside()}
    name = "journal/_runs.html" if fragment else "journal/everything.html"
    return render(request, name, values)
