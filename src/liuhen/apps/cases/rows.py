# SPDX-License-Identifier: Apache-2.0
"""The contract's values as rows: what import reads (`cases.facts` is the way back)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from msgspec import UnsetType, to_builtins

from liuhen.apps.cases.models import (
    Activity,
    Document,
    Fact,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.reported import second_ids
from liuhen.law import facts as law

V = TypeVar("V")


def _or_none(value: V | UnsetType) -> V | None:
    return None if isinstance(value, UnsetType) else value


def _or_empty(value: str | UnsetType) -> str:
    return "" if isinstance(value, UnsetType) else value


def rows_of(facts: law.Facts) -> Iterable[Fact]:
    """Yield a row for every fact, still without case, times and origin."""
    yield from map(_activity, facts.events)
    seconds = second_ids(facts.documents)  # they are made again when the case is reported
    yield from (_document(one) for one in facts.documents if one.id not in seconds)
    yield from map(_recording, facts.recordings)
    yield from map(_interruption, facts.interruptions)
    yield from map(_incident, facts.incidents)


def _activity(value: law.Event) -> Activity:
    lost = _or_none(value.no_recording)
    return Activity(
        ref=value.id,
        kind=value.type,
        start=value.start.replace(microsecond=0),
        end=_to_second(value.end),
        officers=[to_builtins(one) for one in value.officers],
        identity_shown=_or_none(value.identity_shown),
        no_recording=None if lost is None else to_builtins(lost),
        attrs=to_builtins(value.attrs),
    )


def _to_second(value: datetime | UnsetType | None) -> datetime | None:
    return value.replace(microsecond=0) if isinstance(value, datetime) else None


def _document(value: law.Document) -> Document:
    return Document(
        ref=value.id,
        type=value.type,
        at=value.at.replace(microsecond=0),
        event_refs=value.events,
        fields=value.fields,
        signatures=[to_builtins(one) for one in value.signatures],
    )


def _recording(value: law.Recording) -> Recording:
    position, vessel = _or_none(value.position), _or_none(value.vessel)
    return Recording(
        ref=value.id,
        kind=value.kind,
        start=value.start.replace(microsecond=0),
        end=_to_second(value.end),
        event_refs=value.events,
        device=value.device,
        officer=value.officer,
        informed=value.informed,
        reviewed_by_party=value.reviewed_by_party,
        stored_at=_to_second(value.stored_at),
        returned_at=_to_second(value.returned_at),
        handed_over_at=_to_second(value.handed_over_at),
        evidence=value.evidence,
        statement=_or_empty(value.statement),
        disc=value.disc,
        content=value.content,
        position=None if position is None else {"lat": position.lat, "lon": position.lon},
        vessel=None if vessel is None else to_builtins(vessel),
    )


def _interruption(value: law.Interruption) -> Interruption:
    return Interruption(
        ref=value.id,
        start=value.from_.replace(microsecond=0),
        end=_to_second(value.to),
        event_ref=_or_empty(value.event),
        cause=_or_empty(value.reason),
        explained_by=value.explained_by or "",
        document=value.document or "",
        reported_to_head_at=_to_second(value.reported_to_head_at),
    )


def _incident(value: law.Incident) -> Incident:
    return Incident(
        ref=value.id,
        type=value.type,
        at=value.at.replace(microsecond=0),
        event_ref=_or_empty(value.event),
    )
