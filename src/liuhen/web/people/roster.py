# SPDX-License-Identifier: Apache-2.0
"""People from a sheet: read, shown with every error, and entered once confirmed."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from liuhen.apps.people.access import Permission
from liuhen.apps.people.roster import Entry, Preview, example_sheet, import_roster, preview
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.carried import carried, carry
from liuhen.web.listing import listed
from liuhen.web.pages import page
from liuhen.web.people.forms import RosterForm
from liuhen.web.setup.founding import SignIn

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.PEOPLE_MANAGE)
def roster(request: HttpRequest) -> HttpResponse:
    """Take a sheet, show what it would bring and what is wrong, and enter it when confirmed."""
    viewer = viewer_of(request)
    if "carried" in request.POST:
        return _entered(request, viewer)
    values: dict[str, Any] = {"form": RosterForm()}
    if request.method == "POST":
        form = values["form"] = RosterForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                values |= _read(viewer, form.cleaned_data["file"].read())
            except UserError as error:
                form.add_error("file", str(error))
    good = request.method != "POST" or ("found" in values and values["found"].good)
    return render(request, "people/roster.html", values, status=200 if good else 422)


@page(Permission.PEOPLE_MANAGE)
def example(_request: HttpRequest) -> HttpResponse:
    """Hand out the pattern of the sheet."""
    response = HttpResponse(example_sheet(), content_type=_XLSX)
    response["Content-Disposition"] = "attachment; filename=people.xlsx"
    return response


def _read(viewer: Viewer, raw: bytes) -> dict[str, Any]:
    found = preview(viewer, raw)
    if not found.good:
        return {"found": found}
    return {
        "found": found,
        "carried": carry(viewer, "roster", msgspec.to_builtins(found.entries)),
        "lines": [(entry, _roles(entry)) for entry in found.entries],
    }


def _entered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    entries = msgspec.convert(carried(viewer, "roster", request.POST["carried"]), list[Entry])
    try:
        made = import_roster(by=viewer, entries=entries)
    except UserError as error:  # somebody took a user name meanwhile
        form = RosterForm()
        found = Preview()
        values = {"form": form, "found": found, "refused": str(error)}
        return render(request, "people/roster.html", values, status=422)
    roles = {entry.username: _roles(entry) for entry in entries}
    signs = [
        SignIn(one.person.name, one.person.username, one.password, roles[one.person.username])
        for one in made
    ]
    return render(request, "people/passwords.html", {"made": signs})


def _roles(entry: Entry) -> str:
    return listed(role.label for role in entry.roles)
