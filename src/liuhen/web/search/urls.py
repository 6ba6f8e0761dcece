# SPDX-License-Identifier: Apache-2.0
"""The address of the search."""

from django.urls import path

from liuhen.web.search import views

app_name = "search"
urlpatterns = [path("", views.find, name="find")]
