# SPDX-License-Identifier: Apache-2.0
"""Entering facts. What a person types is a claim; `recorded_at` says when the system heard of it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    CaseAct,
    case_act,
    current,
    document_refs_of,
    event_refs_of,
    next_ref,
    require_over_section,
    supersede,
)
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError, ServerTimeError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Fact,
    FactOrigin,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.evidence.queries import scan_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act
from liuhen.law import facts as law

F = TypeVar("F", bound=Fact)


class Entry:
    """One fact being entered: into a case, or into a section until a case is known."""

    def __init__(
        self, by: Viewer, record: Record, case: Case | None, section: Organisation | None
    ) -> None:
        """Keep where the fact goes."""
        self.by, self.record, self.case, self.section = by, record, case, section

    def time(self, value: datetime, field: str) -> datetime:
        """Check a claimed time."""
        return checks.time(value, self.record.at, field)

    def end(self, start: datetime, end: datetime | None, field: str = "end") -> datetime | None:
        """Check the end of a span."""
        return checks.span(start, end, self.record.at, field)

    def events(self, refs: Iterable[str], field: str = "events") -> list[str]:
        """Check references to activities."""
        return checks.references(refs, self._event_refs(), field)

    def event(self, ref: str, field: str = "event") -> str:
        """Check one reference to an activity, or nothing."""
        return self.events([ref], field)[0] if ref else ""

    def document(self, ref: str, field: str = "document") -> str:
        """Check one reference to a document, or nothing."""
        known = document_refs_of(self.case) if self.case else set()
        return checks.references([ref], known, field)[0] if ref else ""

    def put(self, row: F, origin: str = FactOrigin.TYPED) -> F:
        """Insert the fact with its reference, place and time."""
        row.bureau = bureau_of(self.by)
        row.case, row.section = self.case, self.section
        row.ref = next_ref(self.case, type(row))
        row.origin = origin
        row.recorded_at = row.entered_at = self.record.at
        row.entered_by = self.by.person
        return self.record.create(row)

    def _event_refs(self) -> set[str]:
        if self.case is not None:
            return event_refs_of(self.case)
        loose = Activity.objects.seen_by(self.by).filter(case=None, superseded_at=None)
        return set(loose.filter(withdrawn=False).values_list("ref", flat=True))


@contextmanager
def entry(
    name: str, *, by: Viewer, case: Case | None, section: Organisation | None
) -> Iterator[Entry]:
    """Enter a fact into `case`, or without one into `section` (by default the viewer's own)."""
    if case is not None:
        with case_act(name, by=by, case=case, permission=Permission.CASE_ENTER) as doing:
            yield Entry(by, doing.record, doing.case, doing.case.section)
        return
    with act(name, by=by) as record:
        place = section or own_section(by)
        require_over_section(by, place, Permission.CASE_ENTER)
        yield Entry(by, record, None, place)


def own_section(by: Viewer) -> Organisation:
    """Return the section in which the viewer enters facts, where there is just one such role."""
    bureau = bureau_of(by)
    keys = {held.organisation for held in by.held if held.organisation}
    found = Organisation.objects.filter(pk__in=keys, bureau=bureau).first()
    return found or bureau


def add_activity(
    *,
    by: Viewer,
    kind: str,
    start: datetime,
    end: datetime | None = None,
    place: str = "",
    officers: Iterable[Mapping[str, Any]] = (),
    identity_shown: bool | None = None,
    no_recording: Mapping[str, Any] | None = None,
    attrs: Mapping[str, Any] | None = None,
    case: Case | None = None,
    section: Organisation | None = None,
) -> Activity:
    """Enter an activity (an event of the contract), with or without a case.

    `officers`: mappings with `name`, `certificate`, `valid_until` (date), `established`.
    `no_recording`: `reason` and the reference of a `document`. `attrs`: what the kind knows.
    """
    if kind in BY_ACT:
        raise ServerTimeError(
            _("This is not typed: it is done in the system, with the server's time.")
        )
    with entry("cases.add_activity", by=by, case=case, section=section) as put:
        begun = put.time(start, "start")
        row = Activity(
            kind=checks.word(kind, law.EVENT_TYPES, "kind"),
            start=begun,
            end=put.end(begun, end),
            place=checks.text(place, "place", 200),
            officers=checks.officers(officers),
            identity_shown=identity_shown,
            no_recording=_no_recording(put, no_recording),
            attrs=_attrs(put, kind, attrs or {}),
        )
        return put.put(row)


def _no_recording(put: Entry, value: Mapping[str, Any] | None) -> dict[str, str] | None:
    if not value or not any(value.values()):
        return None
    made = {"reason": checks.text(str(value.get("reason") or ""), "no_recording.reason", 300)}
    if value.get("document"):
        made["document"] = put.document(str(value["document"]), "no_recording.document")
    return made


def _attrs(put: Entry, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    attrs = checks.attributes(kind, plain)
    if kind == "service" and "of" in attrs:
        put.document(attrs["of"], "attrs.of")
    return attrs


def add_document(
    *,
    by: Viewer,
    kind: str,
    at: datetime,
    events: Iterable[str] = (),
    fields: Mapping[str, str] | None = None,
    signatures: Iterable[Mapping[str, Any]] = (),
    scan_digest: str = "",
    case: Case | None = None,
    section: Organisation | None = None,
) -> Document:
    """Enter a document. Signatures of heads and reviewers are refused: they sign in the system.

    `signatures`: mappings with `role`, `name`, `at`, or `refused` with a `reason`.
    `scan_digest`: of a scan kept by `evidence.acts.keep_scan`; with it the claimed time counts.
    """
    with entry("cases.add_document", by=by, case=case, section=section) as put:
        row = Document(
            type=checks.word(kind, law.DOCUMENT_TYPES, "type"),
            at=put.time(at, "at"),
            event_refs=put.events(events),
            fields=checks.fields_of(fields or {}),
            signatures=paper_signatures(signatures, put.record),
            scan_digest=scan_digest and scan_of(by, scan_digest).digest,
        )
        return put.put(row, FactOrigin.SCAN if row.scan_digest else FactOrigin.TYPED)


def add_recording(
    *,
    by: Viewer,
    kind: str,
    start: datetime,
    end: datetime | None = None,
    events: Iterable[str] = (),
    device: str = "",
    officer: str = "",
    informed: bool | None = None,
    reviewed_by_party: bool | None = None,
    evidence: bool = False,
    statement: str = "",
    disc: str = "",
    content: Iterable[str] = (),
    position: Mapping[str, float] | None = None,
    vessel: Mapping[str, Any] | None = None,
    case: Case | None = None,
    section: Organisation | None = None,
) -> Recording:
    """Enter that something was recorded. It proves nothing before a custodian marks it as stored."""
    with entry("cases.add_recording", by=by, case=case, section=section) as put:
        begun = put.time(start, "start")
        row = Recording(
            kind=checks.word(kind, law.RECORDING_KINDS, "kind"),
            start=begun,
            end=put.end(begun, end),
            event_refs=put.events(events),
            device=checks.text(device, "device", 60),
            officer=checks.text(officer, "officer", 60),
            informed=informed,
            reviewed_by_party=reviewed_by_party,
            evidence=evidence,
            statement=put.document(statement, "statement"),
            disc=checks.text(disc, "disc", 60),
            content=checks.words(content, law.CONTENTS, "content"),
            position=checks.shape(dict(position), law.Position, "position") if position else None,
            vessel=checks.shape(dict(vessel), law.Vessel, "vessel") if vessel else None,
        )
        return put.put(row)


def add_interruption(
    *,
    by: Viewer,
    start: datetime,
    end: datetime | None = None,
    event: str = "",
    cause: str = "",
    explained_by: str = "",
    document: str = "",
    reported_to_head_at: datetime | None = None,
    case: Case | None = None,
    section: Organisation | None = None,
) -> Interruption:
    """Enter a break in the footage. `start`, `end`, `cause` are the contract's from, to, reason."""
    with entry("cases.add_interruption", by=by, case=case, section=section) as put:
        begun = put.time(start, "start")
        row = Interruption(
            start=begun,
            end=put.end(begun, end),
            event_ref=put.event(event),
            cause=cause and checks.word(cause, law.INTERRUPTION_REASONS, "reason"),
            explained_by=explained_by
            and checks.word(explained_by, ("voice", "document"), "explained_by"),
            document=put.document(document),
            reported_to_head_at=reported_to_head_at
            and put.time(reported_to_head_at, "reported_to_head_at"),
        )
        return put.put(row)


def add_incident(
    *,
    by: Viewer,
    kind: str,
    at: datetime,
    event: str = "",
    case: Case | None = None,
    section: Organisation | None = None,
) -> Incident:
    """Enter an incident that makes footage worth keeping for long."""
    with entry("cases.add_incident", by=by, case=case, section=section) as put:
        row = Incident(
            type=checks.word(kind, law.INCIDENT_TYPES, "type"),
            at=put.time(at, "at"),
            event_ref=put.event(event),
        )
        return put.put(row)


def attach_activity(*, by: Viewer, activity: Activity, case: Case) -> Activity:
    """Give an activity without a case its case; what names this activity alone goes with it.

    What names other activities too is entered into the case as a fact of its own, so that one long
    recording may serve several cases.
    """
    with case_act(
        "cases.attach_activity", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        row = current(by, activity)
        if row.case_id is not None:
            raise BadFactError(_("The activity belongs to a case already."))
        moved = _into_case(doing, row)
        for kind in (Document, Recording):
            rows = kind.objects.within(doing.case.bureau_id).select_for_update()
            for fact in rows.filter(case=None, superseded_at=None, withdrawn=False):
                if row.ref in fact.event_refs:
                    _follow(doing, fact, row.ref)
        for kind in (Interruption, Incident):
            loose = kind.objects.within(doing.case.bureau_id).select_for_update()
            for other in loose.filter(case=None, superseded_at=None, event_ref=row.ref):
                _into_case(doing, other)
        return moved


def _into_case(doing: CaseAct, row: F) -> F:
    section = doing.case.section
    return supersede(doing.record, row, doing.by, entered=False, case=doing.case, section=section)


def _follow(doing: CaseAct, fact: Document | Recording, ref: str) -> None:
    if fact.event_refs == [ref]:
        _into_case(doing, fact)
        return
    copy = type(fact)(**{f.attname: getattr(fact, f.attname) for f in fact._meta.concrete_fields})  # noqa: SLF001
    fresh = type(fact)()
    copy.pk, copy.item, copy.event_refs = fresh.pk, fresh.item, [ref]
    copy.ref, copy.case, copy.section = (
        next_ref(doing.case, type(fact)),
        doing.case,
        doing.case.section,
    )
    copy.recorded_at, copy.reason = doing.record.at, f"copy of {fact.ref}"
    doing.record.create(copy)
    supersede(
        doing.record,
        fact,
        doing.by,
        entered=False,
        event_refs=[one for one in fact.event_refs if one != ref],
    )
