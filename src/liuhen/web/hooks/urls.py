# SPDX-License-Identifier: Apache-2.0
"""The addresses of the pages of hooks."""

from django.urls import path

from liuhen.web.hooks import views

app_name = "hooks"
urlpatterns = [
    path("", views.hooks, name="list"),
    path("new/", views.add, name="add"),
    path("<uuid:hook>/", views.hook, name="hook"),
]
