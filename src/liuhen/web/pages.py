# SPDX-License-Identifier: Apache-2.0
"""Who may open a page: every view says it with `@page`, and a view that does not say it is a fault.

    @page(Permission.CASE_VIEW)
    def case_list(request): ...

What this module promises:

- somebody who has not signed in is asked to, and comes back afterwards;
- somebody who must change the password does that first;
- a permission that the viewer lacks gives the page 403; a row that the viewer may not see gives
  404, whether it is there or not;
- what an act refuses becomes a page with its one sentence, never a traceback;
- times are shown in the zone of the viewer's bureau, and no page is kept by the browser's cache.

`tests/unit/web/test_access_matrix.py` walks all addresses and asks each in every role.
"""

from collections.abc import Callable
from contextlib import nullcontext
from enum import Enum
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.evidence.errors import NotPermittedError as EvidenceNotPermittedError
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.people.access import Permission
from liuhen.apps.people.errors import NotPermittedError
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_of
from liuhen.apps.rules.errors import NotPermittedError as RulesNotPermittedError
from liuhen.apps.trace.once import reading_once
from liuhen.errors import UserError
from liuhen.web.zones import zone_of

P = ParamSpec("P")
_SAFE = ("GET", "HEAD")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


#: What an act raises where the role does not reach; each app has its own.
NOT_ALLOWED = (
    NotAllowedError, NotPermittedError, RulesNotPermittedError, EvidenceNotPermittedError,
)  # fmt: skip


class Open(Enum):
    """Decisions about access that need no permission."""

    EVERYONE = "everyone"  # also who has not signed in
    SIGNED_IN = "signed in"  # also who still has to change the password


Decision = Permission | Open


def page(*needed: Decision) -> Callable[[View[P]], View[P]]:
    """Open the view to whoever has any of `needed`; deeper limits are those of queries and acts."""

    def opened(view: View[P]) -> View[P]:
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            refused = _before(request, needed)
            if refused is not None:
                return refused
            reading = reading_once() if request.method in _SAFE else nullcontext()
            with reading, timezone.override(zone_of(request)):
                response = _answered(view, request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        update_wrapper(asked, view)
        asked.decision = needed  # type: ignore[attr-defined]  # read by the matrix test
        return asked

    return opened


def _before(request: HttpRequest, needed: tuple[Decision, ...]) -> HttpResponseBase | None:
    """What stands between the person and the page, or nothing."""
    if Open.EVERYONE in needed:
        return None
    person = request.user
    if not isinstance(person, Person):
        return _sign_in_first(request)
    if Open.SIGNED_IN in needed:
        return None
    if person.must_change_password:
        return redirect("account:password")
    viewer = viewer_of(request)
    if not any(isinstance(one, Permission) and viewer.may(one) for one in needed):
        raise PermissionDenied
    return None


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request"):  # a fragment: let the whole window go there
        return HttpResponseClientRedirect(reverse("account:sign_in"))
    return redirect_to_login(request.get_full_path())


def _answered(
    view: View[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except (UnknownRowError, UnknownFileError) as error:
        raise Http404(str(error)) from error
    except NOT_ALLOWED as error:
        raise PermissionDenied(str(error)) from error
    except UserError as error:
        return _refusal(request, error)


def _refusal(request: HttpRequest, error: UserError) -> HttpResponse:
    """Show what was refused, on a page of its own; forms show it beside the field instead."""
    return render(request, "refused.html", {"sentence": str(error)}, status=409)
