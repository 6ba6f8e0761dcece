# SPDX-License-Identifier: Apache-2.0
"""One's own tokens: made, shown once, revoked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import BadPersonError
from liuhen.apps.people.models import ApiToken, Scope
from liuhen.apps.people.queries import tokens_of
from liuhen.apps.people.tokens import create_token, revoke_token
from liuhen.apps.people.viewer import Viewer, viewer_of
from liuhen.web.listing import listed
from liuhen.web.pages import page

_LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]


class TokenForm(forms.Form):
    """What a token may be used for, and for how long."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    life = forms.ChoiceField(label=_("Valid for"), choices=_LIVES, initial="90")


@page(Permission.ACCOUNT)
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the own tokens, and make one; its secret is shown in this answer and never again."""
    viewer = viewer_of(request)
    form = TokenForm(request.POST or None)
    values: dict[str, Any] = {"form": form}
    if form.is_valid():
        life = timedelta(days=int(form.cleaned_data["life"]))
        scopes = form.cleaned_data["scopes"]
        try:
            secret = create_token(by=viewer, person=viewer.person, scopes=scopes, life=life)
        except BadPersonError as error:
            form.add_error("scopes", str(error))
        else:
            values = {"form": TokenForm(), "secret": secret}
    values["lines"] = [_line(viewer, token) for token in tokens_of(viewer)]
    status = 422 if form.errors else 200
    return render(request, "tokens/list.html", values, status=status)


@page(Permission.ACCOUNT)
@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponse:
    """Let one of the own tokens count no more."""
    viewer = viewer_of(request)
    found = tokens_of(viewer).filter(pk=token).first()
    if found is None:
        raise Http404
    revoke_token(by=viewer, token=found)
    messages.success(request, gettext("The token counts no more."))
    return redirect("tokens:list")


def _line(viewer: Viewer, token: ApiToken) -> dict[str, Any]:
    counts = token.revoked_at is None and token.expires_at > viewer.at
    scopes = listed(Scope(scope).label for scope in token.scopes if scope in Scope.values)
    return {"token": token, "counts": counts, "scopes": scopes}
