# SPDX-License-Identifier: Apache-2.0
"""Coercive measures that were taken before a head approved them, and until when one must.

What this module promises:

- a measure without an approval was taken because it could not wait: who handles the case is asked
  to have it approved afterwards, from the moment it is recorded (行政强制法第十九条);
- how long that takes stands with who approves it (`packs/shared/statutory_approvals.yaml`, or the
  bureau's own), and is counted from when the measure began;
- nothing is asked any more once a head decided, or while an urgent request is under way: from then
  on that request has the due; what a head refused before a measure was taken is no decision on it;
- a measure that a head refused and that goes on is to be lifted at once (`refused_in`);
- a case that came from outside brings its approvals as papers: of it nothing is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.gate_facts import HEADS, Known, signed
from liuhen.apps.cases.measure_periods import measures_left
from liuhen.apps.cases.models import Activity, Approval, ApprovalState, Case, Document
from liuhen.apps.cases.of_case import rows_in
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.people.viewer import Viewer
from liuhen.law.pack_parts import Basis
from liuhen.law.routes import Matter

#: What is asked for about a measure.
COERCION = "coercion"
MEASURE = "coercive_measure"
_DECISION = "coercive_measure_decision"


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A measure that nobody approved. `due`: the last moment at which it is in time."""

    row: Activity
    case: Case
    matter: Matter
    due: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether it is too late, though it is to be approved all the same."""
        return self.due < now


@dataclass(frozen=True, slots=True)
class Refused:
    """A measure that a head refused, and that goes on all the same (行政强制法第十九条)."""

    row: Activity
    at: datetime
    basis: tuple[Basis, ...]


def unapproved_in(case: Case, at: datetime) -> list[Unapproved]:
    """Return the measures of one case that are to be approved afterwards, by due."""
    return unapproved_by(CaseFacts(case), at)


def unapproved_by(
    known: CaseFacts, at: datetime, asked: Iterable[Approval] | None = None
) -> list[Unapproved]:
    """Return the same by facts that are known. `asked`: the requests of the case, if known too."""
    case, measures = known.case, known.of(MEASURE)
    if not measures or case.from_outside or case.before_go_live:
        return []
    matter = matters_in(case.bureau, at).get((COERCION, True))
    if matter is None or matter.within is None:
        return []  # the bureau does not say how that is done afterwards
    counting, refs = counting_of(case.bureau, at), {row.ref for row in measures}
    every = rows_in(Approval, case) if asked is None else asked
    requests = [one for one in every if one.matter == COERCION]
    found = []
    for row in measures:
        others = refs - {row.ref}
        about = [one for one in requests if approves(one, others)]
        done = any(_decided(one, row) for one in about)
        under_way = any(one.state == ApprovalState.OPEN and one.urgent for one in about)
        there = any(decides(one, row, others) for one in known.papers(_DECISION))
        if not (done or under_way or there):
            found.append(Unapproved(row, case, matter, counting.end(matter.within, row.start)))
    return sorted(found, key=lambda one: (one.due, one.row.ref))


def refused_in(viewer: Viewer, case: Case) -> list[Refused]:
    """Return the measures that a head refused after they were taken, and that still go on."""
    if not any(_refuses(row) for row in rows_in(Approval, case)):
        return []
    known = Known(viewer, case)
    measures = known.of(MEASURE)
    found = []
    for row in measures_left(known, measures):
        others = {one.ref for one in measures} - {row.ref}
        about = [one for one in known.approvals if approves(one, others)]
        last = max(about, key=lambda one: one.asked_at, default=None)
        if last is not None and last.ended_at and _refuses(last) and _decided(last, row):
            matter = matters_in(case.bureau, viewer.at).get((COERCION, True))
            found.append(Refused(row, last.ended_at, matter.basis if matter else ()))
    return found


def approves(approval: Approval, others: Iterable[str]) -> bool:
    """Whether a request is about a measure: it names it or the whole case, and none of `others`."""
    return approval.subject not in set(others)


def decides(paper: Document, row: Activity, others: Iterable[str]) -> bool:
    """Whether a head signed the paper, and it is about the measure or about none of `others`."""
    about = set(paper.event_refs) & {row.ref, *others}
    return signed(paper, HEADS) and (not about or row.ref in about)


def _refuses(request: Approval) -> bool:
    return request.matter == COERCION and request.state == ApprovalState.REFUSED


def _decided(request: Approval, row: Activity) -> bool:
    """Whether a head agreed, or refused what had been done."""
    after = request.ended_at is not None and request.ended_at >= row.start
    return request.state == ApprovalState.AGREED or (_refuses(request) and after)
