# SPDX-License-Identifier: Apache-2.0
"""The addresses of bringing in cases from a platform, below /cases/."""

from django.urls import path

from liuhen.web.platform import scans, views

app_name = "platform"
urlpatterns = [
    path("platform/", views.sheet, name="sheet"),
    path("platform/descriptions/", views.descriptions, name="descriptions"),
    path("platform/descriptions/<slug:platform>/", views.description, name="description"),
    path("platform/descriptions/<slug:platform>/end/", views.end, name="end"),
    path("platform/descriptions/<slug:platform>/sample.xlsx", views.sample, name="sample"),
    path("<uuid:key>/scans/", scans.scans, name="scans"),
]
