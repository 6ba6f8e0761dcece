# SPDX-License-Identifier: Apache-2.0
"""What lists and case pages show: to-dos, cases with their tallies, a case with its findings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case as DbCase
from django.db.models import Count, F, Min, Q, QuerySet, When

from liuhen.apps.cases.facts import rows_of_case
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.of_case import handlings
from liuhen.apps.cases.participants.parties import parties_of
from liuhen.apps.cases.queries import find_cases
from liuhen.apps.cases.visibility import handled_by
from liuhen.apps.cases.words import STAGES, stage_of_document, stage_of_event
from liuhen.apps.compliance.awaited import AWAITED, Awaited, awaited_in
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.models import CaseTally, OpenDuty
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.timeline import is_unproven
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.findings import Finding, Report
from liuhen.law.pack import Pack

# ---------------------------------------------------------------- lists


def to_do(
    viewer: Viewer,
    *,
    mine: bool = False,
    statuses: Iterable[str] = ("pending", "overdue", AWAITED),
) -> QuerySet[OpenDuty]:
    """Return open duties, overdue ones first, by due time; `mine`: of cases the viewer handles.

    `status_at(duty, now)` says what a duty's status is at this moment.
    """
    every = OpenDuty.objects.handled(viewer) if mine else OpenDuty.objects.seen_by(viewer)
    rows = every.filter(generation=current_generation(), status__in=tuple(statuses))
    return rows.select_related("case").order_by(
        DbCase(When(overdue_at(viewer.at), then=0), default=1),
        F("due").asc(nulls_last=True),
        "case_id",
        "obligation",
        "subject",
    )


def still_done(viewer: Viewer, rows: QuerySet[OpenDuty]) -> QuerySet[OpenDuty]:
    """Leave out what stays open in archived cases, but for whoever keeps the footage.

    Nobody else adds anything to these, so nobody else is asked: on no list.
    """
    if viewer.may(Permission.CASE_STORE):
        return rows
    return rows.filter(archived=False)


def duties_by_keys(keys: Sequence[UUID]) -> list[OpenDuty]:
    """Return the duties with these keys, in their order, each with its case.

    Whoever wants a page of many orders keys alone: ordering whole rows takes several times as long
    where there are tens of thousands.
    """
    found = OpenDuty._base_manager.filter(pk__in=keys).select_related("case")
    by_key = {duty.pk: duty for duty in found}
    return [by_key[key] for key in keys if key in by_key]


def overdue_at(now: datetime) -> Q:
    """Rows that are overdue at `now`: some have no due of their own (settled reading 1)."""
    return Q(due__lt=now) | Q(due=None, status="overdue")


def status_at(duty: OpenDuty | Finding, now: datetime) -> str:
    """Return the duty's status by the clock: pending becomes overdue by itself.

    Footage that did not come in while it could is `breached` then, as the engine says all along.
    """
    if duty.status == AWAITED and duty.due is not None and duty.due < now:
        return "breached"
    if duty.status == "pending" and duty.due is not None and duty.due < now:
        return "overdue"
    return duty.status


def estimated_duties(viewer: Viewer) -> QuerySet[OpenDuty]:
    """Return the duties whose due was computed from weekends alone."""
    rows = OpenDuty.objects.seen_by(viewer).filter(generation=current_generation(), estimated=True)
    return rows.select_related("case").order_by("due")


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; empty values narrow nothing."""

    words: str = ""
    act: str = ""
    stage: str = ""
    section: str = ""
    handler: str = ""  # key of a person
    trouble: str = ""  # overdue | breached | pending
    archived: bool | None = None
    opened_from: datetime | None = None
    opened_until: datetime | None = None


def list_cases(viewer: Viewer, narrowed: CaseFilter | None = None) -> QuerySet[Case]:
    """Return cases, newest first, narrowed; `tallies_of` gives the numbers for a page of them."""
    want = narrowed or CaseFilter()
    rows = find_cases(viewer, want.words)
    if want.act:
        rows = rows.filter(act=want.act)
    if want.section:
        rows = rows.filter(section_id=_key(want.section))
    if want.handler:
        rows = rows.filter(pk__in=handled_by(_key(want.handler)))
    if want.archived is not None:
        rows = rows.filter(archived_at__isnull=not want.archived)
    if want.opened_from:
        rows = rows.filter(opened_at__gte=want.opened_from)
    if want.opened_until:
        rows = rows.filter(opened_at__lt=want.opened_until)
    return _by_tally(rows, viewer, want)


def _key(text: str) -> UUID:
    """A key as it came in an address; what is none names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _by_tally(rows: QuerySet[Case], viewer: Viewer, want: CaseFilter) -> QuerySet[Case]:
    if not want.stage and not want.trouble:
        return rows
    tallies = CaseTally.objects.seen_by(viewer).filter(generation=current_generation())
    overdue = Q(overdue__gt=0) | Q(next_due_at__lt=viewer.at)
    troubles = {"overdue": overdue, "breached": Q(breached__gt=0), "pending": Q(pending__gt=0)}
    if want.stage:
        tallies = tallies.filter(stage=want.stage)
    if want.trouble in troubles:
        tallies = tallies.filter(troubles[want.trouble])
    return rows.filter(pk__in=tallies.values("case_id"))


def cases_of(keys: Sequence[UUID]) -> list[Case]:
    """Return the cases of these keys, which the viewer was found to see, in their order.

    Nothing but the keys is asked for: a database that is also told the bureau may go through it.
    """
    rows = Case._base_manager.filter(pk__in=keys).select_related("section")
    by_key = {case.pk: case for case in rows}
    return [by_key[key] for key in keys if key in by_key]


def tallies_of(cases: Iterable[Case]) -> dict[object, CaseTally]:
    """Return the tally of each case, which the viewer was found to see, by the case's key."""
    keys = [case.pk for case in cases]
    rows = CaseTally._base_manager.filter(generation=current_generation(), case_id__in=keys)
    return {row.case_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Passing:
    """What the clock did to a tally: what fell due since, and what is due next.

    `missed`: footage that did not come in while it could.
    """

    overdue: int = 0
    missed: int = 0
    next_due: datetime | None = None


def passing_of(cases: Iterable[Case], now: datetime) -> dict[object, Passing]:
    """Return what of the tallies of cases changed by itself until `now`; one query for all."""
    keys = [case.pk for case in cases]
    rows = OpenDuty._base_manager.filter(
        generation=current_generation(),
        case_id__in=keys,
        status__in=("pending", AWAITED),
        due__isnull=False,
    )
    counted = rows.order_by().values("case_id")
    counted = counted.annotate(
        overdue=Count("pk", filter=Q(due__lt=now, status="pending")),
        missed=Count("pk", filter=Q(due__lt=now, status=AWAITED)),
        next_due=Min("due", filter=Q(due__gte=now)),
    )
    return {
        row["case_id"]: Passing(row["overdue"], row["missed"], row["next_due"]) for row in counted
    }


# ---------------------------------------------------------------- one case


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the stage it belongs to and its obligation's words."""

    finding: Finding
    stage: str
    status: str


@dataclass(slots=True)
class Lane:
    """One stage of a case: what happened in it, and what the regulation asks."""

    stage: str
    activities: list[Activity] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    duties: list[Judged] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case as its page shows it, as of an instant."""

    case: Case
    parties: list[str]
    handlers: list[str]
    as_of: datetime
    known_at: datetime | None
    report: Report
    pack: Pack
    lanes: list[Lane]
    incidents: list[Incident]
    unproven: list[Recording]
    awaited: dict[tuple[str, str], Awaited]

    @property
    def duties(self) -> list[Judged]:
        """All findings, by due time, those without one last."""
        found = [duty for lane in self.lanes for duty in lane.duties]
        return sorted(found, key=_by_due)


def case_detail(
    viewer: Viewer,
    case: Case,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    whole: bool = False,
) -> CaseDetail:
    """Return a case (from `cases.queries.get_case`) with lanes and findings as of `as_of`.

    `known_at`: by the facts known then. `whole`: also what lies before the bureau's go-live date.
    """
    when = as_of or viewer.at
    rows, pack = rows_of_case(case, known_at), pack_of_case(case)
    calendar = calendar_today()
    report = judge_rows(rows, pack, calendar, when, whole=whole)
    awaited = awaited_in(rows, report, pack, calendar)
    lanes = {stage: Lane(stage) for stage in STAGES}
    stage_of_ref: dict[str, str] = {}
    for activity in rows.activities:
        stage = stage_of_ref[activity.ref] = stage_of_event(activity.kind)
        lanes[stage].activities.append(activity)
    for recording in rows.recordings:
        lanes[_stage(recording.event_refs, stage_of_ref)].recordings.append(recording)
    for interruption in rows.interruptions:
        lanes[_stage([interruption.event_ref], stage_of_ref)].interruptions.append(interruption)
    for document in rows.documents:
        lanes[stage_of_document(document.type)].documents.append(document)
    stages = {obligation.id: obligation.stage for obligation in pack.obligations}
    for one in report.findings:
        stage = stages.get(one.obligation, "investigation")
        waits = (one.obligation, one.subject) in awaited
        lanes[stage].duties.append(Judged(one, stage, AWAITED if waits else status_at(one, when)))
    for lane in lanes.values():
        lane.activities.sort(key=lambda row: row.start)
        lane.recordings.sort(key=lambda row: row.start)
        lane.documents.sort(key=lambda row: row.at)
        lane.duties.sort(key=_by_due)
    return CaseDetail(
        case=case,
        parties=parties_of(case),
        handlers=[one.name for one in handlings(case) if one.now],
        as_of=when,
        known_at=known_at,
        report=report,
        pack=pack,
        lanes=list(lanes.values()),
        incidents=rows.incidents,
        unproven=[row for row in rows.recordings if is_unproven(row)],
        awaited=awaited,
    )


def _stage(refs: Iterable[str], stage_of_ref: dict[str, str]) -> str:
    return next((stage_of_ref[ref] for ref in refs if ref in stage_of_ref), "investigation")


def _by_due(duty: Judged) -> tuple[bool, float, str, str]:
    due = duty.finding.due
    return (
        due is None,
        due.timestamp() if due else 0.0,
        duty.finding.obligation,
        duty.finding.subject,
    )
