# SPDX-License-Identifier: Apache-2.0
"""What a page that takes a form answers: the form again with what is wrong, or the way onwards."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.models import Case
from liuhen.errors import UserError
from liuhen.web.entering.refusals import show_refusal


def answer(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    do: Callable[[], str],
    **context: Any,
) -> HttpResponse:
    """Show the form; once it is sent and valid, `do` it and go where `do` says.

    What an act refuses is shown at its field, with all that was typed.
    """
    if request.method == "POST" and form.is_valid():
        try:
            return HttpResponseRedirect(do())
        except UnknownRowError:
            raise
        except UserError as error:
            show_refusal(form, error)
    asking = getattr(form, "asking", False)  # for one more row: nothing is wrong
    status = 422 if request.method == "POST" and not asking else 200
    return render(request, template, {"form": form, **context}, status=status)


def done(request: HttpRequest, sentence: str, case: Case) -> HttpResponse:
    """Say what was done and go to the case."""
    messages.success(request, sentence)
    return redirect("cases:case", case.pk)
