# SPDX-License-Identifier: Apache-2.0
"""The addresses of the journal."""

from django.urls import path

from liuhen.web.journal import everything, heads, views

app_name = "journal"
urlpatterns = [
    path("", views.journal, name="leaves"),
    path("everything/", everything.everything, name="everything"),
    path("heads/", heads.heads, name="heads"),
    path("heads/sheet/", heads.sheet, name="sheet"),
]
