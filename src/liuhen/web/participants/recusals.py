# SPDX-License-Identifier: Apache-2.0
"""The pages of recusal: asking that somebody withdraw, and the head's decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.queries import get_case, handlers_of
from liuhen.apps.cases.recusal import ask_recusal, decide_recusal, get_recusal
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import acting_people
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.entering.inputs import Dots, LineField, MomentField, TextField, WordField
from liuhen.web.entering.officers import person_said
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page

_ANSWERS = [("yes", gettext_lazy("Withdraws")), ("no", gettext_lazy("Does not withdraw"))]


class AskForm(forms.Form):
    """Who is to withdraw, who asks, and why."""

    person = WordField([], label=gettext_lazy("Who is to withdraw"))
    asked_by = LineField(label=gettext_lazy("Who asks"), required=True, longest=60)
    ground = TextField(label=gettext_lazy("Ground"), required=True, rows=3)
    at = MomentField(
        label=gettext_lazy("When it was asked"), required=False,
        help_text=gettext_lazy("Empty: now."),
    )  # fmt: skip

    def __init__(self, viewer: Viewer, case: Case, data: Mapping[str, Any] | None = None) -> None:
        """Offer whoever acts in the bureau, the handlers first.

        Heads, reviewers and who chairs a hearing are asked to withdraw as well as officers.
        """
        super().__init__(data, initial={"asked_by": case.party_name})
        handling = handlers_of(case)
        handlers = {str(key) for key in handling}
        found = acting_people(case.bureau_id, timezone.localtime(viewer.at).date())
        found |= Person.objects.filter(bureau=case.bureau_id, pk__in=handling)
        self.people = {str(one.pk): one for one in found.prefetch_related("certificates")}
        keys = sorted(self.people, key=lambda key: key not in handlers)
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, _said(self.people[key])) for key in keys]


def _said(person: Person) -> str:
    """Name somebody, with the certificate where one is held: not all who act need one."""
    return person_said(person) if person.certificates.all() else person.name


class DecideForm(forms.Form):
    """Whether the person withdraws."""

    granted = WordField(_ANSWERS, label=gettext_lazy("Decision"), widget=Dots)
    reason = TextField(
        label=gettext_lazy("Reason"), rows=3,
        help_text=gettext_lazy(
            "Needed where nobody withdraws, and of a deputy: which meeting or superior decided."
        ),
    )  # fmt: skip


@page(Permission.CASE_ENTER)
def ask(request: HttpRequest, key: UUID) -> HttpResponse:
    """Note that somebody asks for a recusal."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = AskForm(viewer, case, request.POST if request.method == "POST" else None)

    def do() -> str:
        typed = form.cleaned_data
        ask_recusal(
            by=viewer, case=case, person=form.people[typed["person"]],
            asked_by=typed["asked_by"], ground=typed["ground"], at=typed["at"],
        )  # fmt: skip
        messages.success(
            request, _("Noted. The head decides; until then the investigation goes on.")
        )
        return _back(case)

    context = {"case": case, "heading": _("Recusal asked for"), "back": _back(case)}
    return answer(request, "participants/form.html", form, do, **context)


@page(Permission.CASE_SIGN)
def decide(request: HttpRequest, key: UUID, recusal: UUID) -> HttpResponse:
    """Decide as the head whether somebody withdraws."""
    viewer = viewer_of(request)
    case, row = get_case(viewer, key), get_recusal(viewer, recusal)
    if row.case_id != case.pk:
        raise UnknownRowError(_("There is no such entry."))
    form = DecideForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        typed = form.cleaned_data
        granted = typed["granted"] == "yes"
        decide_recusal(by=viewer, recusal=row, granted=granted, reason=typed["reason"])
        if granted and not handlers_of(case):
            messages.warning(request, _("The case has no handler any more: name one."))
        messages.success(request, _("Decided."))
        return _back(case)

    about = _("%(asked_by)s asks that %(name)s withdraw: %(ground)s") % {
        "asked_by": row.asked_by, "name": row.person.name, "ground": row.ground,
    }  # fmt: skip
    context = {"case": case, "heading": _("Decide on the recusal"), "back": _back(case)}
    return answer(request, "participants/form.html", form, do, about=about, **context)


def _back(case: Case) -> str:
    return reverse("participants:list", args=[case.pk])
