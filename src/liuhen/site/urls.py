# SPDX-License-Identifier: Apache-2.0
"""The addresses of the site: each door hands in its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("liuhen.api.urls")),
    path("", include("liuhen.web.urls")),
]
