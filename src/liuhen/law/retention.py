# SPDX-License-Identifier: Apache-2.0
"""How long each recording is kept, and why.

One row a recording: the winning basis, the other live ones beside it. Long-term keeping wins over
evidence, evidence over the routine period (settled readings 22 and 30). A period runs from the day
on which the recording ends; footage that still goes on has no routine row. The case file has a row
once the case is archived; its period comes from the bureau's own table, not from the pack.
"""

from datetime import date

from liuhen.law.deadlines import keep_until
from liuhen.law.findings import Basis, Retention
from liuhen.law.pack import Pack, RetentionPlan
from liuhen.law.view import CaseView, RecordingView
from liuhen.law.zone import Zone


def retention_rows(view: CaseView, pack: Pack, zone: Zone) -> list[Retention]:
    """The retention rows of a case, sorted by subject."""
    today = date.fromordinal(zone.date_of(view.as_of))
    rows = [
        row
        for recording in view.recordings
        if (row := _row(recording, pack.retention, zone, today)) is not None
    ]
    if view.archived is not None:
        articles = [pack.retention.case_file.article]
        rows.append(Retention(view.case.id, "case_file", None, False, articles, []))  # noqa: FBT003  # the shape of the contract
    rows.sort(key=lambda row: (row.subject, row.basis))
    return rows


def _row(
    recording: RecordingView, plan: RetentionPlan, zone: Zone, today: date
) -> Retention | None:
    bases = _bases(recording, plan, zone)
    if not bases:
        return None
    live = [basis for basis in bases if basis[1] is None or basis[1] >= today]
    winner, until, article = (live or bases)[0]
    also = [basis[0] for basis in live if basis[0] != winner]
    return Retention(recording.id, winner, until, False, [article], also)  # noqa: FBT003  # the shape of the contract


def _bases(
    recording: RecordingView, plan: RetentionPlan, zone: Zone
) -> list[tuple[Basis, date | None, str]]:
    """Every basis of one recording with its last day and its article, the strongest first."""
    bases: list[tuple[Basis, date | None, str]] = []
    if plan.long_term and recording.incidents:
        bases.append(("long_term", None, plan.long_term.article))
    is_evidence = bool(plan.evidence and recording.fact.evidence)
    if plan.evidence and is_evidence:
        bases.append(("evidence", None, plan.evidence.article))
    routine = plan.routine
    applies = plan.evidence_also_routine or not is_evidence
    if applies and routine and routine.period and recording.end is not None:
        ended = date.fromordinal(zone.date_of(recording.end))
        bases.append(("routine", keep_until(routine.period, ended), routine.article))
    return bases
