# SPDX-License-Identifier: Apache-2.0
"""A fact as lines of name and text, for its page and for what changed from version to version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.field_order import in_order
from liuhen.apps.cases.models import (
    Activity,
    Document,
    Fact,
    FactOrigin,
    Incident,
    Interruption,
    Recording,
)
from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.papers.playback import confirmed_by
from liuhen.apps.cases.pieces import holes_of, is_unread
from liuhen.apps.evidence.marks import marks_of
from liuhen.apps.evidence.words import MarkWord
from liuhen.web.details import details_said
from liuhen.web.issued import issued_said
from liuhen.web.listing import listed
from liuhen.web.moments import moment_said, span_said
from liuhen.web.words import TABLES, label

Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a fact, and what it changed."""

    row: Fact
    changed: list[tuple[str, str, str]] = field(default_factory=list)


Names = Mapping[str, str]
"""What the references e1, d1 … are called."""


def versions_read(rows: list[Fact], names: Names) -> list[Version]:
    """Return the versions, newest first, each with (name, before, after) of what it changed."""
    found = [Version(rows[0])] if rows else []
    for before, after in pairwise(rows):
        old, new = dict(lines_of(before, names)), dict(lines_of(after, names))
        changed = [
            (name, old.get(name, "—"), new.get(name, "—"))
            for name in dict.fromkeys((*old, *new))
            if old.get(name) != new.get(name)
        ]
        found.append(Version(after, changed))
    return found[::-1]


def lines_of(row: Fact, names: Names) -> list[Line]:
    """Return what a fact says, without what it leaves open."""
    match row:
        case Activity():
            lines = _activity(row, names)
        case Document():
            lines = _document(row, names)
        case Recording():
            lines = _recording(row, names)
        case Interruption():
            lines = _interruption(row, names)
        case Incident():
            lines = [
                (_("When it happened"), _time(row.at)),
                (_("What happened"), row.text),
                (_("In which activity"), _named(row.event_ref, names)),
            ]
        case _:
            raise TypeError(row)
    return [(name, text) for name, text in lines if text]


def _activity(row: Activity, names: Names) -> Iterable[Line]:
    yield _("Begin"), _time(row.start)
    yield _("End"), _time(row.end) or _("still going on")
    yield _("Place"), row.place
    yield _("Officers"), _list(_officer(one, row.start) for one in row.officers)
    yield _("Certificates shown"), _said(row.identity_shown, _("Shown"), _("Not shown"))
    yield from details_said(row.details, row.kind)
    lost = row.no_recording or {}
    yield _("Why there is no recording"), lost.get("reason", "")
    yield _("Paper that says so"), _named(lost.get("document", ""), names)
    yield from attributes_said(row.attrs, names)


def attributes_said(attrs: Mapping[str, Any], names: Names | None = None) -> Iterable[Line]:
    """Yield what the kind of an activity says more: 强制措施 查封."""
    known = names or {}
    for name, value in attrs.items():
        said = known.get(value, value) if name == "of" else value
        yield label("attribute", name), _attribute(said)


def _officer(one: Mapping[str, Any], at: datetime) -> str:
    said = " ".join(filter(None, (one.get("name"), one.get("certificate"))))
    if not one.get("certificate"):
        said += " " + _("(no certificate)")
    if until := one.get("valid_until"):
        over = date.fromisoformat(until) < timezone.localtime(at).date()
        words = _("(expired on %(day)s)") if over else _("(valid until %(day)s)")
        said += " " + words % {"day": _day(until)}
    if one.get("established") is False:
        said += " " + _("(not established)")
    return said


def _attribute(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return _list(_word(one) for one in value)
    try:
        return _time(datetime.fromisoformat(str(value)))
    except ValueError:
        return _word(str(value))


def _word(value: str) -> str:
    """A value of an attribute, in whichever table of words it stands."""
    tables = ("measure", "method", "right", "manner", "other")
    return next((label(table, value) for table in tables if value in TABLES[table]), value)


def _document(row: Document, names: Names) -> Iterable[Line]:
    yield _("Date of the paper"), _time(row.at)
    yield _("About which activity"), _list(_named(ref, names) for ref in row.event_refs)
    for name, text in in_order(row.type, row.fields):
        yield label("field", name), text
    for number, one in enumerate(row.signatures, 1):
        yield _("Signature %(n)d") % {"n": number}, signature_said(one)
    yield _("Scan"), row.scan_digest


def signature_said(one: Mapping[str, Any]) -> str:
    """Say who signed when, or who refused and why."""
    who = " ".join(filter(None, (label("signature", one["role"]), one.get("name", ""))))
    if one.get("refused"):
        return _("%(who)s refused to sign: %(why)s") % {"who": who, "why": one.get("reason", "")}
    at = one.get("at")
    said = f"{who} {moment_said(datetime.fromisoformat(at))}" if at else who
    return said + (" " + _("(in the system)") if one.get("person") else "")


def _recording(row: Recording, names: Names) -> Iterable[Line]:
    yield _("Of which activity"), _list(_named(ref, names) for ref in row.event_refs)
    yield _("Begin"), _exact(row.start)
    if row.kind != "photo":
        yield _("End"), _exact(row.end) or _("still going on")
    yield _("Device"), row.device
    yield _("Recorded by"), row.officer
    yield _("People told of the recording"), _said(row.informed, _("Told"), _("Not told"))
    yield _("What it shows"), _list(label("content", one) for one in row.content)
    yield _("Looked at by the party"), _said(row.reviewed_by_party, _("Yes"), _("No"))
    confirmed = confirmed_by(row) if row.superseded_at is None else None
    yield _("Confirmed by the party on"), issued_said(confirmed) if confirmed else ""
    yield _("Used as evidence"), _("Yes") if row.evidence else ""
    yield _("Written note on it"), _named(row.statement, names)
    yield _("Number of the disc"), row.disc
    yield _("Position"), _position(row.position)
    yield _("Vessel"), _vessel(row.vessel)
    yield _("Back from the remote place"), _exact(row.returned_at)
    yield _("Stored"), _exact(row.stored_at)
    yield _("Handed over"), _exact(row.handed_over_at)
    if row.original_id is not None:
        yield _("File"), row.original.file_name if row.original else ""
        yield _("Not recorded in between"), _list(span_said(*hole) for hole in holes_of(row))
        waiting = row.origin == FactOrigin.TYPED and row.stored_by_id is None
        yield _("Its time"), _("typed; the custodian has not confirmed it") if waiting else ""
        unread = is_unread(row) and row.stored_by_id is None
        said = _("not read yet, or unreadable; the custodian has not confirmed it")
        yield _("What the file holds"), said if unread else ""
        yield _("Note on the link"), row.reason


def supplements_of(row: Fact) -> list[Line]:
    """Return what was written beside footage from a device, each at its moment (002 art. 14)."""
    if not isinstance(row, Recording) or row.original is None or row.from_ms is None:
        return []
    begins = row.start - timedelta(milliseconds=row.from_ms)
    notes = marks_of(row.original, row.from_ms, row.to_ms).filter(word=MarkWord.SUPPLEMENT)
    return [
        (
            _("Written supplement"),
            f"{_exact(begins + timedelta(milliseconds=one.at_ms))} {one.text}",
        )
        for one in notes
    ]


def _position(value: Mapping[str, float] | None) -> str:
    return f"{value['lat']}, {value['lon']}" if value else ""


def _vessel(value: Mapping[str, Any] | None) -> str:
    if not value:
        return ""
    said = " ".join(filter(None, (value.get("name"), value.get("number"))))
    return said + (" " + _("(spoken in the recording)") if value.get("spoken") else "")


def _interruption(row: Interruption, names: Names) -> Iterable[Line]:
    yield _("In which activity"), _named(row.event_ref, names)
    yield _("Broke off"), _exact(row.start)
    yield _("Went on"), _exact(row.end)
    yield _("Reason"), label("interruption", row.cause)
    yield _("How it was explained"), label("explanation", row.explained_by)
    yield _("Paper that explains it"), _named(row.document, names)
    yield _("Reported to the head"), _time(row.reported_to_head_at)


# ---------------------------------------------------------------- values


def _named(ref: str, names: Names) -> str:
    return names.get(ref, ref)


def _time(at: datetime | None) -> str:
    return "" if at is None else moment_said(at)


def _exact(at: datetime | None) -> str:
    return "" if at is None else moment_said(at, seconds=True)


def _day(text: str) -> str:
    return day_said(date.fromisoformat(text), 0)


def _said(value: bool | None, yes: str, no: str) -> str:  # noqa: FBT001  # the fact's own value
    return "" if value is None else yes if value else no


def _list(values: Iterable[str]) -> str:
    return listed(values)
