# SPDX-License-Identifier: Apache-2.0
"""Where the first value of a field comes from: what the case knows already.

`fill` of a field (docs/reference/forms.md) names a source and a part of it: `party.name`,
`activity.start`, `paper.prior_notice.fine`; of several with a bar between them the first that is
known. What is not known stays empty; nothing is guessed.
Values are in the shapes of `liuhen.paper.values`. What is confidential comes only to those who may
see it (`ParticipantSecret`'s own manager decides).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.models import (
    Activity,
    Case,
    Handler,
    Incident,
    Paper,
    Participant,
    ParticipantSecret,
    ReceivedPaper,
    Recording,
    Thing,
)
from liuhen.apps.cases.papers.agreed import approved_said, reviewer_of
from liuhen.apps.cases.papers.complaint_course import came_on, result_said, told_said
from liuhen.apps.cases.papers.known import (
    activity_said,
    cause_of,
    decision_in,
    hearing_in,
    imposed,
    owed_in,
    recorded_in,
    source_of,
    source_said,
    span_said,
    started_at,
)
from liuhen.apps.cases.papers.people_said import of_minor, told_of
from liuhen.apps.cases.papers.service_said import service_said
from liuhen.apps.cases.participants.ages import age_on
from liuhen.apps.cases.received import sender_of
from liuhen.apps.people.models import Certificate
from liuhen.apps.people.viewer import Viewer
from liuhen.law.facts import EVENT_TYPES
from liuhen.paper.form import Field, Form

#: What is read of a case only where a form asks for it.
_COURSE: dict[str, Callable[[Case], Any]] = {
    "source": source_said,
    "source_word": source_of,
    "reviewer": reviewer_of,
    "started": lambda case: _iso(started_at(case)),
    "complained": came_on,
    "complaint_result": result_said,
    "complainant_told": told_said,
}


class Sources:
    """What one viewer can take over from one case for one activity (the first of `event_refs`)."""

    def __init__(
        self,
        by: Viewer,
        case: Case,
        event_refs: list[str],
        at: datetime,
        received: UUID | None = None,
    ) -> None:
        """Read nothing yet: every source is read when a field asks for it.

        `received`: the paper from outside that it is about, where it is about one.
        """
        self.by, self.case, self.refs, self.at = by, case, event_refs, at
        self.received = received

    def values(self, form: Form) -> dict[str, Any]:
        """Return the first values of the form's fields, by their ids."""
        found = {field.id: self._value(field) for field in form.fields if field.fill}
        usual = {field.id: field.default for field in form.fields if field.default}
        known = {name: value for name, value in found.items() if value not in (None, "", [], {})}
        return {**usual, **known}

    def _value(self, field: Field) -> Any:
        for fill in (field.fill or "").split("|"):
            head, _dot, rest = fill.partition(".")
            source: Callable[[str, Field], Any] | None = getattr(self, f"_{head}", None)
            found = _fitting(field, source(rest, field)) if source else None
            if found not in (None, "", [], {}):
                return found
        return None

    # -------------------------------------------------------------- the sources

    def _case(self, part: str, _field: Field) -> Any:
        case = self.case
        if part in _COURSE:
            return _COURSE[part](case)
        return {
            "number": case.number,
            "title": case.title,
            "cause": cause_of(case),
            "facts": case.summary,
            "summary": case.summary,
            "party": case.party_name,
            "opened": _iso(case.opened_at),
            "section": case.section.name,
            "urgent": case.urgent or None,
        }.get(part)

    def _party(self, part: str, field: Field) -> Any:
        return self._participant("party", part, field)

    def _asked(self, part: str, field: Field) -> Any:
        """Who answers for the party: itself, or of an organisation its legal representative."""
        row = self._row("party")
        if (row.kind if row else self.case.party_kind) != "organization":
            return self._participant("party", part, field)
        unit = row.name if row else self.case.party_name
        if part == "unit":
            return unit
        if self._row("representative") is not None:
            return self._participant("representative", part, field)
        name = row.representative if row else ""
        return {"name": name, "role": "representative"}.get(part) if name else None

    def _agent(self, part: str, field: Field) -> Any:
        return self._participant("agent", part, field)

    def _complainant(self, part: str, field: Field) -> Any:
        return self._participant("complainant", part, field)

    def _bureau(self, part: str, _field: Field) -> Any:
        bureau = self.case.bureau
        return {"name": bureau.name, "short_name": bureau.short_name}.get(part)

    def _activity(self, part: str, field: Field) -> Any:
        row = self._first_activity
        if row is None:  # a paper about the whole case names those who handle it
            return self._officers(part, field) if (part or field.id) == "officers" else None
        return {
            "start": _iso(row.start),
            "end": _iso(row.end),
            "time": _iso(row.start),
            "place": row.place,
            "officers": _officers(row.officers),
            "kind": row.kind if row.kind in EVENT_TYPES else None,
            "present": row.details.get("present"),
            "reason": row.details.get("reason"),
            "note": row.details.get("note"),
            "measure": row.attrs.get("measure"),
            "channel": row.details.get("channel"),
            "real_name": row.attrs.get("real_name"),
            "identity_shown": row.identity_shown,
            "filming_told": row.details.get("filming_told"),
            "rights_told": self._rights_told(row) if part == "rights_told" else None,
            "result": _result(row),
            "said": activity_said(row),
            "span": span_said(row),
            "chair": row.details.get("hearing", {}).get("chair"),
            "recorder": row.details.get("hearing", {}).get("recorder"),
        }.get(part or field.id)

    def _paper(self, part: str, field: Field) -> Any:
        form, _dot, name = part.partition(".")
        rows = Paper.objects.seen_by(self.by).filter(case=self.case, form=form, replaced_by=None)
        found = rows.order_by("-issued_at").first()
        if found is None:
            said = approved_said(self.by, self.case, form, name)
        elif name in {"number", "title"}:
            return getattr(found, name)
        elif name in {"date", "issued"}:
            return _iso(found.issued_at)
        else:
            said = found.values.get(name)
        return imposed(said) if field.means == "penalty" else said

    def _hearing(self, part: str, _field: Field) -> Any:
        return hearing_in(self.case, self.at).get(part)

    def _decision(self, part: str, _field: Field) -> Any:
        return self._decided.get(part)

    def _dues(self, part: str, _field: Field) -> Any:
        return self._owed.get(part)

    def _things(self, part: str, _field: Field) -> Any:
        rows = Thing.objects.seen_by(self.by).filter(case=self.case)
        if part:
            rows = rows.filter(measure=part)
        here = rows.filter(event_ref__in=self.refs) if self.refs else rows.none()
        rows = here if here.exists() else rows.filter(ended_at=None)
        return [
            {
                "number": row.number,
                "name": row.name,
                "spec": row.spec,
                "quantity": row.quantity,
                "condition": row.condition,
                "place": row.place,
                "keeper": row.keeper,
                "owner": row.owner,
            }
            for row in rows.order_by("number")
        ]

    def _thing(self, part: str, field: Field) -> Any:
        """What the list of things says in one line: `names` with how many, `place`, `keeper`.

        `kept`: place and keeper; with a measure before it, of the things that came by it alone.
        """
        measure, _dot, part = part.rpartition(".")
        rows = self._things(measure, field)
        if part == "kept":
            kept = (" ".join(filter(None, (row["place"], row["keeper"]))) for row in rows)
            return "；".join(dict.fromkeys(filter(None, kept)))
        if part == "names":
            return "、".join(f"{row['name']} {row['quantity']}".strip() for row in rows)
        return "；".join(dict.fromkeys(row[part] for row in rows if row.get(part)))

    def _received(self, part: str, _field: Field) -> Any:
        """The paper from outside that came last, or the one that the draft is begun for."""
        rows = ReceivedPaper.objects.seen_by(self.by).filter(case=self.case)
        if self.received is not None:
            rows = rows.filter(pk=self.received)
        row = rows.order_by("-received_at", "-id").first()
        if row is None:
            return None
        if part == "sender":
            return sender_of(self.by, row)
        return {
            "number": row.number,
            "title": row.title,
            "pages": row.pages,
            "time": _iso(row.received_at),
        }.get(part)

    def _officers(self, _part: str, _field: Field) -> Any:
        row = self._first_activity
        if row is not None and row.officers:
            return _officers(row.officers)
        handlers = Handler.objects.filter(case=self.case).select_related("person").order_by("id")
        people = [handler.person for handler in handlers]
        newest = {
            certificate.person_id: certificate.number
            for certificate in Certificate.objects.filter(person__in=people).order_by("valid_until")
        }
        return [
            {"name": person.name, "certificate": newest.get(person.pk, "")} for person in people
        ]

    def _incident(self, part: str, _field: Field) -> Any:
        rows = Incident.objects.seen_by(self.by).filter(case=self.case, superseded_at=None)
        row = rows.order_by("-at").first()
        if row is None:
            return None
        return {"at": _iso(row.at), "time": _iso(row.at), "text": row.text}.get(part)

    def _service(self, part: str, _field: Field) -> Any:
        row = self._first_activity
        return None if row and row.kind != "service" else self._served.get(part)

    def _recording(self, part: str, _field: Field) -> Any:
        rows = (
            Recording.objects.seen_by(self.by)
            .filter(case=self.case, superseded_at=None, withdrawn=False)
            .exclude(kind="photo")
        )
        row = next((one for one in rows.order_by("-start") if self._goes_with(one)), None)
        about = self._first_activity if row is None else None
        if about is not None:  # the film is still in the recorder (004 art. 18)
            known = recorded_in(self.by, self.case, about)
            ends = {name: _iso(known.get(name)) for name in ("start", "end")}
            return (known | ends).get(part)
        if row is None:
            return None
        return {
            "start": _iso(row.start),
            "end": _iso(row.end),
            "device": row.device,
            "officer": row.officer,
        }.get(part)

    def _today(self, _part: str, _field: Field) -> Any:
        return timezone.localtime(self.at).date().isoformat()

    def _now(self, _part: str, _field: Field) -> Any:
        return _iso(self.at)

    def _me(self, part: str, _field: Field) -> Any:
        person = self.by.person
        return {"name": person.name, "": person.name, "telephone": person.telephone}.get(part)

    # -------------------------------------------------------------- reading

    @cached_property
    def _first_activity(self) -> Activity | None:
        if not self.refs:
            return None
        rows = Activity.objects.seen_by(self.by).filter(
            case=self.case, superseded_at=None, withdrawn=False, ref=self.refs[0]
        )
        return rows.first()

    @cached_property
    def _decided(self) -> dict[str, Any]:
        return decision_in(self.case)

    @cached_property
    def _owed(self) -> dict[str, str]:
        return owed_in(self.by, self.case)

    @cached_property
    def _served(self) -> dict[str, str]:
        return service_said(self.by, self.case, self._first_activity)

    def _rights_told(self, row: Activity) -> bool | None:
        """Whether somebody was told of rights while the activity went on; else nobody knows."""
        rows = Activity.objects.seen_by(self.by).filter(
            case=self.case, kind="rights_informed", superseded_at=None, withdrawn=False
        )
        told = rows.filter(start__gte=row.start, start__lte=row.end or self.at).exists()
        return True if told else None

    def _goes_with(self, row: Recording) -> bool:
        return not self.refs or bool(set(self.refs) & set(row.event_refs))

    def _row(self, role: str) -> Participant | None:
        rows = Participant.objects.seen_by(self.by).filter(case=self.case, role=role, ended_at=None)
        return rows.order_by("recorded_at").first()

    def _participant(self, role: str, part: str, field: Field) -> Any:
        row = self._row(role)
        if row is None:
            known = self.case.party_name if role == "party" else ""
            if field.kind == "person":
                return {"name": known} if known else None
            return known if part == "name" else None
        secret = self._secret_of(row) if field.secret or row.hidden else None
        if secret is not None and not field.secret:
            secret = of_minor(secret)
        told = told_of(row, secret)
        if secret is not None and secret.birth_date is not None:
            told["age"] = str(age_on(secret.birth_date, timezone.localtime(self.at).date()))
        if field.kind == "person":
            return {name: told[name] for name in field.parts or told if told.get(name)}
        return told.get(part)

    def _secret_of(self, row: Participant) -> ParticipantSecret | None:
        """What is confidential of somebody: only for fields of the class, only for some viewers."""
        return ParticipantSecret.objects.seen_by(self.by).filter(participant=row).first()


def _officers(values: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {"name": str(one.get("name", "")), "certificate": str(one.get("certificate") or "")}
        for one in values
    ]


def _result(row: Activity) -> str | None:
    """What was decided on a complaint, as the form of its record says it."""
    if row.kind != "complaint_decided":
        return None
    return "initiated" if row.attrs.get("initiated") else "not_initiated"


def _iso(value: datetime | None) -> str | None:
    return timezone.localtime(value).isoformat(timespec="seconds") if value else None


def _fitting(field: Field, value: Any) -> Any:
    """The value in the shape of the field, or nothing where it has another shape."""
    if value is None:
        return None
    if field.kind == "date" and isinstance(value, str):
        return value[:10]
    if field.kind == "items":
        if not isinstance(value, list):
            return None
        known = {column.id for column in field.columns}
        return [
            {name: item for name, item in one.items() if name in known and item} for one in value
        ]
    other = field.kind == "choice" and value not in {one.word for one in field.choices}
    several = field.kind in {"officers", "list", "questions"}
    person = field.kind == "person"
    if other or several != isinstance(value, list) or person != isinstance(value, dict):
        return None
    return value
