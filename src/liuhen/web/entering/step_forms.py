# SPDX-License-Identifier: Apache-2.0
"""The forms of steps: withdrawing, confirming a moment, signing, storing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Recording
from liuhen.web.entering.inputs import Boxes, Dots, LineField, MomentField, WordField
from liuhen.web.subjects import fact_said
from liuhen.web.words import choices


class ReasonForm(forms.Form):
    """A reason, as withdrawing a fact needs it."""

    reason = LineField(label=_("Reason"), longest=300, required=True)


class MomentForm(forms.Form):
    """A moment in the past that somebody confirms."""

    at = MomentField(label=_("When it happened"))

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        """`label` says what is confirmed."""
        super().__init__(*args, **kwargs)
        if label:
            self.fields["at"].label = label


class SignForm(forms.Form):
    """A head or reviewer signs; the time is the server's."""

    role = WordField((), label=_("Sign as"), widget=Dots)
    opinion = forms.CharField(
        label=_("Opinion"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        """Offer the roles in which the viewer may sign."""
        super().__init__(*args, **{"initial": {"role": roles[0] if roles else ""}} | kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = choices("signature", roles)


class StoreForm(forms.Form):
    """Which recordings are confirmed to be stored or handed over; when is said by the server.

    Or on which disc they are kept for long.
    """

    disc = LineField(label=_("Number of the disc"), longest=60)

    def __init__(self, *args: Any, rows: list[Recording], **kwargs: Any) -> None:
        """Offer the recordings of the case."""
        super().__init__(*args, **kwargs)
        needed = {"required": _("Tick the recordings that it is about.")}
        self.fields["recordings"] = forms.MultipleChoiceField(
            choices=[(row.ref, fact_said(row)) for row in rows],
            widget=Boxes,
            error_messages=needed,
            label=_("Recordings"),
        )
