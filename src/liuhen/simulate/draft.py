# SPDX-License-Identifier: Apache-2.0
"""One case while it is being written: its events, papers and footage so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from liuhen.law.facts import (
    Case,
    Document,
    DocumentType,
    Event,
    EventType,
    Facts,
    Incident,
    Interruption,
    Officer,
    Recording,
    Role,
    Signature,
)
from liuhen.simulate.bureau import Bureau
from liuhen.simulate.diary import Diary
from liuhen.simulate.dice import happens
from liuhen.simulate.forms import FORMS, ROUTED
from liuhen.simulate.wording import Occasion, wording

#: Work before the eyes of the party: two officers, certificates shown.
ON_SITE: frozenset[EventType] = frozenset(
    (
        "site_inspection", "inquiry", "evidence_collection", "sampling", "advance_preservation",
        "coercive_measure", "forced_demolition", "on_the_spot_penalty", "rectification_check",
    )
)  # fmt: skip


@dataclass
class Draft:
    """A case under way. What is added keeps the order in which it is told, not that of time."""

    case: Case
    on: Occasion
    diary: Diary
    dice: Random
    officers: list[Officer]
    events: list[Event] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    interruptions: list[Interruption] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare the numbers of items and the words of papers."""
        self._ids = {kind: count(1) for kind in "edrix"}
        self._words = wording(self.on, self.dice)
        self._signers = signers(self.on)

    @property
    def bureau(self) -> Bureau:
        """The bureau whose case this is."""
        return self.on.bureau

    @property
    def at_sea(self) -> bool:
        """Whether the case plays on board of a vessel."""
        return self.on.vessel is not None

    def happens(self, share: float) -> bool:
        """Whether something comes about that comes about in this share of cases."""
        return happens(self.dice, share)

    def has(self, kind: EventType) -> bool:
        """Whether such an event has been told."""
        return any(event.type == kind for event in self.events)

    def new_id(self, kind: str) -> str:
        """The next free id: e1, d1, r1, i1, x1."""
        return f"{kind}{next(self._ids[kind])}"

    def happen(
        self,
        kind: EventType,
        least: int = 0,
        most: int = 0,
        *,
        by: tuple[Role, ...] | None = None,
        **attrs: Any,
    ) -> Event:
        """Something happens now and takes so many minutes.

        It is the handlers' doing, unless `by` names other roles of the bureau, or none.
        """
        start, end = self.diary.spend(least, most)
        event = Event(
            id=self.new_id("e"),
            type=kind,
            start=start,
            end=end,
            officers=self.officers if by is None else self._people(by),
            identity_shown=True if kind in ON_SITE else UNSET,
            attrs=attrs,
        )
        self.events.append(event)
        return event

    def _people(self, roles: tuple[Role, ...]) -> list[Officer]:
        return [Officer(name=name) for role in roles for name in self._signers[role]]

    def write(
        self, kind: DocumentType, *events: Event, at: datetime | None = None, **fields: str
    ) -> Document:
        """A paper is made out and signed, now or at `at`; `fields` add to those of its form."""
        at = at or self.diary.now
        form = FORMS[kind]
        words = {name: self._words.get(name, "") for name in form.fields}
        if "time" in words:
            words["time"] = f"{at:%Y年%m月%d日 %H时%M分}"
        document = Document(
            id=self.new_id("d"),
            type=kind,
            at=at,
            events=[event.id for event in events],
            fields=words | fields,
            signatures=list(self._signed(form.signed, at, one_by_one=form.routed)),
        )
        self.documents.append(document)
        return document

    def _signed(
        self, roles: tuple[Role, ...], at: datetime, *, one_by_one: bool
    ) -> Iterator[Signature]:
        for role in roles:
            if one_by_one and role in ROUTED:
                at += timedelta(minutes=self.dice.randint(15, 90))
            for name in self._signers[role]:
                yield Signature(role=role, name=name, at=at)

    def refused(self, document: Document, role: Role, instead: Role, reason: str) -> None:
        """Enter that `role` would not sign `document`, and that `instead` bore witness."""
        place = self.documents.index(document)
        kept = [s for s in document.signatures if s.role != role]
        kept.append(Signature(role=role, at=document.at, refused=True, reason=reason))
        kept += [
            Signature(role=instead, name=name, at=document.at) for name in self._signers[instead]
        ]
        self.documents[place] = replace(document, signatures=kept)

    def facts(self) -> Facts:
        """What has been told, as facts."""
        return Facts(
            case=self.case,
            events=self.events,
            documents=self.documents,
            recordings=self.recordings,
            interruptions=self.interruptions,
            incidents=self.incidents,
        )


def signers(on: Occasion) -> dict[Role, tuple[str, ...]]:
    """Who signs in which role."""
    bureau = on.bureau
    return {
        "officer": on.handlers,
        "server": on.handlers,
        "handler": on.handlers,
        "party": (on.speaker,),
        "recipient": (on.speaker,),
        "evidence_provider": (on.speaker,),
        "witness": (on.witness,),
        "appraiser": (on.appraiser,),
        "section_head": (bureau.section_head,),
        "legal_reviewer": (bureau.legal_reviewer,),
        "deputy_head": (bureau.deputy_head,),
        "bureau_head": (bureau.bureau_head,),
    }


def signed_until(document: Document) -> datetime:
    """When the last signature stood on `document`."""
    return max(
        (s.at for s in document.signatures if isinstance(s.at, datetime)), default=document.at
    )
