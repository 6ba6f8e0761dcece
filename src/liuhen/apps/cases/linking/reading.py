# SPDX-License-Identifier: Apache-2.0
"""What is linked, what a viewer sees of an original through links, and what nobody has linked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from liuhen.apps.cases.acting import SLIP
from liuhen.apps.cases.links import FOOTAGE, Range
from liuhen.apps.cases.models import Recording, SetAside
from liuhen.apps.evidence.models import Original, OriginalKind
from liuhen.apps.people.viewer import Viewer


def links_of(original: Original) -> QuerySet[Recording]:
    """Return the links of an original that count today, whoever sees them: for acts and jobs.

    Pages narrow them with `links_seen`.
    """
    rows = Recording.objects.within(original.bureau_id).select_related("case", "section")
    return rows.filter(original=original, superseded_at=None, withdrawn=False).order_by("start")


def links_seen(viewer: Viewer, original: Original) -> QuerySet[Recording]:
    """Return the links of an original that the viewer may see."""
    rows = Recording.objects.seen_by(viewer).select_related("case", "section", "entered_by")
    return rows.filter(original=original, superseded_at=None, withdrawn=False).order_by("start")


def linked_originals(bureau: UUID) -> QuerySet[Recording]:
    """Return the live links of a bureau, as a query to exclude originals by."""
    rows = Recording.objects.within(bureau).exclude(original=None)
    return rows.filter(superseded_at=None, withdrawn=False)


def ranges_for(viewer: Viewer, original: Original) -> list[Range]:
    """Return what of an original a viewer sees through cases alone, in milliseconds, merged.

    For whoever does not see the original itself: only what is linked to a case or an activity that
    the viewer may see.
    """
    spans = sorted(
        (row.from_ms, row.to_ms)
        for row in links_seen(viewer, original)
        if row.from_ms is not None and row.to_ms is not None
    )
    merged: list[Range] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def linked_just_now(by: Viewer, row: Recording, now: datetime) -> bool:
    """Whether the viewer made this link within the last hour, for an undo beside it."""
    return row.entered_by_id == by.person_id and now - row.recorded_at < SLIP


def links_just_now(by: Viewer) -> QuerySet[Recording]:
    """Return the links that the viewer made within the last hour and that stand, newest first."""
    rows = Recording.objects.seen_by(by).filter(superseded_at=None, withdrawn=False)
    mine = rows.exclude(original=None).filter(entered_by=by.person_id)
    mine = mine.filter(recorded_at__gt=by.at - SLIP)
    return mine.select_related("case", "section", "original").order_by("-recorded_at", "-id")


def unlinked(viewer: Viewer) -> QuerySet[Original]:
    """Return the footage that the viewer sees, that nobody has linked and nobody set aside."""
    rows = Original.objects.seen_by(viewer).filter(kind__in=FOOTAGE_AND_OTHER)
    if viewer.bureau_id is None:
        return rows.none()
    aside = SetAside.objects.within(viewer.bureau_id).filter(ended_at=None)
    rows = rows.exclude(pk__in=linked_originals(viewer.bureau_id).values("original_id"))
    rows = rows.exclude(pk__in=aside.values("original_id"))
    return rows.select_related("device", "officer", "section", "object")


#: What waits for a link: footage, and files of which nobody knows yet what they are.
FOOTAGE_AND_OTHER: Sequence[str] = (*sorted(FOOTAGE), str(OriginalKind.OTHER))
