# SPDX-License-Identifier: Apache-2.0
"""What a bureau's own regulation asks for, so that faults fall where they hurt."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from liuhen.law.facts import Event
from liuhen.law.pack import Obligation, Pack, Part
from liuhen.law.packs import load_pack
from liuhen.law.period import Period

Word = tuple[str, str]
"""A field or a signature: ("field", "reason"), ("signature", "party")."""

ANY = "any"


@dataclass
class Asked:
    """The demands of one pack, sorted by what can be left undone."""

    papers: set[str] = field(default_factory=set)
    words: dict[str, list[tuple[Word, ...]]] = field(default_factory=dict)  # by document type
    events: set[str] = field(default_factory=set)  # that must come about
    scope: dict[str, set[str]] = field(default_factory=dict)  # by demand, the events it falls on
    timed: set[str] = field(default_factory=set)  # events whose papers have a time limit
    discs_of_evidence: bool = False
    store_within: Period | None = None
    file_within: Period | None = None

    def falls_on(self, demand: str, event: Event) -> bool:
        """Whether `demand` (informed, covered, disc …) is made of events of this type."""
        types = self.scope.get(demand, set())
        return ANY in types or event.type in types


@cache
def asked_by(pack_id: str) -> Asked:
    """What the pack with this id asks for, duties that say "may" left out."""
    pack = load_pack(pack_id)
    asked = Asked()
    for obligation in pack.obligations:
        if not obligation.may:
            _enter(asked, pack, obligation)
    return asked


def _enter(asked: Asked, pack: Pack, obligation: Obligation) -> None:
    if obligation.id == pack.manifest.closing:
        asked.file_within = obligation.within
    if obligation.before or obligation.within:
        asked.timed.update(obligation.when.event)
    for part in _flat(obligation.require):
        for head in part.heads():
            asked.scope.setdefault(head, set()).update(_scope(obligation))
        _enter_papers(asked, obligation, part)
        _enter_footage(asked, obligation, part)
        if part.event:
            asked.events.add(part.event)
        if part.served:
            asked.events.add(part.served.event)


def _enter_papers(asked: Asked, obligation: Obligation, part: Part) -> None:
    types = part.document.split("|") if part.document else []
    asked.papers.update(types)
    for kind in types or obligation.when.document:
        asked.words.setdefault(kind, []).extend(_words(part))


def _enter_footage(asked: Asked, obligation: Obligation, part: Part) -> None:
    if part.stored:
        asked.store_within = obligation.within
    if part.disc and obligation.when.recording and obligation.when.recording.evidence:
        asked.discs_of_evidence = True


def _scope(obligation: Obligation) -> list[str]:
    """The event types that a duty falls on, or that what it falls on belongs to."""
    when = obligation.when
    if when.event == ANY:
        return [ANY]
    types = when.recording.of_events if when.recording else when.event
    return list(types) or [ANY]


def _flat(parts: list[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        for way in part.any_of:
            yield from _flat(way)


def _words(part: Part) -> Iterator[tuple[Word, ...]]:
    fields = [*part.fields, *part.paper, *(need for needs in part.items.values() for need in needs)]
    for kind, needs in (("field", fields), ("signature", part.signed_by)):
        for need in needs:
            yield tuple(
                (kind, word)
                if ":" not in word
                else (word.partition(":")[0], word.partition(":")[2])
                for word in need.split("|")
            )
