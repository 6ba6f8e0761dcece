# SPDX-License-Identifier: Apache-2.0
"""The dated facts of one case: the words of the contract and their shapes.

What this module promises:

- a `Facts` value holds what was read and nothing else; no clock, no default that invents a fact
  (an absent boolean is `False`: "not recorded");
- every time is an aware datetime, kept to the second;
- what `liuhen.law.reading` returns is consistent: ids are unique across all kinds of item, every
  reference leads to an item of the right kind, nothing ends before it starts.

What a regulation makes of these facts is the business of a pack (`liuhen.law.pack`).
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuhen.law.attrs import ATTRS, Id, NoAttrs, Shape, Time
from liuhen.law.words import (
    ACTS,
    CONTENTS,
    DOCUMENT_TYPES,
    EVENT_TYPES,
    INCIDENT_TYPES,
    INTERRUPTION_REASONS,
    MEASURES,
    ORIGINS,
    PARTY_KINDS,
    PROCEDURES,
    RECORDING_KINDS,
    REFUSABLE_ROLES,
    RIGHTS,
    ROLES,
    SECRECY,
    SERVICE_METHODS,
    Act,
    Content,
    DocumentType,
    EventType,
    Explanation,
    IncidentType,
    InterruptionReason,
    Manner,
    Measure,
    Origin,
    PartyKind,
    Procedure,
    RecordingKind,
    Right,
    Role,
    Secrecy,
    ServiceMethod,
)

__all__ = [
    "ACTS",
    "ATTRS",
    "CONTENTS",
    "DOCUMENT_TYPES",
    "EVENT_TYPES",
    "INCIDENT_TYPES",
    "INTERRUPTION_REASONS",
    "MEASURES",
    "ORIGINS",
    "PARTY_KINDS",
    "PROCEDURES",
    "RECORDING_KINDS",
    "REFUSABLE_ROLES",
    "RIGHTS",
    "ROLES",
    "SECRECY",
    "SERVICE_METHODS",
    "Act",
    "Case",
    "Content",
    "Document",
    "DocumentType",
    "Event",
    "EventType",
    "Explanation",
    "Facts",
    "Id",
    "Incident",
    "IncidentType",
    "Interruption",
    "InterruptionReason",
    "Manner",
    "Measure",
    "NoAttrs",
    "NoRecording",
    "Officer",
    "Origin",
    "Party",
    "PartyKind",
    "Position",
    "Procedure",
    "Recording",
    "RecordingKind",
    "Right",
    "Role",
    "Secrecy",
    "ServiceMethod",
    "Signature",
    "Time",
    "Vessel",
    "seconds",
]


class Party(Shape, frozen=True):
    """The party of the case."""

    name: str = ""
    kind: PartyKind | msgspec.UnsetType = msgspec.UNSET


class Case(Shape, frozen=True):
    """What the case is; `id` is the subject of findings that concern the whole case."""

    id: Id
    act: Act
    procedure: Procedure | msgspec.UnsetType = msgspec.UNSET
    origin: Origin | msgspec.UnsetType = msgspec.UNSET
    title: str = ""
    party: Party | msgspec.UnsetType = msgspec.UNSET
    secrecy: list[Secrecy] = []


class Officer(Shape, frozen=True):
    """One officer of an event. An absent `valid_until` or `established` is not judged."""

    name: str = ""
    certificate: str = ""
    valid_until: date | msgspec.UnsetType = msgspec.UNSET
    established: bool | msgspec.UnsetType = msgspec.UNSET


class NoRecording(Shape, frozen=True):
    """Why an event was not recorded, and the document that says so."""

    reason: str = ""
    document: Id | msgspec.UnsetType = msgspec.UNSET


class Event(Shape, frozen=True):
    """One activity. Without an `end` it is still going on."""

    id: Id
    type: EventType
    start: Time
    end: Time | msgspec.UnsetType = msgspec.UNSET
    officers: list[Officer] = []
    identity_shown: bool | msgspec.UnsetType = msgspec.UNSET
    no_recording: NoRecording | msgspec.UnsetType = msgspec.UNSET
    attrs: dict[str, Any] = {}


class Signature(Shape, frozen=True):
    """A signature, or with `refused` its recorded refusal."""

    role: Role
    name: str = ""
    at: Time | msgspec.UnsetType = msgspec.UNSET
    refused: bool = False
    reason: str = ""


class Document(Shape, frozen=True):
    """One paper. It counts for the events it names; naming none, for any event."""

    id: Id
    type: DocumentType
    at: Time
    events: list[Id] = []
    fields: dict[str, str] = {}
    signatures: list[Signature] = []


class Position(Shape, frozen=True):
    """WGS 84 degrees."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


class Vessel(Shape, frozen=True):
    """The vessel on the footage; spoken where its name and number are heard."""

    name: str = ""
    number: str = ""
    spoken: bool = False


class Recording(Shape, frozen=True):
    """One piece of footage, sound or one photo (a photo is an instant)."""

    id: Id
    kind: RecordingKind
    start: Time
    end: Time | msgspec.UnsetType = msgspec.UNSET
    events: list[Id] = []
    device: str = ""
    officer: str = ""
    informed: bool = False
    reviewed_by_party: bool = False
    stored_at: Time | msgspec.UnsetType = msgspec.UNSET
    returned_at: Time | msgspec.UnsetType = msgspec.UNSET
    handed_over_at: Time | msgspec.UnsetType = msgspec.UNSET
    evidence: bool = False
    statement: Id | msgspec.UnsetType = msgspec.UNSET
    disc: str = ""
    content: list[Content] = []
    position: Position | msgspec.UnsetType = msgspec.UNSET
    vessel: Vessel | msgspec.UnsetType = msgspec.UNSET


class Interruption(Shape, frozen=True, rename={"from_": "from"}):
    """A break in a recording: when, why, and how it was explained."""

    id: Id
    from_: Time
    event: Id | msgspec.UnsetType = msgspec.UNSET
    to: Time | msgspec.UnsetType = msgspec.UNSET
    reason: InterruptionReason | msgspec.UnsetType = msgspec.UNSET
    explained_by: Explanation | None = None
    document: Id | None = None
    reported_to_head_at: Time | None = None


class Incident(Shape, frozen=True):
    """Something that makes footage worth keeping for long (000/001 art. 21, 004 art. 12)."""

    id: Id
    type: IncidentType
    at: Time
    event: Id | msgspec.UnsetType = msgspec.UNSET


class Facts(Shape, frozen=True):
    """All facts of one case, in any order."""

    case: Case
    events: list[Event] = []
    documents: list[Document] = []
    recordings: list[Recording] = []
    interruptions: list[Interruption] = []
    incidents: list[Incident] = []


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(time: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z; a fraction of a second is cut, never rounded.

    >>> seconds(datetime(1970, 1, 2, 0, 0, 0, 999_999, tzinfo=UTC))
    86400
    """
    delta = time - _EPOCH
    return delta.days * 86_400 + delta.seconds
