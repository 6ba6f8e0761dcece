# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages: each feature hands in its own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
