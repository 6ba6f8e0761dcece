# SPDX-License-Identifier: Apache-2.0
"""The forms of a platform's sheet, of its description, and of many scans at once."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.platform_sheets.cells import MOST_BYTES
from liuhen.apps.cases.platform_sheets.descriptions import MOST_DESCRIPTION
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.law.platforms import Platform
from liuhen.web.entering.case_forms import SectionField
from liuhen.web.entering.inputs import Boxes, LineField, MomentField, WordField
from liuhen.web.listing import listed
from liuhen.web.words import choices, label

#: Roles in which several sign one paper; whose further names are meant, first of all.
_SEVERAL = ("officer", "server", "handler", "witness", "appraiser")
_COMMA = re.compile(r"[、,，;；]")


class SheetForm(forms.Form):
    """A sheet, the section that its cases go to, and which platform wrote it."""

    file = forms.FileField(
        label=_("Sheet of the platform (XLSX)"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    platform = WordField((), blank=_("Find out by the headings"), label=_("Platform"))

    def __init__(self, *args: Any, viewer: Viewer, known: dict[str, Platform], **kw: Any) -> None:
        """Offer the sections for which the viewer imports, and the known platforms."""
        super().__init__(*args, **kw)
        self.fields["section"] = SectionField(viewer, Permission.CASE_IMPORT)
        field = self.fields["platform"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", _("Find out by the headings")),
                *((word, one.title.zh) for word, one in known.items()),
            ]

    def clean_file(self) -> Any:
        """Refuse what no list of cases needs."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("The sheet is larger than 5 MiB."))
        return file


class DescriptionForm(forms.Form):
    """A description of a platform's sheet."""

    file = forms.FileField(
        label=_("Description (YAML)"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_file(self) -> tuple[str, str]:
        """Return name and text."""
        file = self.cleaned_data["file"]
        if file.size > MOST_DESCRIPTION:
            raise forms.ValidationError(gettext("The description is too long."))
        try:
            return file.name or "platform.yaml", file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(gettext("The file is no UTF-8 text.")) from None


class ScanRowForm(forms.Form):
    """One scan: what it is. An unticked `keep` leaves it out."""

    keep = forms.BooleanField(label=_("Enter this one"), required=False, initial=True)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=71)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    kind = WordField((), label=_("Kind of paper"), blank=_("Choose"))
    at = MomentField(label=_("Date of the paper"), required=False)
    undated = forms.BooleanField(label=_("No legible date"), required=False)
    number = LineField(label=_("Number"), longest=100)
    event = WordField((), label=_("About which activity"), blank=_("None"))
    signed = forms.MultipleChoiceField(label=_("Signed on it"), required=False, widget=Boxes)
    names = LineField(
        label=_("Names of those who signed"),
        longest=300,
        help_text=_(
            "In the order of the boxes that are ticked, with a comma between them; two officers "
            "one after the other."
        ),
    )
    written = forms.MultipleChoiceField(label=_("Written on it"), required=False, widget=Boxes)

    def __init__(
        self,
        *args: Any,
        events: Sequence[tuple[str, str]],
        roles: Sequence[str],
        asked: Callable[[str], list[str]],
        fields: Callable[[str], list[str]],
        **kw: Any,
    ) -> None:
        """Offer the activities of the case, and the roles that may have signed.

        `asked`: who signs such a paper by the regulation; these come first, and none is ticked: a
        person looks at the scan. `fields`: what the regulation wants written on it.
        """
        super().__init__(*args, **kw)
        kind = self.data.get(self.add_prefix("kind")) or self.initial.get("kind", "")
        first = [role for role in asked(kind) if role in roles] if kind else []
        roles = [*first, *(role for role in roles if role not in first)]
        offered: dict[str, list[tuple[str, Any]]] = {
            "kind": [("", _("Choose")), *choices("document", law.DOCUMENT_TYPES)],
            "event": [("", _("None")), *events],
            "signed": choices("signature", roles),
            "written": choices("field", fields(kind) if kind else ()),
        }
        for name, found in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = found
        self.fields["kind"].required = False
        if not offered["written"]:
            del self.fields["written"]
        if first:
            said = listed(label("signature", role) for role in first)
            self.fields["signed"].help_text = gettext("Asked for: %(roles)s") % {"roles": said}

    def clean(self) -> dict[str, Any]:
        """What is entered has a kind, and a day or the word that none can be read."""
        typed = {"written": []} | (super().clean() or {})
        if typed.get("keep"):
            if not typed.get("kind") and "kind" not in self.errors:
                self.add_error("kind", gettext("Which paper is it?"))
            if typed.get("undated"):
                typed["at"] = None
            elif not typed.get("at") and "at" not in self.errors:
                self.add_error("at", gettext("Say when, or tick that no date can be read."))
            names = [one.strip() for one in _COMMA.split(typed.get("names") or "") if one.strip()]
            typed["names"] = names
            if names and "signed" in typed:
                typed["signed"] = _each_signed(typed["signed"], len(names))
                if len(typed["signed"]) != len(names):
                    self.add_error(
                        "names",
                        gettext("Write one name for each box that is ticked, and of officers all."),
                    )
        return typed


def _each_signed(roles: Sequence[str], names: int) -> list[str]:
    """Return the role of each of so many names; those above the boxes go to one that several have.

    >>> _each_signed(["officer", "party"], 3)
    ['officer', 'officer', 'party']
    """
    several = next((one for one in _SEVERAL if one in roles), None)
    if several is None:
        return list(roles)
    more = [several] * max(names - len(roles), 0)
    place = list(roles).index(several)
    return [*roles[:place], *more, *roles[place:]]
