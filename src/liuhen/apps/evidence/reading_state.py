# SPDX-License-Identifier: Apache-2.0
"""How the files of the vault were read lately, and which of them are damaged.

Counting says nothing of what files hold; the damaged ones are named to those who see their bureau.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liuhen.apps.evidence.models import Derived, Original, Scan, StoredObject
from liuhen.apps.evidence.scrubbing import ROUND
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Readings:
    """Files that are kept: `lately` were read again within `ROUND`, `unread` not yet at all.

    `oldest_at` is the reading that lies back longest.
    """

    kept: int
    size_bytes: int
    lately: int
    unread: int
    damaged: int
    oldest_at: datetime | None

    @property
    def days(self) -> int:
        """What lately means, in days."""
        return ROUND.days


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A damaged object, and whose bytes it is: one of the three is there."""

    stored: StoredObject
    originals: Sequence[Original]
    scans: Sequence[Scan]
    derived: Sequence[Derived]


def readings(now: datetime) -> Readings:
    """Count over all bureaus."""
    return _counted(StoredObject.everywhere.all(), now)


def readings_seen(viewer: Viewer) -> Readings:
    """Count what belongs to the viewer's bureau, or to the sections that his or her role reaches.

    The permission is `EVIDENCE_REPORT`.
    """
    return _counted(_seen(viewer), viewer.at)


def damaged_everywhere() -> QuerySet[StoredObject]:
    """Return the damaged objects of all bureaus, those that were found first before the others."""
    rows = StoredObject.everywhere.filter(disposed_at=None).exclude(damaged_at=None)
    return rows.select_related("bureau").order_by("damaged_at", "pk")


def damaged_seen(viewer: Viewer, most: int) -> list[DamagedFile]:
    """Return damaged files as `readings_seen` counts them, the latest first."""
    rows = _seen(viewer).filter(disposed_at=None).exclude(damaged_at=None)
    return [_whose(one) for one in rows.order_by("-damaged_at", "pk")[:most]]


def _seen(viewer: Viewer) -> QuerySet[StoredObject]:
    rows = StoredObject.objects.seen_by(viewer)
    if viewer.reaches_bureau(Permission.EVIDENCE_REPORT):
        return rows
    sections = viewer.sections(Permission.EVIDENCE_REPORT)
    own = Original.objects.seen_by(viewer).filter(section__in=sections)
    return rows.filter(pk__in=own.values("object"))


def _counted(rows: QuerySet[StoredObject], now: datetime) -> Readings:
    read_at = Coalesce("checked_at", "verified_at")
    kept = rows.filter(disposed_at=None).annotate(read_at=read_at).order_by()
    found = kept.aggregate(
        kept=Count("pk"),
        size_bytes=Coalesce(Sum("size_bytes"), 0),
        lately=Count("pk", filter=Q(read_at__gte=now - ROUND)),
        unread=Count("pk", filter=Q(read_at=None)),
        damaged=Count("pk", filter=Q(damaged_at__isnull=False)),
        oldest_at=Min("read_at"),
    )
    return Readings(**found)


def _whose(stored: StoredObject) -> DamagedFile:
    bureau = stored.bureau_id
    derived = Derived.objects.within(bureau).filter(object=stored).select_related("original")
    return DamagedFile(
        stored,
        list(Original.objects.within(bureau).filter(object=stored)),
        list(Scan.objects.within(bureau).filter(digest=stored.digest)),
        list(derived),
    )
