# SPDX-License-Identifier: Apache-2.0
"""The register of devices: list, one device, entering and changing, issue and return."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from liuhen.apps.evidence.clock_readings import confirm_reading, may_confirm
from liuhen.apps.evidence.device_issue import issue_device, take_back
from liuhen.apps.evidence.device_register import change_device, register_device, retire_device
from liuhen.apps.evidence.device_upkeep import (
    may_keep_up,
    note_upkeep,
    read_clock,
    send_to_repair,
)
from liuhen.apps.evidence.devices import (
    clock_readings_of,
    devices,
    get_device,
    issues_of,
    running_issues,
    upkeep_of,
)
from liuhen.apps.evidence.models import Device, DeviceKind, DeviceState, UpkeepKind
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.errors import UserError
from liuhen.web.devices.clocks import clock_said, is_off
from liuhen.web.devices.forms import (
    CameraForm,
    ClockForm,
    DeviceForm,
    IssueForm,
    initial_of,
    people_of,
)
from liuhen.web.devices.lines import lines_of
from liuhen.web.inputs import key_of
from liuhen.web.pages import page

_SHOWN = 100


@page(Permission.DEVICE_VIEW)
def device_list(request: HttpRequest) -> HttpResponse:
    """Show the register; who manages it issues and takes back here."""
    viewer = viewer_of(request)
    form = _issue_form(viewer, request.POST or None)
    if form.is_bound and form.is_valid() and _issued(request, viewer, form):
        return redirect("devices:list")
    retired = request.GET.get("retired") == "yes"
    rows = devices(viewer)
    lines = lines_of(viewer, rows if retired else rows.exclude(state=DeviceState.RETIRED))
    values = {
        "lines": lines,
        "issued": sum(line.issue is not None for line in lines),
        "faulty": sum(line.device.state == DeviceState.FAULTY for line in lines),
        "off": sum(line.clock_off for line in lines),
        "retired": retired,
        "form": form,
        "manages": viewer.may(Permission.DEVICE_MANAGE),
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "devices/list.html", values, status=422 if wrong else 200)


@page(Permission.DEVICE_MANAGE)
@require_POST
def returned(request: HttpRequest) -> HttpResponse:
    """Take devices back: the chosen ones, or all that are out."""
    viewer = viewer_of(request)
    if "all" in request.POST:
        issues = list(running_issues(viewer).values_list("pk", flat=True))
    else:
        found = (key_of(text) for text in request.POST.getlist("issue"))
        issues = [key for key in found if key is not None]
    taken = take_back(by=viewer, issues=issues)
    said = ngettext("%(n)d device is back.", "%(n)d devices are back.", len(taken))
    messages.success(request, said % {"n": len(taken)})
    return redirect("devices:list")


@page(Permission.DEVICE_MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Enter a device."""
    viewer = viewer_of(request)
    form = DeviceForm(viewer, request.POST or None)
    return _register(request, viewer, form)


@page(Permission.DEVICE_MANAGE)
def add_camera(request: HttpRequest) -> HttpResponse:
    """Enter a fixed camera."""
    viewer = viewer_of(request)
    return _register(request, viewer, CameraForm(viewer, request.POST or None))


@page(Permission.DEVICE_MANAGE)
def edit(request: HttpRequest, device: UUID) -> HttpResponse:
    """Mend the entry of a device."""
    viewer = viewer_of(request)
    row = get_device(viewer, device)
    kind = CameraForm if row.kind == DeviceKind.FIXED else DeviceForm
    form = kind(viewer, request.POST or None, initial=initial_of(row))
    if form.is_valid():
        try:
            change_device(by=viewer, device=row, value=form.value())
        except UserError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("devices:device", device=row.pk)
    status = 422 if form.is_bound else 200
    values = {"form": form, "row": row, "camera": row.kind == DeviceKind.FIXED}
    return render(request, "devices/edit.html", values, status=status)


@page(Permission.DEVICE_VIEW)
def device(request: HttpRequest, device: UUID) -> HttpResponse:
    """Show one device: who had it, what was done to it, how its clock ran."""
    viewer = viewer_of(request)
    return _shown(request, viewer, get_device(viewer, device))


@page(Permission.DEVICE_VIEW)
@require_POST
def change(request: HttpRequest, device: UUID) -> HttpResponse:
    """Do one thing to a device: `what` says which; the act decides who may."""
    viewer = viewer_of(request)
    row = get_device(viewer, device)
    what = request.POST.get("what", "")
    if what not in _DEEDS:
        return _shown(request, viewer, row, refused=_("Choose what was done."))
    form = ClockForm(request.POST) if what == "clock" else None
    if form is not None and not form.is_valid():
        return _shown(request, viewer, row, clock_form=form)
    try:
        _DEEDS[what](request, viewer, row)
    except UserError as error:
        if not getattr(error, "field", ""):
            raise
        return _shown(request, viewer, row, refused=str(error), what=what)
    messages.success(request, _("Saved."))
    return redirect("devices:device", device=row.pk)


def _upkeep(request: HttpRequest, viewer: Viewer, row: Device) -> None:
    note_upkeep(
        by=viewer,
        device=row,
        kind=request.POST.get("kind", ""),
        note=request.POST.get("note", ""),
    )


def _clock(request: HttpRequest, viewer: Viewer, row: Device) -> None:
    form = ClockForm(request.POST)
    if form.is_valid():
        read_clock(by=viewer, device=row, shown=form.cleaned_data["shown"])


def _confirm(request: HttpRequest, viewer: Viewer, row: Device) -> None:
    confirm_reading(by=viewer, device=row, key=key_of(request.POST.get("reading")))


def _repair(_request: HttpRequest, viewer: Viewer, row: Device) -> None:
    send_to_repair(by=viewer, device=row)


def _retire(request: HttpRequest, viewer: Viewer, row: Device) -> None:
    retire_device(by=viewer, device=row, note=request.POST.get("note", ""))


_DEEDS: dict[str, Callable[[HttpRequest, Viewer, Device], None]] = {
    "upkeep": _upkeep,
    "clock": _clock,
    "confirm": _confirm,
    "repair": _repair,
    "retire": _retire,
}


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    row: Device,
    *,
    refused: str = "",
    what: str = "",
    clock_form: ClockForm | None = None,
) -> HttpResponse:
    line = lines_of(viewer, [row])[0]
    manages = viewer.may(Permission.DEVICE_MANAGE)
    kinds = [UpkeepKind.CHECK, UpkeepKind.FAULT]
    if manages:
        kinds.append(UpkeepKind.UPKEEP)
    if manages and row.state in (DeviceState.FAULTY, DeviceState.IN_REPAIR):
        kinds.append(UpkeepKind.REPAIR)
    values = {
        "line": line,
        "row": row,
        "camera": row.kind == DeviceKind.FIXED,
        "issues": issues_of(viewer, row)[:_SHOWN],
        "upkeep": upkeep_of(viewer, row)[:_SHOWN],
        "clocks": [
            (one, clock_said(one), is_off(one)) for one in clock_readings_of(viewer, row)[:_SHOWN]
        ],
        "kinds": [(one.value, one.label) for one in kinds],
        "manages": manages,
        "confirms": may_confirm(viewer, row),
        "keeps_up": row.state != DeviceState.RETIRED and may_keep_up(viewer, row),
        "clock_form": clock_form or ClockForm(),
        "refused": refused,
        "what": what,
        "note": request.POST.get("note", ""),
    }
    wrong = bool(refused) or clock_form is not None
    return render(request, "devices/device.html", values, status=422 if wrong else 200)


def _register(request: HttpRequest, viewer: Viewer, form: DeviceForm) -> HttpResponse:
    camera = isinstance(form, CameraForm)
    if form.is_valid():
        try:
            made = register_device(by=viewer, value=form.value())
        except UserError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("%(code)s is in the register.") % {"code": made.code})
            return redirect("cameras:list" if camera else "devices:list")
    status = 422 if form.is_bound else 200
    values = {"form": form, "camera": camera}
    return render(request, "devices/edit.html", values, status=status)


def _issue_form(viewer: Viewer, sent: object) -> IssueForm:
    out = set(running_issues(viewer).values_list("device", flat=True))
    free = [one for one in devices(viewer) if one.pk not in out]
    return IssueForm(free, people_of(viewer), sent)


def _issued(request: HttpRequest, viewer: Viewer, form: IssueForm) -> bool:
    row, person = form.chosen
    try:
        issue_device(by=viewer, device=row, person=person)
    except UserError as error:
        _refuse(form, error)
        return False
    said = _("%(name)s has %(code)s now.")
    messages.success(request, said % {"name": person.name, "code": row.code})
    return True


def _refuse(form: DeviceForm | IssueForm, error: UserError) -> None:
    field = getattr(error, "field", "")
    form.add_error(field if field in form.fields else None, str(error))
