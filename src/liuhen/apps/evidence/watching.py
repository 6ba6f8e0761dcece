# SPDX-License-Identifier: Apache-2.0
"""What of an original a viewer may watch, and as which bytes.

What this module promises:

- the grant is asked anew for every request, whatever was shown before;
- whoever sees the original sees all of it; whoever sees it only through a case or activity sees
  clips of the ranges that are linked there, never the file itself;
- what plays in browsers plays as it came in; else the viewing copy, once it is made;
- disposed and damaged bytes are told apart, in words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Derived, DerivedKind, Original, OriginalKind, StoredObject
from liuhen.apps.people.viewer import Viewer

Range = tuple[int, int]
#: What of an original somebody sees through cases alone (`cases.linking.ranges_for`).
Through = Callable[[Viewer, Original], list[Range]]
#: Kinds that have a course in time.
RUNNING = frozenset({OriginalKind.VIDEO, OriginalKind.AUDIO, OriginalKind.SURVEILLANCE})


@dataclass(frozen=True, slots=True)
class Watched:
    """An original as this viewer sees it: `ranges` is `None` where it is seen whole."""

    original: Original
    ranges: tuple[Range, ...] | None

    @property
    def whole(self) -> bool:
        """Whether nothing of it is kept from the viewer."""
        return self.ranges is None

    def covers(self, from_ms: int, to_ms: int) -> bool:
        """Whether the viewer may see all of this range."""
        if self.ranges is None:
            return True
        return any(start <= from_ms and to_ms <= end for start, end in self.ranges)


@dataclass(frozen=True, slots=True)
class Playing:
    """What a player is given: an object of the vault and its kind of media.

    `begins_ms` is where its first moment lies in the original.
    """

    object: StoredObject
    media_type: str
    begins_ms: int = 0


def watched(viewer: Viewer, key: UUID, through: Through) -> Watched:
    """Return the original as the viewer may see it.

    Raises:
        UnknownFileError: it is not there, or nothing of it is for this viewer.
    """
    seen = Original.objects.seen_by(viewer).select_related("object", "device", "officer", "section")
    found = seen.filter(pk=key).first()
    if found is not None:
        return Watched(found, None)
    if viewer.bureau_id is not None:
        rows = Original.objects.within(viewer.bureau_id).select_related("object", "device")
        other = rows.filter(pk=key).first()
        ranges = through(viewer, other) if other is not None else []
        if other is not None and ranges:
            return Watched(other, tuple(ranges))
    raise UnknownFileError(_("There is no such recording."))


def derived_of(original: Original) -> dict[str, Derived]:
    """Return what was made from the whole of the original, by kind."""
    rows = Derived.objects.within(original.bureau_id).filter(original=original)
    rows = rows.exclude(kind=DerivedKind.CLIP).select_related("object")
    return {row.kind: row for row in rows}


def clip_of(original: Original, span: Range) -> Derived | None:
    """Return the clip of exactly this range, if it has been cut."""
    rows = Derived.objects.within(original.bureau_id).filter(original=original)
    wanted = rows.filter(kind=DerivedKind.CLIP, from_ms=span[0], to_ms=span[1])
    return wanted.select_related("object").first()


def plays_natively(original: Original) -> bool:
    """Whether browsers of the floor play the file as it came in."""
    return bool((original.probe or {}).get("browser_playable"))


def is_hevc(original: Original) -> bool:
    """Whether it is H.265, which some browsers play and others do not."""
    codecs = (original.probe or {}).get("codecs") or []
    return any(str(one).lower() in ("hevc", "h265") for one in codecs)
