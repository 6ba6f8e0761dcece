# SPDX-License-Identifier: Apache-2.0
"""Until when the parties of open cases may plead (处罚法 arts. 44, 45), for calendars and lists.

What this module promises:

- the end is the one that the gate before the decision counts (`gate_told`), no other;
- a case whose party has pleaded or waived it, or that was decided, has none;
- however many cases are asked about, the same few queries are made; a waiver that was signed on a
  paper of the house is asked of its case alone.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from liuhen.apps.cases.gate_facts import Known, Limits
from liuhen.apps.cases.gate_told import plea_runs_until
from liuhen.apps.cases.models import Activity, Case, Document
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.serving.consent import consents_of
from liuhen.apps.cases.serving.counting import counting_of
from liuhen.apps.cases.serving.served import first_times, services_from
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.limits import limits_of
from liuhen.law.pack_parts import Gate
from liuhen.law.routes import gates_of

#: The paper that opens the time for the plea.
NOTICE = "prior_notice"
_CONDITION = "plea_time_over"
_PLEAS = ("statement_and_defense", "hearing_requested", "hearing")
_ACTIVITIES = ("service", "rights_informed", "decision_made", *_PLEAS)


@dataclass(frozen=True, slots=True)
class PleaEnd:
    """The last moment in which the party of a case may plead."""

    case: Case
    at: datetime


def plea_ends(viewer: Viewer, cases: Collection[Case]) -> list[PleaEnd]:
    """Return the ends in these cases of the viewer's bureau, of those in which it is counted.

    Nothing but the cases is asked for: a database that is also told the bureau may go through it.
    """
    bureau = viewer.bureau
    if bureau is None or not cases:
        return []
    gates = [one for one in gates_of(pack_now(bureau, viewer.at).id) if one.condition == _CONDITION]
    asked = {case.pk: gate for case in cases for gate in gates if _is_asked(gate, case)}
    if not asked:
        return []
    done, papers = _activities(asked), _documents(asked)
    set_here, counting = limits_of(bureau.pk), counting_of(bureau, viewer.at)
    consents = consents_of(row for rows in done.values() for row in rows)
    found = []
    for case in cases:
        gate = asked.get(case.pk)
        if gate is None or _is_decided(done[case.pk], papers[case.pk]):
            continue
        known = Known(viewer, case)
        known.activities, known.documents = done[case.pk], papers[case.pk]
        served = first_times(services_from(done[case.pk], papers[case.pk], counting, consents))
        limits = Limits({**gate.limits, **set_here}, gate.words)
        if (at := plea_runs_until(known, limits, served, counting)) is not None:
            found.append(PleaEnd(case, at))
    return found


def _is_asked(gate: Gate, case: Case) -> bool:
    acts = not gate.act or case.act in gate.act
    return acts and (not gate.procedure or case.procedure in (*gate.procedure, ""))


def _is_decided(done: list[Activity], papers: list[Document]) -> bool:
    return any(one.kind == "decision_made" for one in done) or any(
        one.type == "decision" for one in papers
    )


def _activities(cases: Collection[UUID]) -> dict[UUID, list[Activity]]:
    found: dict[UUID, list[Activity]] = defaultdict(list)
    rows = Activity._base_manager.filter(
        case__in=list(cases), kind__in=_ACTIVITIES, superseded_at=None, withdrawn=False
    )
    for row in rows.order_by("start", "id"):
        if row.case_id is not None:
            found[row.case_id].append(row)
    return found


def _documents(cases: Collection[UUID]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = defaultdict(list)
    rows = Document._base_manager.filter(case__in=list(cases), superseded_at=None, withdrawn=False)
    for row in rows.order_by("at", "id"):
        if row.case_id is not None:
            found[row.case_id].append(row)
    return found
