# SPDX-License-Identifier: Apache-2.0
"""Opening a case, keeping the shell of a secret one, its handlers, a correction of the case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.acts import assign_handlers, correct_case, keep_shell
from liuhen.apps.cases.acts import open_case as open_new
from liuhen.apps.cases.errors import StateSecretError
from liuhen.apps.cases.queries import get_case, handlers_of, shells
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.entering.beginning import beginning_of
from liuhen.web.entering.case_forms import (
    CorrectCaseForm,
    HandlersForm,
    OpenCaseForm,
    SecretShellForm,
)
from liuhen.web.entering.views.answers import answer
from liuhen.web.pages import page
from liuhen.web.seen import first_seen, require_seen, seen_of


@page(Permission.CASE_ENTER)
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case; then go on to enter what happened."""
    viewer = viewer_of(request)
    form = OpenCaseForm(request.POST or None, viewer=viewer)

    def do() -> str:
        try:
            case = open_new(by=viewer, **form.values())
        except StateSecretError:
            form.secret = True  # the page says then who keeps the shell
            raise
        sentence = _("Case %(number)s is open. Enter now what happened.") % {"number": case.number}
        messages.success(request, sentence)
        return beginning_of(case).address

    return answer(request, "entering/open.html", form, do)


@page(Permission.SECRET_KEEP)
def secret(request: HttpRequest) -> HttpResponse:
    """Keep the shell of a state-secret case, and show those that are kept."""
    viewer = viewer_of(request)
    form = SecretShellForm(request.POST or None)

    def do() -> str:
        shell = keep_shell(by=viewer, **form.cleaned_data)
        messages.success(request, _("Kept: %(number)s") % {"number": shell.number})
        return reverse("entering:secret")

    return answer(request, "entering/secret.html", form, do, shells=shells(viewer))


@page(Permission.CASE_ENTER, Permission.CASE_CORRECT)
def handlers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say who handles the case from now on."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = HandlersForm(request.POST or None, viewer=viewer, case=case)
    now = seen_of(*sorted(map(str, handlers_of(case))))

    def do() -> str:
        require_seen(request, now)
        assign_handlers(by=viewer, case=case, handlers=form.cleaned_data["handlers"])
        messages.success(request, _("The handlers are entered."))
        return reverse("cases:case", args=[case.pk])

    context = {"case": case, "heading": _("Handlers"), "seen": first_seen(request, now)}
    return answer(request, "entering/case_form.html", form, do, **context)


@page(Permission.CASE_CORRECT)
def correct(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct what kind of case it is."""
    viewer = viewer_of(request)
    case = get_case(viewer, key)
    form = CorrectCaseForm(request.POST or None, case=case)
    now = seen_of(form.initial)

    def do() -> str:
        require_seen(request, now)
        correct_case(by=viewer, case=case, reason=form.cleaned_data["reason"], **form.changes())
        messages.success(request, _("The case is corrected."))
        return reverse("cases:case", args=[case.pk])

    context = {"case": case, "heading": _("Correct the case"), "seen": first_seen(request, now)}
    return answer(request, "entering/case_form.html", form, do, **context)
