# SPDX-License-Identifier: Apache-2.0
"""The addresses of the API, below /api/."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from liuhen.api.openapi import make_api
from liuhen.api.problems import problem, problems_only
from liuhen.api.uploads import upload, uploads


@csrf_exempt
def absent(_request: HttpRequest, *_args: str) -> HttpResponse:
    """Say that there is no such address."""
    return problem(404)


_patterns, _app, _namespace = make_api().urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = problems_only(_pattern.callback)

urlpatterns = [
    path("v1/uploads/", uploads),
    path("v1/uploads/<uuid:key>", upload),
    path("v1/", (_patterns, _app, _namespace)),
    re_path(r"^[\s\S]*$", absent),  # also with a line break in it
]
