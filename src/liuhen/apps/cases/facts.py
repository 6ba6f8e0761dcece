# SPDX-License-Identifier: Apache-2.0
"""Rows as the contract's values: what export writes (`cases.rows` is the way back).

Here stands what was claimed, word for word. Which claims count is decided in `compliance.timeline`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.pieces import pieces_of
from liuhen.apps.cases.reported import with_reported
from liuhen.apps.trace.once import once
from liuhen.law import facts as law
from liuhen.law.attrs import TIME_ATTRS

F = TypeVar("F", bound=Fact)
V = TypeVar("V")


def known_rows(kind: type[F], case: Case, known_at: datetime | None = None) -> list[F]:
    """Return the facts of one kind that count: today's, or as they were known at `known_at`."""
    return list(once((kind, case.pk, known_at), lambda: _known_rows(kind, case, known_at)))


def _known_rows(kind: type[F], case: Case, known_at: datetime | None) -> list[F]:
    manager: Any = kind._default_manager  # documented by Django
    rows: QuerySet[F] = manager.within(case.bureau_id).filter(case=case, withdrawn=False)
    if known_at is None:
        rows = rows.filter(superseded_at=None)
    else:
        later = Q(superseded_at=None) | Q(superseded_at__gt=known_at)
        rows = rows.filter(later, recorded_at__lte=known_at)
    return list(rows.order_by("id"))


@dataclass(frozen=True, slots=True)
class Rows:
    """The facts of one case that count at one moment of knowledge."""

    case: Case
    activities: list[Activity]
    documents: list[Document]
    recordings: list[Recording]
    interruptions: list[Interruption]
    incidents: list[Incident]

    @property
    def refs(self) -> set[str]:
        """Every reference in use."""
        facts: tuple[list[Any], ...] = (
            self.activities, self.documents, self.recordings, self.interruptions, self.incidents,
        )  # fmt: skip
        return {row.ref for rows in facts for row in rows}


def rows_of_case(case: Case, known_at: datetime | None = None) -> Rows:
    """Return today's facts, or those known at `known_at`."""
    return Rows(
        case,
        known_rows(Activity, case, known_at),
        known_rows(Document, case, known_at),
        known_rows(Recording, case, known_at),
        known_rows(Interruption, case, known_at),
        known_rows(Incident, case, known_at),
    )


def rows_of_cases(cases: Sequence[Case]) -> list[Rows]:
    """Return today's facts of cases of one bureau, by as many queries as those of one case."""
    activities = _rows_in(Activity, cases)
    documents = _rows_in(Document, cases)
    recordings = _rows_in(Recording, cases)
    interruptions = _rows_in(Interruption, cases)
    incidents = _rows_in(Incident, cases)
    return [
        Rows(
            case,
            activities[case.pk],
            documents[case.pk],
            recordings[case.pk],
            interruptions[case.pk],
            incidents[case.pk],
        )
        for case in cases
    ]


def _rows_in(kind: type[F], cases: Sequence[Case]) -> dict[UUID | None, list[F]]:
    known: dict[UUID | None, Case] = {case.pk: case for case in cases}
    found: dict[UUID | None, list[F]] = {key: [] for key in known}
    for bureau in {case.bureau_id for case in cases}:
        for row in standing_in(kind, bureau, [case.pk for case in cases]):
            row.case = known[row.case_id]
            found[row.case_id].append(row)
    return found


def standing_in(
    kind: type[F], bureau: UUID, cases: Collection[UUID] | QuerySet[Any, Any]
) -> QuerySet[F]:
    """Return the facts of one kind that count today in cases of a bureau, named by their keys."""
    manager: Any = kind._default_manager  # documented by Django
    rows: QuerySet[F] = manager.within(bureau).filter(case__in=cases)
    return rows.filter(superseded_at=None, withdrawn=False).order_by("id")


def claimed_facts(case: Case, known_at: datetime | None = None) -> law.Facts:
    """Return the facts of the case as they are claimed."""
    return claimed(rows_of_case(case, known_at))


def claimed(rows: Rows) -> law.Facts:
    """Return every fact with its claimed times; footage is cut at its holes."""
    return law.Facts(
        case=case_value(rows.case),
        events=_events(rows),
        documents=documents_of(rows),
        recordings=_recordings(rows),
        interruptions=[interruption_value(row) for row in rows.interruptions],
        incidents=[incident_value(row) for row in rows.incidents],
    )


def documents_of(rows: Rows) -> list[law.Document]:
    """Return the documents; what was signed on a form of approval stands on what it approves."""
    return with_reported(rows.case, rows.documents, [document_value(row) for row in rows.documents])


def _events(rows: Rows) -> list[law.Event]:
    """The activities; a certificate that footage of one shows being shown counts as shown."""
    seen = {
        ref for row in rows.recordings if "certificate_shown" in row.seen for ref in row.event_refs
    }
    return [
        replace(value, identity_shown=True)
        if value.id in seen and value.identity_shown is UNSET
        else value
        for value in map(event_value, rows.activities)
    ]


def _recordings(rows: Rows) -> list[law.Recording]:
    """The recordings, one for each unbroken stretch.

    Where an activity says that people were told of the recording, its footage says so too.
    """
    taken, made = rows.refs, []
    told = told_of_filming(rows.activities)
    for row in rows.recordings:
        value = recording_value(row)
        made += [
            replace(
                value,
                id=piece.ref,
                start=timezone.localtime(piece.start),
                end=_time(piece.end),
                events=piece.events,
                informed=is_informed(row, piece.events, told),
            )
            for piece in pieces_of(row, rows.activities, taken)
        ]
    return made


def told_of_filming(activities: Iterable[Activity]) -> set[str]:
    """Return the references of the activities in which people were told that it is recorded."""
    return {row.ref for row in activities if row.details.get("filming_told") is True}


def is_informed(row: Recording, events: Sequence[str], told: set[str]) -> bool:
    """Whether those who were filmed were told: the recording says so, or else its activities."""
    return bool(row.informed) or (row.informed is None and bool(events) and set(events) <= told)


# ---------------------------------------------------------------- rows into values


def _or_unset(value: V | None) -> V | UnsetType:
    return UNSET if value is None or value == "" else value


def _time(value: datetime | None) -> datetime | UnsetType:
    """A time as people here read it, with the offset of Beijing."""
    return UNSET if value is None else timezone.localtime(value)


def case_value(case: Case) -> law.Case:
    """Return the case; its id is its number."""
    party: law.Party | UnsetType = UNSET
    if case.party_name or case.party_kind:
        party = law.Party(name=case.party_name, kind=_or_unset(case.party_kind))  # type: ignore[arg-type]  # checked when entered
    return law.Case(
        id=case.number,
        act=case.act,  # type: ignore[arg-type]  # checked when entered
        procedure=_or_unset(case.procedure),  # type: ignore[arg-type]  # the same
        origin=_or_unset(case.origin),  # type: ignore[arg-type]  # the same
        title=""
        if case.title == case.number
        else case.title,  # a case without one shows its number
        party=party,
        secrecy=case.secrecy,
    )


def event_value(row: Activity) -> law.Event:
    """Return an activity."""
    lost = row.no_recording
    return law.Event(
        id=row.ref,
        type=row.kind,  # type: ignore[arg-type]  # checked when entered
        start=timezone.localtime(row.start),
        end=_time(row.end),
        officers=[_officer(one) for one in row.officers],
        identity_shown=_or_unset(row.identity_shown),
        no_recording=UNSET
        if lost is None
        else law.NoRecording(lost.get("reason", ""), lost.get("document", UNSET)),
        attrs=_attrs_with_times(row.attrs),
    )


def _attrs_with_times(attrs: dict[str, Any]) -> dict[str, Any]:
    """The attributes as the engine takes them: its times are instants, a row's are text."""
    times = TIME_ATTRS.intersection(attrs)
    return attrs | {name: datetime.fromisoformat(attrs[name]) for name in times}


def _officer(value: dict[str, Any]) -> law.Officer:
    until = value.get("valid_until")
    return law.Officer(
        name=value.get("name", ""),
        certificate=value.get("certificate", ""),
        valid_until=date.fromisoformat(until) if until else UNSET,
        established=value.get("established", UNSET),
    )


def document_value(row: Document) -> law.Document:
    """Return a document."""
    return law.Document(
        id=row.ref,
        type=row.type,  # type: ignore[arg-type]  # checked when entered
        at=timezone.localtime(row.at),
        events=row.event_refs,
        fields=row.fields,
        signatures=[signature_value(one) for one in row.signatures],
    )


def signature_value(value: dict[str, Any]) -> law.Signature:
    """Return a signature without what the system keeps beside it."""
    at = value.get("at")
    return law.Signature(
        role=value["role"],
        name=value.get("name", ""),
        at=datetime.fromisoformat(at) if at else UNSET,
        refused=value.get("refused", False),
        reason=value.get("reason", ""),
    )


def recording_value(row: Recording) -> law.Recording:
    """Return a recording."""
    return law.Recording(
        id=row.ref,
        kind=row.kind,  # type: ignore[arg-type]  # checked when entered
        start=timezone.localtime(row.start),
        end=_time(row.end),
        events=row.event_refs,
        device=row.device,
        officer=row.officer,
        informed=bool(row.informed),
        reviewed_by_party=bool(row.reviewed_by_party),
        stored_at=_time(row.stored_at),
        returned_at=_time(row.returned_at),
        handed_over_at=_time(row.handed_over_at),
        evidence=row.evidence,
        statement=_or_unset(row.statement),
        disc=row.disc,
        content=row.content,
        position=UNSET if row.position is None else law.Position(**row.position),
        vessel=UNSET if row.vessel is None else law.Vessel(**row.vessel),
    )


def interruption_value(row: Interruption) -> law.Interruption:
    """Return an interruption."""
    return law.Interruption(
        id=row.ref,
        from_=timezone.localtime(row.start),
        event=_or_unset(row.event_ref),
        to=_time(row.end),
        reason=_or_unset(row.cause),  # type: ignore[arg-type]  # checked when entered
        explained_by=row.explained_by or None,  # type: ignore[arg-type]  # the same
        document=row.document or None,
        reported_to_head_at=_time(row.reported_to_head_at) or None,
    )


def incident_value(row: Incident) -> law.Incident:
    """Return an incident."""
    return law.Incident(
        id=row.ref,
        type=row.type,  # type: ignore[arg-type]  # checked when entered
        at=timezone.localtime(row.at),
        event=_or_unset(row.event_ref),
    )
