# SPDX-License-Identifier: Apache-2.0
"""That nothing is to be performed: written with a decision not to penalise, and taken back.

What this module promises:

- a decision not to penalise that orders nothing is itself the written word that nothing is to be
  performed (000, 001 art. 17): the record of that comes with it;
- one record answers for all decisions of a case: none is written where another orders something or
  something is owed, and it goes as soon as a decision that orders something is issued, or somebody
  enters what one orders.
"""

from liuhen.apps.cases.acting import CaseAct, is_issued, supersede
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Document, Due, FactOrigin, Paper
from liuhen.paper.values import says_none

#: Where a decision not to penalise orders that something is corrected.
_SPARING, _DEMANDS = "no_penalty_decision", "demands"
#: Decisions of whose performance a record is asked, and that order something to be performed.
_ORDERING = ("decision", "simple_procedure_record")
#: The record of performance, and what it then says; papers are Chinese.
_PERFORMED = "performance_record"
_SAYS = {
    "obligations": "不予行政处罚",
    "process": "决定不予行政处罚，没有需要履行的内容。",
    "result": "没有需要履行的内容",
}
_CHANGED = "本案有需要履行的内容"


def say_of_performance(doing: CaseAct, paper: Paper, row: Document) -> None:
    """Write down with `paper`, which is the fact `row`, that nothing is performed, or that no more.

    Papers that decide neither way say nothing of it.
    """
    if _orders(row):
        take_back_nothing(doing)
    if row.type != _SPARING:
        return
    known = known_rows(Document, doing.case)
    owed = Due.objects.within(doing.case.bureau_id).filter(case=doing.case)
    if any(one.type == _PERFORMED or _orders(one) for one in known) or owed.exists():
        return
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    made = Document(
        type=_PERFORMED,
        at=row.at,
        event_refs=list(paper.event_refs),
        fields={**_SAYS, "decision_number": paper.number},
        signatures=[],
    )
    put.put(made, FactOrigin.ACT)


def take_back_nothing(doing: CaseAct) -> None:
    """Take back the record that nothing is to be performed, where one came with a decision."""
    for one in known_rows(Document, doing.case):
        own = one.type == _PERFORMED and one.origin == FactOrigin.ACT and not is_issued(one)
        if own and one.fields.get("result") == _SAYS["result"]:
            supersede(doing.record, one, doing.by, entered=False, withdrawn=True, reason=_CHANGED)


def _orders(row: Document) -> bool:
    """Whether a decision orders something."""
    if row.type == _SPARING:
        return not says_none(row.fields.get(_DEMANDS))
    return row.type in _ORDERING
