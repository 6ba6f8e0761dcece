# SPDX-License-Identifier: Apache-2.0
"""What a list of cases can be narrowed to."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.words import STAGES
from liuhen.apps.compliance.queries import CaseFilter
from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import colleagues, sections_to_enter
from liuhen.apps.people.viewer import Viewer
from liuhen.law.facts import ACTS
from liuhen.web.selects import LongSelect
from liuhen.web.words import choices

TROUBLES = [
    ("overdue", _("Something is overdue")),
    ("breached", _("Something cannot be cured")),
    ("pending", _("Something is still to be done")),
]
STATES = [("open", _("Not archived")), ("archived", _("Archived"))]


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


class CaseFilterForm(forms.Form):
    """Words and choices; all may stay empty."""

    words = forms.CharField(
        label=_("Number, title or party"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    act = forms.ChoiceField(label=_("Kind of act"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    trouble = forms.ChoiceField(label=_("Duties"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)
    handler = forms.ChoiceField(label=_("Handler"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    opened_from = _date(_("Registered from"))
    opened_until = _date(_("Registered until"))

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the sections and people of the viewer's bureau."""
        super().__init__(*args, **kwargs)
        sections = sections_to_enter(viewer, Permission.CASE_VIEW).values_list("pk", "name")
        people = colleagues(viewer).values_list("pk", "name")
        self._offer("act", choices("act", ACTS))
        self._offer("stage", choices("stage", STAGES))
        self._offer("trouble", TROUBLES)
        self._offer("state", STATES)
        self._offer("section", [(str(key), name) for key, name in sections])
        self._offer("handler", [(str(key), name) for key, name in people])

    def _offer(self, name: str, offered: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=self.fields[name].label,
            required=False,
            choices=[("", _("All")), *offered],
            widget=LongSelect,
        )

    @property
    def narrowed(self) -> CaseFilter:
        """What is wanted; a value that is none of the offered ones narrows nothing."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        texts = ("words", "act", "stage", "trouble", "section", "handler")
        state = given.get("state")
        until = given.get("opened_until")
        return CaseFilter(
            **{name: given.get(name) or "" for name in texts},
            archived=None if not state else state == "archived",
            opened_from=_midnight(given.get("opened_from")),
            opened_until=_midnight(until + timedelta(days=1) if until else None),
        )

    @property
    def beyond_words(self) -> bool:
        """Whether anything but the words narrows the list, so that the rest is shown open."""
        return any(value for name, value in self.cleaned_data.items() if name != "words")


def _midnight(day: Any) -> datetime | None:
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))
