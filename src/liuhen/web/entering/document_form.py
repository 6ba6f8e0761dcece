# SPDX-License-Identifier: Apache-2.0
"""The form of a paper: when, what about, what stands in it, who signed, a scan."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.acts import add_document
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.words import PAPER_SIGNATURES, SYSTEM_SIGNATURES
from liuhen.apps.compliance.asked import events_asking
from liuhen.law.facts import REFUSABLE_ROLES
from liuhen.web.entering.fact_form import FactForm
from liuhen.web.entering.inputs import LineField, MomentField, TextField, WordField, WordsField
from liuhen.web.entering.kinds import ONE_LINE
from liuhen.web.entering.papers import (
    AskedField,
    fields_of_paper,
    paper_roles,
    system_roles,
    word_of_field,
)
from liuhen.web.entering.parts import PartForm, filled_rows, rows_of
from liuhen.web.words import choices, label

PREFIX = "field_"


class FurtherFieldForm(PartForm):
    """A field that the regulation does not ask for: its name, known or one's own, and its text."""

    name = LineField(label=_("Field"), longest=60, suggest="known-fields")
    text = TextField(label=_("Text"), rows=2)

    def clean(self) -> dict[str, Any]:
        """A text belongs to a name."""
        cleaned = super().clean() or {}
        if cleaned.get("text") and not cleaned.get("name"):
            self.add_error("name", gettext("What is this field called?"))
        return cleaned


class SignatureForm(PartForm):
    """One signature on the paper, or its refusal. Heads and reviewers sign in the system."""

    role = WordField(choices("signature", PAPER_SIGNATURES), blank=_("Choose"), label=_("Role"))
    state = WordField(
        [("signed", _("Signed")), ("refused", _("Refused to sign"))],
        blank=_("Not signed"),
        label=_("Signature"),
    )
    name = LineField(label=_("Name"), longest=60, suggest="known-names")
    at = MomentField(label=_("When (empty: with the paper)"), required=False)
    reason = LineField(label=_("Reason of the refusal"), longest=300)

    def clean(self) -> dict[str, Any]:
        """A row that says something says it whole."""
        typed = super().clean() or {}
        role, state = typed.get("role"), typed.get("state")
        if state and not role:
            self.add_error("role", gettext("Who signed, or refused to?"))
        if not state and (typed.get("name") or typed.get("at") or typed.get("reason")):
            self.add_error("state", gettext("Was it signed, or refused?"))
        if state == "refused" and role and role not in REFUSABLE_ROLES:
            self.add_error(
                "state", gettext("Only a party, witness or recipient may refuse to sign.")
            )
        if state == "refused" and not typed.get("reason"):
            self.add_error("reason", gettext("Write why the signature was refused."))
        return typed


def signature_value(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a typed row as a signature of the contract."""
    made: dict[str, Any] = {"role": typed["role"]}
    if typed.get("name"):
        made["name"] = typed["name"]
    if typed.get("at"):
        made["at"] = typed["at"]
    if typed["state"] == "refused":
        made |= {"refused": True, "reason": typed["reason"]}
    return made


class DocumentForm(FactForm):
    """One paper. `scan` holds the digest of a scan that was sent already, so that none is lost."""

    add = staticmethod(add_document)
    template: ClassVar[str] = "entering/_document.html"

    at = MomentField(label=_("Date of the paper"))
    event_refs = WordsField((), label=_("About which activity"))
    scan_file = forms.FileField(
        label=_("Scan (PDF, JPEG, PNG or TIFF)"), required=False, allow_empty_file=True
    )
    scan_digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=71)

    def build(self) -> None:
        """Offer the activities, and the fields and signatures that the regulation asks for."""
        events = self.fields["event_refs"]
        if isinstance(events, forms.MultipleChoiceField):
            events.choices = self.where.events
        self.asked_fields = fields_of_paper(self.where.pack, self.kind)
        for one in self.asked_fields:
            self.fields[PREFIX + one.word] = _text_field(one)
        further = [
            {"name": label("field", name), "text": text}
            for name, text in self.initial.get("fields", {}).items()
            if name not in {one.word for one in self.asked_fields}
        ]
        self.parts["further"] = rows_of(FurtherFieldForm, self, prefix="further", initial=further)
        signed = self.initial.get("signatures", [])
        self.parts["signed"] = rows_of(SignatureForm, self, prefix="signed", initial=signed)

    @property
    def text_fields(self) -> list[forms.BoundField]:
        """The fields that the regulation asks for."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def awaited(self) -> list[str]:
        """Who will have to sign in the system."""
        return system_roles(self.where.pack, self.kind)

    def defaults(self) -> dict[str, Any]:
        """About the asked activity; at its end, if that was on an earlier day; else now."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        event = self.where.event(self.asked.get("event", "")) or self._likely_event()
        at, end = now, event and (event.end or event.start)
        if end and timezone.localtime(end).date() < now.date():
            at = end.replace(second=0)
        case = self.where.case
        party = {"party": case.party_name} if case is not None and case.party_name else {}
        return {
            "at": at,
            "event_refs": [event.ref] if event else [],
            "signatures": [{"role": role} for role in paper_roles(self.where.pack, self.kind)],
        } | {PREFIX + name: text for name, text in party.items()}

    def _likely_event(self) -> Activity | None:
        """The last activity of which the regulation asks such a paper, if it has none yet."""
        facts, pack = self.where.facts, self.where.pack
        asking = events_asking(pack, self.kind) if pack else frozenset()
        had = {ref for row in facts.documents if row.type == self.kind for ref in row.event_refs}
        open_ = [row for row in facts.activities if row.kind in asking and row.ref not in had]
        if self.where.case is None:
            return self.where.activity
        return max(open_, key=lambda row: row.start, default=None)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the paper holds."""
        return {
            "at": row.at,
            "event_refs": row.event_refs,
            "fields": row.fields,
            "scan_digest": row.scan_digest,
            "signatures": [_signature_initial(one) for one in _on_paper(row)],
        } | {PREFIX + name: text for name, text in row.fields.items()}

    def values(self) -> dict[str, Any]:
        """Return the paper's columns."""
        typed = self.cleaned_data
        fields = {
            name.removeprefix(PREFIX): text
            for name, text in typed.items()
            if name.startswith(PREFIX) and text
        }
        for row in filled_rows(self.parts["further"]):
            if row.get("name"):
                fields[word_of_field(row["name"])] = row.get("text", "")
        return {
            "at": typed["at"],
            "event_refs": typed["event_refs"],
            "fields": {name: text for name, text in fields.items() if text},
            "signatures": self._signatures(),
            "scan_digest": typed["scan_digest"],
        }

    def changes(self) -> dict[str, Any]:
        """Return what a correction changes."""
        found = super().changes()
        if not any(row.has_changed() for row in self.parts["signed"].forms):
            found.pop("signatures", None)
        return found

    def _signatures(self) -> list[dict[str, Any]]:
        rows = [row.cleaned_data for row in self.parts["signed"].forms if row.cleaned_data]
        return [signature_value(row) for row in rows if row.get("state")]


def _text_field(asked: AskedField) -> forms.CharField:
    name = label("field", asked.word)
    if asked.word in ONE_LINE:
        return LineField(label=name, help_text=asked.hint, longest=500)
    return TextField(label=name, help_text=asked.hint, rows=2)


def _on_paper(row: Any) -> list[dict[str, Any]]:
    return [one for one in row.signatures if one["role"] not in SYSTEM_SIGNATURES]


def _signature_initial(value: Mapping[str, Any]) -> dict[str, Any]:
    at = value.get("at")
    return {
        "role": value["role"],
        "state": "refused" if value.get("refused") else "signed",
        "name": value.get("name", ""),
        "at": datetime.fromisoformat(at) if at else None,
        "reason": value.get("reason", ""),
    }
