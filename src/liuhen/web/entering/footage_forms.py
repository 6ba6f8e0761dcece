# SPDX-License-Identifier: Apache-2.0
"""The forms of footage: a recording, a break in it, an incident that makes it worth keeping.

Storing and handing over are no fields: the custodian confirms them, and the server's clock counts.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.acts import add_incident, add_interruption, add_recording
from liuhen.apps.cases.models import Activity, Recording
from liuhen.law import facts as law
from liuhen.web.entering.fact_form import FactForm
from liuhen.web.entering.inputs import LineField, MomentField, SaidField, WordField, WordsField
from liuhen.web.entering.kinds import ON_SITE, lasts
from liuhen.web.inputs import moment_of
from liuhen.web.words import choices


class RecordingForm(FactForm):
    """That something was recorded: when, with what, by whom, what it shows."""

    add = staticmethod(add_recording)
    template: ClassVar[str] = "entering/_recording.html"

    event_refs = WordsField((), label=_("Of which activity"))
    start = MomentField(label=_("Begin"), seconds=True)
    end = MomentField(label=_("End"), required=False, seconds=True)
    device = LineField(label=_("Device"), longest=60, suggest="known-devices")
    officer = LineField(label=_("Recorded by"), longest=60, suggest="known-names")
    informed = SaidField(label=_("People told of the recording"), yes=_("Told"), no=_("Not told"))
    content = WordsField(choices("content", law.CONTENTS), label=_("What it shows"))
    reviewed_by_party = SaidField(label=_("Looked at by the party"), yes=_("Yes"), no=_("No"))
    evidence = forms.BooleanField(label=_("Used as evidence"), required=False)
    statement = WordField((), blank=_("None"), label=_("Written note on it"))
    disc = LineField(label=_("Number of the disc"), longest=60)
    lat = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    lon = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    vessel_name = LineField(label=_("Name of the vessel"), longest=60)
    vessel_number = LineField(label=_("Number of the vessel"), longest=60)
    vessel_spoken = forms.BooleanField(
        label=_("Name and number are spoken in the recording"), required=False
    )

    def build(self) -> None:
        """Offer activities and written notes."""
        _offer(self.fields["event_refs"], self._activities())
        notes = self.where.documents("av_evidence_statement")
        _offer(self.fields["statement"], [("", _("None")), *notes])
        if self.kind == "photo":
            self.fields["start"].label = _("When it happened")
            del self.fields["end"]

    def defaults(self) -> dict[str, Any]:
        """Of the asked activity, or those at the asked time; with the device used last."""
        event = self.where.event(self.asked.get("event", ""))
        asked = moment_of(self.asked.get("start"))
        until = moment_of(self.asked.get("end"))
        before = max(self.where.facts.recordings, key=lambda row: row.recorded_at, default=None)
        return {
            "event_refs": [event.ref] if event else self._at(asked, until),
            "start": asked or (self._covered_until(event) if event else self._now()),
            "end": until,
            "device": before.device if before else "",
            "officer": before.officer if before else self.where.viewer.person.name,
        }

    def _activities(self) -> list[tuple[str, str]]:
        """The activities that take time, and those that are named already."""
        named = {*(self.row.event_refs if self.row else ()), self.asked.get("event", "")}
        offered = {row.ref for row in self.where.facts.activities if lasts(row.kind)} | named
        return [(ref, said) for ref, said in self.where.events if ref in offered]

    def _at(self, start: datetime | None, end: datetime | None) -> list[str]:
        """The activities on the spot at that time (now, if none is asked)."""
        first = start or self._now()
        last = end or first
        return [
            row.ref
            for row in self.where.facts.activities
            if row.kind in ON_SITE and overlaps(row, first, last)
        ]

    def _covered_until(self, event: Activity) -> datetime:
        """Where the footage of an activity ends (or its begin): the next piece goes on there."""
        named = [row for row in self.where.facts.recordings if event.ref in row.event_refs]
        return max((row.end or self._now() for row in named), default=event.start)

    def _now(self) -> datetime:
        return timezone.localtime().replace(second=0, microsecond=0)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the recording holds."""
        position, vessel = row.position or {}, row.vessel or {}
        plain = ("event_refs", "start", "end", "device", "officer", "informed", "content")
        more = ("reviewed_by_party", "evidence", "statement", "disc")
        return {name: getattr(row, name) for name in (*plain, *more)} | {
            "lat": position.get("lat"),
            "lon": position.get("lon"),
            "vessel_name": vessel.get("name", ""),
            "vessel_number": vessel.get("number", ""),
            "vessel_spoken": vessel.get("spoken", False),
        }

    def clean(self) -> dict[str, Any]:
        """The end is no earlier than the begin; a position has both numbers."""
        typed = super().clean() or {}
        _check_span(self, typed)
        lat, lon = typed.get("lat"), typed.get("lon")
        if (lat is None) != (lon is None) and not {"lat", "lon"} & set(self.errors):
            self.add_error("lat" if lat is None else "lon", gettext("A position has both numbers."))
        return typed

    def values(self) -> dict[str, Any]:
        """Return the recording's columns."""
        typed = dict(self.cleaned_data)
        lat, lon = typed.pop("lat"), typed.pop("lon")
        vessel = {
            name: value
            for name in ("name", "number", "spoken")
            if (value := typed.pop(f"vessel_{name}"))
        }
        typed.pop("correction", None)
        typed.setdefault("end", None)
        return typed | {
            "position": None if lat is None else {"lat": lat, "lon": lon},
            "vessel": vessel or None,
        }


class LinkedForm(FactForm):
    """What people say of footage that came from a device; the rest is the system's."""

    add = staticmethod(add_recording)  # such footage is linked, never added here
    template: ClassVar[str] = "entering/_linked.html"

    reviewed_by_party = SaidField(label=_("Looked at by the party"), yes=_("Yes"), no=_("No"))
    evidence = forms.BooleanField(label=_("Used as evidence"), required=False)
    statement = WordField((), blank=_("None"), label=_("Written note on it"))
    disc = LineField(label=_("Number of the disc"), longest=60)

    def build(self) -> None:
        """Offer written notes."""
        notes = self.where.documents("av_evidence_statement")
        _offer(self.fields["statement"], [("", _("None")), *notes])

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what is said of it."""
        names = ("reviewed_by_party", "evidence", "statement", "disc")
        return {name: getattr(row, name) for name in names}

    def values(self) -> dict[str, Any]:
        """Return the columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "correction"}


def apart_from(row: Recording, activities: Iterable[Activity]) -> list[Activity]:
    """Return the activities that a recording names without having been made during them."""
    last = row.end or (row.start if row.kind == "photo" else timezone.now())
    named = [one for one in activities if one.ref in row.event_refs]
    return [one for one in named if not overlaps(one, row.start, last)]


def overlaps(activity: Activity, start: datetime, end: datetime) -> bool:
    """Whether the activity and the time from `start` to `end` have an instant in common."""
    return activity.start <= end and (activity.end is None or start <= activity.end)


class InterruptionForm(FactForm):
    """A break in the footage: from when to when, why, how it was explained."""

    add = staticmethod(add_interruption)
    kind_name = ""
    template: ClassVar[str] = "entering/_interruption.html"

    event_ref = WordField((), blank=_("The one it falls into"), label=_("In which activity"))
    start = MomentField(label=_("Broke off"), seconds=True)
    end = MomentField(
        label=_("Went on"), required=False, seconds=True,
        help_text=_("Empty: it did not go on until the activity ended."),
    )  # fmt: skip
    cause = WordField(
        choices("interruption", law.INTERRUPTION_REASONS), blank=_("Not noted"), label=_("Reason")
    )
    explained_by = WordField(
        choices("explanation", ("voice", "document")), blank=_("Not explained"),
        label=_("How it was explained"),
    )  # fmt: skip
    document = WordField((), blank=_("None"), label=_("Paper that explains it"))
    reported_to_head_at = MomentField(
        label=_("Reported to the head"), required=False,
        help_text=_("Counts from when the head confirms it."),
    )  # fmt: skip

    def build(self) -> None:
        """Offer activities and papers."""
        blank = _("The one it falls into")
        _offer(self.fields["event_ref"], [("", blank), *self.where.events])
        _offer(self.fields["document"], [("", _("None")), *self.where.documents()])

    def defaults(self) -> dict[str, Any]:
        """In the asked activity, at its begin."""
        event = self.where.event(self.asked.get("event", ""))
        now = timezone.localtime().replace(second=0, microsecond=0)
        return {"event_ref": event.ref if event else "", "start": event.start if event else now}

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the entry holds."""
        names = ("event_ref", "start", "end", "cause", "explained_by", "document")
        return {name: getattr(row, name) for name in (*names, "reported_to_head_at")}

    def clean(self) -> dict[str, Any]:
        """The end is no earlier than the begin; a paper that explains is named."""
        typed = super().clean() or {}
        _check_span(self, typed)
        if typed.get("explained_by") == "document" and not typed.get("document"):
            self.add_error(
                "document", gettext("Which paper? Enter it first if it is not there yet.")
            )
        return typed

    def values(self) -> dict[str, Any]:
        """Return the entry's columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "correction"}


class IncidentForm(FactForm):
    """Something that makes footage worth keeping for long: what, when, in which activity."""

    add = staticmethod(add_incident)
    template: ClassVar[str] = "entering/_incident.html"

    at = MomentField(label=_("When it happened"))
    text = LineField(label=_("What happened, in a few words"), longest=500)
    event_ref = WordField((), blank=_("The whole case"), label=_("In which activity"))

    def build(self) -> None:
        """Offer activities."""
        _offer(self.fields["event_ref"], [("", _("The whole case")), *self.where.events])

    def defaults(self) -> dict[str, Any]:
        """In the asked activity, now."""
        event = self.where.event(self.asked.get("event", ""))
        now = timezone.localtime().replace(second=0, microsecond=0)
        return {"at": event.start if event else now, "event_ref": event.ref if event else ""}

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the entry holds."""
        return {"at": row.at, "text": row.text, "event_ref": row.event_ref}

    def values(self) -> dict[str, Any]:
        """Return the entry's columns."""
        return {name: self.cleaned_data[name] for name in ("at", "text", "event_ref")}


def _offer(field: forms.Field, offered: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = offered


def _check_span(form: forms.Form, typed: Mapping[str, Any]) -> None:
    start, end = typed.get("start"), typed.get("end")
    if start and end and end < start:
        form.add_error("end", gettext("The end is before the begin."))
