# SPDX-License-Identifier: Apache-2.0
"""The address of the journal."""

from django.urls import path

from liuhen.web.journal import views

app_name = "journal"
urlpatterns = [path("", views.journal, name="leaves")]
