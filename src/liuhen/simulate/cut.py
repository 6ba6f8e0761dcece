# SPDX-License-Identifier: Apache-2.0
"""A case as it stands on a given day: what comes later has not been told yet."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import Document, Event, Facts, Interruption, Recording


def cut(facts: Facts, now: datetime) -> Facts:
    """What can be known of `facts` at `now`: later items, ends, signatures and references go."""
    events = [_event(event, now) for event in facts.events if event.start <= now]
    documents = [document for document in facts.documents if document.at <= now]
    event_ids = {event.id for event in events}
    paper_ids = {document.id for document in documents}
    return Facts(
        case=facts.case,
        events=[_without_paper(event, paper_ids) for event in events],
        documents=[_document(document, now, event_ids) for document in documents],
        recordings=[
            _recording(r, now, event_ids, paper_ids) for r in facts.recordings if r.start <= now
        ],
        interruptions=[
            _interruption(i, now, paper_ids) for i in facts.interruptions if i.from_ <= now
        ],
        incidents=[incident for incident in facts.incidents if incident.at <= now],
    )


def _by(now: datetime, at: Any) -> Any:
    return at if isinstance(at, datetime) and at <= now else UNSET


def _event(event: Event, now: datetime) -> Event:
    return replace(event, end=_by(now, event.end))


def _without_paper(event: Event, papers: Container[str]) -> Event:
    attrs = event.attrs
    if attrs.get("of", "") not in papers:
        attrs = {key: value for key, value in attrs.items() if key != "of"}
    reason = event.no_recording
    if reason and reason.document and reason.document not in papers:
        reason = replace(reason, document=UNSET)
    return replace(event, attrs=attrs, no_recording=reason)


def _document(document: Document, now: datetime, events: Container[str]) -> Document:
    return replace(
        document,
        events=[event for event in document.events if event in events],
        signatures=[s for s in document.signatures if not s.at or s.at <= now],
    )


def _recording(
    recording: Recording, now: datetime, events: Container[str], papers: Container[str]
) -> Recording:
    return replace(
        recording,
        end=_by(now, recording.end),
        events=[event for event in recording.events if event in events],
        stored_at=_by(now, recording.stored_at),
        returned_at=_by(now, recording.returned_at),
        handed_over_at=_by(now, recording.handed_over_at),
        statement=recording.statement if recording.statement in papers else UNSET,
    )


def _interruption(
    interruption: Interruption, now: datetime, papers: Container[str]
) -> Interruption:
    reported = interruption.reported_to_head_at
    return replace(
        interruption,
        to=_by(now, interruption.to),
        document=interruption.document if interruption.document in papers else None,
        reported_to_head_at=reported if reported and reported <= now else None,
    )
