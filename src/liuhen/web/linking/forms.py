# SPDX-License-Identifier: Apache-2.0
"""The forms of a link: of which activity, from when to when, why; and of changing one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.links import FOOTAGE
from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.models import Original
from liuhen.law import facts as law
from liuhen.web.entering.inputs import Dots, LineField, MomentField, WordField
from liuhen.web.words import choices


class LinkForm(forms.Form):
    """A new link of one original."""

    activity = forms.ChoiceField(
        label=_("What it shows"), widget=Dots, error_messages={"required": _("Choose one.")}
    )
    start = MomentField(
        label=_("Counts from"), required=False, seconds=True,
        help_text=_("Empty: where the recording and the activity overlap, and a minute around it."),
    )  # fmt: skip
    end = MomentField(label=_("Counts until"), required=False, seconds=True)
    begins = MomentField(label=_("The recording began"), required=False, seconds=True)
    kind = WordField(choices("recording", law.RECORDING_KINDS), blank="–", label=_("It is"))
    why = LineField(label=_("Note"), longest=300)

    def __init__(
        self, *args: Any, original: Original, offered: list[tuple[str, str]], **kw: Any
    ) -> None:
        """`offered`: the activities to choose from."""
        super().__init__(*args, **kw)
        chosen = self.fields["activity"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = offered
        if original.kind in FOOTAGE:
            del self.fields["kind"]
        if original.start is None:
            self.fields["begins"].required = True
        if original.kind == "photo":
            del self.fields["end"]


class ChangeForm(forms.Form):
    """Another range of a link, with the reason."""

    start = MomentField(label=_("Counts from"), seconds=True)
    end = MomentField(label=_("Counts until"), required=False, seconds=True)
    reason = LineField(label=_("Reason"), longest=300, required=True)

    def __init__(self, *args: Any, row: Recording, **kw: Any) -> None:
        """Begin with the range as it is."""
        kw.setdefault("initial", {"start": row.start, "end": row.end})
        super().__init__(*args, **kw)
        if row.kind == "photo":
            del self.fields["end"]
