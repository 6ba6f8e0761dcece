# SPDX-License-Identifier: Apache-2.0
"""The addresses of the calendar."""

from django.urls import path

from liuhen.web.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.years, name="years"),
    path("new/", views.add, name="add"),
]
