# SPDX-License-Identifier: Apache-2.0
"""My desk: what is to be done next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.apps.trace.outside import outside
from liuhen.web.home.choice import KINDS, Choice, handlers_to_choose
from liuhen.web.home.desk import desk_of
from liuhen.web.inputs import key_of
from liuhen.web.navigation import entries_for
from liuhen.web.pages import page
from liuhen.web.selects import LongSelect
from liuhen.web.setup.steps import steps_of

#: Those who can have a witness outside set up, and are told that there is none.
_RUNNING = OF_INSTALLATION | {Role.BUREAU_ADMIN}


@page(Permission.ACCOUNT)
def todo(request: HttpRequest) -> HttpResponse:
    """Show all work by urgency; whoever sees no cases finds the pages that are open instead."""
    viewer = viewer_of(request)
    if not viewer.may(Permission.CASE_VIEW):
        steps = steps_of(viewer) if viewer.may(Permission.BUREAU_SETUP) else []
        reach = outside() if viewer.roles & _RUNNING else None
        doors = {"doors": list(entries_for(viewer)), "steps": steps, "reach": reach}
        return render(request, "home/doors.html", doors)
    choice = _choice(request, viewer)
    values = {
        "now": viewer.at,
        "choice": choice,
        "desk": desk_of(viewer, choice, request.GET.get("page", "1")),
        "all_kinds": choice.of_kind("").query,
        "sections": sections_to_enter(viewer, Permission.CASE_VIEW).values("pk", "name"),
        "handlers": "" if choice.mine else _handlers(viewer, choice),
    }
    partial = request.headers.get("HX-Target") == "todo"
    return render(request, "home/_todo.html" if partial else "home/todo.html", values)


def _handlers(viewer: Viewer, choice: Choice) -> str:
    """The list of those whose work can be looked at; nothing where there is nobody."""
    people = list(handlers_to_choose(viewer).values_list("pk", "name"))
    select = LongSelect({"class": "form-select", "id": "desk-handler"}, [("", _("All")), *people])
    return select.render("handler", choice.handler or "") if people else ""


def _choice(request: HttpRequest, viewer: Viewer) -> Choice:
    """What the address asks for; whoever enters or signs begins with the own work."""
    works = viewer.may(Permission.CASE_ENTER) or viewer.may(Permission.CASE_SIGN)
    mine = request.GET.get("whose", "mine" if works else "all") == "mine"
    kind = request.GET.get("kind", "")
    return Choice(
        mine=mine,
        section=None if mine else key_of(request.GET.get("section")),
        handler=None if mine else key_of(request.GET.get("handler")),
        kind=kind if kind in KINDS else "",
    )
