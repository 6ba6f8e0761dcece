# SPDX-License-Identifier: Apache-2.0
"""Entering facts. What a person types is a claim; `recorded_at` says when the system heard of it.

Every act takes `case`, or without one `section`, to which the fact belongs until it has a case.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acts.entry import Entry, entry
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, ServerTimeError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    FactOrigin,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.remedies import ENDED, SOUGHT, remedies_in
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import BY_ACT
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law


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
    details: Mapping[str, Any] | None = None,
    case: Case | None = None,
    section: Organisation | None = None,
) -> Activity:
    """Enter an activity (an event of the contract), with or without a case.

    `officers`: mappings with `name`, `certificate`, `valid_until` (date), `established`.
    `no_recording`: `reason` and the reference of a `document`. `attrs`: what the kind knows.
    `details`: what is noted beside (`cases.details`).
    """
    if kind in BY_ACT:
        raise ServerTimeError(
            _("This is not typed: it is done in the system, with the server's time.")
        )
    with entry("cases.add_activity", by=by, case=case, section=section) as put:
        if kind == ENDED:
            _require_sought(put, put.time(start, "start"), details or {})
        return put_activity(
            put,
            kind,
            start=start,
            end=end,
            place=place,
            officers=officers,
            identity_shown=identity_shown,
            no_recording=no_recording,
            attrs=attrs,
            details=details,
        )


def _require_sought(put: Entry, ended: datetime, details: Mapping[str, Any]) -> None:
    """Refuse that a remedy ended which nobody sought, or which has ended already.

    Raises:
        BadFactError: the sentence says what is entered first; or nobody says which of several.
    """
    who = str((details.get("remedy") or {}).get("who") or "")
    rows = known_rows(Activity, put.case) if put.case else []
    told = [row for row in rows if row.kind == ENDED or (row.kind == SOUGHT and row.start <= ended)]
    running = {one.who for one in remedies_in(told) if one.end is None}
    if not who and len(running) > 1:
        raise BadFactError(_("Remedies of several parties go on: whose has ended?"), "remedy_who")
    if not running or (who and running.isdisjoint({who, ""})):
        raise BadFactError(
            _("Enter first that a remedy was sought, and when: none goes on at that time."), "start"
        )


def put_activity(
    put: Entry,
    kind: str,
    *,
    start: datetime,
    end: datetime | None = None,
    place: str = "",
    officers: Iterable[Mapping[str, Any]] = (),
    identity_shown: bool | None = None,
    no_recording: Mapping[str, Any] | None = None,
    attrs: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
) -> Activity:
    """Enter an activity inside an act; the words are those of `add_activity`."""
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
        details=details_of(details or {}),
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
            scan_digest=scan_digest and scan_taken(by, scan_digest).digest,
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
    """Enter that something was recorded, which proves nothing before a custodian stores it."""
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
    text: str = "",
    event: str = "",
    case: Case | None = None,
    section: Organisation | None = None,
) -> Incident:
    """Enter an incident that makes footage worth keeping for long, with what happened."""
    with entry("cases.add_incident", by=by, case=case, section=section) as put:
        row = Incident(
            type=checks.word(kind, law.INCIDENT_TYPES, "type"),
            at=put.time(at, "at"),
            text=checks.text(text, "text", 500),
            event_ref=put.event(event),
        )
        return put.put(row)
