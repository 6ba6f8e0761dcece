# SPDX-License-Identifier: Apache-2.0
"""The address of the desk."""

from django.urls import path

from liuhen.web.home import views

app_name = "home"
urlpatterns = [path("", views.todo, name="todo")]
