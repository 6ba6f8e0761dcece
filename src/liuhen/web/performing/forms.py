# SPDX-License-Identifier: Apache-2.0
"""The forms of what follows a decision. Money is typed in yuan and kept in fen."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.details import COURT_RESULTS
from liuhen.apps.cases.gates import GateState
from liuhen.apps.cases.models import Due
from liuhen.apps.cases.performing.correcting import may_move
from liuhen.apps.cases.performing.ordering import Ordered
from liuhen.apps.cases.performing.standing import MONEY
from liuhen.web.approvals.forms import GateReasons
from liuhen.web.details import COURT_WORDS
from liuhen.web.entering.inputs import (
    DayField,
    Dots,
    LineField,
    MomentField,
    TextField,
    WordField,
    WordsField,
)
from liuhen.web.entering.officers import Team
from liuhen.web.entering.where import Where
from liuhen.web.sums import YuanField, end_of_day, plan_of, plan_typed, wrong_line


class OrderForm(forms.Form):
    """What a decision orders: one of each kind at once, the rest in a second go."""

    document = WordField((), label=_("Ordered by"))
    fine = YuanField(label=_("Fine (yuan)"), required=False)
    fine_due = DayField(
        label=_("Pay by"),
        required=False,
        help_text=_("Empty: counted from the service, as the law has it."),
    )
    confiscation = LineField(label=_("Confiscated: things or unlawful gains"), longest=300)
    rectification = LineField(label=_("To be corrected"), longest=300)
    rectify_by = DayField(label=_("Correct by"), required=False)
    other = LineField(label=_("Other"), longest=300)
    other_by = DayField(label=_("No later than"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        papers: Iterable[tuple[str, str]],
        written: Mapping[str, Any],
    ) -> None:
        """Offer the decisions of the case, with what is `written` in them."""
        super().__init__(data, initial=dict(written))
        field = self.fields["document"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(papers)

    def clean(self) -> dict[str, Any]:
        """Something is ordered, and a day is that of something."""
        typed = super().clean() or {}
        for day, what in (("fine_due", "fine"), ("other_by", "other")):
            if typed.get(day) and not typed.get(what) and what not in self.errors:
                self.add_error(what, gettext("Write what is due on the day below."))
        asked = ("fine", "confiscation", "rectification", "rectify_by", "other")
        if not self.errors and not any(typed.get(one) for one in asked):
            raise forms.ValidationError(gettext("What does the decision order?"))
        return typed

    def items(self) -> list[Ordered]:
        """Return what was typed."""
        typed = self.cleaned_data
        found = []
        if typed["fine"]:
            found.append(Ordered("fine", "", typed["fine"], self._until("fine_due")))
        if typed["confiscation"]:
            found.append(Ordered("confiscation", typed["confiscation"]))
        if typed["rectification"] or typed["rectify_by"]:
            by = self._until("rectify_by")
            found.append(Ordered("rectification", typed["rectification"], None, by))
        if typed["other"]:
            found.append(Ordered("other", typed["other"], None, self._until("other_by")))
        return found

    def _until(self, name: str) -> datetime | None:
        day = self.cleaned_data[name]
        return end_of_day(day) if day is not None else None


class ScanForm(forms.Form):
    """A form that may bring a scan along."""

    paper_scan = forms.FileField(
        label=_("Scan (PDF, JPEG, PNG or TIFF)"), required=False, allow_empty_file=True
    )
    paper_digest = forms.CharField(required=False, widget=forms.HiddenInput, max_length=71)


class PayForm(ScanForm):
    """One payment."""

    amount = YuanField(label=_("Paid (yuan)"))
    at = MomentField(label=_("Time"))
    receipt = LineField(label=_("Number of the receipt"), longest=60, required=True)
    field_order = ("amount", "at", "receipt")

    def __init__(self, data: QueryDict | None, *, left: int) -> None:
        """Begin with what is to be paid next, now."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(data, initial={"amount": left, "at": now})


class PartsForm(forms.Form):
    """A plan: one line a part, with its amount and its day."""

    plan = TextField(
        label=_("Parts, one a line: amount and last day"),
        rows=5,
        required=True,
        help_text=_("For example: 3000 2026-05-31"),
    )
    why = LineField(
        label=_("Why it goes beyond what was granted"),
        longest=300,
        help_text=_("Only where somewhat more is paid later than was granted."),
    )

    def __init__(self, data: QueryDict | None, *, granted: Iterable[tuple[int, datetime]]) -> None:
        """Begin with the plan that was granted."""
        parts = list(granted)
        super().__init__(data, initial={"plan": plan_typed(parts)})
        if not parts:
            del self.fields["why"]

    def clean_plan(self) -> list[tuple[int, Any]]:
        """Read the lines."""
        read = plan_of(self.cleaned_data["plan"])
        for number, one in enumerate(read, start=1):
            if one.fen is None:
                raise forms.ValidationError(wrong_line(number))
        return [(one.fen, one.due) for one in read if one.fen is not None]


class CheckForm(ScanForm):
    """A check of a correction."""

    start = MomentField(label=_("Begin"))
    end = MomentField(label=_("End"), required=False)
    people = WordsField((), label=_("Officers"))
    text = TextField(label=_("Found at the check"), rows=3, required=True)
    good = WordField(
        [("yes", _("Corrected")), ("no", _("Not corrected"))], label=_("Result"), widget=Dots
    )
    field_order = ("start", "end", "people", "text", "good")

    def __init__(self, data: QueryDict | None, *, where: Where) -> None:
        """Begin with the officers of the last activity, now."""
        self.team = Team(where)
        now = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(data, initial={"start": now, "people": self.team.last()})
        people = self.fields["people"]
        if isinstance(people, forms.MultipleChoiceField):
            people.choices = self.team.choices(self.initial["people"])

    def officers(self) -> list[dict[str, Any]]:
        """Return who checked, as officers of the contract."""
        return self.team.values(self.cleaned_data["people"])


class DoneForm(ScanForm):
    """Something that was done."""

    at = MomentField(label=_("Time"))
    text = TextField(label=_("How it was done"), rows=3, required=True)
    field_order = ("at", "text")

    def __init__(self, data: QueryDict | None, *, row: Due) -> None:
        """Begin with now."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(data, initial={"at": now, "text": row.text})


class ChargeForm(forms.Form):
    """A surcharge: by which paper the party is told of it, and until when it is paid."""

    document = WordField(
        (),
        label=_("The paper that orders it"),
        help_text=_("A decision or a demand, signed by a head or asked of one before."),
    )
    pay_by = DayField(label=_("Pay by"), required=True, help_text=_("As the paper says."))

    def __init__(self, data: QueryDict | None, *, papers: Iterable[tuple[str, str]]) -> None:
        """Offer the papers of the case."""
        super().__init__(data)
        field = self.fields["document"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(papers)


class CorrectForm(forms.Form):
    """What is owed, put right: sum or words, last day, and why."""

    amount = YuanField(label=_("Amount (yuan)"))
    text = LineField(label=_("What has to be done"), longest=300, required=True)
    last = DayField(
        label=_("Last day"), required=False, help_text=_("Empty: the day stays as it is.")
    )
    reason = LineField(label=_("What was wrong"), longest=300, required=True)

    def __init__(self, data: QueryDict | None, *, row: Due, said: int | None) -> None:
        """Begin with what stands there; `said`: the sum that the paper orders, if another."""
        day = timezone.localtime(row.due).date() if row.due else None
        amount = row.amount_fen if said is None else said
        super().__init__(data, initial={"amount": amount, "text": row.text, "last": day})
        del self.fields["text" if row.kind in MONEY else "amount"]
        if not may_move(row):
            del self.fields["last"]

    @property
    def new_day(self) -> datetime | None:
        """The last second of the day that was typed, where it is another one."""
        day = self.cleaned_data.get("last")
        return end_of_day(day) if day is not None and day != self.initial["last"] else None


class DropForm(forms.Form):
    """Why a due ends without having been done."""

    reason = LineField(label=_("Reason"), longest=300, required=True)
    document = WordField(
        (),
        label=_("The paper that revokes it"),
        blank=_("None"),
        help_text=_(
            "A later decision, or one of the court, with its scan or with a head's signature."
        ),
    )

    def __init__(self, data: QueryDict | None, *, papers: Iterable[tuple[str, str]]) -> None:
        """Offer the papers of the case, where one is needed."""
        super().__init__(data)
        offered = list(papers)
        field = self.fields["document"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("None")), *offered]
        if not offered:
            del self.fields["document"]


def said_at(data: QueryDict | None) -> datetime | None:
    """Return when a step is said to have been taken, as far as it can be read."""
    try:
        found = MomentField(required=False).clean(data.get("at", "")) if data else None
    except forms.ValidationError:
        return None
    return found if isinstance(found, datetime) else None


class StepForm(ScanForm, GateReasons):
    """A demand, an application, a result; and why the court is asked although a gate is open."""

    at = MomentField(label=_("Time"))
    paper = WordField((), label=_("This paper"))
    number = LineField(label=_("Number of the paper"), longest=100)
    text = TextField(label=_("In short"), rows=2)
    result = WordField(
        [(word, COURT_WORDS[word]) for word in COURT_RESULTS],
        label=_("What the court decided"),
        widget=Dots,
    )
    field_order = ("at", "result", "paper", "number", "text")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        papers: Iterable[tuple[str, str]],
        step: str,
        gates: Iterable[GateState],
    ) -> None:
        """Offer the papers of the kind that stand in the case already."""
        now = timezone.localtime().replace(second=0, microsecond=0)
        offered = [*papers, ("", _("Enter it here"))]
        super().__init__(data, initial={"at": now, "paper": offered[0][0]})
        field = self.fields["paper"]
        field.required = False
        if isinstance(field, forms.ChoiceField):
            field.choices = offered
        if step == "result":
            self.fields["at"].label = _("When it was received")
        else:
            del self.fields["result"]
        self.ask_reasons(gates)
