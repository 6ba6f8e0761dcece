# SPDX-License-Identifier: Apache-2.0
"""Numbers of the place: from which amount a fine or a confiscation is large."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.rules.limits import WORDS, limits_set, set_limit
from liuhen.web.entering.inputs import Dots, LineField, WordField
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page

_FEN = 100
SAID: dict[str, Promise | str] = {
    "fine-person": _("A large fine for a person"),
    "fine-organisation": _("A large fine for an organisation"),
    "confiscation-person": _("A large confiscation from a person"),
    "confiscation-organisation": _("A large confiscation from an organisation"),
}


class LimitForm(forms.Form):
    """One number, and what sets it."""

    word = WordField([(word, SAID[word]) for word in WORDS], label=_("What"), widget=Dots)
    value = forms.IntegerField(label=_("From this amount on (yuan)"), min_value=1)
    source = LineField(
        label=_("Set by"), required=True,
        help_text=_("The rule of your province or ministry: its title and article."),
    )  # fmt: skip


@page(Permission.BUREAU_SETUP)
def limits(request: HttpRequest) -> HttpResponse:
    """Show the numbers of the place, those before too; take a new one."""
    viewer = viewer_of(request)
    form = LimitForm(request.POST if request.method == "POST" else None)

    def do() -> str:
        values = form.cleaned_data
        set_limit(
            by=viewer, word=values["word"], value=values["value"] * _FEN, source=values["source"]
        )
        messages.success(request, _("Saved."))
        return reverse("approvals:limits")

    rows = [(SAID[row.word], row.value // _FEN, row) for row in limits_set(viewer)]
    return answer(request, "approvals/limits.html", form, do, rows=rows)
