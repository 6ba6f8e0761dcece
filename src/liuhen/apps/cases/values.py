# SPDX-License-Identifier: Apache-2.0
"""The values of a correction, checked as they were when the fact was entered, and as kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import document_refs_of, event_refs_of
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import ServerTimeError
from liuhen.apps.cases.models import (
    Activity,
    Document,
    Fact,
    FactOrigin,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record
from liuhen.law import facts as law

EDITABLE: dict[type[Fact], frozenset[str]] = {
    Activity: frozenset(
        {"start", "end", "place", "officers", "identity_shown", "no_recording", "attrs"}
        | {"details"}
    ),
    Document: frozenset({"at", "event_refs", "fields", "signatures", "scan_digest"}),
    Recording: frozenset(
        {"start", "end", "event_refs", "device", "officer", "informed", "reviewed_by_party"}
        | {"evidence", "statement", "disc", "content", "position", "vessel"}
    ),
    Interruption: frozenset(
        {"start", "end", "event_ref", "cause", "explained_by", "document", "reported_to_head_at"}
    ),
    Incident: frozenset({"at", "event_ref", "text"}),
}


def checked_changes(
    by: Viewer, record: Record, row: Fact, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of the new version.

    Raises:
        ServerTimeError: a value that only the system sets.
        BadFactError: a value that cannot be.
    """
    unknown = sorted(set(changes) - EDITABLE[type(row)])
    if unknown:
        raise ServerTimeError(
            _("%(names)s cannot be corrected: the system itself sets it.")
            % {"names": ", ".join(unknown)}
        )
    values = {name: _value(by, record, row, name, value) for name, value in changes.items()}
    start = values.get("start", getattr(row, "start", None))
    end = values.get("end", getattr(row, "end", None))
    if start is not None and end is not None:
        checks.span(start, end, record.at, "end")
    if not (isinstance(row, Recording) and row.original_id is not None):
        values["origin"] = FactOrigin.TYPED
    if isinstance(row, Document):
        _document_values(row, changes, values)
    return values


def _document_values(row: Document, changes: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Drop signatures that were given for the old content.

    A new scan makes the claimed time count; the old one shows nothing of what is typed now.
    """
    if set(changes) != {"scan_digest"}:
        paper = values.get("signatures", [_s for _s in row.signatures if not _by_system(_s)])
        values["signatures"] = paper
    if values.get("scan_digest") not in (None, "", row.scan_digest):
        values["origin"] = FactOrigin.SCAN


def _by_system(signature: Mapping[str, Any]) -> bool:
    return signature["role"] in SYSTEM_SIGNATURES


def as_kept(value: Any) -> Any:
    """Return a value as the step that tells of a correction keeps it: an instant as text."""
    return value.isoformat() if isinstance(value, datetime) else value


Check = Callable[[Any], Any]


def _value(by: Viewer, record: Record, row: Fact, name: str, value: Any) -> Any:
    """Check one value; an empty one empties the column."""
    if value is None or value == "":
        return None if name in _NULLABLE else ""
    now = record.at
    by_name: dict[str, Check] = {
        **dict.fromkeys(
            ("start", "end", "at", "reported_to_head_at"), lambda v: checks.time(v, now, name)
        ),
        "officers": checks.officers,
        "details": details_of,
        "text": lambda v: checks.text(v, name, 500),
        "attrs": lambda v: checks.attributes(getattr(row, "kind", ""), v),
        "no_recording": lambda v: checks.shape(v, law.NoRecording, name),
        "event_refs": lambda v: _events(row, v, name),
        "event_ref": lambda v: _events(row, [v], name)[0],
        "document": lambda v: _document(row, v, name),
        "statement": lambda v: _document(row, v, name),
        "fields": checks.fields_of,
        "signatures": lambda v: paper_signatures(v, record),
        "scan_digest": lambda v: scan_taken(by, v).digest,
        "cause": lambda v: checks.word(v, law.INTERRUPTION_REASONS, name),
        "explained_by": lambda v: checks.word(v, ("voice", "document"), name),
        "content": lambda v: checks.words(v, law.CONTENTS, name),
        "position": lambda v: checks.shape(v, law.Position, name),
        "vessel": lambda v: checks.shape(v, law.Vessel, name),
        "place": lambda v: checks.text(v, name, 200),
        **dict.fromkeys(("device", "officer", "disc"), lambda v: checks.text(v, name, 60)),
        **dict.fromkeys(("identity_shown", "informed", "reviewed_by_party", "evidence"), bool),
    }
    return by_name[name](value)


_NULLABLE = frozenset(
    {"end", "identity_shown", "no_recording", "informed", "reviewed_by_party", "position"}
    | {"vessel", "reported_to_head_at"}
)


def paper_signatures(values: Any, record: Record) -> list[dict[str, Any]]:
    """Check signatures copied from a paper, and note when they were typed."""
    stamp = record.at.isoformat()
    return [checks.paper_signature(one, record.at) | {"recorded_at": stamp} for one in values]


def _events(row: Fact, refs: list[str], field: str) -> list[str]:
    if row.case is not None:
        return checks.references(refs, event_refs_of(row.case), field)
    loose = Activity.objects.within(row.bureau_id).filter(case=None, superseded_at=None)
    return checks.references(refs, loose.values_list("ref", flat=True), field)


def _document(row: Fact, ref: str, field: str) -> str:
    known = document_refs_of(row.case) if row.case is not None else set()
    return checks.references([ref], known, field)[0]
