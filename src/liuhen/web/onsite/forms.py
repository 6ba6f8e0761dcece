# SPDX-License-Identifier: Apache-2.0
"""The forms of working on the spot: short, and filled in as far as anything is known."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import INSPECTIONS
from liuhen.apps.cases.measure_approvals import MEASURE
from liuhen.apps.cases.models import Activity, FilmingRestriction, Participant
from liuhen.apps.cases.participants.plausible import doubt_of_code
from liuhen.apps.people.access import Permission
from liuhen.law import facts as law
from liuhen.web.entering.attributes import attribute_fields, attribute_values
from liuhen.web.entering.case_forms import SectionField
from liuhen.web.entering.chairs import chair_fields, chair_note, chairs_of, planned_initial
from liuhen.web.entering.inputs import (
    Dots,
    LineField,
    MomentField,
    SaidField,
    TextField,
    WordField,
    WordsField,
)
from liuhen.web.entering.officers import Team
from liuhen.web.entering.where import Where
from liuhen.web.papers.doubts import doubt_in
from liuhen.web.words import choices

_FEW = 8


class PositionFields(forms.Form):
    """Where the phone is; sent only when its owner taps the button for it."""

    latitude = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )
    accuracy = forms.FloatField(
        required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput
    )

    def position(self) -> dict[str, float] | None:
        """Return the position, or nothing where it was not given."""
        typed = self.cleaned_data
        found: dict[str, float] = {
            name: typed[name]
            for name in ("latitude", "longitude", "accuracy")
            if typed.get(name) is not None
        }
        return found if {"latitude", "longitude"} <= set(found) else None


class ArriveForm(PositionFields):
    """What an officer says on arriving: where and with whom; the rest is known or optional."""

    people = WordsField((), label=_("Officers"))
    place = LineField(label=_("Place"))
    claimed = MomentField(
        label=_("It began earlier"), required=False, help_text=_("Empty: now, by the server.")
    )
    enterprise = LineField(label=_("Enterprise"))
    enterprise_code = LineField(label=_("Unified social credit code"), longest=40)
    scanned_code = LineField(label=_("Code that was scanned"))
    task_sheet = LineField(label=_("Number of the task sheet"))
    approval = LineField(label=_("Approval of the inspection"))
    draft = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    _DETAILS = ("enterprise", "enterprise_code", "scanned_code", "task_sheet", "approval")

    def __init__(self, *args: Any, where: Where, kind: str, **kwargs: Any) -> None:
        """Preset who is along, the place and the enterprise of the case."""
        self.where, self.kind, self.team = where, kind, Team(where)
        self.along = self.team.last(here=True)
        initial = {"people": self.along, **_known(where), **planned_initial(kind, where)}
        super().__init__(*args, **{"initial": initial} | kwargs)
        people = self.fields["people"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = self.team.choices(self.along)
        if kind == MEASURE:
            people.help_text = _("At least two, with a valid certificate.")
        self.fields |= attribute_fields(kind, where)
        chosen = str(self.data.get("chair") or self.initial.get("chair") or "")
        self.fields |= chair_fields(kind, where, chosen=chosen)
        if where.case is None:
            self.fields["section"] = SectionField(where.viewer, Permission.CASE_ENTER)
        if kind not in INSPECTIONS:
            for name in self._DETAILS:
                del self.fields[name]

    @property
    def few(self) -> int:
        """So many people are offered at once."""
        return max(_FEW, len(self.along))

    @property
    def attributes(self) -> list[forms.BoundField]:
        """The fields of the kind's own attributes; of a hearing, who chairs and records it."""
        own = [self[name] for name in self.fields if name.startswith("attr_")]
        return [*chairs_of(self), *own]

    @property
    def inspection(self) -> list[forms.BoundField]:
        """What the inspection rules ask for, all of it optional."""
        return [self[name] for name in self._DETAILS if name in self.fields]

    def doubt(self) -> str:
        """What looks mistyped, or nothing; it is kept all the same."""
        return doubt_in(self, {"enterprise_code": doubt_of_code})

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the act takes it."""
        typed = self.cleaned_data
        return {
            "place": typed["place"],
            "officers": self.team.values(typed["people"]),
            "attrs": attribute_values(typed),
            "details": {name: typed.get(name, "") for name in self._DETAILS}
            | chair_note(typed, self.where),
            "claimed": typed["claimed"],
            "position": self.position(),
            "draft": typed["draft"],
            "section": typed.get("section"),
        }


def _known(where: Where) -> dict[str, str]:
    """The last place of the case, and its party as the enterprise."""
    if where.case is None:
        return {}
    places = [row for row in where.facts.activities if row.place]
    found = {"place": max(places, key=lambda row: row.start).place} if places else {}
    party = Participant.objects.seen_by(where.viewer).filter(
        case=where.case, role=Participant.Role.PARTY, ended_at=None
    )
    one = party.order_by("recorded_at").first()
    name = one.name if one else where.case.party_name
    return found | {"enterprise": name, "enterprise_code": one.credit_code if one else ""}


class NoteForm(forms.Form):
    """What is shown, told and seen while it goes on.

    Two officers note on two phones: only what was changed on this page is said by it (`began`).
    """

    identity_shown = SaidField(label=_("Certificates shown"), yes=_("Shown"), no=_("Not shown"))
    purpose_told = SaidField(label=_("Told why"), yes=_("Told"), no=_("Not told"))
    filming_told = SaidField(label=_("Told that it is recorded"), yes=_("Told"), no=_("Not told"))
    present = LineField(label=_("Also present"))
    note = TextField(label=_("Noted on the spot"), rows=3)
    claimed = MomentField(
        label=_("Left earlier"),
        required=False,
        seconds=True,
        help_text=_("Empty: now, by the server."),
    )
    draft = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    began = forms.JSONField(required=False, widget=forms.HiddenInput)

    _NOTED = ("identity_shown", "purpose_told", "filming_told", "present", "note")

    def __init__(self, *args: Any, row: Activity, **kwargs: Any) -> None:
        """Begin with what is noted already; nobody leaves what is over."""
        stands = {**row.details, "identity_shown": row.identity_shown}
        self._stands = {name: stands.get(name) for name in self._NOTED}
        initial = self._stands | {"began": self._stands}
        super().__init__(*args, **{"initial": initial} | kwargs)
        if row.end is not None:
            del self.fields["claimed"]

    @property
    def noted(self) -> list[forms.BoundField]:
        """What is noted; when one left stands apart."""
        return [self[name] for name in self._NOTED]

    def said(self) -> dict[str, Any]:
        """What was changed, as the acts take it; what was emptied is noted no more."""
        began = self.cleaned_data["began"]
        stood = began if isinstance(began, dict) else self._stands
        typed = {name: self.cleaned_data[name] for name in self._NOTED}
        new = {name: one for name, one in typed.items() if _plain(one) != _plain(stood.get(name))}
        return {"identity_shown": new.pop("identity_shown", None), "details": new}

    def clean(self) -> dict[str, Any]:
        """A time of leaving is said only by leaving: saving alone would lose it."""
        typed = super().clean() or {}
        if typed.get("claimed") and "leave" not in self.data:
            self.add_error("claimed", gettext("Press “Left now” with it, or empty it."))
        return typed


def _plain(value: Any) -> Any:
    """A value to be compared: nothing typed is nothing noted, and a browser ends lines its way."""
    return "\n".join(value.splitlines()) or None if isinstance(value, str) else value


class LeaveForm(PositionFields):
    """Leaving: one tap; earlier only where it is said."""

    claimed = MomentField(
        label=_("Left earlier"), required=False, help_text=_("Empty: now, by the server.")
    )


class RightsForm(forms.Form):
    """Of which rights the party was told, and how; nothing is told until somebody says so."""

    rights = WordsField(choices("right", law.RIGHTS), label=_("Rights told"))
    manner = WordField(choices("manner", ("oral", "written")), label=_("Manner"), widget=Dots)
    at = MomentField(label=_("Time"), required=False, help_text=_("Empty: now, by the server."))


class FilmingForm(forms.Form):
    """On which ground somebody's own filming was restricted, and what happened."""

    who = LineField(label=_("Whose filming"), longest=100)
    ground = WordField(
        FilmingRestriction.Ground.choices,
        label=_("Ground"),
        widget=Dots,
        help_text=_("Nothing else is a ground: that somebody does not like to be filmed is none."),
        error_messages={"required": _("Without a ground nobody's filming is restricted.")},
    )
    reason = TextField(
        label=_("What happened"),
        rows=3,
        help_text=_("How it hindered the work. Of a state secret write nothing here."),
    )
    at = MomentField(label=_("Time"))

    def __init__(self, *args: Any, row: Activity, **kwargs: Any) -> None:
        """Now, or when the activity ended, unless something else is said."""
        super().__init__(*args, **kwargs)
        now = timezone.localtime(min(timezone.now(), row.end or timezone.now()))
        self.initial = {"at": now.replace(second=0, microsecond=0)}

    def clean(self) -> dict[str, Any]:
        """A hindrance is described."""
        typed = super().clean() or {}
        hinders = typed.get("ground") == FilmingRestriction.Ground.HINDERS
        if hinders and not typed.get("reason"):
            self.add_error("reason", gettext("Say how it hindered the work."))
        return typed
