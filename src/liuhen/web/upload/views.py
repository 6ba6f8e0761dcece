# SPDX-License-Identifier: Apache-2.0
"""The two pages by which a browser brings recordings in: a recorder's card, and single files.

Both send by the upload protocol, which resumes. Without scripts the second takes smaller files by a
plain form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.claimed import Outcome, declare
from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Fact, Recording
from liuhen.apps.cases.queries import get_fact
from liuhen.apps.evidence.errors import EvidenceError
from liuhen.apps.evidence.intake import Kept, keep_file
from liuhen.apps.evidence.models import Device, Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import colleagues
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.where import fact_address
from liuhen.web.inputs import key_of
from liuhen.web.moments import span_said
from liuhen.web.pages import page
from liuhen.web.subjects import fact_said
from liuhen.web.upload.forms import CardForm, DeclaredForm, UploadForm, clock_from, moment_from
from liuhen.web.upload.words import words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_UPLOADS = "/api/v1/uploads/"
_ORIGINALS = "/api/v1/originals/"
_PIECE = 256 * 1024
_MOST_TOLD = 300


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
            _declare(request, viewer, form, kept)
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
        "back": fact_address(activity) if activity else "",
        "export": _export(request.GET),
        "opened": viewer.at.isoformat(),
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
                keep_file(by=viewer, file_name=name, chunks=_chunks(file), claims=form.claims(name))
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


def _declare(request: HttpRequest, viewer: Viewer, form: UploadForm, kept: list[Kept]) -> None:
    """Do what was declared with each file, and say what became of it."""
    said = [_became(viewer, form, one.original, already=one.already_there) for one in kept]
    for one in said:
        if one.why:
            messages.warning(request, render_to_string("upload/_became.html", {"one": one}))
        elif one.already or one.link:
            messages.info(request, render_to_string("upload/_became.html", {"one": one}))


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a file that was brought in. `already`: it was kept before."""

    original: Original
    already: bool
    activity: str
    link: Recording | None
    why: str
    waits: bool


def _became(viewer: Viewer, form: UploadForm, original: Original, *, already: bool) -> Became:
    claims = form.claims(original.file_name)
    made = Outcome()
    if claims.activity:
        made = declare(by=viewer, original=original, claims=claims)
    return Became(original, already, claims.activity, made.link, made.why, made.waits)


@page(Permission.EVIDENCE_ADD)
def declared(request: HttpRequest) -> HttpResponse:
    """Do what was declared with files that the script has brought, and say what became of each.

    `opened` is when the page was opened: what was kept before was here already.
    """
    if request.method != "POST":
        return redirect("upload:upload")
    viewer = viewer_of(request)
    form = DeclaredForm(request.POST, viewer=viewer)
    form.is_valid()  # what cannot be read is left out, as in an upload
    keys = [key for one in request.POST.getlist("original")[:_MOST_TOLD] if (key := key_of(one))]
    rows = Original.objects.seen_by(viewer).filter(pk__in=keys).select_related("object", "bureau")
    opened = moment_from(request.POST.get("opened", "")) or viewer.at
    said = [_became(viewer, form, row, already=row.kept_at < opened) for row in rows]
    told = [one for one in said if one.already or one.activity]
    return render(request, "upload/_declared.html", {"told": told})


def _on(kept: list[Kept]) -> str:
    """Where to go on: to the one file, or to the page again."""
    if len(kept) == 1:
        return reverse("watch:original", args=[kept[0].original.pk])
    return reverse("upload:upload")


def _asked(said: Mapping[str, str]) -> dict[str, Any]:
    """What the address asks for: the camera and the activity whose footage is fetched."""
    recorded = moment_from(said.get("recorded", ""))
    return {
        "recorded": recorded,
        "proposed": recorded,
        "device": said.get("camera") or said.get("device", ""),
        "activity": said.get("activity", ""),
        **clock_from(said.get("offset_ms", "")),
    }


def _export(said: Mapping[str, str]) -> str:
    """From when to when the camera's recorder is to be asked, by its own clock."""
    first = moment_from(said.get("recorded", ""))
    last = moment_from(said.get("until", ""))
    return span_said(first, last) if first and last and last >= first else ""


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
