# SPDX-License-Identifier: Apache-2.0
"""What an address refuses to a viewer, asked of its view alone.

Sessions, languages and headers stand before every page and after it, and take most of the time of
one that is closed. Whether it is closed is decided in its view: what the view raises is the answer
to thousands of questions, and `none` where it raises nothing of the kind.
"""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve

from liuhen.apps.people.viewer import Viewer


def refusal(viewer: Viewer, where: str, method: str) -> PermissionDenied | Http404 | None:
    """Return with what a signed-in viewer is refused; where a page is only sent to, it is sent to.

    Nothing where the view answers, or needs more than a viewer: then the whole has to be asked.
    """
    found = resolve(where.partition("?")[0])
    request = getattr(RequestFactory(), method)(where)
    request.user, request._liuhen_viewer = viewer.person, viewer
    request.resolver_match = found
    try:
        answer = found.func(request, *found.args, **found.kwargs)
    except (PermissionDenied, Http404) as refused:
        return refused
    except Exception:  # noqa: BLE001  # what the whole answers is asked next
        return None
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED and method == "get":
        return refusal(viewer, where, "post")
    return None
