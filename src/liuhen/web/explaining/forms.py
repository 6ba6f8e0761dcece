# SPDX-License-Identifier: Apache-2.0
"""The form of an explanation: which gap, why, how it was explained, whether the head was told."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.explaining import Statement
from liuhen.apps.compliance.unexplained import Unexplained
from liuhen.law import facts as law
from liuhen.web.entering.inputs import Dots, LineField, MomentField, TextField, WordField
from liuhen.web.moments import length_said, moment_said
from liuhen.web.words import choices

#: The value of the choice "there is no footage at all".
NONE = "none"


class ExplainForm(forms.Form):
    """Why an activity was not recorded, or why its recording broke off."""

    gap = forms.ChoiceField(
        label=_("What is not recorded"), widget=Dots,
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    cause = WordField(
        choices("interruption", law.INTERRUPTION_REASONS), blank=_("Choose"), label=_("Reason")
    )
    why = LineField(label=_("Why it was not recorded"), longest=300)
    explained_by = WordField(
        choices("explanation", ("voice", "document")), blank=_("Not explained yet"),
        label=_("How it was explained"),
    )  # fmt: skip
    statement = TextField(label=_("Statement"), rows=4)
    scan_file = forms.FileField(
        label=_("Scan of the signed statement"), required=False,
        help_text=_("PDF, JPEG, PNG or TIFF. With a scan the time on the paper counts."),
    )  # fmt: skip
    scan_digest = forms.CharField(required=False, widget=forms.HiddenInput)
    written_at = MomentField(label=_("Date of the paper"), required=False)
    reported_to_head_at = MomentField(
        label=_("Reported to the head"), required=False,
        help_text=_("Counts once the head confirms it."),
    )  # fmt: skip

    def __init__(self, *args: Any, holes: list[Unexplained], **kw: Any) -> None:
        """`holes`: what is to be explained; the first is chosen beforehand."""
        self.holes = {key_of(one): one for one in holes}
        first = next(iter(holes), None)
        kw["initial"] = {
            "gap": key_of(first) if first else "",
            "explained_by": "voice" if first and first.spoken else "",
        } | kw.get("initial", {})
        super().__init__(*args, **kw)
        chosen = self.fields["gap"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(key, hole_said(one)) for key, one in self.holes.items()]
        if all(one.missing for one in holes):
            for name in ("cause", "explained_by", "reported_to_head_at"):
                del self.fields[name]
        elif not any(one.missing for one in holes):
            del self.fields["why"]

    @property
    def chosen(self) -> Unexplained:
        """The gap that is explained."""
        return self.holes[self.cleaned_data["gap"]]

    @property
    def said(self) -> Statement:
        """What is written down of it."""
        typed = self.cleaned_data
        return Statement(typed["statement"], typed["scan_digest"], typed["written_at"])

    def clean(self) -> dict[str, Any]:
        """A break has a reason; a missing recording says why."""
        typed = super().clean() or {}
        hole = self.holes.get(typed.get("gap", ""))
        if hole is None:
            return typed
        if hole.missing and not typed.get("why"):
            self.add_error("why" if "why" in self.fields else "statement", gettext("Say why."))
        if not hole.missing and not typed.get("cause"):
            self.add_error("cause", gettext("Choose one."))
        written = typed.get("statement") or typed.get("scan_digest")
        if not hole.missing and typed.get("explained_by") == "document" and not written:
            self.add_error("statement", gettext("Write the statement, or add its scan."))
        return typed


def key_of(hole: Unexplained) -> str:
    """Return how a form names a gap."""
    return NONE if hole.start is None else str(int(hole.start.timestamp()))


def hole_said(hole: Unexplained) -> str:
    """Say from when to when nothing was recorded."""
    if hole.start is None or hole.end is None:
        return gettext("There is no footage at all")
    return gettext("%(start)s to %(end)s, %(length)s without footage") % {
        "start": moment_said(hole.start, seconds=True),
        "end": moment_said(hole.end, seconds=True),
        "length": length_said(hole.end - hole.start),
    }
