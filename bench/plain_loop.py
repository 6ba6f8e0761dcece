# SPDX-License-Identifier: Apache-2.0
"""The engine's own checks, asked the plain way: every duty of every item, and no index.

What this leaves out is what the engine adds: the rules sorted by sort of case and type of event,
the papers sorted by type. Findings are the same.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from liuhen.law.evaluate import engine_of
from liuhen.law.facts import Facts, seconds
from liuhen.law.findings import Finding
from liuhen.law.pack import Pack
from liuhen.law.rules import Rule
from liuhen.law.view import CaseView, DocumentView, EventView, RecordingView
from liuhen.law.workdays import Calendar

Subject = EventView | RecordingView | DocumentView


class PlainView(CaseView):
    """A case whose papers are looked for from the first to the last, each time."""

    __slots__ = ()

    def documents_of(self, types: Iterable[str]) -> list[DocumentView]:
        """The documents of any of these types."""
        wanted = list(types)
        return [document for document in self.documents if document.type in wanted]


def plain_findings(facts: Facts, pack: Pack, calendar: Calendar, as_of: datetime) -> list[Finding]:
    """The findings of a case, as `evaluate` orders them."""
    engine = engine_of(pack)
    view = PlainView(facts, seconds(as_of), pack.manifest.recording.overlap_seconds)
    view.closing = engine.closing_of(view, calendar)
    found = [
        finding
        for rule in engine.rules
        for subject in _subjects(view, rule)
        if (finding := rule.judge(view, subject, calendar)) is not None
    ]
    return sorted(found, key=lambda f: (f.obligation, f.subject, f.missing, f.evidence))


def _subjects(view: CaseView, rule: Rule) -> Iterator[Subject]:
    hung_on: list[Subject] = [
        item
        for item in (*view.events, *view.recordings, *view.documents)
        if rule.concerns(view.case) and _hangs_on(view, rule, item)
    ]
    if rule.when.once:
        hung_on = sorted(hung_on, key=lambda event: (event.start, event.id))[:1]
    yield from hung_on


def _hangs_on(view: CaseView, rule: Rule, item: Subject) -> bool:
    when = rule.when
    if isinstance(item, EventView):
        named = when.event == "any" or item.type in when.event
        return named and rule.applies_to_event(view, item)
    if isinstance(item, RecordingView):
        return rule.applies_to_recording(item)
    return item.type in when.document
