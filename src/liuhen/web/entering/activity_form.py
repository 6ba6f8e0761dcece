# SPDX-License-Identifier: Apache-2.0
"""The form of an activity: when, where, who, what its kind alone knows, why there is no footage."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.acts import add_activity
from liuhen.apps.cases.after_approval import Onwards, unissued_start
from liuhen.apps.cases.details import CHANNELS
from liuhen.apps.cases.gates import GateState
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.standing import STARTED
from liuhen.apps.cases.starting import enter_start, gates_of_start
from liuhen.apps.people.access import Permission
from liuhen.web.approvals.forms import GateReasons
from liuhen.web.details import CHANNEL_WORDS
from liuhen.web.entering.attributes import (
    attribute_fields,
    attribute_initial,
    attribute_values,
)
from liuhen.web.entering.case_forms import SectionField
from liuhen.web.entering.chairs import (
    HEARING,
    chair_fields,
    chair_initial,
    chair_note,
    chairs_of,
    planned_initial,
)
from liuhen.web.entering.fact_form import FactForm
from liuhen.web.entering.inputs import (
    LineField,
    MomentField,
    SaidField,
    TextField,
    WordField,
    WordsField,
)
from liuhen.web.entering.kinds import ON_SITE, lasts
from liuhen.web.entering.officers import OtherOfficerForm, Team, others_as_officers
from liuhen.web.entering.parts import filled_rows, rows_of
from liuhen.web.entering.remedies import (
    BY_OTHERS,
    remedies_of,
    remedy_fields,
    remedy_initial,
    with_results,
)
from liuhen.web.inputs import moment_of

_FEW = 12
#: What is noted of an activity on site, at the desk as on the spot (`onsite.forms`).
_NOTED = ("present", "purpose_told", "note")
#: What comes by a channel.
_COMPLAINT = "complaint_received"


def _enter(*, kind: str, **values: Any) -> Activity:
    """Enter an activity; with the start of a procedure go the reasons against open gates."""
    if "reasons" in values:
        return enter_start(**values)
    return add_activity(kind=kind, **values)


class ActivityForm(FactForm, GateReasons):
    """One activity. What happens at one moment has one time; what takes time has two."""

    add = staticmethod(_enter)
    template: ClassVar[str] = "entering/_activity.html"

    start = MomentField(label=_("Begin"))
    end = MomentField(label=_("End"), required=False, help_text=_("Empty: it is still going on."))
    place = LineField(label=_("Place"))
    people = WordsField((), label=_("Officers"))
    identity_shown = SaidField(label=_("Certificates shown"), yes=_("Shown"), no=_("Not shown"))
    channel = WordField(
        [(word, CHANNEL_WORDS[word]) for word in CHANNELS], blank=_("Not noted"),
        label=_("How it came"),
    )  # fmt: skip
    present = LineField(label=_("Also present"))
    purpose_told = SaidField(label=_("Told why"), yes=_("Told"), no=_("Not told"))
    note = TextField(label=_("Noted on the spot"), rows=3)
    no_recording_reason = LineField(
        label=_("Why there is no recording"), longest=300,
        help_text=_("Only where recording was not possible or not allowed."),
    )  # fmt: skip
    no_recording_document = WordField((), blank=_("None"), label=_("Paper that says so"))

    def build(self) -> None:
        """Offer people and papers, and the attributes of the kind."""
        people = self.fields["people"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = self.team.choices(self._chosen())
        paper = self.fields["no_recording_document"]
        if isinstance(paper, forms.ChoiceField):
            paper.choices = [("", _("None")), *self.where.documents()]
        self.fields |= attribute_fields(self.kind, self.where)
        noted = self.row.details if self.row is not None else None
        chosen = str(self.data.get("chair") or self.initial.get("chair") or "")
        self.fields |= chair_fields(self.kind, self.where, noted, chosen)
        self.fields |= remedy_fields(self.kind, self.where)
        if self.kind != _COMPLAINT:
            del self.fields["channel"]
        if not self.on_site:
            for name in _NOTED:
                del self.fields[name]
        if not self.lasting:
            self.fields["start"].label = _("When it happened")
            del self.fields["end"]
        if self.where.case is None and self.where.activity is None:
            self.fields["section"] = SectionField(self.where.viewer, Permission.CASE_ENTER)
        self.gates = self._gates()
        self.ask_reasons(self.gates)
        others = self.initial.get("others", [])
        self.parts["others"] = rows_of(OtherOfficerForm, self, prefix="others", initial=others)

    @property
    def starts(self) -> bool:
        """Whether the procedure of a case is entered as started, which asks gates."""
        return self.kind == STARTED and self.row is None and self.where.case is not None

    @property
    def unissued(self) -> Onwards | None:
        """The paper on which the start was approved, while it is still a draft."""
        case = self.where.case
        return unissued_start(self.where.viewer, case) if case and self.starts else None

    def _gates(self) -> list[GateState]:
        """The gates against which it would be entered, unless it was urgent."""
        case = self.where.case
        if case is None or not self.starts:
            return []
        return [one for one in gates_of_start(self.where.viewer, case) if one.is_open]

    def _chosen(self) -> list[str]:
        """Who is ticked."""
        sent = self.data.getlist("people") if isinstance(self.data, MultiValueDict) else []
        return [*sent, *self.initial.get("people", [])]

    @property
    def few(self) -> int:
        """So many people are offered at once; all who are ticked are among them."""
        return max(_FEW, len(set(self._chosen())))

    @property
    def team(self) -> Team:
        """The people who may have taken part."""
        if not hasattr(self, "_team"):
            self._team = Team(self.where)
        return self._team

    @property
    def on_site(self) -> bool:
        """Whether officers show certificates and recorders run."""
        return self.kind in ON_SITE

    @property
    def lasting(self) -> bool:
        """Whether the activity has an end of its own; an imported one may have in any case."""
        row = self.row
        return lasts(self.kind) or (row is not None and row.end != row.start)

    @property
    def attributes(self) -> list[forms.BoundField]:
        """The fields of the kind's own attributes; of a hearing, who chairs and records it.

        Of a complaint, by which way it came.
        """
        came = [self["channel"]] if "channel" in self.fields else []
        own = [self[name] for name in self.fields if name.startswith("attr_")]
        return [*came, *chairs_of(self), *remedies_of(self), *own]

    @property
    def noted(self) -> list[forms.BoundField]:
        """What may be noted of an activity on site."""
        return [self[name] for name in _NOTED if name in self.fields]

    @property
    def by_others(self) -> bool:
        """Whether others than officers did it: nothing of them and of recorders is asked."""
        row = self.row
        return self.kind in BY_OTHERS and not (row and (row.officers or row.no_recording))

    def defaults(self) -> dict[str, Any]:
        """As asked; else where the last activity ended, if that was on an earlier day; else now."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        asked = moment_of(self.asked.get("start"))
        found: dict[str, Any] = {"start": asked or now}
        last = max((row.end or row.start for row in self.where.facts.activities), default=None)
        if asked is None and last is not None and timezone.localtime(last).date() < now.date():
            found["start"] = last.replace(second=0)
        if self.on_site:
            found["people"] = self.team.last()
            same_place = [row for row in self.where.facts.activities if row.place]
            if same_place:
                found["place"] = max(same_place, key=lambda row: row.start).place
        return found | planned_initial(self.kind, self.where)

    def initial_of(self, row: Any) -> dict[str, Any]:
        """Return what the activity holds."""
        people, others = self.team.split(row.officers)
        lost = row.no_recording or {}
        return {
            "start": row.start,
            "end": row.end,
            "place": row.place,
            "people": people,
            "others": others,
            "identity_shown": row.identity_shown,
            "no_recording_reason": lost.get("reason", ""),
            "no_recording_document": lost.get("document", ""),
            **{name: row.details.get(name) for name in ("channel", *_NOTED)},
            **chair_initial(row.details, self.where),
            **remedy_initial(row.details),
        } | attribute_initial(row.attrs, row.kind)

    def clean(self) -> dict[str, Any]:
        """The end is no earlier than the begin; whether a paper alone says why is said, too."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", gettext("The end is before the begin."))
        if cleaned.get("no_recording_document") and not cleaned.get("no_recording_reason"):
            self.add_error("no_recording_reason", gettext("Write the reason beside the paper."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the activity's columns."""
        typed = self.cleaned_data
        lost = {"reason": typed["no_recording_reason"]} if typed["no_recording_reason"] else None
        if lost and typed["no_recording_document"]:
            lost["document"] = typed["no_recording_document"]
        others = others_as_officers(filled_rows(self.parts["others"]))
        before = self.row.officers if self.row is not None else ()
        return {
            "start": typed["start"],
            "end": typed["end"] if "end" in typed else typed["start"],
            "place": typed["place"],
            "officers": [*self.team.values(typed["people"], before), *others],
            "identity_shown": typed["identity_shown"],
            "no_recording": lost,
            "attrs": attribute_values(typed),
        } | self._details(typed)

    def _details(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What was noted; of a hearing who chaired it, of a remedy or the court what came of it.

        What nobody changed stays as it is.
        """
        before = dict(self.row.details) if self.row is not None else {}
        asked = ("channel", *_NOTED)
        before |= {name: typed[name] for name in asked if name in self.changed_data}
        before = {name: value for name, value in before.items() if value not in (None, "")}
        if (told := with_results(before, typed)) is not None:
            return {"details": told}
        if self.kind != HEARING:
            return {"details": before} if self.on_site else {}
        held = {name: value for name, value in before.items() if name != HEARING}
        return {"details": held | chair_note(typed, self.where, before)}

    def added(self) -> dict[str, Any]:
        """Return what was typed, with the section of an activity that has no case."""
        section = self.cleaned_data.get("section")
        reasons = {"reasons": self.reasons} if self.starts else {}
        return super().added() | ({"section": section} if section else {}) | reasons

    def changes(self) -> dict[str, Any]:
        """Return what a correction changes; the same people and attributes are no change."""
        found = super().changes()
        others = self.parts["others"].forms
        if "people" not in self.changed_data and not any(row.has_changed() for row in others):
            found.pop("officers", None)
        if "attrs" in found and _told(found["attrs"]) == _told(self.row.attrs):
            del found["attrs"]
        return found


def _told(attrs: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes without those that say no: an absent one counts the same."""
    return {name: value for name, value in attrs.items() if value is not False}
