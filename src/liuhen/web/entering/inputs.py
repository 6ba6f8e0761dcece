# SPDX-License-Identifier: Apache-2.0
"""Fields that the forms of facts share: moments, yes-no-unsaid, words, references.

Times are typed and shown in the active zone, which is that of the bureau.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.checks import CLOCK_DIFFERENCE

_FIRST_YEAR, _LAST_YEAR = 1900, 2999  # as the contract has it
Choices = Iterable[tuple[str, Promise | str]]


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time; with seconds only where there are some."""

    input_type = "datetime-local"

    def __init__(self, *, seconds: bool = False) -> None:
        """`seconds` lets them be typed."""
        super().__init__(attrs={"step": "1"} if seconds else {})

    def format_value(self, value: Any) -> str | None:
        """Write a local time the way the picker wants it."""
        if isinstance(value, datetime):
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        return str(value) if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Let a value with seconds keep them."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, datetime) and value.second:
            context["widget"]["attrs"]["step"] = "1"
        return context


class MomentField(forms.DateTimeField):
    """A day and a time that has been (or, with `ahead`, that may lie ahead)."""

    default_error_messages = {
        "required": _("Say when."),
        "invalid": _("Day and time are written like 2026-03-02 09:30."),
        "ahead": _("This is still to come; it is entered once it has happened."),
        "year": _("This year cannot be."),
    }

    def __init__(self, *, ahead: bool = False, seconds: bool = False, **kwargs: Any) -> None:
        """`ahead` allows the future, `seconds` lets them be typed."""
        self.ahead = ahead
        super().__init__(widget=MomentInput(seconds=seconds), **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse what lies ahead, and years that cannot be."""
        moment = super().clean(value)
        if isinstance(moment, datetime):
            if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                raise forms.ValidationError(self.error_messages["year"], code="year")
            if not self.ahead and moment > timezone.now() + CLOCK_DIFFERENCE:
                raise forms.ValidationError(self.error_messages["ahead"], code="ahead")
        return moment


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        """ISO, as the picker wants it."""
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day."""

    default_error_messages = {"invalid": _("A day is written like 2026-03-02.")}
    widget = DayInput


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, in the look of the dashboard kit."""

    def __init__(self) -> None:
        """Each box has the kit's class."""
        super().__init__(attrs={"class": "form-check-input"})


class Dots(forms.RadioSelect):
    """One of a few, in the look of the dashboard kit."""

    def __init__(self) -> None:
        """Each dot has the kit's class."""
        super().__init__(attrs={"class": "form-check-input"})


class SaidField(forms.TypedChoiceField):
    """Yes, no, or not said: an absent word is not a "no"."""

    def __init__(self, *, yes: Promise | str, no: Promise | str, **kwargs: Any) -> None:
        """`yes` and `no` are the words for the two."""
        super().__init__(
            choices=[("yes", yes), ("no", no), ("", _("Not noted"))],
            coerce=lambda said: said == "yes",
            empty_value=None,
            required=False,
            widget=Dots,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Show a stored answer."""
        return {True: "yes", False: "no", None: ""}.get(value, value)


class WordField(forms.ChoiceField):
    """One of some words; where it may be left open, the empty choice says so."""

    default_error_messages = {"required": _("Choose one.")}

    def __init__(self, choices: Choices, *, blank: Promise | str | None = None, **kw: Any) -> None:
        """`blank` is what the empty choice is called; without it a choice is needed."""
        offered = list(choices) if blank is None else [("", blank), *choices]
        super().__init__(choices=offered, required=blank is None, **kw)


class WordsField(forms.MultipleChoiceField):
    """Any number of some words, as boxes to tick."""

    widget = Boxes

    def __init__(self, choices: Choices, **kwargs: Any) -> None:
        """Nothing need be ticked."""
        super().__init__(choices=list(choices), required=False, **kwargs)


class LineField(forms.CharField):
    """A line of text; `suggest` names a <datalist> of the page."""

    def __init__(self, *, suggest: str = "", longest: int = 200, **kwargs: Any) -> None:
        """Nothing need be typed unless `required` says so."""
        attrs = {"autocomplete": "off"} | ({"list": suggest} if suggest else {})
        kwargs.setdefault("required", False)
        super().__init__(max_length=longest, widget=forms.TextInput(attrs=attrs), **kwargs)


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        """Nothing need be typed unless `required` says so."""
        kwargs.setdefault("required", False)
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
