# SPDX-License-Identifier: Apache-2.0
"""The addresses of one's own tokens."""

from django.urls import path

from liuhen.web.tokens import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="list"),
    path("<uuid:token>/revoke/", views.revoke, name="revoke"),
]
