# SPDX-License-Identifier: Apache-2.0
"""The catalogue of recordings (影像目录), 004 art. 16."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from liuhen.apps.cases.catalogue import catalogue
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.pages import page
from liuhen.web.recordings.forms import CatalogueForm
from liuhen.web.recordings.lines import lines_for

_ON_A_PAGE = 50


@page(Permission.CASE_VIEW, Permission.DEVICE_VIEW)
def recording_list(request: HttpRequest) -> HttpResponse:
    """List what was recorded; who sees devices alone goes on to these."""
    viewer = viewer_of(request)
    if not viewer.may(Permission.CASE_VIEW):
        return redirect("devices:list")
    form = CatalogueForm(request.GET)
    found = Paginator(catalogue(viewer, form.narrowed), _ON_A_PAGE)
    rows = found.get_page(request.GET.get("page"))
    values = {"form": form, "page": rows, "lines": lines_for(viewer, list(rows.object_list))}
    partial = request.headers.get("HX-Target") == "recordings"
    return render(request, "recordings/_list.html" if partial else "recordings/list.html", values)
