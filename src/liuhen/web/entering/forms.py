# SPDX-License-Identifier: Apache-2.0
"""Which form belongs to which fact, and which kinds of it there are to choose from."""

from django.http import Http404

from liuhen.apps.cases.models import Activity, Document, Fact, Incident, Recording
from liuhen.apps.cases.words import TYPED_EVENTS
from liuhen.law import facts as law
from liuhen.web.entering.activity_form import ActivityForm
from liuhen.web.entering.document_form import DocumentForm
from liuhen.web.entering.fact_form import FactForm
from liuhen.web.entering.footage_forms import (
    IncidentForm,
    InterruptionForm,
    LinkedForm,
    RecordingForm,
)

FORMS: dict[str, type[FactForm]] = {
    "activity": ActivityForm,
    "document": DocumentForm,
    "recording": RecordingForm,
    "interruption": InterruptionForm,
    "incident": IncidentForm,
}
#: The kinds of each fact; an interruption has none.
KINDS: dict[str, tuple[str, ...]] = {
    "activity": TYPED_EVENTS,
    "document": law.DOCUMENT_TYPES,
    "recording": law.RECORDING_KINDS,
    "interruption": (),
    "incident": law.INCIDENT_TYPES,
}
#: The table of words in which the kinds of a fact stand.
WORDS = {
    "activity": "event", "document": "document", "recording": "recording", "incident": "incident",
}  # fmt: skip


def form_for(fact: str) -> type[FactForm]:
    """Return the form of that kind of fact, or 404."""
    if fact not in FORMS:
        raise Http404
    return FORMS[fact]


def correcting_form(fact: str, row: Fact) -> type[FactForm]:
    """Return the form that corrects a fact: of footage from a device only what people say of it."""
    if isinstance(row, Recording) and row.original_id is not None:
        return LinkedForm
    return form_for(fact)


def kind_of(row: Fact) -> str:
    """Return the kind of a stored fact, "" for an interruption."""
    match row:
        case Activity() | Recording():
            return row.kind
        case Document() | Incident():
            return row.type
    return ""
