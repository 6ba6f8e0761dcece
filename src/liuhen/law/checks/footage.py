# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask of the footage of an event: that there is some, and what it shows."""

from liuhen.law.checks.outcome import DONE, EXCUSED, LACKING, Check, Outcome
from liuhen.law.pack import ContentNeed, Part, Recorded, RecordingAllowance
from liuhen.law.view import CaseView, DocumentView, EventView
from liuhen.law.zone import Zone


def recorded_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """Some footage of these kinds overlaps the event."""
    recorded = part.recorded or Recorded()
    kinds = frozenset(recorded.kinds)
    token = "recording:" + "|".join(sorted(kinds))

    def check(view: CaseView, event: EventView) -> Outcome:
        footage = [recording for recording in event.footage if recording.kind in kinds]
        if footage:
            at = max(event.start, min(recording.start for recording in footage))
            return Outcome(DONE, at, (), [recording.id for recording in footage])
        if recorded.unless and (recorded.unless == "reason" or view.case.secrecy):
            reason = written_reason(view, event)
            if reason is not None:
                return Outcome(EXCUSED, reason.at, (), (reason.id,))
        return Outcome(LACKING, None, (token,))

    return check


def written_reason(view: CaseView, event: EventView) -> DocumentView | None:
    """The document that says why an event was not recorded."""
    said = event.fact.no_recording
    if said and said.reason.strip() and said.document in view.documents_by_id:
        return view.documents_by_id[str(said.document)]
    papers = [
        document
        for document in view.documents_for(event, ("no_recording_reason",))
        if document.fields.get("reason", "").strip()
    ]
    return min(papers, key=lambda paper: (paper.at, paper.id), default=None)


def content_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The footage of the event shows what it must show, taken together."""
    needs: list[ContentNeed] = part.content

    def check(_view: CaseView, event: EventView) -> Outcome:
        seen = {word for recording in event.footage for word in recording.fact.content}
        asked = [need for need in needs if need.events == "any" or event.type in need.events]
        lacking = [need for need in asked if need.word not in seen]
        evidence = [recording.id for recording in event.footage]
        articles = [need.article for need in lacking or asked]
        if not lacking:
            first = min((recording.start for recording in event.footage), default=event.start)
            return Outcome(DONE, first, (), evidence, articles)
        return Outcome(
            LACKING, None, [f"content:{need.word}" for need in lacking], evidence, articles
        )

    return check


def reviewed_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The party has viewed the footage of the event; fixed cameras aside."""

    def check(_view: CaseView, event: EventView) -> Outcome:
        footage = [recording for recording in event.footage if recording.kind != "surveillance"]
        evidence = [recording.id for recording in footage]
        if all(recording.fact.reviewed_by_party for recording in footage):
            last = max((recording.start for recording in footage), default=event.start)
            return Outcome(DONE, last, (), evidence)
        return Outcome(LACKING, None, ("reviewed_by_party",), evidence)

    return check
