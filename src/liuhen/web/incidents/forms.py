# SPDX-License-Identifier: Apache-2.0
"""Three fields: what, when, what happened; and the case."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.law.facts import INCIDENT_TYPES
from liuhen.web.entering.inputs import Dots, LineField, MomentField, TextField, WordField
from liuhen.web.words import choices


class IncidentForm(forms.Form):
    """An incident of one case."""

    number = LineField(
        label=_("Number of the case"),
        longest=80,
        required=True,
        help_text=_("Exactly as it stands on the papers."),
        error_messages={"required": _("Which case?")},
    )
    kind = WordField(choices("incident", INCIDENT_TYPES), label=_("What it was"), widget=Dots)
    at = MomentField(label=_("Time"))
    text = TextField(
        label=_("What happened"),
        required=True,
        rows=3,
        error_messages={"required": _("Say in a few words what happened.")},
    )
    event = WordField((), blank=_("The whole case"), label=_("In which activity"))

    def __init__(
        self, *args: Any, number: str = "", events: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """`events`: the activities of the case, where the viewer sees it."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(*args, **{"initial": {"number": number, "at": now}} | kwargs)
        event = self.fields["event"]
        if events and isinstance(event, forms.ChoiceField):
            event.choices = [("", _("The whole case")), *events]
        else:
            del self.fields["event"]
