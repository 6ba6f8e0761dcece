# SPDX-License-Identifier: Apache-2.0
"""The addresses of the set-up pages."""

from django.urls import path

from liuhen.web.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.bureau, name="bureau"),
    path("sections/<uuid:section>/", views.section, name="section"),
    path("first/", views.first, name="first"),
    path("new/", views.new, name="new"),
]
