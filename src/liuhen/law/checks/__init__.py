# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask for, and whether a case has it.

Each part of `require` becomes one check. Called with the case and the subject (an event, a
recording or a document), it answers with an `Outcome`. A check never looks at a due date: when
something had to be done is the business of `liuhen.law.rules`.
"""

from collections.abc import Callable

from liuhen.law.checks.continuity import covered_check, interruptions_check, unbroken_check
from liuhen.law.checks.footage import content_check, recorded_check, reviewed_check
from liuhen.law.checks.outcome import (
    DONE,
    EXCUSED,
    LACKING,
    LOST,
    Check,
    Outcome,
    Subject,
    alternatives,
    attrs_match,
    together,
)
from liuhen.law.checks.papers import (
    attr_check,
    document_check,
    event_check,
    paper_check,
    served_check,
)
from liuhen.law.checks.people import identity_check, officers_check, qualified_check
from liuhen.law.checks.recordings import (
    disc_check,
    handed_over_check,
    informed_check,
    located_check,
    overlapping_check,
    statement_check,
    stored_check,
)
from liuhen.law.pack import Part, RecordingAllowance
from liuhen.law.view import CaseView
from liuhen.law.zone import Zone

__all__ = [
    "DONE",
    "EXCUSED",
    "LACKING",
    "LOST",
    "Check",
    "Outcome",
    "Subject",
    "attrs_match",
    "compile_part",
    "together",
]


def compile_part(part: Part, allowance: RecordingAllowance, zone: Zone) -> Check:
    """Make the check that one part of `require` stands for."""
    (head,) = part.heads()
    check: Check = _MAKERS[head](part, allowance, zone)
    if not part.if_attrs:
        return check
    return lambda view, subject: (
        check(view, subject)
        if attrs_match(part.if_attrs, subject.attrs)
        else Outcome(DONE, subject.start)
    )


def _any_of(part: Part, allowance: RecordingAllowance, zone: Zone) -> Check:
    ways = [[compile_part(inner, allowance, zone) for inner in way] for way in part.any_of]

    def check(view: CaseView, subject: Subject) -> Outcome | None:
        """The way that was gone; else the one that lacks least, among those that were begun.

        A way of which a step cannot be judged is no way; without any there is no answer.
        """
        outcomes = []
        for way in ways:
            parts = [step(view, subject) for step in way]
            judged = [part for part in parts if part is not None]
            if len(judged) == len(parts):
                outcomes.append(together(judged))
        if not outcomes:
            return None
        nearest = min(
            outcomes,
            key=lambda outcome: (
                outcome.verdict,
                outcome.at if outcome.verdict == DONE and outcome.at is not None else 0,
                not outcome.evidence,
                len(outcome.missing),
            ),
        )
        untouched = not any(outcome.evidence for outcome in outcomes)
        if untouched and all(len(outcome.missing) == 1 for outcome in outcomes):
            choice = alternatives(outcome.missing[0] for outcome in outcomes)
            return Outcome(nearest.verdict, None, (choice,))
        return nearest

    return check


_MAKERS: dict[str, Callable[[Part, RecordingAllowance, Zone], Check]] = {
    "document": document_check,
    "paper": paper_check,
    "event": event_check,
    "served": served_check,
    "attr": attr_check,
    "officers": officers_check,
    "identity": identity_check,
    "qualified": qualified_check,
    "recorded": recorded_check,
    "covered": covered_check,
    "unbroken": unbroken_check,
    "interruptions": interruptions_check,
    "content": content_check,
    "reviewed": reviewed_check,
    "informed": informed_check,
    "stored": stored_check,
    "handed_over": handed_over_check,
    "disc": disc_check,
    "statement": statement_check,
    "located": located_check,
    "overlapping": overlapping_check,
    "any_of": _any_of,
}
