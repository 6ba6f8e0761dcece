# SPDX-License-Identifier: Apache-2.0
"""What is found of each kind of row; `None` where nothing is, or no longer.

Never asked for here: the confidential rows of participants, drafts, the shells of state secrets,
and fields of documents that some form calls confidential, whoever typed them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import translation

from liuhen.apps.cases.field_order import in_order
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    Incident,
    Paper,
    Participant,
    ReceivedPaper,
    Recording,
    Thing,
)
from liuhen.apps.evidence.models import Device, Mark, Original
from liuhen.apps.evidence.words import MarkWord
from liuhen.apps.finding_aid.folding import fold
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.paper.standard import standard_forms

#: More of one row is not looked at; a PostgreSQL index takes no more than a megabyte of one.
MOST_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """What is found of one row: its lines, and where it belongs."""

    kind: EntryKind
    at: datetime
    lines: tuple[Any, ...]
    title: str = ""
    number: str = ""
    word: str = ""
    item: UUID | None = None
    belongs: dict[str, UUID | None] = field(default_factory=dict)


def rows_to_enter(model: type[Model], **such: Any) -> QuerySet[Any]:
    """Return such rows of a model, with what their entries ask of other rows."""
    rows = model._base_manager.filter(**such)  # documented by Django
    return rows.select_related("replaced_by") if model is Paper else rows


def entry_of(row: Model) -> SearchEntry | None:
    """Return the entry of a row, without its key; `None` where nothing is found of it."""
    found = MAKERS[type(row)](row)
    if found is None:
        return None
    text = "\n".join(line for line in map(_line, found.lines) if line)[:MOST_CHARACTERS]
    folded = fold(text)
    if not folded:
        return None
    return SearchEntry(
        subject=row.pk,
        item=found.item or row.pk,
        kind=found.kind,
        word=found.word[:40],
        bureau_id=row.bureau_id,  # type: ignore[attr-defined]  # every model of MAKERS has one
        title=found.title[:300],
        number=fold(found.number)[:100],
        text=text,
        folded=folded,
        at=found.at,
        **found.belongs,
    )


def _line(value: Any) -> str:
    return " ".join(str(value or "").split("\x00"))


def _case(row: Case) -> Found:
    return Found(
        EntryKind.CASE,
        row.opened_at,
        (row.number, row.title, row.party_name, row.cause, row.summary),
        title=row.title,
        number=row.number,
        word=row.act,
        belongs={"case_id": row.pk, "section_id": row.section_id},
    )


def _participant(row: Participant) -> Found | None:
    if row.ended_at is not None:
        return None
    said = (row.name, row.credit_code, row.representative, row.job, row.address)
    return Found(
        EntryKind.PARTICIPANT,
        row.recorded_at,
        (*said, row.service_address),
        title=row.name,
        word=row.role,
        belongs={"case_id": row.case_id},
    )


def _fact(row: Fact, kind: EntryKind, at: datetime, word: str, *lines: Any) -> Found | None:
    if row.superseded_at is not None or row.withdrawn:
        return None
    belongs = {"case_id": row.case_id, "section_id": row.section_id}
    return Found(kind, at, lines, word=word, item=row.item, belongs=belongs)


def _activity(row: Activity) -> Found | None:
    return _fact(row, EntryKind.ACTIVITY, row.start, row.kind, row.place)


def _document(row: Document) -> Found | None:
    hidden = secret_names()
    said = (value for name, value in in_order(row.type, row.fields) if name not in hidden)
    return _fact(row, EntryKind.DOCUMENT, row.at, row.type, *_strings(list(said)))


@lru_cache(maxsize=1)
def secret_names() -> frozenset[str]:
    """Return the names of fields that any form calls confidential."""
    return frozenset(name for form in standard_forms().values() for name in form.secret_fields)


def _incident(row: Incident) -> Found | None:
    return _fact(row, EntryKind.INCIDENT, row.at, row.type, row.text, row.about)


def _recording(row: Recording) -> Found | None:
    if row.original_id is not None:
        return None  # the original itself is found by whoever sees it whole
    said = (row.device, row.officer, row.disc, row.statement)
    return _fact(row, EntryKind.RECORDING, row.start, row.kind, *said)


def _paper(row: Paper) -> Found:
    """A paper, also by the code on its pages; of one that was replaced, its number alone.

    The text of a paper that is a fact of the case too is found as that document.
    """
    replaced = getattr(row, "replaced_by", None) is not None
    said = () if replaced or row.item is not None else tuple(_values(row))
    return Found(
        EntryKind.PAPER,
        row.issued_at,
        (row.number,) if replaced else (row.number, row.title, row.code, *said),
        title=row.title,
        number=row.number,
        belongs={"case_id": row.case_id},
    )


def _values(row: Paper) -> Iterator[str]:
    hidden = secret_names()
    return _strings([value for name, value in row.values.items() if name not in hidden])


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value of JSON; what keys of rows and people look like is no text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        hidden = secret_names()
        for name, one in value.items():
            if name not in hidden and name not in _KEYS:
                yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


_KEYS = frozenset({"id", "key", "digest", "ref"})


def _received(row: ReceivedPaper) -> Found:
    return Found(
        EntryKind.RECEIVED,
        row.received_at,
        (row.number, row.title, row.sender),
        title=row.title,
        number=row.number,
        belongs={"case_id": row.case_id, "section_id": row.section_id},
    )


def _thing(row: Thing) -> Found:
    return Found(
        EntryKind.THING,
        row.received_at,
        (row.number, row.name, row.spec, row.owner, row.place),
        title=row.name,
        number=row.number,
        word=row.measure,
        belongs={"case_id": row.case_id},
    )


def _original(row: Original) -> Found:
    return Found(
        EntryKind.RECORDING,
        row.start or row.kept_at,
        (row.file_name, row.device_code, row.officer_name),
        title=row.file_name,
        word=row.kind,
        belongs={"original_id": row.pk},
    )


def _mark(row: Mark) -> Found | None:
    if row.superseded_at is not None or row.withdrawn:
        return None
    return Found(
        EntryKind.MARK,
        row.recorded_at,
        (row.text, *_strings(row.details), *_called(row.word)),
        word=row.word,
        item=row.item,
        belongs={"original_id": row.original_id},
    )


@lru_cache(maxsize=64)
def _called(word: str) -> tuple[str, ...]:
    """What a mark is called on its button, in every language: most have no text beside it."""
    if word not in MarkWord.values:
        return ()
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(MarkWord(word).label))
    return tuple(dict.fromkeys(found))


def _device(row: Device) -> Found:
    return Found(
        EntryKind.DEVICE,
        row.registered_at,
        (row.code, row.serial, row.model, row.place),
        title=row.code,
        number=row.code,
        word=row.kind,
        belongs={"section_id": row.section_id},
    )


#: Every model of which something is found.
MAKERS: dict[type[Model], Callable[[Any], Found | None]] = {
    Case: _case,
    Participant: _participant,
    Activity: _activity,
    Document: _document,
    Paper: _paper,
    ReceivedPaper: _received,
    Thing: _thing,
    Incident: _incident,
    Recording: _recording,
    Original: _original,
    Mark: _mark,
    Device: _device,
}
