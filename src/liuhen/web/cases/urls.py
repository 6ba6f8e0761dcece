# SPDX-License-Identifier: Apache-2.0
"""The addresses of the list of cases and of one case."""

from django.urls import path

from liuhen.web.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("<uuid:case>/", views.case_page, name="case"),
]
