# SPDX-License-Identifier: Apache-2.0
"""The list of cases and the page of one case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.cases.queries import get_case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.cases.asking import asking_of
from liuhen.web.cases.file import case_file
from liuhen.web.cases.forms import CaseFilterForm
from liuhen.web.cases.listing import page_of
from liuhen.web.pages import page


@page(Permission.CASE_VIEW)
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases that the viewer may see, newest first."""
    viewer = viewer_of(request)
    form = CaseFilterForm(viewer, request.GET)
    shown, lines = page_of(viewer, form.narrowed, request.GET.get("page", "1"))
    values = {"form": form, "page": shown, "lines": lines, "now": viewer.at}
    partial = request.headers.get("HX-Target") == "cases"
    return render(request, "cases/_list.html" if partial else "cases/list.html", values)


@page(Permission.CASE_VIEW)
def case_page(request: HttpRequest, case: UUID) -> HttpResponse:
    """Show a case as of an instant."""
    viewer = viewer_of(request)
    asking = asking_of(request)
    file = case_file(viewer, get_case(viewer, case), asking)
    values = {"file": file, "case": file.detail.case, "now": file.detail.as_of}
    partial = request.headers.get("HX-Target") == "case-body"
    return render(request, "cases/_body.html" if partial else "cases/case.html", values)
