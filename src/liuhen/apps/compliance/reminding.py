# SPDX-License-Identifier: Apache-2.0
"""Telling people in time: notices out of open duties, approvals and what parties have to do.

What this module promises:

- what should be told follows from the rows and the clock alone; a run makes what is lacking and
  withdraws what is no longer true, so it may run twice, and two may run at once;
- of one due a person has one unread notice: the next one takes the place of the one before;
- handlers are told ahead and when something is overdue; the head of the section when it is overdue,
  and ahead as well of a case that nobody handles;
- whoever may take a step of an approval is told when it is his or her turn, whoever asked for it
  when there is an answer; whoever has to sign an issued paper, once it is issued;
- of recusals, of hearings that are planned, of incidents, of complaints and to new handlers tells
  `case_notices`, of measures and of what is held `measure_notices`;
- an archived case is quiet, and nobody is told anew of what has been overdue for longer than a week
  (a bureau that begins, or a system that stood still, is not flooded: those stand on the desk);
- a notice holds a case number and a paraphrase of the regulation, nothing confidential.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Due,
    Instalment,
    StepOutcome,
)
from liuhen.apps.cases.papers.awaiting import awaited_in
from liuhen.apps.cases.performing.undone import resting
from liuhen.apps.cases.separation import parts_in_cases, standings_of
from liuhen.apps.compliance.case_notices import (
    complaints,
    hearings,
    incidents,
    named_handlers,
    recusals,
)
from liuhen.apps.compliance.delivering import deliver_new
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.compliance.leads import leads_of
from liuhen.apps.compliance.look import (
    BATCH,
    STALE,
    Look,
    Told,
    batches,
    handlers_in,
    late_unread,
    notice_key,
)
from liuhen.apps.compliance.measure_notices import custody, measures
from liuhen.apps.compliance.models import Notice, OpenDuty
from liuhen.apps.compliance.notices import LATE
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue, under_way
from liuhen.apps.people.holders import holders_on
from liuhen.apps.people.models import Kind, Organisation
from liuhen.apps.rules.calendar import calendar_today

REMIND = "compliance.remind"
#: Between two looks at a bureau's dues.
PAUSE = timedelta(minutes=2)
#: Words whose notices are withdrawn when their cause has gone; an answer stays.
TIED = (
    "duty_soon", "duty_overdue", "case_overdue",
    "approval_waiting", "approval_soon", "approval_overdue",
    "party_soon", "party_overdue", "paper_unsigned", "hearing_planned", "hearing_chair",
    "incident_loose", "recusal_asked", "complaint_waits", "handler_named",
)  # fmt: skip
_REMEMBERED = timedelta(days=120)


# ---------------------------------------------------------------- the job


def keep_reminding() -> None:
    """See that a look at the dues is waiting; called by the beat."""
    if not under_way(REMIND):
        enqueue(REMIND, {}, lane=Lane.SOON, key=REMIND)


def remind_all() -> None:
    """Look at the dues of every bureau, and leave the next look. The job `compliance.remind`."""
    enqueue(REMIND, {}, lane=Lane.SOON, after=timezone.now() + PAUSE, key=REMIND)
    for bureau in Organisation.objects.filter(kind=Kind.BUREAU, closed_on=None):
        remind(bureau, timezone.now())


def remind(bureau: Organisation, now: datetime) -> int:
    """Make and withdraw the notices of one bureau as of `now`; return how many are new."""
    with transaction.atomic():
        # one look at a bureau at a time; rows that refer to it can be written meanwhile
        Organisation.objects.select_for_update(no_key=True).get(pk=bureau.pk)
        look = Look(
            bureau,
            now,
            leads_of(bureau.pk),
            calendar_today(),
            holders_on(bureau, timezone.localtime(now).date()),
        )
        _duties(look)
        measures(look)
        custody(look)
        _approvals(look)
        _papers(look)
        _parties(look)
        recusals(look)
        hearings(look)
        incidents(look)
        complaints(look)
        named_handlers(look)
        made = _write(look)
        deliver_new(bureau.pk)
    return made


# ---------------------------------------------------------------- what is to be told


def _duties(look: Look) -> None:
    """Duties of the regulation: those of one case that are due at one moment are one notice."""
    old = Q(due__lte=look.now - STALE, case__in=late_unread(look).values("case"))
    rows = OpenDuty.objects.within(look.bureau.pk).filter(
        look.window("duty") | old,
        generation=current_generation(),
        status__in=("pending", "overdue"),
        case__archived_at=None,
    )
    groups: dict[tuple[UUID, datetime], list[OpenDuty]] = defaultdict(list)
    for duty in rows.select_related("case__bureau").order_by("obligation", "subject"):
        if duty.due is not None and look.stage("duty", duty.due):
            groups[duty.case_id, duty.due].append(duty)
    handlers = handlers_in(case for case, _due in groups)
    english: dict[object, dict[str, str]] = {}
    for (case, due), duties in groups.items():
        row = duties[0].case
        params = {
            "number": row.number,
            "zh": duties[0].text,
            "en": _english(english, row, duties[0]),
            "more": len({duty.obligation for duty in duties}) - 1,
        }
        look.tell_due(case, row, due, params=params, handlers=handlers[case])


def _english(known: dict[object, dict[str, str]], case: Case, duty: OpenDuty) -> str:
    day = timezone.localtime(case.opened_at).date()
    if day not in known:
        known[day] = {one.id: one.says.en for one in pack_of_case(case).obligations}
    return known[day].get(duty.obligation, duty.text)


def _approvals(look: Look) -> None:
    """Steps that wait, for whoever may take them; answers, for whoever asked."""
    steps = list(_waiting_steps(look.bureau.pk))
    parts = parts_in_cases({step.approval.case for step in steps})
    standings = standings_of(step.approval for step in steps)
    for step in steps:
        request, section = step.approval, step.approval.case.section_id
        standing = standings[request.pk]
        people = {
            one.pk
            for role in step.roles
            for one in look.holders.of(role, section)
            if not standing.why_not(
                parts[step.case_id], one.pk, role, look.holders.acting_for(one.pk, role, section)
            )
        }
        stage = look.stage("approval", request.due) if request.due else None
        word = {None: "approval_waiting", "late": "approval_overdue"}.get(stage, "approval_soon")
        key = notice_key(word, step.pk, request.due, stage)
        look.tell(people, Told(word, key, request.case, request.due, _asked(request)))
    _answers(look)


def _waiting_steps(bureau: UUID) -> Iterator[ApprovalStep]:
    """The next step of every request under way."""
    rows = ApprovalStep.objects.within(bureau).filter(
        outcome=StepOutcome.WAITING,
        approval__state=ApprovalState.OPEN,
        approval__case__archived_at=None,
        round=F("approval__round"),
    )
    seen: set[UUID] = set()
    for step in rows.select_related("approval__case").order_by("order"):
        if step.approval_id not in seen:
            seen.add(step.approval_id)
            yield step


def _answers(look: Look) -> None:
    rows = Approval.objects.within(look.bureau.pk).filter(
        state__in=(ApprovalState.SENT_BACK, ApprovalState.AGREED, ApprovalState.REFUSED),
        case__archived_at=None,
    )
    rows = rows.annotate(answered=Max("steps__at")).filter(answered__gt=look.now - STALE)
    for row in rows.select_related("case"):
        key = notice_key("approval_answered", row.pk, row.round, row.state)
        params = {**_asked(row), "state": row.state}
        look.tell([row.asked_by_id], Told("approval_answered", key, row.case, None, params))


def _asked(request: Approval) -> dict[str, Any]:
    title = request.title
    return {
        "number": request.case.number,
        "zh": title.get("zh", request.matter),
        "en": title.get("en", request.matter),
        "request": str(request.pk),
    }


def _papers(look: Look) -> None:
    """Issued papers that wait for a signature, for whoever gives it; who issued it knows."""
    for one, people in awaited_in(look.bureau, look.holders, look.now):
        row = one.paper
        params = {
            "number": row.case.number,
            "zh": one.title.zh,
            "en": one.title.en,
            "paper": str(row.pk),
        }
        key = notice_key("paper_unsigned", row.pk, one.role)
        case = None if one.invited else row.case  # whose number alone is told
        told = Told("paper_unsigned", key, case, None, params)
        look.tell(people - {row.issued_by_id}, told)


def _parties(look: Look) -> None:
    """What parties have to pay or do, and each part of a payment in parts."""
    window, undone = look.window("party"), resting(look.bureau.pk).values("pk")
    dues = Due.objects.within(look.bureau.pk).filter(window, done_at=None, case__archived_at=None)
    dues = dues.exclude(pk__in=undone)
    parts = Instalment.objects.within(look.bureau.pk).filter(
        window, paid_at=None, of__done_at=None, case__archived_at=None
    )
    parts = parts.exclude(of__in=undone)
    found = [(row.case, row.due, row.kind, row.pk) for row in dues.select_related("case")]
    found += [
        (row.case, row.due, row.of.kind, row.pk) for row in parts.select_related("case", "of")
    ]
    handlers = handlers_in(case.pk for case, *_rest in found)
    for case, due, kind, key in found:
        stage = look.stage("party", due) if due else None
        if stage is None:
            continue
        word = "party_overdue" if stage == "late" else "party_soon"
        params = {"number": case.number, **_PARTY[kind]}
        people = handlers[case.pk] or look.heads(case.section_id)
        look.tell(people, Told(word, notice_key(word, key, due, stage), case, due, params))


#: What a party has to do, as notices say it; what exactly stays in the case.
_PARTY: dict[str, dict[str, str]] = {
    Due.Kind.FINE: {"zh": "缴纳罚款", "en": "paying a fine"},
    Due.Kind.SURCHARGE: {"zh": "缴纳加处罚款", "en": "paying a surcharge"},
    Due.Kind.CONFISCATION: {"zh": "上缴没收款物", "en": "giving up what is confiscated"},
    Due.Kind.RECTIFICATION: {"zh": "改正违法行为", "en": "correcting the breach"},
    Due.Kind.OTHER: {"zh": "履行其他义务", "en": "something else"},
}


# ---------------------------------------------------------------- writing


def _write(look: Look) -> int:
    """Make what is lacking, withdraw what is no longer true, take back what was withdrawn."""
    rows = Notice.objects.within(look.bureau.pk)
    known: set[tuple[UUID, str]] = set()
    gone: list[UUID] = []
    for row in rows.filter(
        Q(made_at__gt=look.now - _REMEMBERED) | Q(read_at=None, withdrawn_at=None)
    ).iterator():
        known.add((row.person_id, row.key))
        told = look.wanted.get((row.person_id, row.key))
        if row.read_at is not None:
            continue
        if told is None and row.withdrawn_at is None and row.word in TIED:
            gone.append(row.pk)
        elif told is not None and (row.withdrawn_at is not None or row.params != told.params):
            rows.filter(pk=row.pk).update(params=told.params, withdrawn_at=None)
    for some in batches(gone):
        rows.filter(pk__in=some, read_at=None).update(withdrawn_at=look.now)
    new = [
        Notice(
            bureau=look.bureau,
            person_id=person,
            case=told.case,
            word=told.word,
            key=key,
            params=told.params,
            due=told.due,
            made_at=look.now,
        )
        for (person, key), told in look.wanted.items()
        if (person, key) not in known and _is_fresh(told, look.now)
    ]
    Notice._base_manager.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)  # reads nothing
    return len(new)


def _is_fresh(told: Told, now: datetime) -> bool:
    """Whether it is told anew: not what has been overdue for long already."""
    return told.word not in LATE or told.due is None or told.due > now - STALE
