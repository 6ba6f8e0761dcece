# SPDX-License-Identifier: Apache-2.0
"""The lines of an answer: what was found, where its page is, and the words around the hit."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from liuhen.apps.cases.models import Participant, Thing
from liuhen.apps.evidence.models import DeviceKind, OriginalKind
from liuhen.apps.finding_aid.folding import pieces
from liuhen.apps.finding_aid.models import EntryKind, SearchEntry
from liuhen.apps.finding_aid.searching import Answer
from liuhen.web.words import TABLES

#: What the words of each kind are called.
_WORDS: Mapping[str, Mapping[str, Promise | str]] = {
    EntryKind.CASE: TABLES["act"],
    EntryKind.PARTICIPANT: dict(Participant.Role.choices),
    EntryKind.ACTIVITY: TABLES["event"],
    EntryKind.DOCUMENT: TABLES["document"],
    EntryKind.INCIDENT: TABLES["incident"],
    EntryKind.RECORDING: {**dict(OriginalKind.choices), **TABLES["recording"]},
    EntryKind.MARK: TABLES["mark"],
    EntryKind.THING: dict(Thing.Measure.choices),
    EntryKind.DEVICE: dict(DeviceKind.choices),
}
_FACTS = (EntryKind.ACTIVITY, EntryKind.DOCUMENT, EntryKind.INCIDENT, EntryKind.RECORDING)

_PAGES: Mapping[str, str] = {
    EntryKind.CASE: "cases:case",
    EntryKind.PARTICIPANT: "participants:list",
    EntryKind.PAPER: "papers:paper",
    EntryKind.RECEIVED: "received:paper",
    EntryKind.THING: "things:thing",
    EntryKind.DEVICE: "devices:device",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One hit. `pieces` are stretches of its text, and whether each is what was looked for."""

    entry: SearchEntry
    kind: str
    heading: str
    address: str
    pieces: list[tuple[str, bool]]


def lines_of(answer: Answer) -> list[Line]:
    """Return the lines of an answer."""
    return [_line(entry, answer.terms) for entry in answer.hits]


def _line(entry: SearchEntry, terms: tuple[str, ...]) -> Line:
    word = str(_WORDS.get(entry.kind, {}).get(entry.word, entry.word))
    kind = str(EntryKind(entry.kind).label)
    heading = entry.title or word or kind
    said = word if word and heading != word else ""
    return Line(
        entry,
        f"{kind} · {said}" if said and said != kind else kind,
        heading,
        address_of(entry),
        pieces(entry.text, terms),
    )


def address_of(entry: SearchEntry) -> str:
    """Return the page of what was found."""
    if entry.original_id is not None:
        return reverse("watch:original", args=[entry.original_id])
    if entry.kind in _FACTS:
        return _fact_address(entry)
    key = entry.case_id if entry.kind == EntryKind.PARTICIPANT else entry.subject
    return reverse(_PAGES[entry.kind], args=[key])


def _fact_address(entry: SearchEntry) -> str:
    if entry.case_id is not None:
        return reverse("entering:fact", args=[entry.case_id, entry.kind, entry.item])
    if entry.kind == EntryKind.ACTIVITY:
        return reverse("activities:activity", args=[entry.item])
    return reverse("activities:fact", args=[entry.kind, entry.item])
