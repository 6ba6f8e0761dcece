# SPDX-License-Identifier: Apache-2.0
"""The page for the chief, and the same as a workbook."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.compliance.section_report import note_export, section_report, sections_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.explaining.forms import hole_said
from liuhen.web.pages import page
from liuhen.web.report.asking import asked_of
from liuhen.web.report.sheet import MEDIA_TYPE, sheet_of
from liuhen.web.report.words import basis_said, left_out, numbers_of

_MOST = 50


@page(Permission.EVIDENCE_REPORT)
def report(request: HttpRequest) -> HttpResponse:
    """Show what is late, unlinked, missing, unexplained and unsafe; it prints on A4."""
    viewer = viewer_of(request)
    asked = asked_of(request, viewer)
    wanted = asked.wanted
    made = section_report(viewer, wanted)
    values = {
        "remarks": [*asked.remarks, *left_out(made)],
        "report": made,
        "wanted": wanted,
        "place": _place(viewer, wanted.section.name if wanted.section else ""),
        "numbers": numbers_of(made),
        "basis": basis_said(made),
        "sections": sections_of(viewer),
        "whole": viewer.reaches_bureau(Permission.EVIDENCE_REPORT),
        "missing": [(one, hole_said(one)) for one in made.missing[:_MOST]],
        "gaps": [(one, hole_said(one)) for one in made.gaps[:_MOST]],
        "most": _MOST,
        "now": viewer.at,
    }
    return render(request, "report/report.html", values)


@page(Permission.EVIDENCE_REPORT)
def sheet(request: HttpRequest) -> HttpResponse:
    """Hand out the same as a workbook; that it went out is recorded."""
    viewer = viewer_of(request)
    asked = asked_of(request, viewer)
    wanted = asked.wanted
    made = section_report(viewer, wanted)
    place = _place(viewer, wanted.section.name if wanted.section else "")
    body = sheet_of(made, place, [*asked.remarks, *left_out(made)])
    note_export(viewer, wanted)
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    name = f"recordings-{wanted.first.isoformat()}-{wanted.last.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _place(viewer: Viewer, section: str) -> str:
    bureau = viewer.bureau.name if viewer.bureau else ""
    return " · ".join(part for part in (bureau, section) if part)
