# SPDX-License-Identifier: Apache-2.0
"""The addresses of what is late."""

from django.urls import path

from liuhen.web.reasons import views

app_name = "late"
urlpatterns = [
    path("", views.late, name="list"),
    path("sheet/", views.sheet, name="sheet"),
    path("why/", views.why, name="why"),
]
