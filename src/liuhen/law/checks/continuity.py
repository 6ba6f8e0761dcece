# SPDX-License-Identifier: Apache-2.0
"""Uninterrupted recording: holes in the footage of an event, and what excuses them.

A hole longer than the pack allows needs an interruption whose reason the pack allows and which is
explained the way the article asks; else it cannot be cured (002 arts. 13 to 16, 003 art. 27(4)).
"""

from collections.abc import Sequence

from liuhen.law.checks.outcome import DONE, EXCUSED, LACKING, LOST, Check, Outcome, together
from liuhen.law.intervals import Interval, breaks, gaps, within
from liuhen.law.pack import Covered, Excuses, Part, RecordingAllowance
from liuhen.law.view import CaseView, DocumentView, EventView, InterruptionView, footage_intervals
from liuhen.law.zone import Zone

#: Photo and audio never make an uninterrupted record (settled reading 13).
UNINTERRUPTED = frozenset({"surveillance", "video"})
_NO_FOOTAGE = "recording:surveillance|video"
_NO_STATEMENT = "document:interruption_statement"


def covered_check(part: Part, allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The whole event is on uninterrupted footage, or each hole is excused."""
    covered = part.covered or Covered()
    seam, edge = allowance.seam_seconds, allowance.edge_seconds

    def check(view: CaseView, event: EventView) -> Outcome:
        spans = footage_intervals(event, UNINTERRUPTED)
        evidence = [recording.id for recording in event.footage if recording.kind in UNINTERRUPTED]
        until = event.end if event.end is not None else view.as_of
        holes = gaps(spans, event.start, until, seam, edge)
        if spans and sum(b - a for a, b in holes) <= covered.gaps_together:
            holes = []
        if not event.over:
            return Outcome(LACKING, None, (_NO_FOOTAGE,) if holes else (), evidence)
        if not holes:
            return Outcome(DONE, until, (), evidence)
        return _beside(_excused(view, event, holes, covered.excuses, edge), evidence)

    return check


def unbroken_check(part: Part, allowance: RecordingAllowance, _zone: Zone) -> Check:
    """No unexcused break between the first and the last footage of the event."""
    excuses = part.unbroken

    def check(view: CaseView, event: EventView) -> Outcome | None:
        spans = footage_intervals(event, UNINTERRUPTED)
        if not spans:
            return None
        evidence = [recording.id for recording in event.footage if recording.kind in UNINTERRUPTED]
        holes = breaks(spans, allowance.seam_seconds)
        if not event.over:
            return Outcome(LACKING, None, (_NO_FOOTAGE,) if holes else (), evidence)
        if not holes:
            return Outcome(DONE, event.end, (), evidence)
        return _beside(_excused(view, event, holes, excuses, allowance.edge_seconds), evidence)

    return check


def _beside(outcome: Outcome, evidence: Sequence[str]) -> Outcome:
    """The outcome, resting on the footage too."""
    outcome.evidence = [*evidence, *outcome.evidence]
    return outcome


def _excused(
    view: CaseView,
    event: EventView,
    holes: Sequence[Interval],
    excuses: Excuses | None,
    slack: int,
) -> Outcome:
    """Whether interruptions excuse every hole; the first that nothing excuses decides."""
    parts: list[Outcome] = []
    explained = [
        ((break_.since, break_.until(event, view.as_of)), outcome)
        for break_ in event.interruptions
        if excuses and (outcome := explanation(view, event, break_, excuses)).verdict != LOST
    ]
    for hole in holes:
        if not within(hole, [span for span, _ in explained], slack):
            return Outcome(LOST, None, (_NO_FOOTAGE,))
        parts += [outcome for (a, b), outcome in explained if b >= hole[0] and a <= hole[1]]
    outcome = together(parts)
    missing = sorted(set(outcome.missing))
    return Outcome(LACKING if missing else EXCUSED, outcome.at, missing, outcome.evidence)


def explanation(
    view: CaseView, event: EventView, break_: InterruptionView, excuses: Excuses
) -> Outcome:
    """Whether one interruption has a reason that the pack allows, explained the way it asks."""
    how = excuses.reasons.get(break_.reason, excuses.any) if break_.reason else excuses.any
    if how == "entry":
        return Outcome(EXCUSED, break_.since, (), (break_.id,))
    if how == "document":
        return _with_statement(break_, break_.statement)
    if how == "explained":
        went_on = _went_on(view, event, break_)
        return _spoken(break_) if went_on else _reported(view, event, break_)
    return Outcome(LOST)


def _spoken(break_: InterruptionView) -> Outcome:
    """The recording went on: the reason was spoken into it, or written down."""
    if break_.explained_by == "voice":
        return Outcome(EXCUSED, break_.since, (), (break_.id,))
    if break_.explained_by == "document":
        return _with_statement(break_, break_.statement)
    return Outcome(LOST)


def _reported(view: CaseView, event: EventView, break_: InterruptionView) -> Outcome:
    """It could not go on: reported to the head at once, and a statement afterwards."""
    if not _at_once(view, event, break_):
        return Outcome(LOST)
    statement = break_.statement or _statement_of(view, event)
    if statement is None:
        return Outcome(LACKING, None, (_NO_STATEMENT,), (break_.id,))
    return _with_statement(break_, statement)


def _with_statement(break_: InterruptionView, statement: DocumentView | None) -> Outcome:
    if statement is None:
        return Outcome(LOST)
    return Outcome(EXCUSED, max(statement.at, break_.since), (), (break_.id, statement.id))


def _went_on(view: CaseView, event: EventView, break_: InterruptionView) -> bool:
    """Whether the recording went on after the break."""
    until = break_.until(event, view.as_of)
    if event.end is not None and until < event.end:
        return True
    return any(
        recording.start > break_.since
        for recording in event.footage
        if recording.kind in UNINTERRUPTED
    )


def _at_once(view: CaseView, event: EventView, break_: InterruptionView) -> bool:
    """Reported between the break and the end of the event (settled reading 10)."""
    end = event.end if event.end is not None else view.as_of
    return break_.reported_at is not None and break_.since <= break_.reported_at <= end


def _statement_of(view: CaseView, event: EventView) -> DocumentView | None:
    papers = view.documents_for(event, ("interruption_statement",))
    return min(papers, key=lambda paper: (paper.at, paper.id), default=None)


def interruptions_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """Every interruption of the event is explained."""
    excuses = part.interruptions or Excuses()

    def check(view: CaseView, event: EventView) -> Outcome:
        outcomes = [explanation(view, event, break_, excuses) for break_ in event.interruptions]
        outcome = together(outcomes)
        if outcome.verdict == LOST and not event.over:
            return Outcome(LACKING, None, outcome.missing, outcome.evidence)
        if outcome.verdict == EXCUSED:  # to explain is the duty here, and it was done
            return Outcome(DONE, outcome.at, (), outcome.evidence)
        return outcome

    return check
