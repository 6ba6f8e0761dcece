# SPDX-License-Identifier: Apache-2.0
"""The addresses of bringing recordings in."""

from django.urls import path

from liuhen.web.upload import views

app_name = "upload"
urlpatterns = [
    path("dock/", views.dock, name="dock"),
    path("recordings/upload/", views.upload, name="upload"),
    path("recordings/upload/declared/", views.declared, name="declared"),
]
