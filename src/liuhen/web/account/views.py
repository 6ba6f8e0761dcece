# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, the own password, language and bureau."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from liuhen.apps.people.access import Permission
from liuhen.apps.people.acts import change_password, set_email
from liuhen.apps.people.errors import BadPasswordError
from liuhen.apps.people.queries import first_run
from liuhen.apps.people.viewer import bureaus_of, viewer_of
from liuhen.errors import UserError
from liuhen.web.account.forms import OwnPasswordForm, SignInForm
from liuhen.web.pages import Open, page
from liuhen.web.people.forms import EmailForm


@page(Open.EVERYONE)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; afterwards go where the person wanted to."""
    if first_run():
        return redirect("setup:first")
    wanted = _inside(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.user.is_authenticated:
        return redirect(wanted)
    form = SignInForm(request, request.POST or None)
    if form.is_valid():
        login(request, form.get_user())
        return redirect(wanted)
    status = 422 if form.is_bound else 200
    return render(request, "account/sign_in.html", {"form": form, "next": wanted}, status=status)


@page(Open.EVERYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("account:sign_in")


@page(Open.SIGNED_IN)
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; at the first sign-in nothing else is open before."""
    viewer = viewer_of(request)
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            change_password(by=viewer, old=form.cleaned_data["old"], new=form.cleaned_data["new"])
        except BadPasswordError as error:
            form.add_error(None, str(error))
        else:
            update_session_auth_hash(request, viewer.person)
            messages.success(request, _("The new password counts from now on."))
            return redirect("/")
    status = 422 if form.is_bound else 200
    shown = {"form": form, "person": viewer.person}
    return render(request, "account/password.html", shown, status=status)


@page(Permission.ACCOUNT)
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, with which roles, and the bureaus to choose from; keep the e-mail."""
    viewer = viewer_of(request)
    sent = request.POST if request.method == "POST" else None
    form = EmailForm(sent, initial={"email": viewer.person.email})
    if form.is_valid():
        try:
            set_email(by=viewer, person=viewer.person, email=form.cleaned_data["email"])
        except UserError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("account:account")
    bureaus = bureaus_of(viewer.person, timezone.localtime(viewer.at).date())
    shown = {"viewer": viewer, "bureaus": bureaus, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "account/account.html", shown, status=status)


@page(Permission.ACCOUNT)
@require_POST
def bureau(request: HttpRequest) -> HttpResponse:
    """Look at another bureau over which a role was granted."""
    request.session["bureau"] = request.POST.get("bureau", "")
    return redirect("/")


@page(Open.EVERYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language, and stay on the page."""
    return set_language(request)


def _inside(request: HttpRequest, address: str) -> str:
    """Return `address` if it is one of ours: nobody is led away after signing in."""
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if safe else "/"
