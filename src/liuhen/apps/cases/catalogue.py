# SPDX-License-Identifier: Apache-2.0
"""The catalogue of recordings (影像目录), by exactly what 004 art. 16 names.

Device number, officer, time of use, party, cause of the case. Party and cause come from the cases
to which a recording is linked, and only as far as the viewer sees those cases.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from liuhen.apps.cases.linking.reading import linked_originals, unlinked
from liuhen.apps.cases.models import Case, Recording
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.viewer import Viewer

#: What the list may be narrowed to, beside the five items.
STATES = ("unlinked", "unsafe", "damaged", "findings")


@dataclass(frozen=True, slots=True)
class CatalogueFilter:
    """The five items of 004 art. 16, each empty where it is not asked for, and a state."""

    device: str = ""
    officer: str = ""
    used_from: datetime | None = None
    used_until: datetime | None = None
    party: str = ""
    cause: str = ""
    state: str = ""


def catalogue(viewer: Viewer, narrowed: CatalogueFilter) -> QuerySet[Original]:
    """Return the originals that the viewer sees and that fit, the last recorded first.

    One whose time nobody knows stands where it came in; asked for by time, it is not found.
    """
    rows = Original.objects.seen_by(viewer)
    if narrowed.state == "unlinked":
        rows = rows.filter(pk__in=unlinked(viewer).values("pk"))
    for word in narrowed.device.split():
        rows = rows.filter(
            Q(device__code__icontains=word)
            | Q(device__serial__icontains=word)
            | Q(device_code__icontains=word)
        )
    for word in narrowed.officer.split():
        rows = rows.filter(Q(officer__name__icontains=word) | Q(officer_name__icontains=word))
    if narrowed.used_from is not None:
        rows = rows.filter(Q(end__gte=narrowed.used_from) | Q(start__gte=narrowed.used_from))
    if narrowed.used_until is not None:
        rows = rows.filter(start__lte=narrowed.used_until)
    if narrowed.party.strip() or narrowed.cause.strip():
        rows = rows.filter(pk__in=_of_cases(viewer, narrowed).values("original"))
    rows = _in_state(rows, narrowed.state)
    rows = rows.select_related("device", "officer", "section", "object")
    return rows.order_by(F("start").desc(nulls_last=True), "-kept_at", "-id")


def cases_of(viewer: Viewer, originals: Collection[Original]) -> dict[UUID, list[Case]]:
    """Return, by original, the cases to which it is linked, as far as the viewer sees them."""
    links = Recording.objects.seen_by(viewer).filter(
        original__in=originals, superseded_at=None, withdrawn=False, case__isnull=False
    )
    found: dict[UUID, list[Case]] = {}
    for link in links.select_related("case").order_by("case__number"):
        if link.original_id is None or link.case is None:
            continue
        cases = found.setdefault(link.original_id, [])
        if link.case not in cases:
            cases.append(link.case)
    return found


def linked_among(viewer: Viewer, originals: Collection[Original]) -> set[UUID]:
    """Return the keys of those that are linked to something, seen by the viewer or not."""
    if viewer.bureau_id is None:
        return set()
    rows = linked_originals(viewer.bureau_id).filter(original__in=originals)
    return {row.original_id for row in rows.only("original_id") if row.original_id is not None}


def _of_cases(viewer: Viewer, narrowed: CatalogueFilter) -> QuerySet[Recording]:
    rows = Recording.objects.seen_by(viewer).filter(
        superseded_at=None, withdrawn=False, case__isnull=False
    )
    for word in narrowed.party.split():
        rows = rows.filter(case__party_name__icontains=word)
    for word in narrowed.cause.split():
        rows = rows.filter(Q(case__title__icontains=word) | Q(case__number__icontains=word))
    return rows


def _in_state(rows: QuerySet[Original], state: str) -> QuerySet[Original]:
    if state == "unsafe":
        return rows.filter(object__verified_at=None)
    if state == "damaged":
        return rows.exclude(object__damaged_at=None)
    if state == "findings":
        return rows.exclude(findings=[])
    return rows
