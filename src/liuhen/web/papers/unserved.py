# SPDX-License-Identifier: Apache-2.0
"""Issued papers that have not reached the party: my own cases, a section's, with the last day."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.cases.serving.unserved import unserved
from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.inputs import key_of
from liuhen.web.pages import page

_ON_A_PAGE = 50


@page(Permission.CASE_VIEW)
def unserved_papers(request: HttpRequest) -> HttpResponse:
    """List the papers to be served, the nearest day first."""
    viewer = viewer_of(request)
    enters = viewer.may(Permission.CASE_ENTER)
    mine = request.GET.get("whose", "mine" if enters else "all") == "mine"
    section = None if mine else key_of(request.GET.get("section"))
    person = viewer.person_id if mine else key_of(request.GET.get("handler"))
    found = unserved(viewer, person=person, section=section)
    context = {
        "page": Paginator(found, _ON_A_PAGE).get_page(request.GET.get("page")),
        "mine": mine,
        "section": section,
        "sections": sections_to_enter(viewer, Permission.CASE_VIEW),
        "enters": enters,
        "now": viewer.at,
    }
    return render(request, "papers/unserved.html", context)
