# SPDX-License-Identifier: Apache-2.0
"""The addresses of devices."""

from django.urls import path

from liuhen.web.devices import sheet, views

app_name = "devices"
urlpatterns = [
    path("", views.device_list, name="list"),
    path("new/", views.add, name="add"),
    path("new-camera/", views.add_camera, name="add_camera"),
    path("sheet/", sheet.sheet, name="sheet"),
    path("sheet/example.xlsx", sheet.example, name="example"),
    path("return/", views.returned, name="return"),
    path("<uuid:device>/", views.device, name="device"),
    path("<uuid:device>/edit/", views.edit, name="edit"),
    path("<uuid:device>/change/", views.change, name="change"),
]
