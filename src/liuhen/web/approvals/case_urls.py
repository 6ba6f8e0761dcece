# SPDX-License-Identifier: Apache-2.0
"""The addresses of asking for approval, below /cases/."""

from django.urls import path

from liuhen.web.approvals import asking

app_name = "asking"
urlpatterns = [
    path("<uuid:key>/ask/", asking.choose, name="choose"),
    path("<uuid:key>/ask/<slug:matter>/", asking.ask_for, name="ask"),
    path("<uuid:key>/override/<slug:matter>/<slug:gate>/", asking.go_on, name="override"),
]
