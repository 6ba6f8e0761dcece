# SPDX-License-Identifier: Apache-2.0
"""The address of the catalogue of recordings."""

from django.urls import path

from liuhen.web.recordings import views

app_name = "recordings"
urlpatterns = [path("", views.recording_list, name="list")]
