# SPDX-License-Identifier: Apache-2.0
"""Devices from a sheet: read, shown with every error, and entered once confirmed."""

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from liuhen.apps.evidence.device_sheet import (
    DeviceEntry,
    example_devices,
    import_devices,
    preview_devices,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.carried import carried, carry
from liuhen.web.pages import page

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """The sheet of devices."""

    file = forms.FileField(
        label=_("Sheet of devices (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("One row a device, columns as in the example sheet."),
    )


@page(Permission.DEVICE_MANAGE)
def sheet(request: HttpRequest) -> HttpResponse:
    """Take a sheet, show what it would bring and what is wrong, and enter it when confirmed."""
    viewer = viewer_of(request)
    if "carried" in request.POST:
        return _entered(request, viewer)
    values: dict[str, Any] = {"form": SheetForm()}
    if request.method == "POST":
        form = values["form"] = SheetForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                found = preview_devices(viewer, form.cleaned_data["file"].read())
                values["found"] = found
                if found.good:
                    plain = msgspec.to_builtins(found.entries)
                    values["carried"] = carry(viewer, "devices", plain)
            except UserError as error:
                form.add_error("file", str(error))
    good = request.method != "POST" or ("found" in values and values["found"].good)
    return render(request, "devices/sheet.html", values, status=200 if good else 422)


@page(Permission.DEVICE_MANAGE)
def example(_request: HttpRequest) -> HttpResponse:
    """Hand out the pattern of the sheet."""
    response = HttpResponse(example_devices(), content_type=_XLSX)
    response["Content-Disposition"] = "attachment; filename=devices.xlsx"
    return response


def _entered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    held = carried(viewer, "devices", request.POST["carried"])
    try:
        made = import_devices(by=viewer, entries=msgspec.convert(held, list[DeviceEntry]))
    except UserError as error:  # somebody took a number meanwhile
        values = {"form": SheetForm(), "refused": str(error)}
        return render(request, "devices/sheet.html", values, status=422)
    said = ngettext(
        "%(n)d device is in the register.", "%(n)d devices are in the register.", len(made)
    )
    messages.success(request, said % {"n": len(made)})
    return redirect("devices:list")
