# SPDX-License-Identifier: Apache-2.0
"""What is done about a due that is no payment, with its record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.gate_facts import Step
from liuhen.apps.cases.gates import OF_EACH, GateState, gate_states, pass_with_reasons
from liuhen.apps.cases.models import Activity, Case, Due, Instalment
from liuhen.apps.cases.performing.entering import Shown, on_due, open_due, put_step
from liuhen.apps.cases.performing.standing import Kind
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer


def check_correction(
    *,
    by: Viewer,
    due: Due,
    start: datetime,
    text: str,
    good: bool,
    end: datetime | None = None,
    officers: Iterable[Mapping[str, Any]] = (),
    scan_digest: str = "",
) -> Due:
    """Enter that a correction was checked, with its record; what is good is done."""
    with on_due(due, by, "cases.check_correction") as doing:
        row = open_due(doing, due)
        found = checks.filled(text, "text", 300)
        step = put_step(
            doing, "rectification_check", start, end, "rectification_record",
            fields={"facts": found}, officers=officers, shown=Shown(scan_digest=scan_digest),
        )  # fmt: skip
        if good:
            doing.record.update(row, done_at=step.start, event_ref=step.ref, outcome=found)
        else:
            doing.record.update(row, outcome=found)
        return row


def carry_out(*, by: Viewer, due: Due, at: datetime, text: str, scan_digest: str = "") -> Due:
    """Enter that something other than a payment was done: things given up, disposed of."""
    with on_due(due, by, "cases.carry_out") as doing:
        row = open_due(doing, due)
        said = checks.filled(text, "text", 300)
        taken = row.kind == Kind.CONFISCATION
        step = put_step(
            doing,
            "confiscated_property_disposal" if taken else "performance",
            at,
            None,
            "property_disposal_record" if taken else "performance_record",
            fields={"process": said},
            shown=Shown(scan_digest=scan_digest),
        )
        return doing.record.update(row, done_at=step.start, event_ref=step.ref, outcome=said)


#: Steps against a party that does not perform: the activity and the paper of each.
STEPS = {
    "demand": ("demand", "demand_notice"),
    "court": ("court_application", "court_application"),
    "result": ("court_result", "court_result_record"),
}


#: What the court answers when nothing is left to be done.
ENFORCED = "enforced"
#: The matter whose gates are asked before the court is.
COURT = "court"


def gates_of_step(by: Viewer, case: Case, step: str, at: datetime) -> list[GateState]:
    """Return the gates of a step that is said to be taken at `at`."""
    if step != COURT:
        return []
    states = gate_states(by, case, COURT, step=Step(when=at))
    return [one for one in states if one.gate.condition not in OF_EACH]


def in_time_until(case: Case, at: datetime) -> datetime | None:
    """Return until when the party has time for all that is open, where it has at `at`.

    A demand tells a party that did not perform in time (行政强制法 arts. 53, 54); what was checked
    and found undone is not waited for.
    """
    rows = list(Due.objects.within(case.bureau_id).filter(case=case, done_at=None))
    if not rows or any(row.outcome or row.due is None for row in rows):
        return None
    parts = Instalment.objects.within(case.bureau_id).filter(of__in=rows, paid_at=None)
    first = min([row.due for row in rows if row.due is not None] + [one.due for one in parts])
    return first if at <= first else None


def take_step(
    *,
    by: Viewer,
    case: Case,
    step: str,
    at: datetime,
    text: str = "",
    shown: Shown | None = None,
    result: str = "",
    reasons: Mapping[str, str] | None = None,
) -> Activity:
    """Enter a demand, an application to the court, or what came of it, with its paper.

    `result`: what the court answered (`details.COURT_RESULTS`); where it has enforced everything,
    what was open is done. `reasons`: why the court is asked although a gate is open, by its id.

    Raises:
        BadFactError: nothing shows the paper: neither number nor words nor scan; or what the court
            answered is not known.
        GateClosedError: the court is asked too early or too late, and nobody says why.
    """
    if step not in STEPS:
        raise UnknownRowError(_("There is no such step."))
    event, paper = STEPS[step]
    with case_act("cases.take_step", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        said = checks.text(text, "text", 300)
        given = shown or Shown()
        if not (said or given.number.strip() or given.scan_digest or given.ref):
            raise BadFactError(_("Give the number of the paper, its content or its scan."), "text")
        pass_with_reasons(doing, gates_of_step(by, doing.case, step, at), COURT, reasons)
        fields = {"facts": said} if said else {}
        answer = {"court": {"result": result}} if result else {}
        made = put_step(doing, event, at, None, paper, fields=fields, shown=given, noted=answer)
        if result == ENFORCED:
            rows = Due.objects.within(doing.case.bureau_id).filter(case=doing.case, done_at=None)
            for row in rows:
                doing.record.update(
                    row, done_at=made.start, event_ref=made.ref, outcome=said or made.ref
                )
        return made
