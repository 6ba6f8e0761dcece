# SPDX-License-Identifier: Apache-2.0
"""The small form that asks why a case is late."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.compliance.reasons import LONGEST, reason_words, word_said


class ReasonForm(forms.Form):
    """A word from the list, and a sentence where the word asks for one."""

    word = forms.ChoiceField(label=_("Why"))
    text = forms.CharField(
        label=_("In a sentence"), max_length=LONGEST, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Needed for “other”. No names of parties."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the words in the reader's language."""
        super().__init__(*args, **kwargs)
        words: Any = self.fields["word"]  # a choice field
        words.choices = [("", "—"), *((word, word_said(word)) for word in reason_words())]
