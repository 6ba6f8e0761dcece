# SPDX-License-Identifier: Apache-2.0
"""The addresses of the report, below /recordings/."""

from django.urls import path

from liuhen.web.report import views

app_name = "report"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/sheet/", views.sheet, name="sheet"),
]
