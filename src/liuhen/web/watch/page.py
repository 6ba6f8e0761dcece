# SPDX-License-Identifier: Apache-2.0
"""Everything that the page of one original shows, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.linking.reading import links_seen, ranges_for
from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.evidence.marks import marks_of, may_mark
from liuhen.apps.evidence.models import Derived, Mark, Original, OriginalKind
from liuhen.apps.evidence.previews import can_be_copied, failure_of, wait_for
from liuhen.apps.evidence.watching import (
    RUNNING,
    Watched,
    clip_of,
    derived_of,
    is_hevc,
    plays_natively,
    watched,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.web.watch.timeline import Line, clock_at, code_said, line_of, mark_said


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A mark as the list shows it."""

    row: Mark
    code: str
    clock: Any
    said: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a player is given. `from_ms`: where it begins in the original."""

    address: str
    media_type: str
    from_ms: int = 0
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Clip:
    """A range that the viewer sees of an original that is not his or hers; ready, or not yet."""

    from_ms: int
    to_ms: int
    code: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class WatchPage:
    """The page. `source` is `None` while nothing can be played yet."""

    seen: Watched
    source: Source | None
    clips: tuple[Clip, ...]
    line: Line
    links: Sequence[tuple[Recording, Activity | None]]
    marks: tuple[MarkLine, ...]
    derived: dict[str, Derived]
    marks_here: bool
    links_here: bool
    downloads: bool

    @property
    def original(self) -> Original:
        """The original."""
        return self.seen.original

    @property
    def waiting(self) -> str:
        """How long the viewing copy that is being made will last, in words."""
        wait = wait_for(self.original)
        if wait is None:
            return ""
        return _("Being made: place %(place)d in the queue, about %(minutes)d min.") % {
            "place": wait.place,
            "minutes": wait.minutes,
        }

    @property
    def failed(self) -> str:
        """Why the viewing copy that was asked for is not there, in words."""
        return _why_failed(failure_of(self.original))

    @property
    def nothing_inside(self) -> str:
        """Why nothing can be played or made of a file that was looked into; empty where it can."""
        if self.original.probed_at is None or can_be_copied(self.original):
            return ""
        return why_no_copy(self.original)

    @property
    def may_hurry(self) -> bool:
        """Whether asking for the viewing copy brings it any earlier."""
        wait = wait_for(self.original)
        return wait is None or wait.place > 1

    @property
    def running(self) -> bool:
        """Whether it has a course in time."""
        return self.original.kind in RUNNING

    @property
    def hevc(self) -> bool:
        """Whether some browsers may play it that others cannot."""
        return is_hevc(self.original)

    @property
    def photo(self) -> bool:
        """Whether it is a picture."""
        return self.original.kind == OriginalKind.PHOTO

    @property
    def player(self) -> dict[str, Any]:
        """What the browser module needs."""
        strip = self.derived.get("filmstrip")
        start = self.original.start
        return {
            "begins": start.timestamp() * 1000 if start else None,
            "zone": timezone.get_current_timezone_name(),
            "length": self.line.length_ms,
            "offset": self.source.from_ms if self.source else 0,
            "played": reverse("watch:played", args=[self.original.pk]),
            "strip": {
                "address": reverse("watch:picture", args=[self.original.pk, "filmstrip"]),
                **strip.made_with,
            }
            if strip
            else None,
        }


def _why_failed(word: str) -> str:
    """Say why a viewing copy is not there; empty for what is no failure."""
    return {
        "too_slow": _("The viewing copy took too long to make and was given up."),
        "unreadable": _("No viewing copy could be made: the pictures cannot be read."),
        "failed": _("The viewing copy could not be made; the page of jobs has the error."),
    }.get(word, "")


def why_no_copy(original: Original) -> str:
    """Say in one sentence why of this original no viewing copy can be made."""
    words = {one.get("word") for one in original.findings}
    if "name_says_otherwise" in words:
        return _("It cannot be read as what its name says; it is kept as it came in.")
    if "reader_too_slow" in words:
        return _("Reading it took too long and was given up; it is kept as it came in.")
    return _("It cannot be read; it is kept as it came in.")


def page_of(viewer: Viewer, key: UUID) -> WatchPage:
    """Return the page of an original for this viewer.

    Raises:
        UnknownFileError: nothing of it is for this viewer.
    """
    seen = watched(viewer, key, ranges_for)
    original = seen.original
    derived = derived_of(original) if seen.whole else {}
    links = linked(viewer, original)
    marks = [mark for mark in marks_of(original) if seen.covers(mark.at_ms, mark.at_ms)]
    return WatchPage(
        seen=seen,
        source=_source(original, derived) if seen.whole else None,
        clips=tuple(_clips(seen)),
        line=line_of(original, links if seen.whole else [], marks if seen.whole else []),
        links=links,
        marks=tuple(
            MarkLine(mark, code_said(mark.at_ms), clock_at(original, mark.at_ms), mark_said(mark))
            for mark in marks
        ),
        derived=derived,
        marks_here=seen.whole and may_mark(viewer, original),
        links_here=seen.whole and viewer.may(Permission.EVIDENCE_ADD),
        downloads=seen.whole and viewer.reaches(Permission.EVIDENCE_DOWNLOAD, original.section_id),
    )


def linked(viewer: Viewer, original: Original) -> list[tuple[Recording, Activity | None]]:
    """Return the links that the viewer sees, each with its activity."""
    rows = list(links_seen(viewer, original))
    refs = {ref for row in rows for ref in row.event_refs}
    found = Activity.objects.seen_by(viewer).filter(ref__in=refs, superseded_at=None)
    activities = {(one.case_id, one.ref): one for one in found}
    return [
        (row, next((activities.get((row.case_id, ref)) for ref in row.event_refs), None))
        for row in rows
    ]


def _source(original: Original, derived: dict[str, Derived]) -> Source | None:
    """The file itself where browsers play it, else the viewing copy, else perhaps the file."""
    if original.kind not in RUNNING or original.object.disposed_at is not None:
        return None
    proxy = derived.get("proxy")
    if proxy is not None and not plays_natively(original):
        return Source(reverse("watch:copy", args=[original.pk]), proxy.media_type, copy=True)
    if plays_natively(original) or is_hevc(original):
        return Source(reverse("watch:media", args=[original.pk]), original.media_type)
    return None


def _clips(seen: Watched) -> list[Clip]:
    made = []
    for span in seen.ranges or ():
        cut = clip_of(seen.original, span)
        address = reverse("watch:clip", args=[seen.original.pk, *span])
        source = None if cut is None else Source(address, cut.media_type, span[0], copy=True)
        made.append(Clip(*span, f"{code_said(span[0])}–{code_said(span[1])}", source))
    return made
