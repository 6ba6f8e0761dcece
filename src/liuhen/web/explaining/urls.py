# SPDX-License-Identifier: Apache-2.0
"""The addresses of explaining, below /recordings/."""

from django.urls import path

from liuhen.web.explaining import views

app_name = "explaining"
urlpatterns = [
    path("unexplained/", views.unexplained_list, name="list"),
    path("unexplained/<uuid:item>/", views.explain, name="explain"),
]
