# SPDX-License-Identifier: Apache-2.0
"""Judge the facts of one case against one regulation as of one instant.

What this module promises (wall 1 of the architecture): no framework, clock, network or database;
`evaluate(facts, pack, calendar, as_of)` gives the same answer for ever, in the same bytes, in
whatever order the facts come.

How one duty is judged is `liuhen.law.rules`; what it can ask for `liuhen.law.checks`; what counts
at all `liuhen.law.view`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from liuhen.law.checks import Subject
from liuhen.law.facts import Case, Facts, seconds
from liuhen.law.findings import Finding, Report
from liuhen.law.pack import Pack
from liuhen.law.retention import retention_rows
from liuhen.law.rules import Rule
from liuhen.law.view import CaseView, EventView
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone


def evaluate(facts: Facts, pack: Pack, calendar: Calendar, as_of: datetime) -> Report:
    """Return the findings and retention rows of a case as of `as_of` (an aware time).

    Facts later than `as_of` do not count: evaluating yesterday gives yesterday's answer.
    """
    engine = engine_of(pack)
    view = CaseView(facts, seconds(as_of), pack.manifest.recording.overlap_seconds)
    view.closing = engine.closing_of(view, calendar)
    findings = list(engine.findings(view, calendar))
    findings.sort(key=_order)
    return Report(
        case=facts.case.id,
        pack=pack.id,
        pack_version=pack.version,
        calendar_version=calendar.version,
        as_of=as_of.replace(microsecond=0),
        findings=findings,
        retention=retention_rows(view, pack, engine.zone),
    )


def _order(finding: Finding) -> tuple[object, ...]:
    """By obligation, then subject; the rest only keeps equal ones from following input order."""
    return (finding.obligation, finding.subject, finding.missing, finding.evidence)


class Engine:
    """The rules of one pack, by what they hang on."""

    def __init__(self, pack: Pack) -> None:
        self.zone = Zone(pack.manifest.time_zone)
        self.rules = [Rule(obligation, pack, self.zone) for obligation in pack.obligations]
        self.closing = next(
            (rule for rule in self.rules if rule.obligation.id == pack.manifest.closing), None
        )
        self._by_case: dict[tuple[object, ...], RulesOfCase] = {}

    def rules_for(self, case: Case) -> "RulesOfCase":
        """The rules that concern a case like this one."""
        key = (case.act, case.procedure, case.origin)
        found = self._by_case.get(key)
        if found is None:
            found = RulesOfCase(rule for rule in self.rules if rule.concerns(case))
            self._by_case[key] = found
        return found

    def closing_of(self, view: CaseView, calendar: Calendar) -> int | None:
        """When the case closes: it is archived, or its time for archiving ends (reading 1)."""
        limit: int | None = None
        if self.closing is not None and self.closing.concerns(view.case):
            for event in _first(view, self.closing):
                until = self.closing.due_of(view, event, calendar)
                limit = until.at if until is not None else None
        times = [at for at in (limit, view.archived) if at is not None]
        return min(times, default=None)

    def findings(self, view: CaseView, calendar: Calendar) -> Iterator[Finding]:
        """Every finding of the case, in no particular order."""
        for rule, subject in self.questions(view):
            finding = rule.judge(view, subject, calendar)
            if finding is not None:
                yield finding

    def questions(self, view: CaseView) -> Iterator[tuple[Rule, Subject]]:
        """Which duty hangs on which event, recording or document."""
        rules = self.rules_for(view.case)
        for event in view.events:
            for rule in rules.of_event(event.type):
                if rule.applies_to_event(view, event):
                    yield rule, event
        for rule in rules.of_case:
            yield from ((rule, event) for event in _first(view, rule))
        for recording in view.recordings:
            for rule in rules.of_recordings:
                if rule.applies_to_recording(recording):
                    yield rule, recording
        for rule in rules.of_documents:
            yield from ((rule, paper) for paper in view.documents_of(rule.when.document))


class RulesOfCase:
    """The rules that concern one sort of case."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.of_case: list[Rule] = []
        self.of_recordings: list[Rule] = []
        self.of_documents: list[Rule] = []
        self._any_event: list[Rule] = []
        self._by_event: dict[str, list[Rule]] = {}
        self._merged: dict[str, list[Rule]] = {}
        for rule in rules:
            self._sort_in(rule)

    def _sort_in(self, rule: Rule) -> None:
        if rule.when.recording is not None:
            self.of_recordings.append(rule)
        elif rule.when.document:
            self.of_documents.append(rule)
        elif rule.when.once:
            self.of_case.append(rule)
        elif rule.when.event == "any":
            self._any_event.append(rule)
        else:
            for kind in rule.when.event:
                self._by_event.setdefault(kind, []).append(rule)

    def of_event(self, kind: str) -> Iterable[Rule]:
        """The rules that hang on events of this type."""
        found = self._merged.get(kind)
        if found is None:
            found = self._merged[kind] = [*self._by_event.get(kind, ()), *self._any_event]
        return found


@lru_cache(maxsize=64)
def engine_of(pack: Pack) -> Engine:
    """The rules of `pack`, made once."""
    return Engine(pack)


def _first(view: CaseView, rule: Rule) -> list[EventView]:
    """The first event that a duty of the whole case hangs on."""
    wanted = rule.when.event
    events = [
        event
        for event in view.events
        if (wanted == "any" or event.type in wanted) and rule.applies_to_event(view, event)
    ]
    return sorted(events, key=lambda event: (event.start, event.id))[:1]
