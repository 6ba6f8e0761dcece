# SPDX-License-Identifier: Apache-2.0
"""The addresses of notices."""

from django.urls import path

from liuhen.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("settings/", views.settings, name="settings"),
]
