# SPDX-License-Identifier: Apache-2.0
"""Open duties, times that run out and tallies as rows, for lists and numbers.

What this module promises:

- `refresh` is the one function that writes them; it runs inside the act that changed the case;
- nothing goes stale overnight: lists compare `due` with the clock, and a job of the key
  `refresh:CASE` wakes when the next due passes;
- footage that may still come in (`compliance.awaited`) stands as such, with its time as the due,
  and counts as pending: only afterwards it cannot be cured;
- a new pack or calendar, or a program that keeps more (`LAYOUT`), builds a new generation beside
  the old one; lists switch when it is whole, and acts meanwhile write to both.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from liuhen.apps.cases.facts import Rows, rows_of_case
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.words import STAGES, stage_of_event
from liuhen.apps.compliance.awaited import AWAITED, Awaited, awaited_in
from liuhen.apps.compliance.judging import judge_rows, pack_of_case
from liuhen.apps.compliance.models import CaseTally, CaseTerm, Generation, OpenDuty
from liuhen.apps.compliance.running import Running, running_in
from liuhen.apps.jobs.queue import Waiting, enqueue, enqueue_many, withdraw
from liuhen.apps.rules.calendar import calendar_today
from liuhen.apps.trace.inserting import insert_rows
from liuhen.apps.trace.journal import Record
from liuhen.apps.trace.once import once, reading_once
from liuhen.law.findings import Finding, Report
from liuhen.law.workdays import Calendar

REFRESH = "compliance.refresh"
#: Any fixed number: it names the generations among the advisory locks of the database.
_GENERATIONS_LOCK = 0x4C69756765
#: Raised whenever more is kept of a case: what an older program made is made anew.
LAYOUT = 2
OPEN = frozenset({"pending", "overdue", "breached"})
#: So often it is looked whether officers have come back from whom footage is awaited.
_LOOK_AGAIN = timedelta(hours=1)


def follow_case(case: Case, record: Record) -> None:
    """Write the projection of a case inside the act that changed it."""
    refresh(case, record.at)


def follow_new_cases(cases: Sequence[Rows], now: datetime) -> None:
    """Write the projection of cases that came in together, which have none yet."""
    calendar, generations = calendar_today(), living_generations(now)
    made: list[Model] = []
    waking: list[Waiting] = []
    with reading_once():  # which regulation counts: the same for hundreds
        for rows in cases:
            judged = _Judged.at(rows, calendar, now, new=True)
            for generation in generations:
                made += _duties(generation, judged)
                made += _terms(generation, judged)
                made.append(_tally(generation, judged, now))
            waking += [job] if (job := _job(judged, now)) else []
    insert_rows(made)
    enqueue_many(waking)


def refresh(case: Case, now: datetime) -> None:
    """Judge the case as of `now` and write its rows in every living generation."""
    judged = _Judged.at(rows_of_case(case), calendar_today(), now)
    for generation in living_generations(now):
        _write(generation, judged, now)
    _wake(judged, now)


def living_generations(now: datetime) -> list[Generation]:
    """Return the generation that lists read, and one that is being built, if there is one."""
    _hold_generations(exclusive=False)
    rows = Generation.objects.filter(Q(current=True) | Q(complete_at=None))
    living = list(rows)
    if any(one.current for one in living):
        return living
    first = Generation(
        begun_at=now, complete_at=now, current=True, cause="the first case", layout=LAYOUT
    )
    Generation.objects.bulk_create([first], ignore_conflicts=True)  # or somebody else's first
    return list(rows.all())


def _hold_generations(*, exclusive: bool) -> None:
    """Keep the generations as they are until the transaction ends, so that none goes while written.

    SQLite has one writer and needs no lock.
    """
    if connection.vendor == "postgresql":
        kind = "" if exclusive else "_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(%s)", [_GENERATIONS_LOCK])


def is_outdated() -> bool:
    """Whether an older program made what lists read, and kept less of a case."""
    return Generation.objects.filter(current=True, layout__lt=LAYOUT).exists()


def current_generation() -> int | None:
    """Return the key of the generation that lists read, or `None` before the first case."""
    rows = Generation.objects.filter(current=True).values_list("id", flat=True)
    return once(current_generation, lambda: next(iter(rows[:1]), None))


def _write(generation: Generation, judged: "_Judged", now: datetime) -> None:
    case = judged.rows.case
    for kind in (OpenDuty, CaseTerm, CaseTally):
        kind.objects.within(case.bureau_id).filter(generation=generation, case=case).delete()
    OpenDuty._base_manager.bulk_create(_duties(generation, judged))  # it only inserts
    CaseTerm._base_manager.bulk_create(_terms(generation, judged))
    _tally(generation, judged, now).save(force_insert=True)


def _duties(generation: Generation, judged: "_Judged") -> list[OpenDuty]:
    return [
        _duty(generation, judged.rows.case, one, judged.waits(one))
        for one in judged.report.findings
        if one.status in OPEN
    ]


def _terms(generation: Generation, judged: "_Judged") -> list[CaseTerm]:
    case = judged.rows.case
    return [
        CaseTerm(
            generation=generation,
            bureau_id=case.bureau_id,
            section_id=case.section_id,
            case=case,
            kind=one.kind,
            ends_at=one.ends_at,
            about=one.about,
            text=one.text,
            term=one.term,
            word=one.word,
        )
        for one in judged.running
    ]


def _duty(generation: Generation, case: Case, finding: Finding, waits: Awaited | None) -> OpenDuty:
    """A row; of footage that may still come in, until when it may."""
    return OpenDuty(
        generation=generation,
        bureau_id=case.bureau_id,
        section_id=case.section_id,
        case=case,
        obligation=finding.obligation,
        articles=[*finding.articles, *(waits.articles if waits else ())],
        subject=finding.subject,
        status=AWAITED if waits else finding.status,
        due=waits.until if waits else finding.due,
        missing=finding.missing,
        text=finding.text,
        estimated=is_estimated(finding),
        archived=case.archived_at is not None,
    )


def is_estimated(finding: Finding) -> bool:
    """Whether the due was computed from weekends alone, in a year without a published calendar."""
    return finding.calendar == "weekends_only"


def _tally(generation: Generation, judged: "_Judged", now: datetime) -> CaseTally:
    rows, report = judged.rows, judged.report
    counts: Counter[str] = Counter(
        "pending" if judged.waits(finding) else finding.status for finding in report.findings
    )
    next_due = judged.next_due(now)
    return CaseTally(
        generation=generation,
        bureau_id=rows.case.bureau_id,
        section_id=rows.case.section_id,
        case=rows.case,
        stage=stage_of_case(rows, now),
        estimated=sum(map(is_estimated, report.findings)),
        next_due_at=next_due,
        next_change_at=next_due and next_due + timedelta(seconds=1),
        judged_at=now,
        pack_version=report.pack_version,
        calendar_version=report.calendar_version,
        **counts,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case with its report, which findings speak of footage to come, and what runs out in it."""

    rows: Rows
    report: Report
    awaited: dict[tuple[str, str], Awaited]
    running: list[Running]

    @classmethod
    def at(cls, rows: Rows, calendar: Calendar, now: datetime, *, new: bool = False) -> "_Judged":
        """Judge the case as of `now`. `new`: it has nothing beside these rows yet."""
        pack = pack_of_case(rows.case)
        report = judge_rows(rows, pack, calendar, now)
        awaited = awaited_in(rows, report, pack, calendar)
        return cls(rows, report, awaited, list(running_in(rows, now, new=new)))

    def waits(self, finding: Finding) -> Awaited | None:
        """Until when the footage may come in that the finding lacks."""
        return self.awaited.get((finding.obligation, finding.subject))

    def next_due(self, now: datetime) -> datetime | None:
        """When something changes by itself: a due passes, or a time for bringing footage in.

        Also of what was judged within its last second.
        """
        now = now.replace(microsecond=0)
        dues = [one.due for one in self.report.findings if one.status == "pending"]
        dues += [one.until for one in self.awaited.values()]
        return min((due for due in dues if due is not None and due >= now), default=None)


def stage_of_case(rows: Rows, now: datetime) -> str:
    """Return how far the case has come: the furthest stage in which something happened."""
    reached = {stage_of_event(row.kind) for row in rows.activities if row.start <= now}
    return max(reached, key=STAGES.index, default=STAGES[0])


def _wake(judged: _Judged, now: datetime) -> None:
    job = _job(judged, now)
    if job is None:
        withdraw(_key(judged.rows.case))
    else:
        enqueue(job.name, job.arguments, after=job.after, key=job.key)


def _job(judged: _Judged, now: datetime) -> Waiting | None:
    """The job that judges the case again when the next due passes, if there is one."""
    case, due = judged.rows.case, judged.next_due(now)
    if any(one.away for one in judged.awaited.values()):  # nothing tells a case of a return
        due = min(due or now + _LOOK_AGAIN, now + _LOOK_AGAIN)
    # what goes along with an activity is judged once it is over: a moment after somebody leaves
    this = now.replace(microsecond=0)
    lasting = (row for row in judged.rows.activities if row.end and row.end > row.start)
    over = (row.end for row in lasting if row.end and row.end >= this)
    due = min((at for at in (due, *over) if at is not None), default=None)
    if due is None:
        return None
    arguments = {"case": str(case.pk), "bureau": str(case.bureau_id)}
    return Waiting(REFRESH, arguments, due + timedelta(seconds=1), _key(case))


def _key(case: Case) -> str:
    return f"refresh:{case.pk}"


# ---------------------------------------------------------------- generations


def begin_generation(cause: str) -> int:
    """Begin to build the projection anew and return the new generation's key.

    A building that was not finished is given up.
    """
    with transaction.atomic():
        _hold_generations(exclusive=True)
        Generation.objects.filter(complete_at=None).delete()
        made = Generation.objects.create(begun_at=timezone.now(), cause=cause, layout=LAYOUT)
        return made.pk


def build_generation(key: int, bureaus: Iterable[UUID]) -> int:
    """Write every case into the generation, one short transaction each, and make it current.

    May be run again after a crash: cases that are there already are left alone. Returns how many
    cases it holds; 0 where somebody began a newer one meanwhile.
    """
    for bureau in bureaus:
        done = CaseTally.objects.within(bureau).filter(generation_id=key)
        rest = Case.objects.within(bureau).exclude(pk__in=done.values("case"))
        for case_key in rest.values_list("pk", flat=True):
            with transaction.atomic():
                case = Case.objects.within(bureau).select_for_update().get(pk=case_key)
                refresh(case, timezone.now())
    return _switch_to(key)


def _switch_to(key: int) -> int:
    with transaction.atomic():
        _hold_generations(exclusive=True)
        generation = Generation.objects.select_for_update().filter(pk=key).first()
        if generation is None:
            return 0
        Generation.objects.filter(current=True).exclude(pk=key).delete()
        generation.current, generation.complete_at = True, timezone.now()
        generation.save(update_fields=["current", "complete_at"])
    return CaseTally._base_manager.filter(generation_id=key).count()  # a count
