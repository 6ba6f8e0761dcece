# SPDX-License-Identifier: Apache-2.0
"""Photos that are taken in an activity: bound to it and to their officer, and shown on its page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest

from liuhen.apps.cases.claimed import declare
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.claims import Claims
from liuhen.apps.evidence.models import Original, OriginalKind, TimeSource, Upload, UploadState
from liuhen.apps.people.viewer import Viewer
from liuhen.web.linking.watching import watch_address
from liuhen.web.things.photos import kept_photo

_AROUND = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of an activity. `linked`: it belongs to it; else it waits, or its time is another."""

    original: Original
    address: str
    linked: bool

    @property
    def waits(self) -> bool:
        """Whether it has not been read yet."""
        return not self.linked and self.original.probed_at is None


def take_photo(request: HttpRequest, viewer: Viewer, row: Activity) -> Original | None:
    """Keep the picture that came with the form as one of this activity; nothing where none did.

    It came straight from the camera: unless it tells its own time inside, it counts from when it
    arrived.
    """
    claims = Claims(
        officer=viewer.person.name,
        raw_start=viewer.at,
        time_source=TimeSource.FILE,
        activity=str(row.item),
        came_by="form",
    )
    original = kept_photo(request, viewer, row.section, claims=claims)
    if original is not None:
        declare(by=viewer, original=original, claims=claims)
    return original


def photos_of(viewer: Viewer, row: Activity) -> list[Photo]:
    """Return the photos of an activity that the viewer may see, by time."""
    linked = {one.original_id: one for one in _linked(viewer, row)}
    shown = [
        Photo(one.original, watch_address(one), linked=True)
        for one in linked.values()
        if one.original is not None
    ]
    shown += [Photo(one, "", linked=False) for one in _brought(viewer, row) if one.pk not in linked]
    return sorted(shown, key=lambda one: one.original.start or one.original.kept_at)


def _linked(viewer: Viewer, row: Activity) -> Iterator[Recording]:
    rows = Recording.objects.seen_by(viewer).filter(
        case=row.case_id, kind="photo", superseded_at=None, withdrawn=False,
        start__gte=row.start - _AROUND,
    )  # fmt: skip
    if row.end is not None:
        rows = rows.filter(start__lte=row.end + _AROUND)
    found = rows.exclude(original=None).select_related("original")
    return (one for one in found if row.ref in one.event_refs)


def _brought(viewer: Viewer, row: Activity) -> list[Original]:
    """What the viewer brought for this activity and is not linked to it."""
    named = Q(claims__activity=str(row.item)) | Q(claims__activity=str(row.pk))
    sent = Upload.objects.seen_by(viewer).filter(
        named, person=viewer.person, state=UploadState.DONE, original__kind=OriginalKind.PHOTO
    )
    return list(Original.objects.seen_by(viewer).filter(pk__in=sent.values("original")))
