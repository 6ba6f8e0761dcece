# SPDX-License-Identifier: Apache-2.0
"""A platform's sheet: read, shown row by row, brought in once confirmed; and its descriptions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.platform_sheets.cells import cells_of
from liuhen.apps.cases.platform_sheets.descriptions import (
    add_platform,
    end_platform,
    own_platforms,
    platforms_of,
    sample_sheet,
)
from liuhen.apps.cases.platform_sheets.importing import import_sheet, preview_sheet
from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.law.platforms import shipped_platforms
from liuhen.web.carried import carried, carry
from liuhen.web.pages import page
from liuhen.web.platform.forms import DescriptionForm, SheetForm
from liuhen.web.platform.text import text_of_platform

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.CASE_IMPORT)
def sheet(request: HttpRequest) -> HttpResponse:
    """Take a sheet, show what each row would make, and bring the new ones in when confirmed."""
    viewer = viewer_of(request)
    if "carried" in request.POST:
        return _brought(request, viewer)
    known = platforms_of(viewer)
    sent = request.method == "POST"
    form = SheetForm(
        request.POST if sent else None, request.FILES if sent else None, viewer=viewer, known=known
    )
    values: dict[str, Any] = {"form": form}
    good = not sent
    if sent and form.is_valid():
        typed = form.cleaned_data
        try:
            cells = cells_of(typed["file"].read())
            found = preview_sheet(viewer, cells, typed["platform"])
            kept = {
                "cells": cells,
                "platform": found.platform.id,
                "section": str(typed["section"].pk),
                "name": typed["file"].name or "",
            }
            values |= {"found": found, "section": typed["section"],
                       "carried": carry(viewer, "platform", kept)}  # fmt: skip
            good = True
        except UserError as error:
            form.add_error("file", str(error))
    return render(request, "platform/sheet.html", values, status=200 if good else 422)


def _brought(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    kept = carried(viewer, "platform", request.POST["carried"])
    section = sections_to_enter(viewer, Permission.CASE_IMPORT).filter(pk=kept["section"]).first()
    if section is None:
        raise Http404
    brought = import_sheet(
        by=viewer, section=section, cells=kept["cells"], platform=kept["platform"],
        name=kept["name"],
    )  # fmt: skip
    count = len(brought.made)
    said = ngettext(
        "%(n)d case is brought in, marked as from outside.",
        "%(n)d cases are brought in, marked as from outside.",
        count,
    )
    messages.success(request, said % {"n": count})
    return render(request, "platform/brought.html", {"brought": brought})


@page(Permission.CASE_IMPORT)
def descriptions(request: HttpRequest) -> HttpResponse:
    """Show the descriptions, and take one of the bureau's own."""
    viewer = viewer_of(request)
    sent = request.method == "POST"
    form = DescriptionForm(request.POST if sent else None, request.FILES if sent else None)
    status = 200
    if sent:
        status = 422
        if form.is_valid():
            name, text = form.cleaned_data["file"]
            try:
                row = add_platform(by=viewer, text=text, name=name)
            except UserError as error:
                form.add_error("file", str(error))
            else:
                messages.success(request, _("Brought in: %(title)s") % {"title": row.title})
                return redirect("platform:descriptions")
    own = {row.word: row for row in own_platforms(viewer)}
    lines = [(one, own.get(word)) for word, one in platforms_of(viewer).items()]
    context = {"form": form, "lines": lines}
    return render(request, "platform/descriptions.html", context, status=status)


@page(Permission.CASE_IMPORT)
def description(request: HttpRequest, platform: str) -> HttpResponse:
    """Hand out a description, as a pattern for one's own."""
    viewer = viewer_of(request)
    own = {row.word: row.content for row in own_platforms(viewer)}
    if platform not in own and platform not in shipped_platforms():
        raise Http404
    text = own.get(platform) or text_of_platform(platform)
    answer = HttpResponse(text, content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename={platform}.yaml"
    return answer


@page(Permission.CASE_IMPORT)
def end(request: HttpRequest, platform: str) -> HttpResponse:
    """Use the bureau's own description no more."""
    if request.method == "POST":
        end_platform(by=viewer_of(request), word=platform)
        messages.success(request, _("The description is not used any more."))
    return redirect("platform:descriptions")


@page(Permission.CASE_IMPORT)
def sample(request: HttpRequest, platform: str) -> HttpResponse:
    """Hand out an empty sheet with the headings that are read."""
    found = platforms_of(viewer_of(request)).get(platform)
    if found is None:
        raise Http404
    answer = HttpResponse(sample_sheet(found), content_type=_XLSX)
    answer["Content-Disposition"] = f"attachment; filename={platform}.xlsx"
    return answer
