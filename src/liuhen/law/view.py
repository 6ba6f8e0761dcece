# SPDX-License-Identifier: Apache-2.0
"""A case as it stood at one instant: what counts, and what belongs together.

What this module promises (the numbers are the settled readings of the contract):

- only what lies at or before `as_of` counts: later items are left out, an end after `as_of` means
  "still going on", a reference to a later item is ignored (6);
- an event without an end is over once the case is archived (2); a photo is an instant, another
  recording without an end lasts until it was stored (12);
- a recording counts for an event that it names only where the two overlap; surveillance that names
  none counts wherever it overlaps (11);
- a document that names no event counts for any event (11);
- an interruption without an event belongs to the event that it falls into (12).

Times are whole seconds since the epoch; `None` stands for "not yet". Nothing here knows a rule of
a particular regulation.
"""

from collections.abc import Iterable
from datetime import datetime

from liuhen.law import facts as f
from liuhen.law.facts import Facts, seconds

Interval = tuple[int, int]


class DocumentView:
    """One document that counts. Signatures are looked at only when a duty asks for one."""

    __slots__ = ("_as_of", "_signatures", "at", "events", "fields", "id", "type")

    def __init__(self, fact: f.Document, at: int, as_of: int) -> None:
        self.id = fact.id
        self.type = fact.type
        self.at = at
        self.events = fact.events
        self.fields = fact.fields
        self._signatures = fact.signatures
        self._as_of = as_of

    def signed_at(self, role: str, *, or_refused: bool) -> int | None:
        """When that role signed, or, where that counts too, when its refusal was recorded.

        A refusal counts with its reason only. What was signed before the document was made counts
        from then.
        """
        times = [
            at
            for signature in self._signatures
            if signature.role == role
            and (not signature.refused or (or_refused and signature.reason.strip()))
            and (at := seconds(signature.at) if signature.at else self.at) <= self._as_of
        ]
        return max(min(times), self.at) if times else None


class EventView:
    """One event that counts. `end` is None while it goes on; `over` once it has ended for good."""

    __slots__ = (
        "attrs", "end", "fact", "footage", "id", "interruptions", "over", "start", "type",
    )  # fmt: skip

    def __init__(self, fact: f.Event, start: int, end: int | None, *, over: bool) -> None:
        self.fact = fact
        self.id = fact.id
        self.type = fact.type
        self.attrs = fact.attrs
        self.start = start
        self.end = end
        self.over = over
        self.footage: list[RecordingView] = []
        self.interruptions: list[InterruptionView] = []


class RecordingView:
    """One recording that counts; `events` are those it counts for, `named` those it names."""

    __slots__ = (
        "end", "events", "fact", "handed_over_at", "id", "incidents", "kind", "named", "over",
        "returned_at", "start", "stored_at",
    )  # fmt: skip

    def __init__(self, fact: f.Recording, start: int, as_of: int, archived: int | None) -> None:
        self.fact = fact
        self.id = fact.id
        self.kind = fact.kind
        self.start = start
        self.stored_at = _until(fact.stored_at, as_of)
        self.returned_at = _until(fact.returned_at, as_of)
        self.handed_over_at = _until(fact.handed_over_at, as_of)
        self.end = self._end(as_of)
        # for informing and for the place the recording counts as the event (2)
        last = self.end
        if last is None and archived is not None:
            last = max(start, archived)
        self.over = last is not None and last < as_of
        self.named: list[EventView] = []
        self.events: list[EventView] = []
        self.incidents: set[str] = set()

    def _end(self, as_of: int) -> int | None:
        if self.kind == "photo":
            return self.start
        if self.fact.end:
            return _until(self.fact.end, as_of)
        return None if self.stored_at is None else max(self.start, self.stored_at)


class InterruptionView:
    """One break in a recording; `to` is None where it lasts to the end of its event."""

    __slots__ = ("explained_by", "id", "reason", "reported_at", "since", "statement", "to")

    def __init__(
        self, fact: f.Interruption, since: int, as_of: int, documents: dict[str, DocumentView]
    ) -> None:
        self.id = fact.id
        self.since = since
        self.to = _until(fact.to, as_of)
        self.reason = fact.reason or ""
        self.explained_by = fact.explained_by
        self.statement = documents.get(fact.document or "")
        self.reported_at = _until(fact.reported_to_head_at, as_of)

    def until(self, event: EventView, as_of: int) -> int:
        """The last second of the break within `event`."""
        if self.to is not None:
            return self.to
        return event.end if event.end is not None else as_of


class CaseView:
    """One case as of one instant; the engine sets `closing`, when its time for archiving ends."""

    __slots__ = (
        "_by_event", "archived", "as_of", "by_type", "case", "closing", "documents",
        "documents_by_id", "documents_by_type", "events", "events_by_id", "handovers",
        "recordings",
    )  # fmt: skip

    def __init__(self, facts: Facts, as_of: int, overlap: int) -> None:
        self.case = facts.case
        self.as_of = as_of
        self.closing: int | None = None
        started = [(seconds(fact.start), fact) for fact in facts.events]
        self.archived = min(
            (at for at, fact in started if fact.type == "archived" and at <= as_of), default=None
        )
        self.events = [self._event(fact, at) for at, fact in started if at <= as_of]
        self.documents = [
            DocumentView(fact, at, as_of)
            for fact in facts.documents
            if (at := seconds(fact.at)) <= as_of
        ]
        self.recordings = [
            RecordingView(fact, at, as_of, self.archived)
            for fact in facts.recordings
            if (at := seconds(fact.start)) <= as_of
        ]
        self.handovers = [r.handed_over_at for r in self.recordings if r.handed_over_at is not None]
        self._index()
        self._link_recordings(overlap)
        if facts.interruptions:
            self._link_interruptions(facts.interruptions)
        if facts.incidents:
            self._link_incidents(facts.incidents)

    def _event(self, fact: f.Event, start: int) -> EventView:
        if fact.end:
            end = _until(fact.end, self.as_of)
        elif self.archived is not None:
            end = max(start, self.archived)
        else:
            end = None
        return EventView(fact, start, end, over=end is not None and end < self.as_of)

    def _index(self) -> None:
        self.events_by_id = {event.id: event for event in self.events}
        self.by_type: dict[str, list[EventView]] = {}
        for event in self.events:
            self.by_type.setdefault(event.type, []).append(event)
        self.documents_by_id = {document.id: document for document in self.documents}
        self.documents_by_type: dict[str, list[DocumentView]] = {}
        self._by_event: dict[tuple[str, str], list[DocumentView]] = {}
        for document in self.documents:
            self.documents_by_type.setdefault(document.type, []).append(document)
            for name in document.events or ("",):
                self._by_event.setdefault((document.type, name), []).append(document)

    def _link_recordings(self, overlap: int) -> None:
        by_id = self.events_by_id
        for recording in self.recordings:
            names = recording.fact.events
            recording.named = [by_id[name] for name in names if name in by_id]
            anywhere = not names and recording.kind == "surveillance"
            for event in self.events if anywhere else recording.named:
                if _overlap(recording, event, overlap):
                    recording.events.append(event)
                    event.footage.append(recording)

    def _link_interruptions(self, interruptions: Iterable[f.Interruption]) -> None:
        for fact in sorted(interruptions, key=lambda fact: fact.id):
            since = seconds(fact.from_)
            if since > self.as_of:
                continue
            view = InterruptionView(fact, since, self.as_of, self.documents_by_id)
            for event in self._events_at(since) if not fact.event else self._named(fact.event):
                event.interruptions.append(view)

    def _events_at(self, at: int) -> list[EventView]:
        """The events that go on at the instant `at`."""
        return [e for e in self.events if e.start <= at and (e.end is None or at <= e.end)]

    def _named(self, event_id: str) -> list[EventView]:
        """The event with this id, if it counts."""
        event = self.events_by_id.get(event_id)
        return [] if event is None else [event]

    def _link_incidents(self, incidents: Iterable[f.Incident]) -> None:
        happened = [fact for fact in incidents if seconds(fact.at) <= self.as_of]
        everywhere = [fact.type for fact in happened if not fact.event]
        by_event: dict[str, list[str]] = {}
        for fact in happened:
            if fact.event:
                by_event.setdefault(fact.event, []).append(fact.type)
        for recording in self.recordings:
            events = {event.id for event in (*recording.named, *recording.events)}
            recording.incidents.update(
                everywhere, *(by_event[name] for name in events if name in by_event)
            )

    def documents_for(self, event: EventView, types: Iterable[str]) -> list[DocumentView]:
        """The documents of these types that name the event, or none."""
        by_event = self._by_event
        return [
            document
            for kind in types
            for name in (event.id, "")
            for document in by_event.get((kind, name), ())
        ]

    def documents_of(self, types: Iterable[str]) -> list[DocumentView]:
        """The documents of any of these types, in no particular order."""
        by_type = self.documents_by_type
        return [document for kind in types for document in by_type.get(kind, ())]


def _until(time: datetime | object, as_of: int) -> int | None:
    """The instant of `time`, or None where there is none yet."""
    if not isinstance(time, datetime):
        return None
    at = seconds(time)
    return at if at <= as_of else None


def _overlap(recording: RecordingView, event: EventView, spare: int) -> bool:
    begins_in_time = event.end is None or recording.start <= event.end + spare
    return begins_in_time and (recording.end is None or recording.end >= event.start - spare)


def footage_intervals(event: EventView, kinds: frozenset[str]) -> list[Interval]:
    """What recordings of these kinds cover of `event`, by start; an open end lies far ahead."""
    return sorted(
        (recording.start, recording.end if recording.end is not None else _FAR)
        for recording in event.footage
        if recording.kind in kinds
    )


_FAR = 1 << 62
