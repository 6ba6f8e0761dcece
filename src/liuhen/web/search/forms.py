# SPDX-License-Identifier: Apache-2.0
"""What is looked for, and to what it is narrowed."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liuhen.apps.finding_aid.models import EntryKind
from liuhen.apps.finding_aid.searching import Asked
from liuhen.apps.people.access import Permission
from liuhen.apps.people.queries import sections_to_enter
from liuhen.apps.people.viewer import Viewer

#: So many years back are offered.
_YEARS = 10
_HIGHEST_KEY = 2**63 - 1


class SearchForm(forms.Form):
    """Words and choices; a value that is none of the offered ones narrows nothing."""

    q = forms.CharField(
        label=_("Words or a number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)
    section = forms.ChoiceField(label=_("Section"), required=False)

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the sections that the viewer reaches, and the last years."""
        super().__init__(*args, **kwargs)
        this = timezone.localtime(viewer.at).year
        years = [str(this - back) for back in range(_YEARS)]
        sections = sections_to_enter(viewer, Permission.CASE_VIEW)
        self._offer("kind", list(EntryKind.choices))
        self._offer("year", [(one, one) for one in years])
        self._offer("section", [(str(one.pk), one.name) for one in sections])

    def _offer(self, name: str, offered: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=self.fields[name].label, required=False, choices=[("", _("All")), *offered]
        )

    @property
    def asked(self) -> Asked:
        """What is looked for."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        return Asked(
            words=given.get("q") or "",
            kind=given.get("kind") or "",
            year=int(given["year"]) if given.get("year") else None,
            section=UUID(given["section"]) if given.get("section") else None,
            before=_key(self.data.get("before", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the words narrows the answer."""
        return any(value for name, value in self.cleaned_data.items() if name != "q")


def _key(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(_HIGHEST_KEY)):
        return None
    return min(int(text), _HIGHEST_KEY)
