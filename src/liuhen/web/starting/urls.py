# SPDX-License-Identifier: Apache-2.0
"""The addresses of how a case begins, below /cases/."""

from django.urls import path

from liuhen.web.starting import views

app_name = "starting"
urlpatterns = [
    path("start/", views.choose, name="choose"),
    path("start/<slug:source>/", views.register, name="register"),
    path("<uuid:key>/start/", views.decide, name="decide"),
    path("<uuid:key>/start/inform/", views.inform, name="inform"),
]
