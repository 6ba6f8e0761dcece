# SPDX-License-Identifier: Apache-2.0
"""What exactly is asked for about what the party owes: which of it, and by which plan."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liuhen.apps.cases.models import Approval, Case, Due
from liuhen.apps.cases.performing.asked_exactly import (
    ABOUT_DUES,
    LATER,
    due_in,
    dues_to_ask,
    plan_in,
)
from liuhen.apps.cases.times import day_said
from liuhen.web.entering.inputs import TextField, WordField
from liuhen.web.sums import plan_of, yuan


class AboutDues(forms.Form):
    """The lines about a due; they are not there where something else is asked for."""

    due = WordField([], label=_("About what the party owes"))
    plan = TextField(
        label=_("The plan that is asked for"),
        rows=4,
        help_text=_(
            "An amount and its last day a line, like 3000 2026-05-31; to pay all of it later write "
            "the last day alone. Empty where the plan stands on the paper."
        ),
    )

    def offer_dues(self, case: Case, matter: str, due: str) -> None:
        """Offer the dues of the case, that of the address first; take away what is not asked."""
        if matter not in ABOUT_DUES:
            del self.fields["due"]
        if matter != LATER:
            del self.fields["plan"]
        field = self.fields.get("due")
        if isinstance(field, forms.ChoiceField):
            offered = [(str(one.pk), due_said(one)) for one in dues_to_ask(case, matter)]
            choose = _("Choose one.") if offered else _("Nothing of the kind is owed")
            field.choices = offered if len(offered) == 1 else [("", choose), *offered]
            named = due if due in dict(offered) else ""
            self.initial["due"] = offered[0][0] if len(offered) == 1 else named

    def clean_plan(self) -> list[Any]:
        """Read the plan."""
        return list(plan_of(self.cleaned_data["plan"]))

    @property
    def exactly(self) -> dict[str, Any]:
        """What is asked for, as `approval_requests.ask` takes it."""
        typed = self.cleaned_data
        key = typed.get("due", "")
        return {"due": UUID(key) if key else None, "parts": typed.get("plan", [])}


def due_said(row: Due) -> str:
    """Name what the party owes: its kind, sum or words."""
    money = gettext("%(yuan)s yuan") % {"yuan": yuan(row.amount_fen)} if row.amount_fen else ""
    return " ".join(one for one in (row.get_kind_display(), money, row.text) if one)


def exactly_said(approval: Approval) -> Iterator[tuple[str, str]]:
    """Say in lines what exactly a request asks for about what the party owes."""
    if (row := due_in(approval)) is not None:
        yield gettext("About what the party owes"), due_said(row)
    if parts := plan_in(approval):
        yield gettext("The plan that is asked for"), "\n".join(_lines(parts))


def _lines(parts: Iterable[tuple[int, Any]]) -> Iterator[str]:
    for fen, day in parts:
        yield gettext("%(yuan)s yuan until %(day)s") % {"yuan": yuan(fen), "day": day_said(day)}
