# SPDX-License-Identifier: Apache-2.0
"""The release of a measure is an event of the case, with the paper that decided it.

What this module promises:

- a release counts from when its paper was served, or the things that it lists were given back,
  whichever is entered first; nobody has to enter it besides;
- one that somebody entered and no paper names belongs to the paper, and is not entered twice;
- one that was entered because a thing was let go does not outlast that.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liuhen.apps.cases.acting import CaseAct, supersede
from liuhen.apps.cases.by_paper import enter_once
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Document, Paper, Thing

#: The kind of paper that decides it, and what it is in the case.
RELEASE = "measure_release"
RELEASED = "measure_released"
#: Outcomes in which a measure has ended by its release.
LET_GO = ("released", "returned")


def released_by_service(doing: CaseAct, ref: str, service: Activity, at: datetime) -> None:
    """Enter the release that the paper of this reference decided, and that was served `at`."""
    found = next((one for one in _decisions(doing) if one.ref == ref), None)
    if found is not None:
        _enter(doing, found, at, service.place, service.officers)


def released_with(doing: CaseAct, thing: Thing, at: datetime) -> None:
    """Enter the release of whose list the thing is, when it is let go."""
    for row in _listing(doing, thing):
        if row.at <= at:
            _enter(doing, row, at, thing.place, [])


def taken_back(doing: CaseAct, thing: Thing, at: datetime, *, said: datetime, reason: str) -> None:
    """Withdraw the release that was entered because the thing was let go `at`.

    What somebody entered before that was `said` stays. Another thing of the list that was let go
    enters it anew; so does a service of the paper, which every act on the case looks for.
    """
    for paper in _listing(doing, thing):
        entered = [
            row
            for row in known_rows(Activity, doing.case)
            if row.kind == RELEASED
            and row.ref in paper.event_refs
            and row.start == at
            and row.entered_at >= said
        ]
        for row in entered:
            supersede(doing.record, row, doing.by, entered=False, withdrawn=True, reason=reason)
            refs = [ref for ref in paper.event_refs if ref != row.ref]
            supersede(doing.record, paper, doing.by, entered=False, event_refs=refs)
    gone = Thing.objects.within(doing.case.bureau_id).filter(
        case=doing.case, outcome__in=LET_GO, ended_at__isnull=False
    )
    for other in gone.exclude(pk=thing.pk).order_by("ended_at"):
        if other.ended_at is not None:
            released_with(doing, other, other.ended_at)


def _listing(doing: CaseAct, thing: Thing) -> list[Document]:
    """The decisions on a release on whose list the thing is."""
    decisions = _decisions(doing)
    papers = Paper.objects.within(doing.case.bureau_id).filter(
        item__in=[row.item for row in decisions], replaced_by=None
    )
    items = {
        paper.item
        for paper in papers
        for one in paper.values.get("released") or []
        if str(one.get("name", "")).strip() in (thing.name, thing.number)
    }
    return [row for row in decisions if row.item in items]


def _enter(
    doing: CaseAct,
    paper: Document,
    at: datetime,
    place: str,
    officers: Iterable[Mapping[str, Any]],
) -> None:
    enter_once(
        doing, paper, RELEASED, at,
        of_kind={RELEASE}, place=place, officers=officers, since=paper.at,
    )  # fmt: skip


def _decisions(doing: CaseAct) -> list[Document]:
    return [row for row in known_rows(Document, doing.case) if row.type == RELEASE]
