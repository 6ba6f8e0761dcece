# SPDX-License-Identifier: Apache-2.0
"""The addresses outside, a new one, and one with its log, its test and its end."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from liuhen.apps.compliance.delivering import try_hook
from liuhen.apps.compliance.errors import NoHookError
from liuhen.apps.compliance.hook_templates import NAMES, samples
from liuhen.apps.compliance.hooks import (
    MAIL,
    add_hook,
    deliveries_of,
    end_hook,
    get_hook,
    hooks_of,
    shown_address,
)
from liuhen.apps.compliance.notices import WORDS
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.errors import UserError
from liuhen.web.entering.inputs import Boxes
from liuhen.web.entering.refusals import show_refusal
from liuhen.web.pages import page

_LINES = 50
#: What each name of a template gives.
_GIVES = {
    "sentence": gettext_lazy("the whole sentence"),
    "number": gettext_lazy("number of the case"),
    "what": gettext_lazy("what has to be done"),
    "due": gettext_lazy("by when"),
    "person": gettext_lazy("who is told"),
    "bureau": gettext_lazy("name of the bureau"),
    "path": gettext_lazy("where it stands in this system, without its address"),
    "link": gettext_lazy("the same with its address, where that is set (LIUHEN_ADDRESS)"),
}
_USUAL = ("duty_soon", "duty_overdue", "approval_waiting", "approval_overdue")


class HookForm(forms.Form):
    """An address, what it is told of, and in which words."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=100)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("It is not shown again: that of a group robot is a password."),
    )
    template = forms.CharField(
        label=gettext_lazy("Template"),
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    words = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"), choices=list(WORDS.items()), widget=Boxes
    )


@page(Permission.HOOK_MANAGE)
def hooks(request: HttpRequest) -> HttpResponse:
    """List the addresses outside."""
    viewer = viewer_of(request)
    rows = [(row, shown_address(row), _told(row.words)) for row in hooks_of(viewer)]
    return render(request, "hooks/list.html", {"rows": rows, "samples": _samples()})


@page(Permission.HOOK_MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Enter an address; its secret is shown once, on the page that follows."""
    viewer = viewer_of(request)
    sample = samples().get(request.GET.get("like", "")) or next(iter(samples().values()))
    initial: dict[str, Any] = {
        "name": _said(sample.says),
        "template": sample.template,
        "words": _USUAL,
        "url": MAIL if sample.address == MAIL else "",
    }
    form = HookForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            hook, secret = add_hook(by=viewer, **form.cleaned_data)
        except UserError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            values = {"hook": hook, "secret": secret, "address": shown_address(hook), "mail": MAIL}
            return render(request, "hooks/made.html", values)
    values = {
        "form": form,
        "sample": sample,
        "samples": _samples(),
        "names": [(f"{{{{ {name} }}}}", _GIVES[name]) for name in NAMES],
        "mail": sample.address == MAIL,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "hooks/add.html", values, status=status)


@page(Permission.HOOK_MANAGE)
def hook(request: HttpRequest, hook: UUID) -> HttpResponse:
    """Show an address with its log; a POST tests or ends it."""
    viewer = viewer_of(request)
    try:
        row = get_hook(viewer, hook)
    except NoHookError as error:
        raise Http404(str(error)) from error
    if request.method == "POST":
        if "end" in request.POST:
            end_hook(by=viewer, hook=row)
            messages.success(request, _("Ended; nothing is sent there any more."))
        elif "test" in request.POST and row.ended_at is None:
            if wrong := try_hook(by=viewer, hook=row):
                messages.error(request, wrong)
            else:
                messages.success(request, _("The test has arrived."))
        return redirect("hooks:hook", row.pk)
    shown = Paginator(deliveries_of(viewer, row), _LINES).get_page(request.GET.get("page"))
    values = {
        "hook": row,
        "address": shown_address(row),
        "told": _told(row.words),
        "page": shown,
        "lines": [
            (one, WORDS.get(one.notice.word, "") if one.notice else _("Test"))
            for one in shown.object_list
        ],
    }
    return render(request, "hooks/hook.html", values)


def _told(words: list[str]) -> list[str]:
    return [str(WORDS[word]) for word in words if word in WORDS]


def _samples() -> list[tuple[str, str, str]]:
    return [(one.id, _said(one.says), one.address) for one in samples().values()]


def _said(says: Any) -> str:
    return str(says.en if get_language() == "en" else says.zh)
