# SPDX-License-Identifier: Apache-2.0
"""Every fault of the simulator is one that the engine finds."""

from datetime import timedelta

import pytest

from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.packs import load_pack
from liuhen.law.workdays import load_calendar
from liuhen.simulate import DEFAULT_NOW
from liuhen.simulate.asked import asked_by
from liuhen.simulate.bureaus import BUREAUS
from liuhen.simulate.cases import drafts
from liuhen.simulate.cut import cut
from liuhen.simulate.faults import FAULTS, Fault

LONG_AFTER = DEFAULT_NOW + timedelta(days=900)
CASES = 60


def is_broken(facts: Facts, pack_id: str) -> bool:
    report = evaluate(facts, load_pack(pack_id), load_calendar(), LONG_AFTER)
    return any(f.status in ("late", "overdue", "breached") for f in report.findings)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_falls_where_it_hurts(fault: Fault) -> None:
    """Where a fault finds a place, the engine mostly finds the fault.

    Mostly: another paper may stand in for a lost one, a second signature for a forgotten one.
    """
    places = found = 0
    for pack_id in BUREAUS:
        for draft in drafts(pack_id, CASES, seed=21):
            if fault(draft, asked_by(pack_id)):
                places += 1
                found += is_broken(cut(draft.facts(), LONG_AFTER), pack_id)
    assert places >= 3
    assert found > 0.75 * places


@pytest.mark.parametrize("pack_id", sorted(BUREAUS))
def test_faults_leave_facts_that_are_consistent(pack_id: str) -> None:
    """What a fault takes away, nothing refers to any more."""
    for fault in FAULTS:
        for draft in drafts(pack_id, 10, seed=22):
            fault(draft, asked_by(pack_id))
            facts = cut(draft.facts(), LONG_AFTER)
            events = {event.id for event in facts.events}
            papers = {document.id for document in facts.documents}
            named = [*facts.documents, *facts.recordings]
            assert {event for item in named for event in item.events} <= events
            assert {r.statement for r in facts.recordings if r.statement} <= papers
            assert {i.event for i in facts.incidents if i.event} <= events
