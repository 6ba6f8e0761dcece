# SPDX-License-Identifier: Apache-2.0
"""The addresses of working on the spot."""

from django.urls import path

from liuhen.web.onsite import views

app_name = "onsite"
_ONE = "<uuid:activity>"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path(f"{_ONE}/", views.activity, name="activity"),
    path(f"{_ONE}/leave/", views.leave, name="leave"),
    path(f"{_ONE}/rights/", views.rights, name="rights"),
    path(f"{_ONE}/filming/", views.filming, name="filming"),
]
