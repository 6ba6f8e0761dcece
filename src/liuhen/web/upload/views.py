# SPDX-License-Identifier: Apache-2.0
"""The two pages by which a browser brings recordings in: a recorder's card, and single files.

Both send by the upload protocol, which resumes. Without scripts the second takes smaller files by a
plain form.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Fact
from liuhen.apps.cases.queries import get_fact
from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.intake import Kept, keep_file
from liuhen.apps.evidence.models import Device
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import colleagues
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.pages import page
from liuhen.web.subjects import fact_said
from liuhen.web.upload.forms import CardForm, UploadForm, clock_from
from liuhen.web.upload.words import words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_UPLOADS = "/api/v1/uploads/"
_ORIGINALS = "/api/v1/originals/"
_PIECE = 256 * 1024


@page(Permission.EVIDENCE_ADD)
def dock(request: HttpRequest) -> HttpResponse:
    """Bring in what is new on a recorder's card."""
    viewer = viewer_of(request)
    form, people = CardForm(viewer=viewer), list(colleagues(viewer))
    context = {
        "form": form,
        "data": _data("dock", form.devices, people),
        "people": [person.name for person in people],
    }
    return render(request, "upload/dock.html", context)


@page(Permission.EVIDENCE_ADD)
def upload(request: HttpRequest) -> HttpResponse:
    """Bring in files: by the script of the page, or sent with the form."""
    viewer = viewer_of(request)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, viewer=viewer)
        if form.is_valid():
            kept, refused = _kept(viewer, form)
            _say(request, kept)
            if not refused:
                return redirect(_on(kept))
            for sentence in refused:
                form.add_error("chosen", sentence)
    else:
        form = UploadForm(initial=_asked(request.GET), viewer=viewer)
    activity, people = _activity(viewer, form["activity"].value()), list(colleagues(viewer))
    context = {
        "form": form,
        "data": _data("upload", form.devices, people),
        "people": [person.name for person in people],
        "about": fact_said(activity) if activity else "",
    }
    return render(request, "upload/upload.html", context, status=422 if form.errors else 200)


def _kept(viewer: Viewer, form: UploadForm) -> tuple[list[Kept], list[str]]:
    """Keep each file by itself: one that is refused takes none of the others with it."""
    kept, refused = [], []
    for file in form.cleaned_data["chosen"]:
        name = file.name or ""
        if not file.size:
            refused.append(_("%(name)s: the file is empty.") % {"name": name})
            continue
        try:
            kept.append(
                keep_file(by=viewer, file_name=name, chunks=_chunks(file), claims=form.claims())
            )
        except EvidenceError as error:
            refused.append(f"{name}: {error}")
    return kept, refused


def _chunks(file: "UploadedFile[Any]") -> Iterator[bytes]:
    return file.chunks(_PIECE)


def _say(request: HttpRequest, kept: list[Kept]) -> None:
    if kept:
        said = ngettext("%(count)d file was kept.", "%(count)d files were kept.", len(kept))
        messages.success(request, said % {"count": len(kept)})
    there = sum(one.already_there for one in kept)
    if there:
        said = ngettext(
            "%(count)d file was here already.", "%(count)d files were here already.", there
        )
        messages.info(request, said % {"count": there})


def _on(kept: list[Kept]) -> str:
    """Where to go on: to the one file, or to the page again."""
    if len(kept) == 1:
        return reverse("watch:original", args=[kept[0].original.pk])
    return reverse("upload:upload")


def _asked(said: Mapping[str, str]) -> dict[str, Any]:
    """What the address asks for: the camera and the activity whose footage is fetched."""
    return {
        "device": said.get("camera") or said.get("device", ""),
        "activity": said.get("activity", ""),
        **clock_from(said.get("offset_ms", "")),
    }


def _activity(viewer: Viewer, said: object) -> Fact | None:
    """The activity that the files are about; one that the viewer does not see is not named."""
    try:
        return get_fact(viewer, "activity", UUID(str(said)))
    except (UnknownRowError, ValueError):
        return None


def _data(came_by: str, devices: list[Device], people: list[Person]) -> dict[str, Any]:
    """What the script of the page needs."""
    named = {one.serial.lower(): one.code for one in devices if one.serial}
    named |= {one.code.lower(): one.code for one in devices}
    return {
        "uploads": _UPLOADS,
        "originals": _ORIGINALS,
        "came_by": came_by,
        "devices": named,
        "people": {
            said: person.name
            for person in people
            for said in (
                person.username.lower(),
                person.username.lower().rsplit(".", 1)[-1],
                person.name.lower(),
            )
        },
        "words": {key: _(said) for key, said in words(came_by).items()},
    }
