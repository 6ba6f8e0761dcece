# SPDX-License-Identifier: Apache-2.0
"""The addresses of outings."""

from django.urls import path

from liuhen.web.outings import views

app_name = "outings"
urlpatterns = [
    path("", views.outing_list, name="list"),
    path("<uuid:outing>/end/", views.end, name="end"),
]
