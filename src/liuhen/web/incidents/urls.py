# SPDX-License-Identifier: Apache-2.0
"""The addresses of incidents."""

from django.urls import path

from liuhen.web.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.new, name="new"),
    path("<uuid:incident>/", views.kept, name="kept"),
    path("<uuid:incident>/case/", views.assign, name="assign"),
]
