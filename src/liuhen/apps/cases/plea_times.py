# SPDX-License-Identifier: Apache-2.0
"""Until when the party of an open case may plead (处罚法 arts. 44, 45), for calendars and lists.

What this module promises:

- the end is the one that the gate before the decision counts (`gate_told`), no other;
- a case whose party has pleaded or waived it, or that was decided (also that there is no penalty)
  or ended, has none;
- it follows from the facts of the case alone, so that it is kept until one of them changes.
"""

from datetime import datetime

from liuhen.apps.cases.case_facts import DECISIONS, CaseFacts
from liuhen.apps.cases.facts import Rows
from liuhen.apps.cases.gate_facts import Limits
from liuhen.apps.cases.gate_told import plea_runs_until
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.serving.consent import consents_of
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.cases.serving.served import filmed_in, services_from
from liuhen.law.pack_parts import Gate
from liuhen.law.routes import gates_of

#: The paper that opens the time for the plea.
_NOTICE = "prior_notice"
_CONDITION = "plea_time_over"


def plea_end(rows: Rows, at: datetime) -> datetime | None:
    """Return the last moment for the plea as the bureau counts at `at`, where it is counted."""
    case, known = rows.case, CaseFacts.of_rows(rows)
    if case.concluded_at is not None or not known.papers(_NOTICE):
        return None
    if known.of("decision_made") or known.papers(*DECISIONS):
        return None
    gate = _gate_of(case, at)
    if gate is None:
        return None
    counting = counting_of(case.bureau, at)
    consents = consents_of(rows.activities)
    films = filmed_in(rows.recordings)
    served = services_from(rows.activities, rows.documents, films, counting, consents)
    return plea_runs_until(known, Limits(gate.limits, gate.words), served, counting)


def _gate_of(case: Case, at: datetime) -> Gate | None:
    """The gate of the bureau's regulation that asks whether the time is over."""
    gates = gates_of(pack_now(case.bureau, at).id)
    return next(
        (
            one
            for one in gates
            if one.condition == _CONDITION and one.is_for(case.act, case.procedure)
        ),
        None,
    )
