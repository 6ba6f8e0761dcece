# SPDX-License-Identifier: Apache-2.0
"""The addresses of the report, below /recordings/."""

from django.urls import path

from liuhen.web.report import integrity, views

app_name = "report"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/integrity/", integrity.integrity, name="integrity"),
    path("report/sheet/", views.sheet, name="sheet"),
]
