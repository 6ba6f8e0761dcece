# SPDX-License-Identifier: Apache-2.0
"""Demonstration data answer this machine alone, whatever server runs them."""

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from liuhen.apps.people.tree import has_demonstration

Handler = Callable[[HttpRequest], HttpResponse]


class ThisMachineAlone:
    """Refuses requests from elsewhere or through a proxy, where a demonstration stands."""

    def __init__(self, handler: Handler) -> None:
        """Ask once; demonstration and real bureaus never stand in one database."""
        self._handler = handler
        self._demonstration: bool | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        if self._demonstration is None:
            self._demonstration = has_demonstration() or None  # it may still be built
        if self._demonstration and not _from_here(request):
            return HttpResponseForbidden(
                "Demonstration data are served on this machine alone.", content_type="text/plain"
            )
        return self._handler(request)


def _from_here(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    address = request.META.get("REMOTE_ADDR", "").partition("%")[0]
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False
