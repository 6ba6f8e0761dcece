# SPDX-License-Identifier: Apache-2.0
"""The forms of how a case begins."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import CHANNELS, INSPECTIONS
from liuhen.apps.cases.gates import GateState
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.queries import loose_activities
from liuhen.apps.cases.received import Letter
from liuhen.apps.cases.starting import Begun, likely_handlers, party_found
from liuhen.apps.people.access import Permission
from liuhen.apps.people.holders import holders_on
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.web.approvals.forms import GateReasons
from liuhen.web.details import CHANNEL_WORDS, TOLD_WORDS
from liuhen.web.entering.case_forms import HandlersField, SectionField
from liuhen.web.entering.inputs import (
    DayField,
    Dots,
    LineField,
    MomentField,
    TextField,
    WordField,
    WordsField,
)
from liuhen.web.entering.officers import Team
from liuhen.web.entering.where import Where
from liuhen.web.subjects import fact_said
from liuhen.web.words import choices

if TYPE_CHECKING:
    _OneActivity = forms.ModelChoiceField[Activity]
else:  # Django's own class takes no parameter when it runs
    _OneActivity = forms.ModelChoiceField
_MOST_OFFERED = 50

SOURCE_WORDS = {
    "complaint": (_("A complaint or tip-off"), _("Named or anonymous; also a petition.")),
    "inspection": (_("An inspection"), _("Something was found on the spot.")),
    "own_motion": (_("Own motion"), _("Assigned from above, or found in another way.")),
    "transferred": (_("Another organ"), _("It hands the case over with a letter.")),
    "application": (_("An application"), _("Somebody asks for a licence or the like.")),
}


def _channels(words: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(word, CHANNEL_WORDS[word]) for word in words]


class ActivityField(_OneActivity):
    """An inspection that has no case yet."""

    def label_from_instance(self, obj: Activity) -> str:
        """What it was, when and where."""
        return f"{fact_said(obj)} {obj.place}".strip()


class StartForm(forms.Form):
    """What is known when a case is registered; only the fields that its source needs."""

    received_at = MomentField(label=_("Received"))
    channel = WordField(_channels(CHANNELS), blank=_("Not noted"), label=_("How it came"))
    real_name = forms.TypedChoiceField(
        choices=[("yes", _("Under a real name")), ("no", _("Anonymous"))],
        coerce=lambda said: said == "yes",
        widget=Dots,
        label=_("Complainant"),
        error_messages={"required": _("Named or anonymous?")},
    )
    complainant_name = LineField(label=_("Name"), longest=60)
    complainant_telephone = LineField(label=_("Telephone"), longest=40)
    complainant_address = LineField(label=_("Address"))
    oral = forms.BooleanField(label=_("Made orally"), required=False)
    sender = LineField(label=_("Organ that hands it over"), required=True)
    letter_title = LineField(label=_("Title and number of its letter"), required=True)
    pages = forms.IntegerField(
        label=_("Number of pages"), required=False, min_value=1, max_value=99_999
    )
    title = LineField(
        label=_("Title of the case"),
        required=True,
        help_text=_("Do not name in it who informed."),
        error_messages={"required": _("Give the case a title.")},
    )
    cause = LineField(label=_("Cause (what it is about)"))
    summary = TextField(
        label=_("What is alleged, or was found"),
        rows=4,
        help_text=_("Do not name in it who informed."),
    )
    happened_on = DayField(
        label=_("Day of the act"), required=False, help_text=_("By it a minor's age counts.")
    )
    party_name = LineField(label=_("Party, as far as known"))
    party_kind = WordField(
        choices("party", law.PARTY_KINDS), blank=_("Not noted"), label=_("Kind of party")
    )
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    act = WordField(choices("act", law.ACTS), label=_("Kind of enforcement"))
    procedure = WordField(
        choices("procedure", law.PROCEDURES), blank=_("Not noted"), label=_("Procedure")
    )
    secrecy = WordsField(choices("secrecy", law.SECRECY), label=_("Confidential"))

    _OF_SOURCE: ClassVar[dict[str, tuple[str, ...]]] = {
        "complaint": (
            "received_at", "channel", "real_name", "complainant_name", "complainant_telephone",
            "complainant_address",
        ),
        "inspection": ("activity",),
        "own_motion": (),
        "transferred": ("received_at", "sender", "letter_title", "pages"),
        "application": ("received_at", "oral"),
    }  # fmt: skip
    _CASE: ClassVar[tuple[str, ...]] = ("title", "cause", "summary", "happened_on", "urgent")
    _PARTY = ("party_name", "party_kind")
    _MORE: ClassVar[tuple[str, ...]] = ("act", "procedure", "section", "handlers", "secrecy")

    def __init__(self, *args: Any, viewer: Viewer, source: str, asked: str = "", **kw: Any) -> None:
        """`asked`: the item of the inspection that the address names."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        kind = "licensing" if source == "application" else "penalty"
        initial = {"received_at": now, "act": kind, "procedure": "general"}
        super().__init__(*args, **{"initial": initial} | kw)
        self.source = source
        self.fields["section"] = SectionField(viewer, Permission.CASE_ENTER)
        self.fields["handlers"] = HandlersField(viewer, initial=[viewer.person_id])
        if source == "inspection":
            self.fields["activity"] = field = _inspections(viewer, asked)
            if isinstance(field.initial, Activity):
                self._know(viewer, field.initial)
        wanted = {*self._OF_SOURCE[source], *self._CASE, *self._PARTY, *self._MORE}
        for name in set(self.fields) - wanted:
            del self.fields[name]

    def _know(self, viewer: Viewer, row: Activity) -> None:
        """Begin with the enterprise that was inspected, and with who was there."""
        self.fields["party_name"].initial = party_found(row)["name"]
        team = Team(Where(viewer))
        there = [team.people[key] for key in team.split(row.officers)[0]]
        self.fields["handlers"].initial = [one.pk for one in likely_handlers(viewer, there)]

    def _some(self, names: tuple[str, ...]) -> Iterator[forms.BoundField]:
        return (self[name] for name in names if name in self.fields)

    @property
    def came_in(self) -> list[forms.BoundField]:
        """What it comes from."""
        names = self._OF_SOURCE[self.source]
        return list(self._some(tuple(n for n in names if not n.startswith("complainant_"))))

    @property
    def nothing_to_choose(self) -> bool:
        """Whether no inspection waits for a case, so that one is recorded first."""
        field = self.fields.get("activity")
        rows = field.queryset if isinstance(field, ActivityField) else None
        return rows is not None and not rows.exists()

    @property
    def confidential(self) -> list[forms.BoundField]:
        """Who informed."""
        names = self._OF_SOURCE[self.source]
        return list(self._some(tuple(n for n in names if n.startswith("complainant_"))))

    @property
    def about(self) -> list[forms.BoundField]:
        """What it is about."""
        return list(self._some(self._CASE))

    @property
    def party(self) -> list[forms.BoundField]:
        """Against whom, or for whom."""
        return list(self._some(self._PARTY))

    @property
    def more(self) -> list[forms.BoundField]:
        """What is seldom changed."""
        return list(self._some(self._MORE))

    @property
    def more_wrong(self) -> bool:
        """Whether something that is seldom changed must be looked at."""
        return any(self.errors.get(name) for name in self._MORE)

    def clean(self) -> dict[str, Any]:
        """A named complainant has a name; of an anonymous one nothing would be kept."""
        typed = super().clean() or {}
        if typed.get("real_name") and not typed.get("complainant_name"):
            self.add_error("complainant_name", gettext("Who complains?"))
        if typed.get("real_name") is False:
            for one in self.confidential:
                if typed.get(one.name):
                    said = gettext(
                        "Of an anonymous complaint this is not kept: empty it, or choose “Under a "
                        "real name”."
                    )
                    self.add_error(one.name, said)
        return typed

    def begun(self) -> Begun:
        """What was typed, as the act takes it."""
        typed = self.cleaned_data
        complainant = {
            name: typed.get(f"complainant_{name}", "") for name in ("name", "telephone", "address")
        }
        return Begun(
            source=self.source,
            title=typed["title"],
            act=typed.get("act", "penalty"),
            procedure=typed.get("procedure", "general"),
            cause=typed["cause"],
            summary=typed["summary"],
            happened_on=typed["happened_on"],
            urgent=typed["urgent"],
            received_at=typed.get("received_at"),
            channel=typed.get("channel", ""),
            real_name=bool(typed.get("real_name")),
            oral=bool(typed.get("oral")),
            party={"name": typed["party_name"], "kind": typed["party_kind"]}
            if typed["party_name"]
            else {},
            complainant=complainant if typed.get("real_name") else {},
            activity=typed.get("activity"),
            letter=Letter(
                sender=typed["sender"],
                title=typed["letter_title"],
                received_at=typed["received_at"],
                pages=typed["pages"],
            )
            if self.source == "transferred"
            else None,
            handlers=tuple(typed.get("handlers", ())),
            secrecy=tuple(typed.get("secrecy", ())),
        )


def _inspections(viewer: Viewer, asked: str) -> ActivityField:
    rows = loose_activities(viewer).filter(kind__in=INSPECTIONS)
    newest = list(rows.values_list("pk", flat=True)[:_MOST_OFFERED])
    first = rows.filter(item=asked).first() if asked else None
    offered = rows.filter(pk__in=[*newest, *([first.pk] if first else [])])
    missing = {"required": _("Choose the inspection."), "invalid_choice": _("Choose it anew.")}
    return ActivityField(
        offered, label=_("Which one"), initial=first, empty_label="—", error_messages=missing
    )


class _OpenSectionField(SectionField):
    """The section that a complaint is for; one that nobody heads today is marked."""

    def __init__(self, viewer: Viewer) -> None:
        """Look up who heads which section today."""
        day, bureau = timezone.localdate(viewer.at), viewer.bureau
        self.holders = holders_on(bureau, day) if bureau is not None else None
        super().__init__(viewer, Permission.COMPLAINT_ADD)

    def label_from_instance(self, obj: Organisation) -> str:
        """Its name, and who is told where it has no head."""
        if self.holders is None or self.holders.of(Role.SECTION_HEAD, obj.pk):
            return obj.name
        said = gettext("%(section)s (no head today: the head of the bureau is told)")
        return said % {"section": obj.name}


class ComplaintForm(StartForm):
    """What whoever receives a complaint says of it, and which section it is for."""

    _CASE = ("section", "title", "cause", "summary", "happened_on", "urgent")
    _MORE = ()

    def __init__(self, *args: Any, viewer: Viewer, **kw: Any) -> None:
        """The section decides, and says who handles it and in which procedure."""
        super().__init__(*args, viewer=viewer, source="complaint", **kw)
        self.fields["section"] = _OpenSectionField(viewer)
        self.fields["channel"] = WordField(
            [("", "—"), *_channels(CHANNELS)], label=_("How it came"),
            error_messages={"required": _("How did it come?")},
        )  # fmt: skip


class DecideForm(GateReasons):
    """Whether a procedure is started, and why it is although nobody approved it yet."""

    start = forms.TypedChoiceField(
        choices=[("yes", _("Start it")), ("no", _("Do not start"))],
        coerce=lambda said: said == "yes",
        widget=Dots,
        label=_("Is a procedure started?"),
        error_messages={"required": _("Start or not?")},
    )
    urgent = forms.BooleanField(
        label=_("Urgent: started before it is approved, which follows at once"), required=False
    )
    reason = TextField(label=_("Reason, where it is not started"))
    at = MomentField(label=_("Decided"), required=False, help_text=_("Empty: now."))

    def __init__(
        self,
        *args: Any,
        urgent: bool,
        refusable: bool,
        gates: Iterable[GateState] = (),
        **kwargs: Any,
    ) -> None:
        """`refusable`: somebody asked for it, so that it may be refused."""
        super().__init__(*args, **{"initial": {"urgent": urgent}} | kwargs)
        if not refusable:
            self.fields["start"].widget = forms.HiddenInput()
            self.fields["start"].initial = "yes"
            del self.fields["reason"]
        self.ask_reasons(gates)

    def clean(self) -> dict[str, Any]:
        """Whoever starts nothing says why."""
        typed = super().clean() or {}
        if typed.get("start") is False and not typed.get("reason"):
            self.add_error("reason", gettext("Say why no procedure is started."))
        return typed


class InformForm(forms.Form):
    """How a named complainant was told."""

    at = MomentField(label=_("Time"))
    channel = WordField(list(TOLD_WORDS.items()), label=_("How"), widget=Dots)
    words = TextField(
        label=_("What the complainant was told"),
        required=True,
        rows=4,
        help_text=_("Do not name in it who informed."),
    )
