# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask of one recording."""

from collections.abc import Callable

from liuhen.law.checks.outcome import DONE, LACKING, LOST, Check, Outcome
from liuhen.law.checks.papers import Need, document_state
from liuhen.law.pack import Part, RecordingAllowance
from liuhen.law.view import CaseView, RecordingView
from liuhen.law.zone import Zone


def _recording_check(token: str, since: Callable[[RecordingView], int | None]) -> Check:
    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        at = since(recording)
        if at is None:
            return Outcome(LACKING, None, (token,), (recording.id,))
        return Outcome(DONE, at, (), (recording.id,))

    return check


def informed_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The people recorded were told."""
    return _recording_check("informed", lambda r: r.start if r.fact.informed else None)


def stored_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The recording was stored."""
    return _recording_check("stored_at", lambda r: r.stored_at)


def handed_over_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The recording was handed over."""
    return _recording_check("handed_over_at", lambda r: r.handed_over_at)


def disc_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The recording is on a disc or another medium."""
    return _recording_check("disc", lambda r: r.start if r.fact.disc.strip() else None)


def statement_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The recording has a written statement with these fields."""
    needs = [Need(text, "field") for text in part.statement]

    def check(view: CaseView, recording: RecordingView) -> Outcome:
        paper = view.documents_by_id.get(recording.fact.statement or "")
        if paper is None or paper.type != "av_evidence_statement":
            return Outcome(LACKING, None, ("statement",), (recording.id,))
        at, missing = document_state(paper, needs)
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else at, missing, (recording.id, paper.id))

    return check


def located_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The footage says where it was taken."""

    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        """At sea the position and the vessel, spoken; ashore a place sign or the position."""
        fact = recording.fact
        missing = []
        if fact.vessel:
            if not fact.position:
                missing.append("position")
            vessel = fact.vessel
            if not (vessel.spoken and vessel.name.strip() and vessel.number.strip()):
                missing.append("spoken")
        elif not fact.position and "place_sign" not in fact.content:
            missing.append("place_sign|position")
        verdict = LACKING if missing else DONE
        return Outcome(verdict, None if missing else recording.start, missing, (recording.id,))

    return check


def overlapping_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The recording was made while the event that it names went on."""

    def check(_view: CaseView, recording: RecordingView) -> Outcome:
        if recording.events:
            return Outcome(DONE, recording.start, (), (recording.id,))
        return Outcome(LOST, None, (), (recording.id,))

    return check
