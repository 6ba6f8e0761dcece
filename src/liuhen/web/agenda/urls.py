# SPDX-License-Identifier: Apache-2.0
"""The addresses of the calendar of due times."""

from django.urls import path

from liuhen.web.agenda import views

app_name = "agenda"
urlpatterns = [
    path("", views.month, name="month"),
    path("address/", views.address, name="address"),
    path("fetch/<slug:secret>.ics", views.fetch, name="fetch"),
]
