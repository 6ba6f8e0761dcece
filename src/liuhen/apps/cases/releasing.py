# SPDX-License-Identifier: Apache-2.0
"""The release of a measure is an event of the case, with the paper that decided it.

What this module promises:

- a release counts from when its paper was served, or the things that it lists were given back,
  whichever is entered first; nobody has to enter it besides;
- one that somebody entered and no paper names belongs to the paper, and is not entered twice.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.by_paper import enter_once
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Document, Paper, Thing

#: The kind of paper that decides it, and what it is in the case.
RELEASE = "measure_release"
RELEASED = "measure_released"


def released_by_service(doing: CaseAct, ref: str, service: Activity, at: datetime) -> None:
    """Enter the release that the paper of this reference decided, and that was served `at`."""
    found = next((one for one in _decisions(doing) if one.ref == ref), None)
    if found is not None:
        _enter(doing, found, at, service.place, service.officers)


def released_with(doing: CaseAct, thing: Thing, at: datetime) -> None:
    """Enter the release of whose list the thing is, when it is let go."""
    items = [row.item for row in _decisions(doing)]
    papers = Paper.objects.within(doing.case.bureau_id).filter(item__in=items, replaced_by=None)
    listing = {
        paper.item
        for paper in papers
        for one in paper.values.get("released") or []
        if str(one.get("name", "")).strip() in (thing.name, thing.number)
    }
    for row in _decisions(doing):
        if row.item in listing and row.at <= at:
            _enter(doing, row, at, thing.place, [])


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
