# SPDX-License-Identifier: Apache-2.0
"""The rows of a case and the leaves of the journal about them.

A leaf belongs to a case where it is about one of its rows, or where its payload changed one. Its
payload is shown only where every row in it is the case's; else it is withheld, and the leaf and its
proof stand without it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_noop

from liuhen.apps.archives.ranges import Share, shares_of
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FilmingRestriction,
    Handler,
    Incident,
    Interruption,
    Participant,
    ParticipantSecret,
    ReceivedMove,
    ReceivedPaper,
    ReceivedSecret,
    Recording,
    Thing,
    ThingMove,
)
from liuhen.apps.evidence.models import (
    Derived,
    HandOverLine,
    Holding,
    Mark,
    Original,
    Scan,
    Sitting,
    StoredObject,
    Upload,
)
from liuhen.apps.trace.models import Leaf, LeafPayload, Withheld
from liuhen.apps.trace.values import object_reference

_FACTS: tuple[type[Fact], ...] = (Activity, Document, Recording, Interruption, Incident)
#: What else a case has. Of a secret its leaf holds a digest alone: the payload may be shown.
_PARTS: tuple[type[Model], ...] = (
    Participant, ParticipantSecret, FilmingRestriction, Thing, ThingMove, ReceivedPaper,
    ReceivedMove, ReceivedSecret,
)  # fmt: skip
_AT_ONCE = 400  # parameters of one query; SQLite takes more
#: Rows that say nothing of any case, and so withhold no payload: the next number of a series.
_HARMLESS = ("cases.numbering:",)
MIXED = gettext_noop("it also speaks of what is not this case's")
DISPOSED = gettext_noop("it was removed by a lawful disposal")
LOST = gettext_noop("it is missing, and no disposal removed it")


class Rows(Protocol):
    """Rows that are looked at together."""

    def all(self) -> Iterator[Model]:
        """Every row."""

    def references(self) -> frozenset[str]:
        """How the journal names them."""


@dataclass(slots=True)
class CaseRows:
    """Everything that is the case's."""

    case: Case
    facts: list[Fact] = field(default_factory=list)  # every version
    shares: list[Share] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    derived: list[Derived] = field(default_factory=list)
    objects: list[StoredObject] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    lines: list[HandOverLine] = field(default_factory=list)
    others: list[Model] = field(default_factory=list)

    def all(self) -> Iterator[Model]:
        """Every row."""
        yield self.case
        yield from self.facts
        yield from (share.original for share in self.shares)
        for rows in (self.scans, self.derived, self.objects, self.marks, self.sittings):
            yield from rows
        yield from self.lines
        yield from self.others

    def references(self) -> frozenset[str]:
        """How the journal names them."""
        return frozenset(map(object_reference, self.all()))

    def latest(self) -> dict[str, Fact]:
        """The last version of each fact by its reference; withdrawn ones too."""
        own = (row for row in self.facts if row.case_id == self.case.pk)
        current = (row for row in own if row.superseded_at is None)
        return {row.ref: row for row in current}


def rows_of(case: Case) -> CaseRows:
    """Return the rows of a case, with those of its originals and papers."""
    found = CaseRows(case, shares=shares_of(case))
    for kind in _FACTS:
        manager: Any = kind._default_manager  # documented by Django
        rows: QuerySet[Any] = manager.within(case.bureau_id)
        items = rows.filter(case=case).values("item")
        found.facts += rows.filter(item__in=items).order_by("id")
    digests = {row.scan_digest for row in found.facts if isinstance(row, Document)} - {""}
    found.scans = list(Scan.objects.within(case.bureau_id).filter(digest__in=digests))
    _originals(found)
    known = {share.original.object_id for share in found.shares}
    stored = StoredObject.objects.within(case.bureau_id)
    found.objects += stored.filter(pk__in=known | {one.object_id for one in found.derived})
    found.objects += stored.filter(digest__in=digests).exclude(pk__in=[o.pk for o in found.objects])
    holders = {object_reference(one) for one in found.all()}
    found.others += Handler.ever.filter(case=case)
    for part in _PARTS:
        manager = part._default_manager
        found.others += manager.within(case.bureau_id).filter(case=case).order_by("pk")
    found.others += Holding.objects.filter(object__in=found.objects, holder__in=holders)
    return found


def _originals(found: CaseRows) -> None:
    bureau = found.case.bureau_id
    by_key = {share.original.pk: share for share in found.shares}
    found.marks = [
        mark
        for mark in Mark.objects.within(bureau).filter(original__in=by_key)
        if by_key[mark.original_id].reaches(mark.at_ms)
    ]
    whole = [key for key, share in by_key.items() if share.whole]
    found.sittings = list(Sitting.objects.within(bureau).filter(original__in=whole))
    lines = HandOverLine.objects.within(bureau).filter(original__in=by_key)
    found.lines = list(lines.select_related("hand_over"))
    found.derived = [
        one
        for one in Derived.objects.within(bureau).filter(original__in=by_key)
        if by_key[one.original_id].whole or _inside(by_key[one.original_id], one)
    ]
    found.others += Upload.objects.within(bureau).filter(original__in=by_key)


def _inside(share: Share, derived: Derived) -> bool:
    """Whether a clip shows nothing but what is the case's."""
    if derived.from_ms is None or derived.to_ms is None:
        return False
    return any(a <= derived.from_ms and derived.to_ms <= b for a, b in share.spans)


# ---------------------------------------------------------------- leaves


@dataclass(frozen=True, slots=True)
class CaseLeaf:
    """A leaf of the case. `payload` and `salt` are `None` where they are withheld, and why."""

    leaf: Leaf
    payload: str | None
    salt: bytes | None
    changed: frozenset[str]
    withheld: str = ""


def leaves_of(rows: Rows) -> list[CaseLeaf]:
    """Return the leaves about these rows in their order."""
    references = rows.references()
    indices = set(_about(references)) | set(_at(_moments(rows)))
    return [
        found
        for leaf in _read(sorted(indices))
        if (found := _of_case(leaf, references)) is not None
    ]


def _of_case(leaf: Leaf, references: frozenset[str]) -> CaseLeaf | None:
    payload = getattr(leaf, "payload", None)
    if payload is None:
        if leaf.object not in references:
            return None
        reason = DISPOSED if _disposed(leaf) else LOST
        return CaseLeaf(leaf, None, None, frozenset(), reason)
    changed = frozenset(_changed(payload.payload))
    own = changed & references
    if leaf.object not in references and not own:
        return None
    if any(not name.startswith(_HARMLESS) for name in changed - references):
        return CaseLeaf(leaf, None, None, own, MIXED)
    return CaseLeaf(leaf, payload.payload, bytes(payload.salt), own)


def _disposed(leaf: Leaf) -> bool:
    """Whether an act withheld the payload: a row that says so proves nothing without its leaf."""
    row = Withheld.objects.filter(leaf=leaf.index).first()
    if row is None:
        return False
    acts = LeafPayload.objects.filter(leaf__at=row.at).values_list("payload", flat=True)
    return any(object_reference(row) in _changed(payload) for payload in acts)


def _changed(payload: str) -> Iterator[str]:
    for change in json.loads(payload).get("changes", ()):
        yield str(change["object"])


def _about(references: Iterable[str]) -> Iterator[int]:
    for some in _batches(sorted(references)):
        yield from Leaf.objects.filter(object__in=some).values_list("index", flat=True)


def _at(moments: Iterable[datetime]) -> Iterator[int]:
    """Leaves of the moments at which rows were written: an act and its rows share their time."""
    for some in _batches(sorted(moments)):
        yield from Leaf.objects.filter(at__in=some).values_list("index", flat=True)


def _moments(rows: Rows) -> set[datetime]:
    names = (
        *("recorded_at", "superseded_at", "kept_at", "probed_at", "verified_at", "checked_at"),
        *("made_at", "decided_at", "ended_at", "since", "last_at", "damaged_at", "until"),
    )
    found = {getattr(row, name, None) for row in rows.all() for name in names}
    lines = (row for row in rows.all() if isinstance(row, HandOverLine))
    found.update(line.hand_over.offered_at for line in lines)  # not decided yet: no time of its own
    return {one for one in found if isinstance(one, datetime)}


def _read(indices: list[int]) -> Iterator[Leaf]:
    for some in _batches(indices):
        rows = Leaf.objects.filter(index__in=some).select_related("payload")
        yield from rows.order_by("index")


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(values), _AT_ONCE):
        yield values[at : at + _AT_ONCE]


def original_rows(rows: CaseRows) -> list[Original]:
    """The originals of the case, whole or in part."""
    return [share.original for share in rows.shares]
