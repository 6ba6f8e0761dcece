# SPDX-License-Identifier: Apache-2.0
"""The register of numbers: which was used for what, which is reserved, which is void and why."""

import io
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from liuhen.apps.cases.models import Case, NumberState, PaperNumber
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.rules.forms import series_of
from liuhen.law.pack import Says
from liuhen.web.file_names import named
from liuhen.web.pages import page
from liuhen.web.papers.inputs import said
from liuhen.web.report.sheet import MEDIA_TYPE, write_sheet

_ON_A_PAGE = 100
_LOOKS = {
    NumberState.USED: "met",
    NumberState.RESERVED: "pending",
    NumberState.VOID: "breached",
}


@page(Permission.CASE_VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Show the numbers of a year and a series, the newest first."""
    viewer = viewer_of(request)
    rows = _rows(request, viewer)
    shown = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    names = _names(viewer)
    context = {
        "page": shown,
        "lines": [(row, _LOOKS[NumberState(row.state)], names.get(row.series)) for row in shown],
        "series": _choices(viewer, names),
        "years": _years(viewer),
        "chosen": {"series": request.GET.get("series", ""), "year": request.GET.get("year", "")},
    }
    return render(request, "papers/numbers.html", context)


@page(Permission.CASE_VIEW)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand the register out as a sheet."""
    viewer = viewer_of(request)
    names = _names(viewer)
    book = Workbook(write_only=True)
    write_sheet(
        book,
        _("Numbers of papers"),
        [
            _("Number"), _("Series"), _("Year"), _("State"), _("Paper"), _("Case"),
            _("Taken"), _("Issued or void"), _("Reason"),
        ],
        (
            [
                row.text,
                said(names[row.series]) if row.series in names else row.series,
                row.year,
                str(NumberState(row.state).label),
                row.paper.title if row.paper else "",
                row.case.number if row.case else "",
                row.reserved_at,
                row.ended_at,
                row.reason,
            ]
            for row in _rows(request, viewer)
        ),
    )  # fmt: skip
    body = io.BytesIO()
    book.save(body)
    response = HttpResponse(body.getvalue(), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = named(_("Register of numbers") + ".xlsx")
    return response


def _rows(request: HttpRequest, viewer: Viewer) -> QuerySet[PaperNumber]:
    """The numbers of the cases that the viewer sees, and those of no case."""
    cases = Case.objects.seen_by(viewer)
    rows = PaperNumber.objects.seen_by(viewer).filter(case__in=cases)
    if series := request.GET.get("series"):
        rows = rows.filter(series=series[:40])
    if (year := request.GET.get("year", "")).isdecimal():
        rows = rows.filter(year=int(year[:4]))
    rows = rows.select_related("case", "paper", "draft")
    return rows.order_by("-year", "series", "-number")


def _names(viewer: Viewer) -> dict[str, Says]:
    if viewer.bureau is None:
        return {}
    day = timezone.localtime(viewer.at).date()
    return {name: one.says for name, one in series_of(viewer.bureau, day).items()}


def _choices(viewer: Viewer, names: dict[str, Says]) -> Iterable[tuple[str, str]]:
    rows = PaperNumber.objects.seen_by(viewer).values_list("series", flat=True).distinct()
    return sorted((name, said(names[name]) if name in names else name) for name in rows)


def _years(viewer: Viewer) -> list[int]:
    rows = PaperNumber.objects.seen_by(viewer).values_list("year", flat=True).distinct()
    return sorted(rows, reverse=True)
