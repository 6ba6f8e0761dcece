# SPDX-License-Identifier: Apache-2.0
"""The form of a mark: its moment as a time code, its word, and what goes with it."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.evidence.words import MARKS
from liuhen.law.facts import INTERRUPTION_REASONS
from liuhen.web.entering.inputs import LineField, WordField
from liuhen.web.words import choices

#: Marks that need more than their moment.
DETAILED = frozenset({"position", "vessel", "vessel_spoken", "interruption_reason", "supplement"})
_CODE = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
_SECONDS_AN_HOUR, _SECONDS_A_MINUTE = 3600, 60


class CodeField(forms.CharField):
    """A moment of an original as a time code (1:02:03, 2:03, 2:03.5), in milliseconds."""

    def to_python(self, value: Any) -> Any:
        """Read the code."""
        typed = super().to_python(value)
        if not typed:
            return None
        found = _CODE.fullmatch(str(typed).strip().replace("：", ":"))  # as typed
        if found is None:
            raise forms.ValidationError(gettext("Write the moment as 1:02:03 or 2:03."))
        hours, minutes, seconds, rest = found.groups()
        whole = int(hours or 0) * _SECONDS_AN_HOUR + int(minutes) * _SECONDS_A_MINUTE + int(seconds)
        return whole * 1000 + int((rest or "0").ljust(3, "0"))


class MarkForm(forms.Form):
    """One mark. Which of the details count follows from the word."""

    at = CodeField(label=_("Moment"), help_text=_("Time code in the recording, such as 1:02:03."))
    word = WordField(choices("mark", MARKS), label=_("What is seen or heard"))
    text = LineField(label=_("Note"), longest=1000)
    lat = LineField(label=_("Latitude"), longest=20)
    lon = LineField(label=_("Longitude"), longest=20)
    name = LineField(label=_("Name of the vessel"), longest=60)
    number = LineField(label=_("Number of the vessel"), longest=60)
    cause = WordField(
        choices("interruption", INTERRUPTION_REASONS), blank="—", label=_("Reason of the break")
    )

    def content(self) -> dict[str, Any]:
        """Return what the acts on marks take."""
        typed = self.cleaned_data
        details = {name: typed[name] for name in ("lat", "lon", "name", "number") if typed[name]}
        if typed["cause"]:
            details["reason"] = typed["cause"]
        return {
            "at_ms": typed["at"],
            "word": typed["word"],
            "text": typed["text"],
            "details": details,
        }


class WhyForm(forms.Form):
    """Why a mark is taken back, or for what an original leaves the house."""

    reason = LineField(label=_("Reason"), longest=300, required=True)
