# SPDX-License-Identifier: Apache-2.0
"""What a bureau's own regulation asks for, so that faults fall where they hurt."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from liuhen.law.pack import Obligation, Pack, Part, load_pack
from liuhen.law.period import Period

Word = tuple[str, str]
"""A field or a signature: ("field", "reason"), ("signature", "party")."""


@dataclass
class Asked:
    """The demands of one pack, sorted by what can be left undone."""

    papers: set[str] = field(default_factory=set)
    words: dict[str, list[tuple[Word, ...]]] = field(default_factory=dict)  # by document type
    events: set[str] = field(default_factory=set)
    recorded: set[str] = field(default_factory=set)  # event types that must be on footage
    heads: set[str] = field(default_factory=set)  # informed, stored, disc, located, …
    store_within: Period | None = None
    file_within: Period | None = None


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
    for part in _flat(obligation.require):
        asked.heads.update(part.heads())
        if part.document:
            asked.papers.update(part.document.split("|"))
        for kind in (part.document or "|".join(obligation.when.document)).split("|"):
            asked.words.setdefault(kind, []).extend(_words(part))
        if part.event:
            asked.events.add(part.event)
        if part.served:
            asked.events.add(part.served.event)
        if (part.recorded or part.covered) and obligation.when.event != "any":
            asked.recorded.update(obligation.when.event)
        if part.stored:
            asked.store_within = obligation.within


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
