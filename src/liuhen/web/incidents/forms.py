# SPDX-License-Identifier: Apache-2.0
"""Three fields: what, when, what happened; and the case."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.queries import find_cases
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.facts import INCIDENT_TYPES
from liuhen.web.entering.case_forms import CaseField, SectionField
from liuhen.web.entering.inputs import Dots, LineField, MomentField, TextField, WordField
from liuhen.web.words import choices


class IncidentForm(forms.Form):
    """An incident of one case."""

    number = LineField(
        label=_("Number of the case"),
        longest=80,
        help_text=_("Exactly as it stands on the papers; empty where it is not known."),
    )
    kind = WordField(choices("incident", INCIDENT_TYPES), label=_("What it was"), widget=Dots)
    at = MomentField(label=_("Time"))
    text = TextField(
        label=_("What happened"),
        required=True,
        rows=3,
        error_messages={"required": _("Say in a few words what happened.")},
    )
    about = LineField(
        label=_("Whom or what place it is about"),
        help_text=_("Where the number is not known: the section gives it its case by this."),
    )
    event = WordField((), blank=_("The whole case"), label=_("In which activity"))

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        number: str = "",
        events: list[tuple[str, str]],
        event: str = "",
        **kwargs: Any,
    ) -> None:
        """`events`: the activities of the case, where the viewer sees it; `event`: most likely."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        initial = {"number": number, "at": now, "event": event}
        super().__init__(*args, **{"initial": initial} | kwargs)
        self.fields["section"] = OptionalSection(viewer)
        self.order_fields(("number", "section", "about", "kind", "at", "text", "event"))
        if events:
            del self.fields["section"], self.fields["about"]
            self.fields["number"].help_text = ""
        happened = self.fields["event"]
        if events and isinstance(happened, forms.ChoiceField):
            happened.choices = [("", _("The whole case")), *events]
        else:
            del self.fields["event"]

    def clean(self) -> dict[str, Any]:
        """Without a number somebody has to find the case: which section, and by what."""
        typed = super().clean() or {}
        if typed.get("number") or "section" not in self.fields:
            if not typed.get("number"):
                self.add_error("number", gettext("Which case?"))
            return typed
        if not typed.get("section"):
            self.add_error("section", gettext("Which case? Else choose the section."))
        if not typed.get("about"):
            self.add_error("about", gettext("Say whom or what place it is about."))
        return typed


class AssignForm(forms.Form):
    """The case to which an incident belongs."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the cases that the viewer sees, the newest first."""
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseField(find_cases(viewer))


class OptionalSection(SectionField):
    """The section that is asked to find the case."""

    def __init__(self, viewer: Viewer) -> None:
        """Offer every section of the bureau."""
        super().__init__(viewer, Permission.INCIDENT_ADD)
        self.required = False
        self.label = _("Section that is to find the case")
