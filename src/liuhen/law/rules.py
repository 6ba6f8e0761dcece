# SPDX-License-Identifier: Apache-2.0
"""One obligation, ready to be asked: what it hangs on, what it asks for, until when.

How a duty gets its status (settled readings 1 to 5 of the contract):

- dated (`within`, `before`): pending until and at its due, then overdue; done later is late;
- without a time limit: pending while the case is open, overdue once it is archived or its time for
  archiving has passed; a record made by then is met;
- simultaneous (`during`): pending while its event goes on, then breached;
- optional (`may`): advised where it was not done.
"""

from typing import Any

import msgspec

from liuhen.law.checks import (
    DONE,
    EXCUSED,
    LOST,
    Check,
    Outcome,
    Subject,
    attrs_match,
    compile_part,
    together,
)
from liuhen.law.deadlines import Due, due
from liuhen.law.facts import Case, seconds
from liuhen.law.findings import Finding, Status
from liuhen.law.pack import CaseCondition, Clock, Obligation, Pack
from liuhen.law.view import CaseView, DocumentView, EventView, RecordingView
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone


class Rule:
    """One obligation, ready to be asked: its checks made, its conditions at hand."""

    __slots__ = ("articles", "checks", "lasting", "obligation", "text", "when", "zone")

    def __init__(self, obligation: Obligation, pack: Pack, zone: Zone) -> None:
        self.obligation = obligation
        self.when = obligation.when
        self.articles = list(obligation.articles)
        self.text = obligation.says.zh
        self.zone = zone
        self.checks: list[Check] = [
            compile_part(part, pack.manifest.recording, zone) for part in obligation.require
        ]
        # asks for the whole of an event: nothing can be said before that has ended (2)
        self.lasting = any(
            part.covered or part.unbroken or part.interruptions for part in obligation.require
        )

    def concerns(self, case: Case) -> bool:
        """Whether the duty exists in this sort of case at all."""
        return self.when.case is None or _case_matches(self.when.case, case)

    def applies_to_event(self, view: CaseView, event: EventView) -> bool:
        """Whether the duty hangs on this event."""
        when = self.when
        if when.attrs and not attrs_match(when.attrs, event.attrs):
            return False
        if when.footage and not event.footage:
            return False
        if when.interrupted and not event.interruptions:
            return False
        if when.without_event and when.without_event in view.by_type:
            return False
        if when.with_event and not any(
            attrs_match(when.with_event.attrs, other.attrs)
            for other in view.by_type.get(when.with_event.type, ())
        ):
            return False
        return when.starts is None or _at_that_hour(when.starts, event.start, self.zone)

    def applies_to_recording(self, recording: RecordingView) -> bool:
        """Whether the duty hangs on this recording."""
        condition = self.when.recording
        if condition is None or (condition.kinds and recording.kind not in condition.kinds):
            return False
        if condition.evidence and not recording.fact.evidence:
            return False
        if condition.incidents and recording.incidents.isdisjoint(condition.incidents):
            return False
        if condition.of_events and not any(
            event.type in condition.of_events for event in (*recording.named, *recording.events)
        ):
            return False
        return not condition.apart or (bool(recording.named) and not recording.events)

    def ask(self, view: CaseView, subject: Subject) -> Outcome | None:
        """What the case has of what the duty asks for; None where nothing can be judged."""
        outcomes = []
        for check in self.checks:
            outcome = check(view, subject)
            if outcome is None:
                return None
            outcomes.append(outcome)
        return together(outcomes) if outcomes else Outcome(DONE, start_of(subject))

    def due_of(self, view: CaseView, subject: Subject, calendar: Calendar) -> Due | None:
        """When the duty is due; None where it has no time limit or its period has not begun."""
        obligation = self.obligation
        if obligation.before:
            return Due(start_of(subject))
        if obligation.within is None:
            return None
        anchor = self.anchor(view, subject)
        return None if anchor is None else due(obligation.within, anchor, calendar, self.zone)

    def anchor(self, view: CaseView, subject: Any) -> int | None:
        """The instant from which the period runs; None where it has not begun."""
        obligation = self.obligation
        if obligation.or_after_return and subject.returned_at is not None:
            return int(subject.returned_at)
        if obligation.after == "start":
            return start_of(subject)
        if obligation.after == "rectify_by":
            return seconds(subject.attrs["rectify_by"])
        if obligation.after == "activity_end" and subject.named and subject.events:
            ends = [event.end for event in subject.events]
            return None if None in ends else max(ends)
        end: int | None = subject.end
        if end is not None and obligation.after_handover_in_last_days:
            return self._after_handover(view, end, obligation.after_handover_in_last_days)
        return end

    def _after_handover(self, view: CaseView, end: int, last_days: int) -> int:
        """What is recorded after the hand-over of its month goes with the next (004 art. 10)."""
        month_end = self.zone.end_of_month(end)
        opens = month_end - last_days * 86_400
        handed_over = any(opens < at <= end for at in view.handovers)
        return month_end + 1 if handed_over else end

    def judge(self, view: CaseView, subject: Subject, calendar: Calendar) -> Finding | None:
        """The finding of this duty for one subject, or None where there is nothing to judge."""
        outcome = self.ask(view, subject)
        if outcome is None:
            return None
        until = self.due_of(view, subject, calendar)
        status = self._status(view, subject, outcome, until)
        articles = outcome.articles or self.articles
        if self.obligation.article_if_interrupted and getattr(subject, "interruptions", None):
            articles = [*articles, self.obligation.article_if_interrupted]
        done = outcome.verdict in (DONE, EXCUSED) and outcome.at is not None
        estimated = until is not None and until.estimated
        return Finding(
            obligation=self.obligation.id,
            articles=list(articles),
            subject=self.subject_id(view, subject),
            status=status,
            due=None if until is None else self.zone.datetime_of(until.at),
            met_at=self.zone.datetime_of(outcome.at) if done and outcome.at is not None else None,
            evidence=sorted(set(outcome.evidence)),
            missing=list(outcome.missing),
            text=self.text,
            calendar="weekends_only" if estimated else msgspec.UNSET,
        )

    def subject_id(self, view: CaseView, subject: Subject) -> str:
        """What a finding names: the event or recording, a paper's first event, or the case."""
        if self.when.once:
            return view.case.id
        if isinstance(subject, DocumentView):
            known = view.events_by_id
            return next((name for name in subject.events if name in known), subject.id)
        return subject.id

    def _status(
        self, view: CaseView, subject: Subject, outcome: Outcome, until: Due | None
    ) -> Status:
        obligation = self.obligation
        if outcome.verdict == EXCUSED:
            return "excused"
        if outcome.verdict == LOST and not obligation.may:
            return "breached"
        if obligation.during or obligation.may:
            over = getattr(subject, "over", True)
            return _while_it_lasts(outcome, over=over, may=obligation.may)
        limit = until.at if until is not None else self._closing(view, subject)
        if outcome.verdict == DONE:
            on_time = limit is None or outcome.at is None or outcome.at <= limit
            return "met" if on_time else "late"
        return "overdue" if limit is not None and view.as_of > limit else "pending"

    def _closing(self, view: CaseView, subject: Subject) -> int | None:
        """Until when a duty without a time limit of its own can be done; None: not in sight."""
        if self.obligation.within is not None:  # a period that has not begun
            return None
        if view.closing is None or (self.lasting and not getattr(subject, "over", True)):
            return None
        return max(view.closing, start_of(subject))


def _while_it_lasts(outcome: Outcome, *, over: bool, may: bool) -> Status:
    """The status of what can only be done while the event goes on."""
    if outcome.verdict == DONE:
        return "met"
    if not over:
        return "pending"
    return "advised" if may else "breached"


def start_of(subject: Subject) -> int:
    """When the subject began; a document, when it was made."""
    return subject.at if isinstance(subject, DocumentView) else subject.start


def _case_matches(condition: CaseCondition, case: Case) -> bool:
    if condition.act and case.act not in condition.act:
        return False
    return not (
        case.act in condition.not_act
        or case.procedure in condition.not_procedure
        or case.origin in condition.not_origin
    )


def _at_that_hour(clock: Clock, at: int, zone: Zone) -> bool:
    """Whether `at` lies in [since, until) on the clock of the zone, over midnight if need be."""
    now = zone.datetime_of(at).strftime("%H:%M")
    if clock.since <= clock.until:
        return clock.since <= now < clock.until
    return now >= clock.since or now < clock.until
