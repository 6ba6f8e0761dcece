# SPDX-License-Identifier: Apache-2.0
"""The address of fixed cameras; one camera stands with the devices."""

from django.urls import path

from liuhen.web.cameras import views

app_name = "cameras"
urlpatterns = [path("", views.camera_list, name="list")]
