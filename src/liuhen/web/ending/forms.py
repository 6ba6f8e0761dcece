# SPDX-License-Identifier: Apache-2.0
"""The forms of endings: why, when, and what one way or another needs besides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.case_links import HANDED
from liuhen.apps.cases.ending import Letter
from liuhen.apps.cases.gates import GateState
from liuhen.apps.cases.models import Case
from liuhen.law.statutory import EndingWay
from liuhen.web.approvals.forms import GateReasons
from liuhen.web.entering.inputs import LineField, MomentField, TextField

#: Characters that the reason of an ending may have.
MOST_REASON = 300


class EndForm(GateReasons):
    """One ending, and why it ends although a gate of closing is open."""

    other = LineField(label=_("Number of the other case"), longest=80)
    to = LineField(label=_("To which organ"))
    letter_at = MomentField(label=_("Date of the letter"), required=False)
    letter_number = LineField(label=_("Number of the letter"), longest=100)
    letter_scan = forms.FileField(
        label=_("Scan of the letter"), required=False, allow_empty_file=True
    )
    letter_digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=71)
    reason = LineField(label=_("Reason"), longest=MOST_REASON, required=True)
    at = MomentField(label=_("Concluded"), required=False, help_text=_("Empty: now."))

    def __init__(
        self, data: QueryDict | None, *, way: EndingWay, gates: Iterable[GateState], **kwargs: Any
    ) -> None:
        """Ask for what the way of ending needs."""
        super().__init__(data, **kwargs)
        wanted = {"reason", "at"}
        if "other_case" in way.needs:
            wanted.add("other")
            self.fields["other"].required = True
        if "organ" in way.needs:
            wanted.add("to")
            self.fields["to"].required = True
        if "letter" in way.needs:
            wanted |= {"letter_at", "letter_number", "letter_scan", "letter_digest"}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        self.ask_reasons(gates)

    def letter(self) -> Letter | None:
        """Return the letter, if something was said of it."""
        typed = self.cleaned_data
        at = typed.get("letter_at")
        if at is None:
            return None
        return Letter(
            at,
            typed.get("letter_number", ""),
            typed.get("letter_digest", ""),
        )

    def clean(self) -> dict[str, Any]:
        """A letter has its day."""
        typed = super().clean() or {}
        told = typed.get("letter_number") or typed.get("letter_digest")
        if told and not typed.get("letter_at") and "letter_at" in self.fields:
            self.add_error("letter_at", gettext("Say when."))
        return typed


class PauseForm(GateReasons):
    """Standing still or going on: why, and since when."""

    reason = LineField(label=_("Reason"), longest=300, required=True)
    at = MomentField(label=_("Since when"), required=False, help_text=_("Empty: now."))

    def __init__(self, *args: Any, gates: Iterable[GateState], **kwargs: Any) -> None:
        """Ask why it is done although no head approved it."""
        super().__init__(*args, **kwargs)
        self.ask_reasons(gates)

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, as the acts take it."""
        return {name: self.cleaned_data[name] for name in ("reason", "at")} | {
            "reasons": self.reasons
        }


class ReopenForm(forms.Form):
    """Why the closing is undone."""

    reason = LineField(label=_("Reason"), longest=MOST_REASON, required=True)


class ClosingForm(forms.Form):
    """What the closing says, and why it is corrected."""

    at = MomentField(label=_("Concluded"))
    words = LineField(label=_("Why it ended"), longest=MOST_REASON, required=True)
    reason = LineField(
        label=_("Why it is corrected"), longest=MOST_REASON, required=True,
        help_text=_("Another way of ending: open the case again and conclude it like that."),
    )  # fmt: skip


class SplitForm(GateReasons):
    """New cases out of one."""

    titles = TextField(label=_("Titles of the new cases, one a line"), rows=4, required=True)
    reason = LineField(label=_("Reason"), longest=300, required=True)
    ends = forms.BooleanField(label=_("This case ends with it"), required=False)

    def __init__(self, *args: Any, gates: Iterable[GateState], **kwargs: Any) -> None:
        """Ask why it ends although a gate is open, in case it does."""
        super().__init__(*args, **kwargs)
        self.ask_reasons(gates)


class AnewForm(GateReasons):
    """Deciding anew after a remedy."""

    reason = LineField(
        label=_("Reason"),
        longest=300,
        required=True,
        help_text=_("For example: decision revoked on reconsideration, with its number."),
    )
    title = LineField(label=_("Title of the new case"), required=True)

    def __init__(self, *args: Any, case: Case, gates: Iterable[GateState], **kwargs: Any) -> None:
        """Begin with the title of the old case."""
        super().__init__(*args, **{"initial": {"title": case.title}} | kwargs)
        if case.ending in HANDED:
            self.fields["reason"].help_text = _(
                "For example: the police open no case, with day and number of their notice."
            )
        self.ask_reasons(gates)
