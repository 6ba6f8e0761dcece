# SPDX-License-Identifier: Apache-2.0
"""Forms of the pages of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.models import Organisation
from liuhen.apps.people.queries import tree
from liuhen.apps.people.roles import OF_INSTALLATION, Role
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.people.writing import CertificateValue
from liuhen.web.setup.forms import user_name_field

GRANTABLE = [(role.value, role.label) for role in Role if role not in OF_INSTALLATION]
_ESTABLISHED = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]


def _day(label: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


class EmailForm(forms.Form):
    """Where a person is told by e-mail; the act says what is wrong with it."""

    email = forms.CharField(
        label=_("E-mail address"),
        max_length=200,
        required=False,
        help_text=_("Reminders are sent there if the bureau has them sent. Empty: no e-mail."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "email"}),
    )


def _paper() -> forms.CharField:
    return forms.CharField(
        label=_("Appointed by (paper)"),
        max_length=200,
        required=False,
        help_text=_("Number of the appointing document, if there is one."),
    )


class _InBureau(forms.Form):
    """A form that offers the organisations of the viewer's bureau."""

    organisation_field = ""

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """Offer the organisations in the order of the tree."""
        super().__init__(*args, **kwargs)
        nodes = tree(viewer)
        self._known = {str(node.organisation.pk): node.organisation for node in nodes}
        self.fields[self.organisation_field] = forms.ChoiceField(
            label=self.fields[self.organisation_field].label,
            help_text=self.fields[self.organisation_field].help_text,
            choices=[
                ("", "—"),
                *(
                    (str(node.organisation.pk), "　" * node.depth + node.organisation.name)
                    for node in nodes
                ),
            ],
        )

    @property
    def organisation(self) -> Organisation:
        """The chosen one."""
        return self._known[self.cleaned_data[self.organisation_field]]


class CertificateForm(forms.Form):
    """A certificate of enforcement."""

    certificate = forms.CharField(label=_("Number of the certificate"), max_length=60)
    valid_until = _day(_("Valid until"))
    established = forms.ChoiceField(
        label=_("On the establishment"), choices=_ESTABLISHED, required=False
    )

    def value(self) -> CertificateValue | None:
        """Return the certificate as it was typed, or nothing."""
        values = self.cleaned_data
        if not values.get("certificate"):
            return None
        said = values.get("established")
        established = None if not said else said == "yes"
        return CertificateValue(values["certificate"], values.get("valid_until"), established)


class PersonForm(_InBureau, CertificateForm):
    """A new person."""

    organisation_field = "section"

    name = forms.CharField(label=_("Name"), max_length=60)
    username = user_name_field()
    section = forms.ChoiceField(label=_("Section"))
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail address"), max_length=200, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=GRANTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("Whoever investigates neither reviews nor keeps the footage."),
    )
    paper = _paper()

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        """A person may have no certificate."""
        super().__init__(viewer, *args, **kwargs)
        self.fields["certificate"].required = False


class RoleForm(_InBureau):
    """One more role."""

    organisation_field = "over"

    role = forms.ChoiceField(label=_("Role"), choices=GRANTABLE)
    over = forms.ChoiceField(
        label=_("Over"),
        help_text=_("Officers and heads of section: their section. All others: the bureau."),
    )
    from_date = _day(_("From"), _("Empty: from today."))
    until_date = _day(_("Until (last day)"), _("Empty: without end."))
    paper = _paper()


class RosterForm(forms.Form):
    """The sheet of people."""

    file = forms.FileField(
        label=_("Sheet of people (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("One row a person, columns as in the example sheet."),
    )
