# SPDX-License-Identifier: Apache-2.0
"""Rows into the engine's values, and which claims count: the one place where the two meet.

The rule of typed times. What somebody typed without a proof is a claim. It may start a period (that
is against whoever typed it), but it fulfils a duty only from when the system heard of it:

- a document typed without a scan counts from `entered_at`, its typed signatures from when each was
  typed; with a scan the claimed times count, and pages show "entered long after"; a signature that
  was added to a scanned or imported document afterwards counts from when it was typed;
- an activity that a regulation asks for (it fulfils a duty) counts from `entered_at`, unless a
  scanned document of a kind that belongs to it names it (`compliance.shown`); an activity that
  merely happened keeps its claimed times;
- footage that was typed proves nothing before a custodian, who had no part in it, marks it as
  stored, nor does a file whose time was typed or that no reader could read;
- that a break was reported to the head counts from `entered_at`, unless the head confirms;
- footage from a device is cut at its holes (`cases.pieces`): the engine sees unbroken stretches;
- what came from outside counts as claimed, because the case is marked so;
- approvals, storing, hand-over and archiving carry the server's time from the start; what a head
  signed on a form of approval is reported on the paper that it approves (`cases.reported`).
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import UnsetType
from msgspec.structs import replace

from liuhen.apps.cases.facts import (
    Rows,
    claimed,
    document_value,
    interruption_value,
    rows_of_case,
)
from liuhen.apps.cases.models import Case, Document, FactOrigin, Interruption, Recording
from liuhen.apps.cases.pieces import is_unread, link_of_piece
from liuhen.apps.cases.reported import second_id, with_reported
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.compliance.proof import BADNESS
from liuhen.apps.compliance.shown import steps_shown
from liuhen.law import facts as law
from liuhen.law.findings import Finding, Report, Retention
from liuhen.law.pack import Pack, parts_of
from liuhen.law.words import IS_ALSO


def facts_of(case: Case, known_at: datetime | None = None) -> law.Facts:
    """Return the facts of the case as claimed."""
    return claimed(rows_of_case(case, known_at))


def with_papers_when_heard(rows: Rows, facts: law.Facts) -> law.Facts:
    """Return `facts` with documents and reports that were merely typed at the time of typing."""
    return replace(
        facts,
        documents=with_reported(
            rows.case, rows.documents, [_document(row) for row in rows.documents]
        ),
        interruptions=[_interruption(row) for row in rows.interruptions],
    )


def with_steps_when_heard(rows: Rows, facts: law.Facts, pack: Pack) -> law.Facts:
    """Return `facts` with activities that fulfil a duty, and were merely typed, at that time."""
    asked_for = fulfilling(pack)
    shown = steps_shown(rows.documents, pack)
    late = {
        row.ref: row.entered_at.replace(microsecond=0)
        for row in rows.activities
        if row.kind in asked_for and row.origin == FactOrigin.TYPED
        if (row.kind, row.ref) not in shown
    }
    return replace(facts, events=[_moved(event, late.get(event.id)) for event in facts.events])


def without_claimed_footage(rows: Rows, facts: law.Facts) -> law.Facts:
    """Return `facts` without the footage that nobody has confirmed."""
    unproven = {row.ref for row in rows.recordings if is_unproven(row)}
    links = link_of_piece(rows.recordings, rows.refs)
    kept = [one for one in facts.recordings if links.get(one.id, one.id) not in unproven]
    return replace(facts, recordings=kept)


def is_unproven(row: Recording) -> bool:
    """Whether a recording was typed, or could not be read, and no custodian has confirmed it.

    Of an original with a typed time the bytes are there; what waits is that its time is right. Of
    one that nobody could read (yet) what waits is that anything was recorded at all.
    """
    confirmed = row.stored_at if row.original_id is None else row.stored_by_id
    return (row.origin == FactOrigin.TYPED or is_unread(row)) and confirmed is None


def as_links(report: Report, rows: Rows) -> Report:
    """Return a report that speaks of recordings and papers as people know them.

    That is, not of the pieces of a recording, nor of a paper as what it is as well.

    Of a duty that several pieces of one recording have, the worst answer stands, and the earliest
    due; of retention the longest.
    """
    links = link_of_piece(rows.recordings, rows.refs)
    double = (row for row in rows.documents if row.type in IS_ALSO)
    links |= {second_id(row.ref, row.type): row.ref for row in double}
    if not links:
        return report
    findings: dict[tuple[str, str], Finding] = {}
    for one in report.findings:
        named = replace(
            one,
            subject=links.get(one.subject, one.subject),
            evidence=list(dict.fromkeys(links.get(ref, ref) for ref in one.evidence)),
        )
        key = (named.obligation, named.subject)
        findings[key] = _worse(findings[key], named) if key in findings else named
    kept: dict[str, Retention] = {}
    for row in report.retention:
        subject = links.get(row.subject, row.subject)
        held = kept.get(subject)
        longer = held and held.keep_until and row.keep_until and row.keep_until > held.keep_until
        if held is None or longer:
            kept[subject] = replace(row, subject=subject)
    return replace(report, findings=list(findings.values()), retention=list(kept.values()))


def _worse(one: Finding, other: Finding) -> Finding:
    """One finding for two pieces of a recording."""
    bad, good = (one, other) if BADNESS[one.status] >= BADNESS[other.status] else (other, one)
    dues = [found.due for found in (one, other) if found.due is not None]
    times = [found.met_at for found in (one, other) if found.met_at is not None]
    return replace(
        bad,
        due=min(dues, default=None),
        met_at=max(times, default=None) if bad.met_at is not None else None,
        missing=list(dict.fromkeys([*bad.missing, *good.missing])),
        evidence=list(dict.fromkeys([*one.evidence, *other.evidence])),
    )


def fulfilling(pack: Pack) -> frozenset[str]:
    """Return the kinds of activity that some duty of the pack asks for."""
    parts = [part for obligation in pack.obligations for part in parts_of(obligation.require)]
    asked = {part.event for part in parts if part.event}
    return frozenset(asked | {part.served.event for part in parts if part.served})


def _document(row: Document) -> law.Document:
    value = document_value(row)
    heard = row.entered_at.replace(microsecond=0)
    if row.origin != FactOrigin.TYPED:
        return replace(value, signatures=[*_added_later(value, row, heard)])
    return replace(
        value,
        at=max(value.at, heard),
        signatures=[
            _signature(one, raw.get("recorded_at"), max(value.at, heard))
            for one, raw in zip(value.signatures, row.signatures, strict=True)
        ],
    )


def _added_later(value: law.Document, row: Document, heard: datetime) -> Iterable[law.Signature]:
    """Signatures that came with the scan or the import count as claimed, later ones as typed."""
    for one, raw in zip(value.signatures, row.signatures, strict=True):
        typed = raw.get("recorded_at")
        later = typed is not None and datetime.fromisoformat(typed) > row.entered_at
        yield _signature(one, typed, heard) if later else one


def _signature(value: law.Signature, typed: str | None, counted: datetime) -> law.Signature:
    """A signature in the system keeps its time; a typed one counts from when it was typed."""
    if value.role in SYSTEM_SIGNATURES:
        return value
    heard = datetime.fromisoformat(typed).replace(microsecond=0) if typed else counted
    at = counted if isinstance(value.at, UnsetType) else value.at
    return replace(value, at=max(at, heard))


def _interruption(row: Interruption) -> law.Interruption:
    value = interruption_value(row)
    reported = value.reported_to_head_at
    if row.origin != FactOrigin.TYPED or reported is None:
        return value
    return replace(value, reported_to_head_at=max(reported, row.entered_at.replace(microsecond=0)))


def _moved(event: law.Event, heard: datetime | None) -> law.Event:
    if heard is None or heard <= event.start:
        return event
    ended = not isinstance(event.end, UnsetType)
    end = max(event.end, heard) if ended else event.end  # type: ignore[type-var]  # a time where it ended
    return replace(event, start=heard, end=end)
