# SPDX-License-Identifier: Apache-2.0
"""What is late in a section and why, on a page, as a workbook, and the question to the officer."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from liuhen.apps.cases.queries import get_case
from liuhen.apps.compliance.late_beside import LateBeside
from liuhen.apps.compliance.models import OpenDuty
from liuhen.apps.compliance.reasons import (
    LateCase,
    give_reason,
    late_cases,
    late_count,
    late_keys,
    note_late_export,
    reason_numbers,
    reason_said,
    word_said,
)
from liuhen.apps.compliance.section_report import sections_of, wanted_section
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.articles import article_name
from liuhen.web.entering.refusals import show_refusal
from liuhen.web.file_names import named
from liuhen.web.inputs import key_of
from liuhen.web.listing import listed, parted
from liuhen.web.pages import page
from liuhen.web.reasons.forms import ReasonForm
from liuhen.web.report.sheet import MEDIA_TYPE, Value, write_sheet

_LINES = 50
_MOST_ASKED = 20
_MOST_FIELDS = 100
_SHOWN_DUTIES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One late case, ready to be shown."""

    late: LateCase

    @property
    def duties(self) -> list[OpenDuty | LateBeside]:
        """What is overdue, the same obligation once, the oldest first."""
        found: dict[str, OpenDuty | LateBeside] = {}
        for duty in self.late.duties:
            found.setdefault(duty.obligation, duty)
        return list(found.values())

    @property
    def first(self) -> list[OpenDuty | LateBeside]:
        """Those that are shown."""
        return self.duties[:_SHOWN_DUTIES]

    @property
    def more(self) -> int:
        """How many are not."""
        return max(len(self.duties) - _SHOWN_DUTIES, 0)

    @property
    def reason(self) -> str:
        """What was said last."""
        return reason_said(self.late.reason) if self.late.reason else ""


@page(Permission.EVIDENCE_REPORT)
def late(request: HttpRequest) -> HttpResponse:
    """Show which cases are late in a section, since when, who is responsible, and why."""
    viewer = viewer_of(request)
    section = wanted_section(viewer, key_of(request.GET.get("section")))
    unsaid = request.GET.get("show") == "unsaid"
    keys = late_keys(viewer, section=section.pk if section else None, unsaid=unsaid)
    shown = Paginator(keys, _LINES).get_page(request.GET.get("page"))
    cases = late_cases(viewer, shown.object_list)
    values = {
        "page": shown,
        "lines": [Line(one) for one in cases],
        "numbers": [
            (word_said(word) if word else _("nothing said yet"), count)
            for word, count in reason_numbers(viewer, section=section.pk if section else None)
        ],
        "overdue": late_count(viewer, section=section.pk if section else None),
        "section": section,
        "sections": sections_of(viewer),
        "whole": viewer.reaches_bureau(Permission.EVIDENCE_REPORT),
        "unsaid": unsaid,
        "place": _place(viewer, section.name if section else ""),
        "now": viewer.at,
    }
    return render(request, "reasons/late.html", values)


@page(Permission.EVIDENCE_REPORT)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the same as a workbook, all of it; that it went out is recorded."""
    viewer = viewer_of(request)
    section = wanted_section(viewer, key_of(request.GET.get("section")))
    keys = list(late_keys(viewer, section=section.pk if section else None))
    book = Workbook(write_only=True)
    heads = [
        _("Case"), _("Title"), _("Section"), _("Handlers"), _("Overdue since"), _("Days late"),
        _("How much is overdue"), _("What is overdue"), _("Article"), _("Why"), _("Said by"),
        _("Day"),
    ]  # fmt: skip
    write_sheet(book, _("Late cases"), heads, _rows(viewer, keys))
    made = io.BytesIO()
    book.save(made)
    note_late_export(viewer, section)
    response = HttpResponse(made.getvalue(), content_type=MEDIA_TYPE)
    name = f"{_('Late cases')} {timezone.localdate(viewer.at).isoformat()}.xlsx"
    response.headers["Content-Disposition"] = named(name)
    return response


def _rows(viewer: Viewer, keys: list[UUID]) -> Iterable[list[Value]]:
    for start in range(0, len(keys), _LINES):
        for one in late_cases(viewer, keys[start : start + _LINES]):
            line = Line(one)
            articles = dict.fromkeys(name for duty in one.duties for name in duty.articles)
            yield [
                one.case.number,
                one.case.title,
                one.case.section.name,
                listed(one.handlers),
                one.since,
                _days_late(one, viewer),
                len(one.duties),
                parted(duty.text for duty in line.duties),
                listed(map(article_name, articles)),
                line.reason,
                one.reason.by.name if one.reason else "",
                one.reason.day.isoformat() if one.reason else "",
            ]


def _days_late(one: LateCase, viewer: Viewer) -> int | str:
    """How many whole days the oldest has been late, as the page says; some have no due."""
    if one.since is None:
        return ""
    return max((viewer.at - one.since).days, 0)


@page(Permission.CASE_ENTER)
def why(request: HttpRequest) -> HttpResponse:
    """Ask why my cases are late, each once a day; a POST answers for as many as it has words for.

    From the page of a case (`case`) it answers for that one alone.
    """
    viewer = viewer_of(request)
    key = key_of(request.POST.get("case") if request.method == "POST" else request.GET.get("case"))
    refused: dict[UUID, ReasonForm] = {}
    if request.method == "POST":
        refused = _answered(request, viewer, [key] if key else _keys(request))
        if not refused:
            back = key is not None and request.POST.get("back") == "case"
            return redirect("cases:case", key) if back else redirect("late:why")
    keys = late_keys(viewer, mine=True, unsaid=True)
    wanted = keys[:_MOST_ASKED]
    wanted = [*(one for one in (*refused, key) if one and one not in wanted), *wanted]
    asked = [
        (Line(one), refused.get(one.case.pk) or ReasonForm(prefix=str(one.case.pk)))
        for one in late_cases(viewer, dict.fromkeys(wanted))
        if one.duties
    ]
    values = {"asked": asked, "left": max(len(keys) - _MOST_ASKED, 0), "now": viewer.at}
    return render(request, "reasons/why.html", values, status=422 if refused else 200)


def _keys(request: HttpRequest) -> list[UUID]:
    """The cases of which the form asks."""
    return [key for one in request.POST.getlist("cases")[:_MOST_FIELDS] if (key := key_of(one))]


def _answered(request: HttpRequest, viewer: Viewer, keys: list[UUID]) -> dict[UUID, ReasonForm]:
    """Note what was said, and return the forms with something wrong, as they were typed.

    One that says nothing is left for later, unless nothing else was said.
    """
    refused: dict[UUID, ReasonForm] = {}
    forms = {key: ReasonForm(request.POST, prefix=str(key)) for key in keys}
    said = {key: form for key, form in forms.items() if form.has_changed()} or forms
    for key, form in said.items():
        case = get_case(viewer, key)
        if form.is_valid():
            try:
                give_reason(by=viewer, case=case, **form.cleaned_data)
            except UserError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("Noted why case %(n)s is late.") % {"n": case.number})
                continue
        refused[key] = form
    return refused


def _place(viewer: Viewer, section: str) -> str:
    bureau = viewer.bureau.name if viewer.bureau else ""
    return " · ".join(part for part in (bureau, section) if part)
