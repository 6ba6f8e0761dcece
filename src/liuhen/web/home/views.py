# SPDX-License-Identifier: Apache-2.0
"""My desk: what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.trace.outside import outside
from liuhen.web.home.todo import Choice, numbers, page_of
from liuhen.web.inputs import key_of
from liuhen.web.navigation import entries_for
from liuhen.web.pages import page
from liuhen.web.setup.steps import steps_of


@page(Permission.ACCOUNT)
def todo(request: HttpRequest) -> HttpResponse:
    """Show open duties by due time; whoever sees no cases finds the pages that are open instead."""
    viewer = viewer_of(request)
    if not viewer.may(Permission.CASE_VIEW):
        steps = steps_of(viewer) if viewer.may(Permission.BUREAU_SETUP) else []
        doors = {"doors": list(entries_for(viewer)), "steps": steps, "reach": outside()}
        return render(request, "home/doors.html", doors)
    choice = Choice(
        mine=request.GET.get("whose", "mine" if viewer.may(Permission.CASE_ENTER) else "all")
        == "mine",
        section=key_of(request.GET.get("section")),
    )
    shown, groups = page_of(viewer, choice, request.GET.get("page", "1"))
    values = {
        "now": viewer.at,
        "choice": choice,
        "numbers": numbers(viewer, choice),
        "page": shown,
        "groups": groups,
        "sections": sections_to_enter(viewer, Permission.CASE_VIEW),
    }
    partial = request.headers.get("HX-Target") == "todo"
    return render(request, "home/_todo.html" if partial else "home/todo.html", values)
