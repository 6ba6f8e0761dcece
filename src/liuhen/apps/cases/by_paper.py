# SPDX-License-Identifier: Apache-2.0
"""Papers that are themselves an act: with them the event is in the case, and nobody enters it.

What this module promises:

- a decision is made, an investigation is over, and a party is called upon to perform, when the
  paper is issued; a notice tells the party of its rights when it is served;
- the event and its paper name each other; one that somebody entered before and that no other paper
  names belongs to the paper, and is not entered twice;
- a decision not to penalise says of its performance what `nothing_performed` does.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Document, FactOrigin, Paper
from liuhen.apps.cases.nothing_performed import say_of_performance

#: What happens when a paper of this type is issued. A decision not to penalise is made as any
#: other: approval and content are judged.
ISSUED = {
    "decision": "decision_made",
    "no_penalty_decision": "decision_made",
    "investigation_report": "investigation_concluded",
    "demand_notice": "demand",
}
#: What happens when a paper of this type is served, in what manner, and of which rights it tells.
SERVED: dict[str, tuple[str, dict[str, Any]]] = {
    "prior_notice": (
        "rights_informed",
        {"rights": ["statement", "defense"], "manner": "written"},
    ),
}


def done_by_issuing(doing: CaseAct, paper: Paper, row: Document) -> None:
    """Enter what is done by issuing `paper`, not written yet, which is the fact `row`."""
    if (kind := ISSUED.get(row.type)) is not None:
        of_kind = {name for name, one in ISSUED.items() if one == kind}
        event = enter_once(doing, row, kind, row.at, of_kind=of_kind, origin=FactOrigin.ACT)
        if event:
            paper.event_refs = [*paper.event_refs, event]
    say_of_performance(doing, paper, row)


def done_by_service(doing: CaseAct, row: Document, service: Activity, at: datetime) -> None:
    """Enter what is done by serving the paper `row` at `at`."""
    if row.type not in SERVED:
        return
    kind, attrs = SERVED[row.type]
    if _offers_hearing(row):
        attrs = attrs | {"rights": [*attrs["rights"], "hearing"]}
    enter_once(
        doing, row, kind, at, place=service.place, officers=service.officers, attrs=attrs,
        of_kind=set(SERVED), since=row.at,
    )  # fmt: skip


def _offers_hearing(row: Document) -> bool:
    return str(row.fields.get("hearing", "")) == "是"


def enter_once(
    doing: CaseAct,
    paper: Document,
    kind: str,
    at: datetime,
    *,
    of_kind: Iterable[str],
    place: str = "",
    officers: Iterable[Mapping[str, Any]] = (),
    attrs: Mapping[str, Any] | None = None,
    since: datetime | None = None,
    origin: FactOrigin = FactOrigin.TYPED,
) -> str:
    """Let the paper name an event of that kind: its own, a free one since `since`, or a new one.

    `of_kind`: the types of papers of which each has an event of its own.

    Returns:
        The reference of the event that the paper names now; empty where it named one before.
    """
    events = [row for row in known_rows(Activity, doing.case) if row.kind == kind]
    if any(row.ref in paper.event_refs for row in events):
        return ""
    papers = [row for row in known_rows(Document, doing.case) if row.type in of_kind]
    named = {ref for row in papers for ref in row.event_refs}
    free = [row for row in events if row.ref not in named and (since is None or row.start >= since)]
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    row = (
        free[0]
        if free
        else put.put(
            Activity(
                kind=kind,
                start=put.time(at, "at"),
                end=at,
                place=checks.text(place, "place", 200),
                officers=checks.officers(officers),
                attrs=checks.attributes(kind, dict(attrs or {})),
            ),
            origin,
        )
    )
    put.name_in(paper.ref, row.ref)
    return row.ref
