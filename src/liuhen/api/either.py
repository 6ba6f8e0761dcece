# SPDX-License-Identifier: Apache-2.0
"""Addresses for programs and pages alike: a token, or the session of a page with its CSRF token."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from liuhen.apps.people.errors import BadTokenError, NotPermittedError
from liuhen.apps.people.models import Person, Scope
from liuhen.apps.people.tokens import viewer_by_token
from liuhen.apps.people.viewer import Viewer, viewer_of

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "bearer "


def viewer_behind(request: HttpRequest, scope: Scope) -> Viewer:
    """Return who asks: whom the token speaks for, or else who has signed in.

    Raises:
        BadTokenError: neither (401).
        ScopeMissingError: a token for other things (403).
        NotPermittedError: a page without its CSRF token, or a password that must be changed (403).
    """
    said = request.headers.get("Authorization", "")
    if said:
        if not said.lower().startswith(_BEARER):
            raise BadTokenError(_("Show a token as “Authorization: Bearer …”."))
        return viewer_by_token(said[len(_BEARER) :].strip(), scope)
    return _signed_in(request)


class Session(APIKeyCookie):
    """Opens an operation to whoever has signed in; `request.auth` is the viewer."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Viewer | None:
        """Ask for the CSRF token only where there is a session."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """Return the viewer of the session; CSRF was checked before."""
        if not key or not isinstance(request.user, Person) or request.user.must_change_password:
            return None
        return viewer_of(request)


def _signed_in(request: HttpRequest) -> Viewer:
    person = request.user
    if not isinstance(person, Person):
        raise BadTokenError(_("Sign in, or show a token."))
    if request.method not in _READING and check_csrf(request) is not None:
        raise NotPermittedError(
            _("The page is out of date, or the request does not come from it; load it again.")
        )
    if person.must_change_password:
        raise NotPermittedError(_("Change your password first."))
    return viewer_of(request)
