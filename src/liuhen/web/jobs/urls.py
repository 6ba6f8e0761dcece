# SPDX-License-Identifier: Apache-2.0
"""The addresses of the jobs page."""

from django.urls import path

from liuhen.web.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<uuid:job>/again/", views.again, name="again"),
]
