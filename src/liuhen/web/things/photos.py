# SPDX-License-Identifier: Apache-2.0
"""A picture that comes with a form, straight from the camera: kept as an original of the vault."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.intake import keep_file
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer

PHOTO = _("Photo")


def photo_field(label: Any = PHOTO, *, required: bool = False) -> forms.FileField:
    """A field that opens the camera of a phone."""
    attrs = {"accept": "image/*", "capture": "environment"}
    return forms.FileField(
        label=label,
        required=required,
        widget=forms.FileInput(attrs=attrs),
        allow_empty_file=False,
        error_messages={"required": _("Take or choose a photo."), "empty": _("The file is empty.")},
    )


def kept_photo(
    request: HttpRequest,
    viewer: Viewer,
    section: Organisation | None,
    name: str = "photo",
    *,
    claims: Claims | None = None,
) -> Original | None:
    """Keep the picture that came along, or nothing where none did; `claims`: what is said of it."""
    file = request.FILES.get(name)
    if file is None or isinstance(file, list) or not file.size:
        return None
    kept = keep_file(
        by=viewer,
        file_name=file.name or "photo.jpg",
        chunks=file.chunks(),
        claims=claims or Claims(officer=viewer.person.name, came_by="form"),
        section=section,
    )
    return kept.original
