# SPDX-License-Identifier: Apache-2.0
"""Forms of the regulation pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TextForm(forms.Form):
    """The file of the bureau's own regulation."""

    file = forms.FileField(
        label=_("File of the regulation"),
        help_text=_("A .docx, .txt or .md file with the text alone, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.md"}),
    )
