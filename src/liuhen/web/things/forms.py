# SPDX-License-Identifier: Apache-2.0
"""The forms about things: taking one, its way, what became of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.correcting_things import CORRECTED, may_move_period
from liuhen.apps.cases.doing_away import Grounds, bases_of
from liuhen.apps.cases.gate_measures import DONE_AWAY
from liuhen.apps.cases.models import Approval, Paper, Thing
from liuhen.apps.cases.routes import said_in
from liuhen.apps.cases.things import MOVES, OUTCOMES, Taken, is_lent
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.viewer import Viewer
from liuhen.web.entering.inputs import LineField, MomentField, WordField
from liuhen.web.entering.where import Where
from liuhen.web.issued import issued_said
from liuhen.web.things.photos import photo_field
from liuhen.web.things.words import MOVE_WORDS, OUTCOME_WORDS


def _now() -> Any:
    return timezone.localtime().replace(second=0, microsecond=0)


class PhotoForm(forms.Form):
    """A picture that comes later."""

    photo = photo_field(required=True)


class TakeForm(forms.Form):
    """A thing that is taken into custody."""

    photo = photo_field()
    name = LineField(
        label=_("What it is"), required=True, error_messages={"required": _("What is it?")}
    )
    measure = WordField(Thing.Measure.choices, label=_("How it came here"))
    quantity = LineField(label=_("Quantity"), longest=60)
    spec = LineField(label=_("Model, size, marks"))
    condition = LineField(label=_("State it is in"))
    owner = LineField(label=_("Owner or holder"))
    event_ref = WordField((), blank=_("None"), label=_("Taken in which activity"))
    received_at = MomentField(label=_("When it was taken into custody"))
    place = LineField(label=_("Where it lies"))
    keeper = LineField(label=_("Keeper"), longest=60, suggest="known-people")

    def __init__(self, *args: Any, where: Where, event: str = "", **kwargs: Any) -> None:
        """Begin with what the activity says of it."""
        case, row = where.case, where.event(event)
        initial = {
            "received_at": row.start if row else _now(),
            "event_ref": event if row else "",
            "owner": case.party_name if case else "",
            "keeper": where.viewer.person.name,
            "measure": _measure(row.kind, row.attrs) if row else "evidence",
        }
        super().__init__(*args, **{"initial": initial} | kwargs)
        field = self.fields["event_ref"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *where.events]

    def taken(self, photo: Original | None) -> Taken:
        """What was typed, as the act takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "photo"}
        return Taken(photo=photo, **typed)


def _measure(kind: str, attrs: dict[str, Any]) -> str:
    """By which measure a thing most likely came, from the activity in which it was taken."""
    measure = {"seal": "sealed", "seize": "seized"}.get(attrs.get("measure", ""), "")
    if measure:
        return measure
    return {"advance_preservation": "preserved", "sampling": "sampled"}.get(kind, "evidence")


class _OfThing(forms.Form):
    """A form about one thing, as one viewer sees it."""

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Keep whose it is."""
        super().__init__(*args, **kwargs)
        self.viewer, self.thing = viewer, thing


class _WayForm(_OfThing):
    at = MomentField(label=_("Time"))
    receiver = LineField(label=pgettext_lazy("thing", "To whom"), longest=100)
    witness = LineField(label=pgettext_lazy("signature", "Witness"), longest=60)
    reason = LineField(label=_("Reason"), longest=300)
    receipt = WordField((), blank=_("None yet"), label=_("Receipt or paper"))

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Offer the papers that were issued in the case."""
        initial = {"initial": {"at": _now()}}
        super().__init__(*args, viewer=viewer, thing=thing, **initial | kwargs)
        rows = Paper.objects.seen_by(viewer).filter(case=thing.case).order_by("-issued_at")
        self.papers = {str(one.pk): one for one in rows}
        field = self.fields["receipt"]
        if isinstance(field, forms.ChoiceField):
            said = [(key, issued_said(one)) for key, one in self.papers.items()]
            field.choices = [("", _("None yet")), *said]

    def values(self) -> dict[str, Any]:
        """What was typed, as the acts take it."""
        typed = dict(self.cleaned_data)
        return typed | {"receipt": self.papers.get(typed["receipt"])}


class MoveForm(_WayForm):
    """A step on the way of a thing."""

    kind = WordField([(word, MOVE_WORDS[word]) for word in MOVES], label=_("What happens"))
    place = LineField(label=_("Where it lies then"))
    keeper = LineField(label=_("Keeper from then on"), longest=60)
    field_order = ("kind", "place", "keeper", "at", "receiver", "witness", "reason", "receipt")

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Only what was lent out comes back."""
        super().__init__(*args, viewer=viewer, thing=thing, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField) and not is_lent(thing):
            field.choices = [(word, MOVE_WORDS[word]) for word in MOVES if word != "brought_back"]


class _GroundsForm(_OfThing):
    """On what a thing is done away with. Asked of every outcome; needed of those of `DONE_AWAY`."""

    basis = WordField((), blank=_("None"), label=_("Decision or approval it rests on"))
    approver = LineField(label=_("Who approved it (of a paper)"), longest=60)
    going_on = LineField(
        label=_("Why it goes on without an approval"),
        longest=500,
        help_text=_(
            "Only where a thing is destroyed, handed in, handed over or sold and there is neither"
            " a decision nor an approval (行政处罚法 art. 74, 行政强制法 art. 27). It is kept."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Offer the papers and approvals of the case that may decide on things."""
        super().__init__(*args, viewer=viewer, thing=thing, **kwargs)
        papers, approvals = bases_of(viewer, thing.case)
        self.bases: dict[str, Paper | Approval] = {str(one.pk): one for one in papers}
        said = [(str(one.pk), issued_said(one)) for one in papers]
        for one in approvals:
            self.bases[str(one.pk)] = one
            said.append((str(one.pk), _("Approved: %(what)s") % {"what": said_in(one.title)}))
        field = self.fields["basis"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *said]

    def grounds(self) -> Grounds:
        """What was typed, as the acts take it."""
        typed = self.cleaned_data
        one = self.bases.get(typed["basis"])
        return Grounds(
            one if isinstance(one, Paper) else None,
            one if isinstance(one, Approval) else None,
            typed["approver"],
            typed["going_on"],
        )


class EndForm(_WayForm, _GroundsForm):
    """What became of a thing."""

    outcome = WordField(
        [(word, OUTCOME_WORDS[word]) for word in OUTCOMES], label=_("What became of it")
    )
    field_order = (
        *("outcome", "at", "receiver", "reason", "witness", "basis", "approver", "receipt"),
        "going_on",
    )

    def values(self) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        typed = super().values()
        for name in ("basis", "approver", "going_on"):
            del typed[name]
        return typed | {"grounds": self.grounds()}

    def clean(self) -> dict[str, Any]:
        """Whoever gives something away says to whom."""
        typed = super().clean() or {}
        if typed.get("outcome") in ("returned", "handed_on") and not typed.get("receiver"):
            self.add_error("receiver", gettext("To whom did it go?"))
        if typed.get("outcome") in DONE_AWAY:
            if not typed.get("reason"):
                self.add_error("reason", gettext("Say why it is done away with."))
            if not typed.get("witness"):
                said = gettext("Who was there besides you? Enter a witness.")
                self.add_error("witness", said)
        return typed


class CorrectForm(_GroundsForm):
    """The entry of a thing as it should have been."""

    name = LineField(label=_("What it is"), required=True)
    quantity = LineField(label=_("Quantity"), longest=60)
    spec = LineField(label=_("Model, size, marks"))
    condition = LineField(label=_("State it is in"))
    owner = LineField(label=_("Owner or holder"))
    measure = WordField(Thing.Measure.choices, label=_("How it came here"))
    received_at = MomentField(label=_("When it was taken into custody"))
    event_ref = WordField((), blank=_("None"), label=_("Taken in which activity"))
    outcome = WordField(
        [(word, OUTCOME_WORDS[word]) for word in OUTCOMES],
        blank=_("None: it is here after all"),
        label=_("What became of it"),
    )
    receiver = LineField(label=pgettext_lazy("thing", "To whom"), longest=100)
    reason = LineField(
        label=_("Why it is corrected"),
        longest=300,
        required=True,
        error_messages={"required": _("Say why the entry is corrected.")},
    )
    witness = LineField(label=pgettext_lazy("signature", "Witness"), longest=60)
    field_order = (
        *("name", "quantity", "spec", "condition", "owner", "measure", "received_at", "event_ref"),
        *("outcome", "receiver", "reason", "witness", "basis", "approver", "going_on"),
    )

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Begin with what stands there; of a thing that is here no outcome is asked.

        Nor is that on which its period hangs, of whoever may not correct it (any more).
        """
        initial = {name: getattr(thing, name) for name in CORRECTED}
        super().__init__(*args, viewer=viewer, thing=thing, **{"initial": initial} | kwargs)
        if may_move_period(viewer, thing, viewer.at):
            field = self.fields["event_ref"]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("None")), *Where(viewer, thing.case).events]
        else:
            for name in ("measure", "received_at", "event_ref"):
                del self.fields[name]
            self.fields["reason"].help_text = _(
                "How and when it came here, and in which activity, is corrected by a head who does"
                " not handle the case: an hour has passed."
            )
        if not thing.outcome:
            for name in ("outcome", "receiver", "witness", "basis", "approver", "going_on"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        typed = self.cleaned_data
        own = {name: typed[name] for name in CORRECTED if name in typed}
        if "received_at" not in self.changed_data:  # the field shows no fractions of seconds
            own.pop("received_at", None)
        given: dict[str, Any] = {
            name: typed[name] for name in ("receiver", "witness") if name in typed
        }
        if "basis" in typed:
            given["grounds"] = self.grounds()
        return {"changes": own, "reason": typed["reason"], **given}


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    words = LineField(label=_("Number, name, place or keeper"), longest=100)
    measure = WordField(Thing.Measure.choices, blank=_("All"), label=_("How it came here"))
    state = WordField(
        [("here", _("Still here")), ("over", _("Past its time")), ("gone", _("Has an outcome"))],
        blank=_("All"),
        label=_("How it stands"),
    )
