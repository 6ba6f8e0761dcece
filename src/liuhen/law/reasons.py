# SPDX-License-Identifier: Apache-2.0
"""How the due times of a case came about; made only when a person asks.

The way there is that of the engine itself: the same rules, subjects and starting points. Where a
pack gives no period, there is nothing to derive.
"""

from datetime import datetime

from liuhen.law.deadlines import Derivation, explain
from liuhen.law.evaluate import engine_of
from liuhen.law.facts import Facts, seconds
from liuhen.law.pack import Pack
from liuhen.law.view import CaseView
from liuhen.law.workdays import Calendar

Key = tuple[str, str]
"""Obligation and subject, as a finding names them."""


def derivations(
    facts: Facts, pack: Pack, calendar: Calendar, as_of: datetime
) -> dict[Key, Derivation]:
    """Return how each due time of the case was computed, by obligation and subject."""
    engine = engine_of(pack)
    view = CaseView(facts, seconds(as_of), pack.manifest.recording.overlap_seconds)
    found: dict[Key, Derivation] = {}
    for rule, subject in engine.questions(view):
        period = rule.obligation.within
        start = rule.anchor(view, subject) if period else None
        if period is not None and start is not None:
            key = (rule.obligation.id, rule.subject_id(view, subject))
            found[key] = explain(period, start, calendar, engine.zone)
    return found
