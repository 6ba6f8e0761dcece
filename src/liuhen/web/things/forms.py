# SPDX-License-Identifier: Apache-2.0
"""The forms about things: taking one, its way, what became of it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Paper, Thing
from liuhen.apps.cases.things import MOVES, OUTCOMES, Taken
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.viewer import Viewer
from liuhen.web.entering.inputs import LineField, MomentField, WordField
from liuhen.web.entering.where import Where
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
    received_at = MomentField(label=_("Taken into custody"))
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


class _WayForm(forms.Form):
    at = MomentField(label=_("Time"))
    receiver = LineField(label=_("To whom"), longest=100)
    witness = LineField(label=_("Witness"), longest=60)
    reason = LineField(label=_("Reason"), longest=300)
    receipt = WordField((), blank=_("None yet"), label=_("Receipt or paper"))

    def __init__(self, *args: Any, viewer: Viewer, thing: Thing, **kwargs: Any) -> None:
        """Offer the papers that were issued in the case."""
        super().__init__(*args, **{"initial": {"at": _now()}} | kwargs)
        rows = Paper.objects.seen_by(viewer).filter(case=thing.case).order_by("-issued_at")
        self.papers = {str(one.pk): one for one in rows}
        field = self.fields["receipt"]
        if isinstance(field, forms.ChoiceField):
            said = [(key, f"{one.title} {one.number}".strip()) for key, one in self.papers.items()]
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


class EndForm(_WayForm):
    """What became of a thing."""

    outcome = WordField(
        [(word, OUTCOME_WORDS[word]) for word in OUTCOMES], label=_("What became of it")
    )
    field_order = ("outcome", "at", "receiver", "witness", "reason", "receipt")

    def clean(self) -> dict[str, Any]:
        """Whoever gives something away says to whom."""
        typed = super().clean() or {}
        if typed.get("outcome") in ("returned", "handed_on") and not typed.get("receiver"):
            self.add_error("receiver", gettext("To whom did it go?"))
        return typed


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    words = LineField(label=_("Number, name, place or keeper"), longest=100)
    measure = WordField(Thing.Measure.choices, blank=_("All"), label=_("How it came here"))
    state = WordField(
        [("here", _("Still here")), ("over", _("Past its time")), ("gone", _("Has an outcome"))],
        blank=_("All"),
        label=_("How it stands"),
    )
