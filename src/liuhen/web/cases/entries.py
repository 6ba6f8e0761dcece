# SPDX-License-Identifier: Apache-2.0
"""The entries of a case: what each is called, where its page is, which marks it has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.facts import is_informed, told_of_filming
from liuhen.apps.cases.history import Thing
from liuhen.apps.cases.lateness import entered_long_after
from liuhen.apps.cases.models import (
    Activity,
    Document,
    Fact,
    FactOrigin,
    Incident,
    Interruption,
    PaperSignature,
    Recording,
)
from liuhen.apps.cases.papers.signed_otherwise import signed_otherwise
from liuhen.apps.cases.pieces import holes_of
from liuhen.apps.compliance.queries import CaseDetail
from liuhen.law.findings import Retention
from liuhen.law.pack import parts_of
from liuhen.paper.standard import standard_forms
from liuhen.web.cases.coverage import Coverage, coverage_of
from liuhen.web.entering.where import fact_address
from liuhen.web.moments import span_said
from liuhen.web.papers.inputs import said
from liuhen.web.qualified import unqualified_in
from liuhen.web.subjects import fact_said, whole_case_said
from liuhen.web.words import label

#: Where the words of an entry stand that the journal speaks of.
_TABLES = {
    "activity": "event",
    "document": "document",
    "recording": "recording",
    "incident": "incident",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its page and its marks."""

    row: Fact
    said: str
    address: str
    long_after: bool


@dataclass(frozen=True, slots=True)
class Hole:
    """A stretch of a link in which nothing is recorded. `explain`: where somebody says why.

    `entry` is what was entered for it, `articles` ask for that.
    """

    said: str
    explain: str
    entry: Interruption | None = None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordingEntry:
    """A recording with the activities it belongs to and how long it is kept."""

    entry: Entry
    row: Recording
    activities: list[str]
    retention: Retention | None
    unproven: bool
    informed: bool

    holes: list[Hole] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ActivityEntry:
    """An activity with its stage and its footage, for the table beside the picture."""

    entry: Entry
    row: Activity
    stage: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a paper, or refused to and why; `role` as the reader reads it."""

    role: str
    name: str
    refused: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A paper with the activities it is about, and who signed it."""

    entry: Entry
    row: Document
    activities: list[str]
    signatures: list[Signed]


class Entries:
    """Everything that counts in a case as of the instant that is looked at."""

    def __init__(self, detail: CaseDetail) -> None:
        self.detail = detail
        rows = [row for row in _rows(detail) if began(row) <= detail.as_of]
        self.by_ref = {row.ref: row for row in rows}
        self._said: dict[str, str] = {}

    def said(self, ref: str) -> str:
        """Name the entry of that reference; the case's own number is the whole case."""
        if ref not in self._said:
            row = self.by_ref.get(ref)
            self._said[ref] = whole_case_said() if row is None else fact_said(row)
        return self._said[ref]

    def called(self, thing: Thing) -> str:
        """Name what an act made or changed; of what counts no more, only what it was."""
        if thing.ref in self.by_ref:
            return self.said(thing.ref)
        table = _TABLES.get(thing.fact)
        return label(table, thing.word) if table else label("fact", thing.fact)

    def entry(self, row: Fact) -> Entry:
        """Return a fact with its page and its marks."""
        said = self.said(row.ref) if self.by_ref.get(row.ref) is row else fact_said(row)
        return Entry(row, said, fact_address(row), entered_long_after(row))

    def recordings(self) -> list[RecordingEntry]:
        """Return the recordings in the order of time."""
        kept = {one.subject: one for one in self.detail.report.retention}
        unproven = {row.ref for row in self.detail.unproven}
        rows = [row for row in self.by_ref.values() if isinstance(row, Recording)]
        told = told_of_filming(row for row in self.by_ref.values() if isinstance(row, Activity))
        return [
            RecordingEntry(
                self.entry(row),
                row,
                [self.said(ref) for ref in row.event_refs if ref in self.by_ref],
                kept.get(row.ref),
                row.ref in unproven,
                is_informed(row, row.event_refs, told),
                list(self._holes(row)),
            )
            for row in sorted(rows, key=lambda row: row.start)
        ]

    def _holes(self, row: Recording) -> Iterator[Hole]:
        """The holes inside a file, each with the page that explains it while nobody has."""
        breaks = [one for one in self.by_ref.values() if isinstance(one, Interruption)]
        named = [one for ref in row.event_refs if (one := self.by_ref.get(ref))]
        for start, end in holes_of(row):
            said = _("not recorded %(span)s") % {"span": span_said(start, end)}
            entered = next(
                (
                    one
                    for one in breaks
                    if one.event_ref in ("", *row.event_refs)
                    and one.start <= end
                    and (one.end is None or one.end >= start)
                ),
                None,
            )
            open_ = entered is None and self.detail.case.archived_at is None and named
            address = reverse("explaining:explain", args=[named[0].item]) if open_ else ""
            yield Hole(said, address, entered, self._about_breaks(row) if entered else ())

    def _about_breaks(self, row: Recording) -> tuple[str, ...]:
        """The articles that ask why the footage of these activities broke off."""
        asking = {
            one.id
            for one in self.detail.pack.obligations
            if any(part.unbroken or part.interruptions for part in parts_of(one.require))
        }
        found = (
            one
            for one in self.detail.report.findings
            if one.obligation in asking and one.subject in row.event_refs
        )
        return tuple(dict.fromkeys(name for one in found for name in one.articles))

    def documents(self) -> list[DocumentEntry]:
        """Return the papers in the order of time."""
        rows = [row for row in self.by_ref.values() if isinstance(row, Document)]
        issued = any(row.origin == FactOrigin.ACT for row in rows)
        others = signed_otherwise(self.detail.case, self.detail.as_of) if issued else {}
        return [
            DocumentEntry(
                self.entry(row),
                row,
                [self.said(ref) for ref in row.event_refs if ref in self.by_ref],
                [*map(_of_document, row.signatures), *map(_of_paper, others.get(row.item, []))],
            )
            for row in sorted(rows, key=lambda row: row.at)
        ]

    def activities(self) -> list[ActivityEntry]:
        """Return the activities stage by stage, in the order of time."""
        detail = self.detail
        footage = [row for row in self.by_ref.values() if isinstance(row, Recording)]
        breaks = [row for row in self.by_ref.values() if isinstance(row, Interruption)]
        allowance = detail.pack.manifest.recording
        return [
            ActivityEntry(
                self.entry(row),
                row,
                lane.stage,
                coverage_of(row, footage, breaks, allowance, detail.as_of),
            )
            for lane in detail.lanes
            for row in lane.activities
            if row.ref in self.by_ref
        ]

    def unqualified(self) -> list[tuple[str, list[Entry]]]:
        """Return what is to be said of officers without a valid certificate, with the entries."""
        rows = [row for row in self.by_ref.values() if isinstance(row, Activity)]
        return [
            (one.said, [self.entry(row) for row in one.activities]) for one in unqualified_in(rows)
        ]

    def others(self) -> list[Entry]:
        """Return interruptions and incidents in the order of time."""
        rows = [row for row in self.by_ref.values() if isinstance(row, Interruption | Incident)]
        return [self.entry(row) for row in sorted(rows, key=began)]


def _of_document(one: Mapping[str, Any]) -> Signed:
    role, refused = label("signature", one["role"]), bool(one.get("refused"))
    return Signed(role, one.get("name", ""), refused, one.get("reason", ""))


def _of_paper(one: PaperSignature) -> Signed:
    form = standard_forms().get(one.paper.form)
    signing = form.signers.get(one.role) if form else None
    role = said(signing.label) if signing else label("signature", one.role)
    return Signed(role, one.name, one.refused, one.reason)


def began(row: Fact) -> datetime:
    """Return when a fact was, or began."""
    at: datetime = row.at if isinstance(row, Document | Incident) else row.start  # type: ignore[attr-defined]  # the other kinds have a start
    return at


def _rows(detail: CaseDetail) -> Iterator[Fact]:
    for lane in detail.lanes:
        yield from (*lane.activities, *lane.recordings, *lane.documents, *lane.interruptions)
    yield from detail.incidents
