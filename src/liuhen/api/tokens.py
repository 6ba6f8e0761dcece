# SPDX-License-Identifier: Apache-2.0
"""Who asks: `Authorization: Bearer liuhen_…`, a token that acts as its person within its scopes."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from liuhen.apps.people.models import Scope
from liuhen.apps.people.tokens import viewer_by_token
from liuhen.apps.people.viewer import Viewer


class Token(HttpBearer):
    """Opens an operation to tokens that have the scope; `request.auth` is the viewer."""

    openapi_description = "Made with `liuhen token create --user NAME --scope read,import`."

    def __init__(self, scope: Scope) -> None:
        """Keep the scope that is needed."""
        super().__init__()
        self.scope = scope

    def authenticate(self, _request: HttpRequest, token: str) -> Viewer:
        """Return the viewer for whom the token speaks.

        Raises:
            BadTokenError: not known, or it counts no more (401).
            ScopeMissingError: without the scope (403).
        """
        return viewer_by_token(token, self.scope)


def viewer_of(request: HttpRequest) -> Viewer:
    """Return the viewer of an operation that a token opened."""
    viewer = getattr(request, "auth", None)
    if not isinstance(viewer, Viewer):
        raise TypeError("the operation asks for no token")
    return viewer
