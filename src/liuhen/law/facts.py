# SPDX-License-Identifier: Apache-2.0
"""The dated facts of one case: the words of the contract and their shapes.

What this module promises:

- a `Facts` value holds what was read and nothing else; no clock, no default that invents a fact
  (an absent boolean is `False`: "not recorded");
- every time is an aware datetime, kept to the second;
- what `load_facts` returns is consistent: ids are unique across all kinds of item, every reference
  leads to an item of the right kind, nothing ends before it starts.

What a regulation makes of these facts is the business of a pack (`liuhen.law.pack`).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from liuhen.law.decoding import convert, decode
from liuhen.law.errors import BadInput, quoted

Act = Literal["penalty", "coercion", "inspection", "licensing", "levy", "requisition"]
Procedure = Literal["general", "simple"]
Origin = Literal["application", "complaint", "ex_officio"]
PartyKind = Literal["person", "organization"]
Secrecy = Literal["state_secret", "commercial_secret", "privacy"]
EventType = Literal[
    "application_received", "correction_notified", "acceptance_decided", "complaint_received",
    "complaint_decided", "complainant_informed", "case_initiated", "rights_informed",
    "routine_patrol", "site_inspection", "inquiry", "evidence_collection", "sampling",
    "advance_preservation", "appraisal", "expert_review", "statement_and_defense", "hearing",
    "investigation_refused", "coercive_measure", "forced_demolition", "investigation_concluded",
    "section_review", "legal_review", "collective_discussion", "approval", "decision_made",
    "on_the_spot_penalty", "service", "performance", "rectification_check", "demand",
    "court_application", "court_result", "coercive_execution", "confiscated_property_disposal",
    "case_concluded", "archived",
    # words of the statutory pack alone; accepted in every file
    "preservation_disposed", "hearing_requested", "hearing_notified", "measure_reported",
    "measure_extended", "measure_released", "fine_handed_over", "period_extended",
    "remedy_sought", "remedy_ended", "case_suspended", "case_resumed", "case_withdrawn",
    "case_transferred",
]  # fmt: skip
DocumentType = Literal[
    "application_register", "correction_notice", "acceptance_notice", "complaint_register",
    "complaint_decision_record", "initiation_approval", "inquiry_record", "site_inspection_record",
    "evidence_list", "preservation_document", "sampling_list", "hearing_record",
    "appraisal_opinion", "expert_opinion", "statement_defense_record",
    "investigation_refusal_record", "preservation_decision_record", "coercive_measure_decision",
    "investigation_report", "section_review_opinion", "legal_review_opinion",
    "collective_discussion_record", "decision", "simple_procedure_record", "proof_of_service",
    "mail_receipt", "delivery_confirmation", "returned_mail_record", "public_notice",
    "service_record", "service_address_confirmation", "performance_record",
    "rectification_record", "demand_notice", "court_application", "court_result_record",
    "property_disposal_record", "no_recording_reason", "interruption_statement",
    "av_evidence_statement", "closing_report", "case_file_catalogue",
    # words of the statutory pack alone; accepted in every file
    "filing_approval", "prior_notice", "hearing_notice", "measure_list", "measure_extension",
    "measure_release", "correction_order", "no_penalty_decision", "decision_approval",
    "instalment_approval", "transfer_letter",
]  # fmt: skip
Role = Literal[
    "officer", "party", "witness", "evidence_provider", "recipient", "server", "handler",
    "section_head", "deputy_head", "bureau_head", "legal_reviewer", "appraiser",
]  # fmt: skip
RecordingKind = Literal["video", "audio", "photo", "surveillance"]
Content = Literal["scene", "people", "items", "measures", "documents", "place_sign"]
InterruptionReason = Literal[
    "power", "device_failure", "storage_full", "weather", "obstruction", "other"
]
Explanation = Literal["voice", "document"]
IncidentType = Literal[
    "objection", "complaint_or_petition", "evasion_or_obstruction", "assault", "mass_incident",
    "emergency", "other_long_term",
]  # fmt: skip
Measure = Literal["personal_freedom", "seal", "seize", "freeze", "other"]
ServiceMethod = Literal["direct", "mail", "lien", "public_notice", "entrusted", "transfer"]
Right = Literal["statement", "defense", "recusal", "hearing", "reconsideration", "litigation"]
Manner = Literal["oral", "written"]

ACTS: tuple[str, ...] = get_args(Act)
PROCEDURES: tuple[str, ...] = get_args(Procedure)
ORIGINS: tuple[str, ...] = get_args(Origin)
PARTY_KINDS: tuple[str, ...] = get_args(PartyKind)
SECRECY: tuple[str, ...] = get_args(Secrecy)
EVENT_TYPES: tuple[str, ...] = get_args(EventType)
DOCUMENT_TYPES: tuple[str, ...] = get_args(DocumentType)
ROLES: tuple[str, ...] = get_args(Role)
RECORDING_KINDS: tuple[str, ...] = get_args(RecordingKind)
CONTENTS: tuple[str, ...] = get_args(Content)
INTERRUPTION_REASONS: tuple[str, ...] = get_args(InterruptionReason)
INCIDENT_TYPES: tuple[str, ...] = get_args(IncidentType)
MEASURES: tuple[str, ...] = get_args(Measure)
SERVICE_METHODS: tuple[str, ...] = get_args(ServiceMethod)
RIGHTS: tuple[str, ...] = get_args(Right)

_TIME_ATTRS = frozenset({"rectify_by", "until"})

#: Roles whose signature a recorded refusal may stand in for (settled reading 5).
REFUSABLE_ROLES: frozenset[str] = frozenset({"party", "witness", "evidence_provider", "recipient"})

Id = Annotated[str, Meta(min_length=1, description="unique across all items of the case")]
Time = Annotated[datetime, Meta(tz=True, description="ISO 8601 with an offset, to the second")]
Words = dict[str, str]


class Shape(Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, gc=False):
    """Base of all facts: unknown keys are refused, absent keys stay absent when written."""


class Attrs(Shape):
    """The attributes of one event type; a type without a class of its own has none."""


class ApplicationReceived(Attrs):
    oral: bool = False


class AcceptanceDecided(Attrs):
    accepted: bool = False


class ComplaintReceived(Attrs):
    real_name: bool = False


class ComplaintDecided(Attrs):
    initiated: bool = False


class CaseInitiated(Attrs):
    urgent: bool = False


class RightsInformed(Attrs):
    rights: list[Right] | msgspec.UnsetType = msgspec.UNSET
    manner: Manner | msgspec.UnsetType = msgspec.UNSET


class CoerciveMeasure(Attrs):
    measure: Measure | msgspec.UnsetType = msgspec.UNSET


class DecisionMade(Attrs):
    rectify_by: Time | msgspec.UnsetType = msgspec.UNSET


class OnTheSpotPenalty(Attrs):
    collected_on_site: bool = False
    disputed: bool = False


class Service(Attrs):
    method: ServiceMethod | msgspec.UnsetType = msgspec.UNSET
    of: Id | msgspec.UnsetType = msgspec.UNSET
    returned: bool = False


class MeasureExtended(Attrs):
    until: Time | msgspec.UnsetType = msgspec.UNSET
    excluded_days: Annotated[int, Meta(ge=0, le=36_600)] | msgspec.UnsetType = msgspec.UNSET


class FineHandedOver(Attrs):
    to: Literal["agency", "bank"] | msgspec.UnsetType = msgspec.UNSET


class PeriodExtended(Attrs):
    of: Literal["decision", "measure", "filing"] | msgspec.UnsetType = msgspec.UNSET
    until: Time | msgspec.UnsetType = msgspec.UNSET


class RemedySought(Attrs):
    kind: Literal["reconsideration", "litigation"] | msgspec.UnsetType = msgspec.UNSET


class CaseTransferred(Attrs):
    to: str | msgspec.UnsetType = msgspec.UNSET


class NoAttrs(Attrs):
    """For the event types that have no attributes."""


ATTRS: dict[str, type[Attrs]] = {
    "application_received": ApplicationReceived,
    "acceptance_decided": AcceptanceDecided,
    "complaint_received": ComplaintReceived,
    "complaint_decided": ComplaintDecided,
    "case_initiated": CaseInitiated,
    "rights_informed": RightsInformed,
    "coercive_measure": CoerciveMeasure,
    "decision_made": DecisionMade,
    "on_the_spot_penalty": OnTheSpotPenalty,
    "service": Service,
    "measure_extended": MeasureExtended,
    "fine_handed_over": FineHandedOver,
    "period_extended": PeriodExtended,
    "remedy_sought": RemedySought,
    "case_transferred": CaseTransferred,
}


class Party(Shape):
    name: str = ""
    kind: PartyKind | msgspec.UnsetType = msgspec.UNSET


class Case(Shape):
    """What the case is; `id` is the subject of findings that concern the whole case."""

    id: Id
    act: Act
    procedure: Procedure | msgspec.UnsetType = msgspec.UNSET
    origin: Origin | msgspec.UnsetType = msgspec.UNSET
    title: str = ""
    party: Party | msgspec.UnsetType = msgspec.UNSET
    secrecy: list[Secrecy] = []


class Officer(Shape):
    """One officer of an event. An absent `valid_until` or `established` is not judged."""

    name: str = ""
    certificate: str = ""
    valid_until: date | msgspec.UnsetType = msgspec.UNSET
    established: bool | msgspec.UnsetType = msgspec.UNSET


class NoRecording(Shape):
    """Why an event was not recorded, and the document that says so."""

    reason: str = ""
    document: Id | msgspec.UnsetType = msgspec.UNSET


class Event(Shape):
    """One activity. Without an `end` it is still going on."""

    id: Id
    type: EventType
    start: Time
    end: Time | msgspec.UnsetType = msgspec.UNSET
    officers: list[Officer] = []
    identity_shown: bool | msgspec.UnsetType = msgspec.UNSET
    no_recording: NoRecording | msgspec.UnsetType = msgspec.UNSET
    attrs: dict[str, Any] = {}


class Signature(Shape):
    """A signature, or with `refused` its recorded refusal."""

    role: Role
    name: str = ""
    at: Time | msgspec.UnsetType = msgspec.UNSET
    refused: bool = False
    reason: str = ""


class Document(Shape):
    """One paper. It counts for the events it names; naming none, for any event."""

    id: Id
    type: DocumentType
    at: Time
    events: list[Id] = []
    fields: dict[str, str] = {}
    signatures: list[Signature] = []


class Position(Shape):
    """WGS 84 degrees."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]


class Vessel(Shape):
    name: str = ""
    number: str = ""
    spoken: bool = False


class Recording(Shape):
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


class Interruption(Shape, rename={"from_": "from"}):
    """A break in a recording: when, why, and how it was explained."""

    id: Id
    from_: Time
    event: Id | msgspec.UnsetType = msgspec.UNSET
    to: Time | msgspec.UnsetType = msgspec.UNSET
    reason: InterruptionReason | msgspec.UnsetType = msgspec.UNSET
    explained_by: Explanation | None = None
    document: Id | None = None
    reported_to_head_at: Time | None = None


class Incident(Shape):
    """Something that makes footage worth keeping for long (000/001 art. 21, 004 art. 12)."""

    id: Id
    type: IncidentType
    at: Time
    event: Id | msgspec.UnsetType = msgspec.UNSET


class Facts(Shape):
    """All facts of one case, in any order."""

    case: Case
    events: list[Event] = []
    documents: list[Document] = []
    recordings: list[Recording] = []
    interruptions: list[Interruption] = []
    incidents: list[Incident] = []


def load_facts(raw: bytes, name: str) -> Facts:
    """Read facts from JSON bytes; `name` is what a message calls the file.

    Raises:
        BadInput: one sentence with the file, the JSON path, what was found and what is allowed.
    """
    return checked(decode(raw, Facts, name), name)


def checked(facts: Facts, name: str, path: str = "") -> Facts:
    """Return `facts` if it is consistent in itself; `path` stands before every path in a message.

    Raises:
        BadInput: an id twice, a reference to nothing, an end before its start, a wrong attribute,
            a time in no sensible year.
    """
    where = f"{name}: {path}"
    _check_ids(facts, where)
    events = {event.id for event in facts.events}
    documents = {document.id for document in facts.documents}
    for i, event in enumerate(facts.events):
        if event.attrs:
            shape = ATTRS.get(event.type, NoAttrs)
            attrs = convert(
                event.attrs, shape, name, f"{path}events[{i}].attrs", f"of {event.type}"
            )
            for key in _TIME_ATTRS.intersection(event.attrs):
                event.attrs[key] = getattr(attrs, key)
    for at, reference, kind in _references(facts):
        if reference not in (documents if kind == "document" else events):
            raise BadInput(
                f"{where}{_path(at)}: there is no {kind} with the id {quoted(reference)}"
            )
    for at, start, end in _spans(facts):
        if end < start:
            raise BadInput(
                f"{where}{_path(at)}: {end.isoformat()} is before the start {start.isoformat()}"
            )
    for at, time in _times(facts):
        if not 1900 <= time.year <= 2999:
            raise BadInput(f"{where}{_path(at)}: the year {time.year} is not between 1900 and 2999")
    return facts


Place = tuple[str, int, str]
"""Where a value stands: the list, its index, the key below it."""


def _path(place: Place) -> str:
    items, index, key = place
    return f"{items}[{index}].{key}" if key else f"{items}[{index}]"


def _check_ids(facts: Facts, where: str) -> None:
    seen: set[str] = set()
    for name in ("events", "documents", "recordings", "interruptions", "incidents"):
        for i, item in enumerate(getattr(facts, name)):
            if item.id in seen:
                raise BadInput(f"{where}{name}[{i}].id: {quoted(item.id)} stands there twice")
            seen.add(item.id)


def _references(facts: Facts) -> Iterator[tuple[Place, str, str]]:
    """Every reference: where it stands, what it names, the kind of item it must lead to."""
    for i, event in enumerate(facts.events):
        if event.no_recording and event.no_recording.document:
            yield ("events", i, "no_recording.document"), event.no_recording.document, "document"
        if event.type == "service" and "of" in event.attrs:
            yield ("events", i, "attrs.of"), event.attrs["of"], "document"
    for name, items in (("documents", facts.documents), ("recordings", facts.recordings)):
        for i, item in enumerate(items):
            for j, reference in enumerate(item.events):
                yield (name, i, f"events[{j}]"), reference, "event"
    for i, recording in enumerate(facts.recordings):
        if recording.statement:
            yield ("recordings", i, "statement"), recording.statement, "document"
    for i, interruption in enumerate(facts.interruptions):
        if interruption.event:
            yield ("interruptions", i, "event"), interruption.event, "event"
        if interruption.document:
            yield ("interruptions", i, "document"), interruption.document, "document"
    for i, incident in enumerate(facts.incidents):
        if incident.event:
            yield ("incidents", i, "event"), incident.event, "event"


def _spans(facts: Facts) -> Iterator[tuple[Place, datetime, datetime]]:
    for name in ("events", "recordings"):
        for i, item in enumerate(getattr(facts, name)):
            if item.end:
                yield (name, i, "end"), item.start, item.end
    for i, interruption in enumerate(facts.interruptions):
        if interruption.to:
            yield ("interruptions", i, "to"), interruption.from_, interruption.to


_TIMES: dict[str, Sequence[tuple[str, str]]] = {
    "events": (("start", "start"), ("end", "end")),
    "documents": (("at", "at"),),
    "recordings": tuple(
        (key, key) for key in ("start", "end", "stored_at", "returned_at", "handed_over_at")
    ),
    "interruptions": (("from", "from_"), ("to", "to"), ("reported_to_head_at",) * 2),
    "incidents": (("at", "at"),),
}


def _times(facts: Facts) -> Iterator[tuple[Place, datetime]]:
    for name, keys in _TIMES.items():
        for i, item in enumerate(getattr(facts, name)):
            for key, attribute in keys:
                time = getattr(item, attribute)
                if time:
                    yield (name, i, key), time
    for i, document in enumerate(facts.documents):
        for j, signature in enumerate(document.signatures):
            if signature.at:
                yield ("documents", i, f"signatures[{j}].at"), signature.at


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seconds(time: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z; a fraction of a second is cut, never rounded.

    >>> seconds(datetime(1970, 1, 2, 0, 0, 0, 999_999, tzinfo=UTC))
    86400
    """
    delta = time - _EPOCH
    return delta.days * 86_400 + delta.seconds
