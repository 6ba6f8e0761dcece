# SPDX-License-Identifier: Apache-2.0
"""Whether a head granted that a sum is paid later, in parts, not at all, or with a surcharge.

What this module promises (处罚法 arts. 66, 72; 强制法 arts. 40, 45):

- a paper counts where it shows that a head gave it: by its scan, or by a signature in the system;
  one that somebody typed grants nothing;
- a grant is for one plan: the next plan needs another one. A slip in a plan is mended within the
  hour by the grant that it was made by. It carries the plan that was asked for, as far as it shows;
- what is let go is let go by a head of the bureau, or by a paper that revokes what was ordered: a
  decision that came later, or one of the court. No other paper does, whoever signed it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from liuhen.apps.cases.acting import SLIP
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.gate_facts import HEADS
from liuhen.apps.cases.models import Approval, ApprovalState, Case, Document, Due
from liuhen.apps.cases.of_case import standing_papers
from liuhen.apps.cases.performing.asked_exactly import (
    LATER,
    LET_GO,
    SURCHARGE,
    Plan,
    plan_in,
    plan_on,
)

_LATER_PAPER = "instalment_approval"
#: An investigation that was ended by approval leaves nothing to be paid (行政强制法 art. 40).
_NOT_AT_ALL = "termination"
#: Papers that revoke what another one ordered: a decision of court, of reconsideration or of the
#: bureau itself.
REVOKING = ("court_result_record", "decision")
#: Papers by which the party is told that a surcharge is ordered.
CHARGING = ("decision", "demand_notice")


@dataclass(frozen=True, slots=True)
class Grant:
    """That something was granted. `by`: the request or paper; `parts`: the plan, where it shows."""

    by: str
    at: datetime
    parts: Plan = ()


def is_of_a_head(paper: Document) -> bool:
    """Whether the paper shows that a head gave it: its scan, or a signature in the system."""
    return bool(paper.scan_digest) or any(
        one["role"] in HEADS and one.get("person") and not one.get("refused")
        for one in paper.signatures
    )


def grant_for_parts(due: Due, now: datetime) -> Grant | None:
    """Return the grant by which a plan is made now; None where every one has been used."""
    # the hour is counted from the first plan: who mends again and again gains no time
    used = {one["by"]: datetime.fromisoformat(one["at"]) for one in reversed(due.plans)}
    grants = list(_grants(due))
    slip = [one for one in grants if one.by in used and now - used[one.by] <= SLIP]
    return next(iter([*slip, *(one for one in grants if one.by not in used)]), None)


def goes_beyond(plan: Iterable[tuple[int, datetime]], granted: Plan) -> bool:
    """Return whether somewhere more is still to be paid by `plan` than was granted.

    >>> from datetime import date
    >>> may, june = date(2026, 5, 31), date(2026, 6, 30)
    >>> goes_beyond([(100, may), (200, june)], ((100, may), (200, june)))
    False
    >>> goes_beyond([(200, may), (100, june)], ((100, may), (200, june)))
    False
    >>> goes_beyond([(50, may), (250, june)], ((100, may), (200, june)))
    True
    """
    parts = list(plan)
    return any(
        sum(fen for fen, by in parts if by > day) > sum(fen for fen, by in granted if by > day)
        for _fen, day in granted
    )


def revoking_papers(due: Due) -> list[Document]:
    """Return the papers of the case that may revoke what is owed, the earliest first."""
    rows = known_rows(Document, due.case)
    ordering = next((row for row in rows if row.ref == due.document_ref), None)
    found = [
        row
        for row in rows
        if row.type in REVOKING
        and row.ref != due.document_ref
        and (ordering is None or row.at >= ordering.at)
    ]
    return sorted(found, key=lambda row: row.at)


def is_let_go(due: Due, document: str) -> bool:
    """Whether a head let go what is owed or ended the case, or the paper `document` revokes it."""
    if _agreed(due.case, _NOT_AT_ALL) or _agreed_about(due, LET_GO):
        return True
    papers = revoking_papers(due) if document else []
    return any(row.ref == document and is_of_a_head(row) for row in papers)


def charging_papers(due: Due) -> list[Document]:
    """Return the papers of the case by which a surcharge may be ordered, the newest first."""
    rows = [row for row in known_rows(Document, due.case) if row.type in CHARGING]
    found = [row for row in rows if row.ref != due.document_ref]
    return sorted(found, key=lambda row: row.at, reverse=True)


def is_charged(due: Due, paper: Document) -> bool:
    """Whether a head ordered the surcharge: on the paper itself, or as it was asked for."""
    return is_of_a_head(paper) or bool(_agreed_about(due, SURCHARGE))


def _grants(due: Due) -> Iterator[Grant]:
    """What grants a plan, each once: a request that was agreed to also signs its paper."""
    agreed = _agreed_about(due, LATER)
    for one in agreed:
        yield Grant(str(one.pk), one.ended_at or one.asked_at, plan_in(one))
    keys = [str(one.pk) for one in agreed]
    issued = {paper.item: paper for paper in standing_papers(due.case)}
    for row in known_rows(Document, due.case):
        if row.type == _LATER_PAPER and is_of_a_head(row) and not _signed_by(row, keys):
            paper = issued.get(row.item)
            yield Grant(row.ref, row.at, plan_on(paper.form, paper.values) if paper else ())


def _agreed_about(due: Due, matter: str) -> list[Approval]:
    """The requests that were agreed to, about this due or about none in particular."""
    rows = _agreed(due.case, matter)
    return [one for one in rows if one.exactly.get("due", str(due.pk)) == str(due.pk)]


def _agreed(case: Case, matter: str) -> list[Approval]:
    rows = Approval.objects.within(case.bureau_id).filter(
        case=case, matter=matter, state=ApprovalState.AGREED
    )
    return list(rows.order_by("ended_at"))


def _signed_by(row: Document, approvals: Iterable[str]) -> bool:
    return any(one.get("approval") in approvals for one in row.signatures)
