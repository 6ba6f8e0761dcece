# SPDX-License-Identifier: Apache-2.0
"""The form of an outing. When it begins and ends is no field: the server's clock counts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.models import OutingGround
from liuhen.apps.evidence.outings import away, may_register_for
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.web.entering.inputs import Dots, LineField, MomentField


class OutingForm(forms.Form):
    """Who goes where, why, and until when about."""

    officer = forms.ChoiceField(label=_("Person"))
    ground = forms.ChoiceField(label=_("Ground"), choices=OutingGround.choices, widget=Dots)
    place = LineField(label=_("Where to"), required=True, suggest="known-places")
    expected_back = MomentField(
        label=_("Expected back"), ahead=True, required=False,
        help_text=_("About when; it only serves to ask after you."),
    )  # fmt: skip

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the viewer, and the colleagues of the section who are not away."""
        super().__init__(*args, **kwargs)
        out = set(away(viewer).values_list("officer", flat=True))
        offered = [one for one in may_register_for(viewer) if one.pk not in out]
        offered.sort(key=lambda one: (one.pk != viewer.person_id, one.name))
        self._people = {str(one.pk): one for one in offered}
        field = self.fields["officer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.name) for key, one in self._people.items()]
            field.initial = next(iter(self._people), None)

    @property
    def person(self) -> Person:
        """Who goes."""
        return self._people[self.cleaned_data["officer"]]

    @property
    def has_people(self) -> bool:
        """Whether there is anybody whose outing the viewer may register."""
        return bool(self._people)
