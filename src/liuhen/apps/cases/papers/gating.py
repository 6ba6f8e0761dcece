# SPDX-License-Identifier: Apache-2.0
"""Gates at issuing: a paper that carries out a step passes the gates of that step.

What this module promises:

- which step that is follows from the pack: the matter that `signs` papers of this kind (`decision`
  a penalty decision, `coercion` the order of a measure …); a form on which one only asks, none;
- a paper that nobody has to approve, as an on-the-spot decision, passes the gates that name it;
- whether a head approved what the paper says is asked here alone (`gate_approved`): no seal goes
  onto a decision that nobody approved unless somebody says why;
- a reason that was given when the step was approved counts here too, and one that is given here is
  kept with the issuing, in the same act;
- before a number is taken or anything printed the same is asked, so that nothing is left behind.
"""

from collections.abc import Mapping
from typing import Any

from liuhen.apps.cases.acting import CaseAct
from liuhen.apps.cases.gate_facts import Step
from liuhen.apps.cases.gates import GateState, gate_states, require_open_way, require_reasons
from liuhen.apps.cases.models import Case, Paper
from liuhen.apps.cases.routes import matters_in, pack_now
from liuhen.apps.people.viewer import Viewer
from liuhen.law.routes import gates_of
from liuhen.paper.form import Form


def gates_at_issuing(
    by: Viewer,
    case: Case,
    form: Form,
    values: Mapping[str, Any],
    *,
    replaces: Paper | None = None,
) -> list[GateState]:
    """Return the gates of the step that the paper carries out, at which something was found.

    `replaces`: the paper in whose place it is issued.
    """
    step = in_place_of(replaces)
    return [
        state
        for matter in _matters(case, form, by)
        for state in gate_states(
            by, case, matter, proposed=values, form=form.id, issuing=True, step=step
        )
    ]


def in_place_of(paper: Paper | None) -> Step:
    """Return what gates are told of the paper that is replaced."""
    return Step(replaces=paper.item if paper else None)


def require_gates(
    by: Viewer,
    case: Case,
    form: Form,
    values: Mapping[str, Any],
    reasons: Mapping[str, str],
    *,
    replaces: Paper | None = None,
) -> None:
    """Refuse before anything is done.

    Raises:
        GateClosedError: the sentence names what is lacking.
    """
    require_reasons(gates_at_issuing(by, case, form, values, replaces=replaces), reasons)


def pass_gates(
    doing: CaseAct,
    form: Form,
    values: Mapping[str, Any],
    reasons: Mapping[str, str],
    *,
    replaces: Paper | None = None,
) -> None:
    """Ask again inside the act, and keep the reasons.

    Raises:
        GateClosedError: the sentence names what is lacking.
    """
    for matter in _matters(doing.case, form, doing.by):
        require_open_way(
            doing,
            matter,
            reasons,
            proposed=values,
            form=form.id,
            issuing=True,
            step=in_place_of(replaces),
        )


def _matters(case: Case, form: Form, by: Viewer) -> list[str]:
    if form.document is None:
        return []
    known = matters_in(case.bureau, by.at).values()
    steps = [one.id for one in known if form.document in one.signs]
    gates = gates_of(pack_now(case.bureau, by.at).id)
    if any(form.document in gate.papers for gate in gates):
        steps.append(form.document)  # a step that nobody has to approve: its paper alone
    return list(dict.fromkeys(steps))
