# SPDX-License-Identifier: Apache-2.0
"""Forms of the regulation pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.web.entering.inputs import DayField


class TextForm(forms.Form):
    """The file of the bureau's own regulation."""

    file = forms.FileField(
        label=_("File of the regulation"),
        help_text=_("A .docx, .txt or .md file with the text alone, up to 10 MiB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.md"}),
    )


class ProposalForm(forms.Form):
    """From which day a newer version counts; `version` is the one that was shown."""

    version = forms.CharField(max_length=100, widget=forms.HiddenInput())
    from_date = DayField(label=_("Counts for acts that begin on or after"))
