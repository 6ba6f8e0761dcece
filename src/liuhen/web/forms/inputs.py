# SPDX-License-Identifier: Apache-2.0
"""What somebody types who changes a form, or answers a change."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.rules.form_changes import MOST_REASON
from liuhen.paper.form_reader import MOST_BYTES
from liuhen.web.entering.inputs import DayField

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class ChangeForm(forms.Form):
    """The text of the form, typed or as a file; why and from when is asked for a proposal."""

    text = forms.CharField(
        label=_("Text of the form"),
        strip=False,
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "form-source"}),
    )
    file = forms.FileField(
        label=_("Or a file with the text"),
        required=False,
        help_text=_("A .yaml file; what it says takes the place of the text above."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    from_date = DayField(label=_("To be used from"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=MOST_REASON,
        help_text=_("Who adopts the change reads this beside what is different."),
    )

    def clean_file(self) -> str:
        """Read the file as text; it is short."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        raw: bytes = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise forms.ValidationError(
                _("A form is shorter than %(most)d KiB.") % {"most": MOST_BYTES // 1024}
            )
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not UTF-8 text.")) from None

    def clean(self) -> dict[str, Any]:
        """Take the text of the file where there is one."""
        cleaned = {**self.cleaned_data}
        cleaned["text"] = (cleaned.get("file") or cleaned.get("text", "")).replace("\r\n", "\n")
        return cleaned


class AdoptForm(forms.Form):
    """From which day a proposed form is used."""

    from_date = DayField(label=_("Used for papers from"))


class RefuseForm(forms.Form):
    """Why a proposal is refused or taken back."""

    answer = forms.CharField(label=_("Why not"), required=False, max_length=MOST_REASON)
